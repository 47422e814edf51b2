"""The fields that a letter's template may use, and how they are filled in.

A template can reach nothing but these values: names in braces are looked up in a
plain dictionary, with no attributes, calls or formatting.
"""

import re

FIELDS = {
    "report": "The title of the report",
    "publishers": "Who published it",
    "published_on": "The day it was published",
    "law": "Under what law the letter is written, beginning with a comma, or nothing",
    "capacity": "The body, as it speaks in the letter",
    "force": "The name of the force",
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
}
FIELD = re.compile(r"\{([^{}]*)\}")

MARKS = re.compile(r"[\\`*_\[\]<>#]")

DEFAULTS = {
    "opening": (
        "I write in response to the report “{report}”, published by {publishers} on"
        " {published_on}{law}."
    ),
    "recommendations": (
        "I acknowledge the recommendations made in this report. {for_force} {for_body}"
        " The recommendations that apply are listed in Appendix A."
    ),
    "oversight": (
        "I will continue to monitor the work of {force} on this subject and to hold the"
        " {chief_officer_title} to account for it."
    ),
    "cc": "{chief_officer}, {chief_officer_title}, {force}",
}


def unknown_fields(text: str) -> set[str]:
    """Return the names in braces that no letter can fill in."""
    return {name for name in FIELD.findall(text) if name not in FIELDS}


def plain(value: str) -> str:
    """Return a value so that Markdown prints it as it stands."""
    return MARKS.sub(r"\\\g<0>", " ".join(value.split()))


def fill(text: str, values: dict[str, str]) -> str:
    """Return `text` with each field replaced by its value; raises KeyError for another name."""
    return FIELD.sub(lambda match: values[match.group(1)], text)
