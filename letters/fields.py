"""The fields that a letter's template may use, and how they are filled in.

A template can reach nothing but these values: names in braces are looked up in a
plain dictionary, with no attributes, calls or formatting.
"""

import re

from bodies.groups import Kind
from pcc_tracker.markdown import RUN

FIELDS = {
    "reports": "“the report”, its title, who published it and when; of several, each in turn",
    "report": "The title of the report",
    "publishers": "Who published it",
    "published_on": "The day it was published",
    "law": "Under what law the letter is written, beginning with a comma, or nothing",
    "capacity": "The body, as it speaks in the letter",
    "force": "The name of the force",
    "the_force": "The same within a sentence, with “the” where the name takes it",
    "area": "The force area",
    "chief_officer": "The chief officer's name",
    "chief_officer_title": "The chief officer's title",
    "holder_title": "The title of whoever holds this body’s office",
    "we": "I, or We for a body of several people",
    "majesty": "His Majesty’s or Her Majesty’s, as on the day of the letter",
    "counts": "How many recommendations the report makes, and to whom",
    "last_day": "The last day of the 56 on which the response may be published",
    "for_force": "The numbers of the recommendations that apply to the force",
    "for_body": "The numbers of the recommendations that apply to this body",
    "appendix": "Where the recommendations are listed, or nothing where the letter lists none",
}
FIELD = re.compile(r"\{([^{}]*)\}")

MARKS = re.compile(r"[\\`*_\[\]<>#]")
ESCAPED = r"\\\g<0>"
RUN_OR_MARK = re.compile(f"{RUN.pattern}|{MARKS.pattern}")

BLOCKS = ("opening", "recommendations", "oversight", "closing", "cc")
COLLECTIVE = {Kind.MOPAC, Kind.COMMON_COUNCIL}  # bodies of several people, who write "we"
COPIES = "{chief_officer}, {chief_officer_title}, {force}"

DEFAULTS = {
    "opening": "I write in response to {reports}{law}.",
    "recommendations": (
        "I acknowledge the recommendations that were made. {for_force} {for_body} {appendix}"
    ),
    "oversight": (
        "I will continue to monitor the work of {the_force} on this subject and to hold the"
        " {chief_officer_title} to account for it."
    ),
    "closing": "I publish this response and send a copy of it to {publishers}.",
    "cc": COPIES,
}
WELSH_DEFAULTS = {
    "opening": "Ysgrifennaf mewn ymateb i{reports}{law}.",
    "recommendations": (
        "Rwy’n cydnabod yr argymhellion a wnaed. {for_force} {for_body} {appendix}"
    ),
    "oversight": (
        "Byddaf yn parhau i fonitro gwaith {force} ar y pwnc hwn ac i ddwyn y"
        " {chief_officer_title} i gyfrif amdano."
    ),
    "closing": "Rwy’n cyhoeddi’r ymateb hwn ac yn anfon copi ohono at {publishers}.",
    "cc": COPIES,
}
SEVERAL = {
    "opening": DEFAULTS["opening"].replace("I write", "We write"),
    "recommendations": DEFAULTS["recommendations"].replace("I acknowledge", "We acknowledge"),
    "oversight": DEFAULTS["oversight"].replace("I will", "We will"),
    "closing": DEFAULTS["closing"].replace("I publish", "We publish"),
    "cc": COPIES,
}
WELSH_SEVERAL = {
    "opening": WELSH_DEFAULTS["opening"].replace("Ysgrifennaf", "Ysgrifennwn"),
    "recommendations": WELSH_DEFAULTS["recommendations"].replace("Rwy’n", "Rydym yn"),
    "oversight": WELSH_DEFAULTS["oversight"].replace("Byddaf", "Byddwn"),
    "closing": WELSH_DEFAULTS["closing"].replace("Rwy’n cyhoeddi", "Rydym yn cyhoeddi"),
    "cc": COPIES,
}


def usual_words(kind: str) -> dict[str, str]:
    """Return the words of every block, in both languages, as a body of that kind says them."""
    several = kind in COLLECTIVE
    english, welsh = (SEVERAL, WELSH_SEVERAL) if several else (DEFAULTS, WELSH_DEFAULTS)
    return english | {f"{name}_cy": said for name, said in welsh.items()}


def unknown_fields(text: str) -> set[str]:
    """Return the names in braces that no letter can fill in."""
    return {name for name in FIELD.findall(text) if name not in FIELDS}


def stray_braces(text: str) -> bool:
    """Say whether a brace is without its other half, which the letter would print."""
    return bool(re.search(r"[{}]", FIELD.sub("", text)))


def plain(value: str) -> str:
    """Return a value so that Markdown prints it as it stands, with its language where marked."""
    return RUN_OR_MARK.sub(_escaped, " ".join(value.split()))


def _escaped(found: re.Match[str]) -> str:
    inner, language = found[1], found[2]
    if language:
        return f"[{MARKS.sub(ESCAPED, inner)}]{{lang={language}}}"
    return f"\\{found[0]}"


def fill(text: str, values: dict[str, str]) -> str:
    """Return `text` with each field replaced by its value; raises KeyError for another name."""
    return FIELD.sub(lambda match: values[match.group(1)], text)
