"""The words by which inspectors and offices mark items, lists and replies."""

import re
from dataclasses import dataclass

from recommendations.extraction.shapes import AREA_FOR_IMPROVEMENT, CAUSE_OF_CONCERN, RECOMMENDATION

_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
).split()
_NUMBER = rf"(?:\d{{1,3}}(?:\.\d{{1,2}}){{0,2}}(?:\s?\([a-z]\)|[a-z](?![\w’']))?|(?:{'|'.join(_WORDS)})\b)"
_KIND = (
    r"(?P<kind>recommendation|rec\b\.?|area\s+for\s+improvement|afi\b|(?:accelerated\s+)?cause\s+(?:of|for)\s+concern"
    r"|r(?=\d{1,2}\s*[:.–-])|recs\b\.?|afis\b|areas\s+for\s+improvement|recommendations|causes\s+of\s+concern)"
)
_MARKER = re.compile(
    rf"(?:(?:hmicfrs|hmic|national|peel|joint|report)[’']?s?\s+)?{_KIND}"
    r"(?:\s*\(AFI\))?\s*(?:number\b|no\.?(?=\s*\d)|ref\.?(?=\s*\d)|\#)?\s*"
    rf"(?P<numbers>{_NUMBER}(?:\s*(?:,\s*and|,|and|&|to|-|–)\s*{_NUMBER})*)?"
    r"(?P<sep>\s*[:.)\]–—-]+(?:\s+|$)|\s*$|\s*:|\s+)"
    r"(?P<rest>.*)",
    re.I | re.S,
)
_PROSE = re.compile(r"(?!(?:to|for)\b)[a-z]")
_PAGE = re.compile(
    r"[(\[]\s*(?:page|pages|p\.?|pp\.?|para(?:graph)?s?\.?|section)\s*[\d\s.,–-]+[)\]]\s*[:.–-]?\s*",
    re.I,
)
_CONTENTS = re.compile(r"(?:\.{4,}|(?:\. ){4,}|…{2,})\s*\d{1,4}\s*$")

LETTER = re.compile(r"(?:\((?P<a>[a-z]|[ivx]{1,4})\)|(?P<b>[a-z]|[ivx]{1,4})[.)])\s+(?=\S)")
DOTTED = re.compile(r"(?P<n>\d{1,3}(?:\.\d{1,2}){1,2})[.:)]?\s+(?=\S)")
NUMBERED = re.compile(r"\(?(?P<n>\d{1,3})(?:[.):]|\s+[–-])\s+(?=\S)")
META = re.compile(
    r"(?P<key>(?:rec(?:ommendation)?\s+)?(?:owner|addressee|addressed to|directed (?:to|at)|made to|for|to"
    r"|audience|responsible(?: body)?|due(?: date)?|deadline|target(?: date)?|timescale|time limit"
    r"|completion date|complete by))\s*:\s*(?P<value>\S.{0,200})",
    re.I,
)
DUE_KEYS = ("due", "deadline", "target", "timescale", "time limit", "complet")
LOG = re.compile(r"\[/?(?:on|status|comment)\]", re.I)
HEAD = re.compile(
    r"(?P<key>url|title|title of report|report title|name of report|report|published|published on|publication date|date published|date of publication"
    r"|wording|source|inspection|updated|last updated|author|document type)\s*:\s*(?P<value>.*)",
    re.I,
)

_REPLIER = (
    r"(?:(?:the\s+)?(?:chief\s+constable(?:[’']?s)?|force(?:[’']s)?|constabulary|police|commissioner(?:[’']?s)?"
    r"|p(?:f)?cc(?:[’']?s)?|opcc|mayor(?:[’']?s)?|deputy\s+mayor(?:[’']?s)?|npcc|apcc|college|home\s+office|government"
    r"|our|my|initial|local|management|agency|lead|current|interim|further|latest|formal|published"
    r"|(?:(?-i:[A-Z])[\w’'-]+\s+(?:(?:and|&)\s+)?){1,4}(?:police|constabulary|council|office|college|authority|p(?:f)?cc|mopac)(?:[’']s?)?)\s+){0,4}"
)
_REPLY_HEAD = re.compile(
    rf"{_REPLIER}(?:responses?|repl(?:y|ies)|updates?|comments?|position|commentary|assurance|progress"
    r"|statement|action(?:s)?(?:\s+(?:taken|plan|planned|update))?|feedback|assessment|evidence|narrative|view)"
    r"(?:\s+(?:to|on|from|by|in|for|against|update|was|is|date|so\s+far|received)\b.{0,100})?\s*[:.–-]*",
    re.I,
)
_LOCAL_REPLY = re.compile(
    r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,2} (?:[Rr]esponse|[Uu]pdate|[Cc]omments?|[Pp]osition):?"
)
_REPLY_START = re.compile(
    rf"(?:{_REPLIER}(?:response|reply|update|comments?|position|progress|action(?:s)?\s+taken|status|rag(?:\s+rating)?"
    r"|outcome|governance|grading|evidence)\s*(?:\([^()]{0,60}\))?\s*(?::|\s[–-]\s)"
    r"|(?:this|the|that|these)\s+(?:recommendations?|area\s+for\s+improvement|afi|areas\s+for\s+improvement)\s+"
    r"(?:is|has|was|will|relates|applies|have|are|were|does|did|remains|now)\b"
    r"|(?:partially\s+|fully\s+|not\s+)?(?:accept(?:ed|s)?|agree(?:d|s)?|reject(?:ed)?|complete[d]?|implemented|ongoing"
    r"|on-going|noted|in\s+progress|closed|open|discharged)\s*(?:$|[.,:;–-])|(?:not\s+applicable|n/a)\b"
    r"|recommendations?\s+\d{1,3}\b"
    r"|in\s+response\s+to\s+(?:this|the|these)?\s*(?:recommendation|area|report)|response\s+to\s+(?:recommendation|area)"
    r"|what\s+(?:we|the\s+force|i)\s+(?:are|have|has|is|will|did)|how\s+(?:we|the\s+force|i)\s+"
    r"|with\s+(?:regards?|respect)\s+to\s+(?:this\s+)?(?:recommendation|area)|(?:action|lead|status|update|rag)s?\s*:)",
    re.I,
)
_FIRST_PERSON = re.compile(
    r"\bI(?!\s+recommend)\b|\b[Mm]y\b|\b(?:[Ww]e|[Oo]ur|us)\b(?!\s+(?:therefore\s+|also\s+|would\s+)?(?:recommend|expect"
    r"|believe|consider|encourage|inspect|previous\s+inspection|report))"
)
_INDICATIVE = re.compile(
    r"(?:has|have|had|is|are|was|were|will|does|did|do|now|already|currently|continues?|uses?|welcomes?|accepts?"
    r"|recogni[sz]es?|acknowledges?|introduced|launched|created|undertakes?|works|remains?|holds?|carried|reviewed)\b",
    re.I,
)
_ORDER = re.compile(
    r"\b(?:recommendations?|areas?\s+for\s+improvement|afis?|causes?\s+(?:of|for)\s+concern"
    r"|recommend(?:s|ed)?(?:\s+that)?(?=\s*[:–-]|$))(?![\w’'])",
    re.I,
)
_ANSWERING = re.compile(
    r"respon[ds]|progress|update|monitor|implement|oversight|next\s+steps|tracker|against|previous|closed"
    r"|how\s+(?:we|i)|what\s+we|appendix\s+[a-z]\s+for|status|discharged|actions?\s+taken|method|glossary",
    re.I,
)
_MODAL = re.compile(r"\b(?:should|must|needs?\s+to|ought\s+to|shall)\b", re.I)


@dataclass(frozen=True)
class Marker:
    """A heading such as "Recommendation 2: To chief constables", taken apart."""

    kind: str
    numbers: tuple[str, ...]
    rest: str


def kind_of(words: str) -> str:
    """Return the kind that the words name; the last named wins nothing, the first does."""
    found = re.search(r"(recommend|rec\b)|(improvement|afi)|(concern)", words, re.I)
    if found and found[2]:
        return AREA_FOR_IMPROVEMENT
    return CAUSE_OF_CONCERN if found and found[3] else RECOMMENDATION


def read_marker(text: str) -> Marker | None:
    """Return the item that the block starts, or None where it only mentions one."""
    match = _MARKER.match(text)
    if not match or _CONTENTS.search(text[-200:]):
        return None
    rest, sep, said = match["rest"].strip(), match["sep"], match["kind"].lower()
    rest = _PAGE.sub("", rest, count=1) if _PAGE.match(rest) else rest
    plural = said.rstrip(".").endswith("s") or said.startswith("areas") or said.startswith("causes")
    if not match["numbers"]:
        if plural or (not sep.strip() and rest):
            return None
        return Marker(kind_of(said), (), rest)
    numbers = _numbers(match["numbers"])
    if plural and len(numbers) < 2 and not rest:
        return None
    if not sep.strip() and _PROSE.match(rest):
        return None
    if re.match(r"(?:is|are|was|were|has|have|which|that|and|of|in)\b", rest):
        return None
    return Marker(kind_of(said), numbers, rest)


def _numbers(words: str) -> tuple[str, ...]:
    spread = re.fullmatch(r"\s*(\d{1,3})\s*(?:to|-|–)\s*(\d{1,3})\s*", words)
    if spread and 0 < int(spread[2]) - int(spread[1]) < 50:
        return tuple(str(n) for n in range(int(spread[1]), int(spread[2]) + 1))
    return tuple(tidy_number(n) for n in re.findall(_NUMBER, words, re.I))


def tidy_number(words: str) -> str:
    """Return "6a" for "6 (a)" and "1" for "One"."""
    words = re.sub(r"[\s()]", "", words.lower())
    return str(_WORDS.index(words) + 1) if words in _WORDS else words


def is_list_heading(text: str) -> bool:
    """Say whether a short heading or a sentence that ends in a colon opens a list of items."""
    if len(text) > 400 or not _ORDER.search(text) or _CONTENTS.search(text):
        return False
    ends = bool(
        re.search(r"(?::|:\s*[-–]|\b(?:are|include|including|follows|below))\s*[-–.]?$", text)
    )
    if ends:
        last = re.split(r"[.!?]\s+", text.rstrip(" .:-–"))[-1]
        return (
            bool(_ORDER.search(last))
            and not _ANSWERING.search(last)
            and not (_MODAL.search(last) and not re.search(r"recommend(?:s|ed)?\s+that$", last))
        )
    short = len(text.split()) <= 12 and not re.search(r"[.;,?!]$", text) and not _MODAL.search(text)
    verb = re.search(r"\b(?:is|are|was|were|has|have|made|makes|had|will|applies|welcome)\b", text)
    return short and not verb and not _ANSWERING.search(text)


def is_reply_heading(text: str) -> bool:
    """Say whether the block opens what somebody answers, not what inspectors ask."""
    if len(text) <= 120 and not _MODAL.search(text) and _REPLY_HEAD.fullmatch(text):
        return True
    if len(text) <= 60 and _LOCAL_REPLY.fullmatch(text):
        return True
    if _REPLY_START.match(text[:300]):
        return True
    short = len(text) <= 120 and not _MODAL.search(text)
    return short and bool(
        _ORDER.search(text)
        and re.match(
            r"(?:our |my |the )?(?:respon|progress|update|actions? taken|how we|what we)",
            text,
            re.I,
        )
    )


def is_first_person(text: str) -> bool:
    """Say whether somebody speaks of himself: a commissioner answering, not an inspector."""
    return bool(_FIRST_PERSON.search(re.sub(r"“[^“”]{0,2000}”", "", text[:3000])))


def is_indicative(after_subject: str) -> bool:
    """Say whether the words after a subject tell what is, and not what should be."""
    return bool(_INDICATIVE.match(after_subject.lstrip(" ,’'s")))


def has_duty(text: str) -> bool:
    return bool(_MODAL.search(text[:3000]))


def looks_like_heading(text: str) -> bool:
    """Say whether a block is short, unended and without a duty, as headings are."""
    short = len(text) <= 90 and len(text.split()) <= 12
    return short and text[:1].isupper() and text[-1] not in ".;,:?!”" and not _MODAL.search(text)
