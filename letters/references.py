"""How an office numbers its letters: a pattern such as "OPCC/{year}/{number:03d}".

Read by our own few lines: what an office types is never given to Python's formatting,
which would let it ask for more than these four fields.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count

USUAL = "{date:%Y%m%d}{initials}"
LONGEST = 60  # as long as a letter's reference may be
FIELDS = {
    "date": "The date of the letter as 20210719, or as you say after a colon: {date:%d-%m-%y}."
    " %Y is the year, %y its last two digits, %m the month, %d the day, %j the day of the year",
    "year": "The year of the letter",
    "initials": "The initials of whoever enquiries go to, as the letterhead has them",
    "number": "How many letters your office has made in the year, this one included;"
    " {number:03d} is three digits long",
}
DIRECTIVES = {"Y": r"\d{4}", "y": r"\d\d", "m": r"\d\d", "d": r"\d\d", "j": r"\d{3}"}
FIELD = re.compile(r"\{([^{}]*)\}")
WIDTH = re.compile(r"0([1-9])d")
A_NUMBER = r"0*(\d{1,9})"


class BadPattern(ValueError):
    """A pattern that no letter can be numbered by. The message names the wrong part."""


@dataclass(frozen=True)
class Part:
    """Words that stand as they are, or a field with what follows its colon."""

    words: str = ""
    field: str = ""
    form: str = ""


def parsed(pattern: str) -> tuple[Part, ...]:
    """Return the parts of a pattern. Raises BadPattern."""
    parts, at = [], 0
    for found in FIELD.finditer(pattern):
        parts += [Part(words=_plain(pattern[at : found.start()])), _field(found.group(1))]
        at = found.end()
    parts.append(Part(words=_plain(pattern[at:])))
    if not {"date", "number"} & {part.field for part in parts}:
        raise BadPattern("Without {date} or {number}, all letters would have one reference.")
    if sum(part.field == "number" for part in parts) > 1:
        raise BadPattern("{number} stands twice.")
    if len(_made(tuple(parts), date(2030, 12, 30), "ABCD", 99_999)) > LONGEST:
        raise BadPattern(f"References may have {LONGEST} characters; these would be longer.")
    return tuple(part for part in parts if part.words or part.field)


def _plain(words: str) -> str:
    for brace in "{}":
        if brace in words:
            raise BadPattern(f"There is a {brace} without its other half, at “{words.strip()}”.")
    if not words.isprintable():
        raise BadPattern("A reference is one line of letters, digits and signs.")
    return words


def _field(inside: str) -> Part:
    name, _, form = inside.partition(":")
    if name not in FIELDS:
        known = "{date}, {year}, {initials} and {number}"
        raise BadPattern(f"There is no field {{{inside}}}. There are {known}.")
    if name in ("year", "initials") and form:
        raise BadPattern(f"Nothing may follow a colon in {{{inside}}}: write {{{name}}}.")
    if name == "number" and form and not WIDTH.fullmatch(form):
        raise BadPattern(f"{{{inside}}} does not say how many digits: write {{number:03d}}.")
    if name == "date":
        form = form or "%Y%m%d"
        wrong = [sign for sign in re.findall(r"%(.?)", form) if sign not in DIRECTIVES]
        if wrong or "%" not in form:
            said = f"%{wrong[0]}" if wrong else form
            raise BadPattern(f"{said} in {{{inside}}} is no part of a date. Use %Y %y %m %d %j.")
    return Part(field=name, form=form)


def candidates(pattern: str, day: date, initials: str, last: int) -> Iterator[str]:
    """Yield the references that a letter may have, the best first.

    With {number}, those after `last`; without, the one of the day and then "-2", "-3".
    """
    parts = parsed(pattern)
    if any(part.field == "number" for part in parts):
        for number in count(last + 1):
            yield _made(parts, day, initials, number)
    stem = _made(parts, day, initials, 0)
    yield stem
    for number in count(2):
        yield f"{stem}-{number}"


def _made(parts: tuple[Part, ...], day: date, initials: str, number: int) -> str:
    said = {"year": str(day.year), "initials": initials}
    return "".join(part.words + _filled(part, said, day, number) for part in parts)


def _filled(part: Part, said: dict[str, str], day: date, number: int) -> str:
    if part.field == "date":
        return re.sub(r"%(.)", lambda sign: day.strftime(sign.group()), part.form)
    if part.field == "number":
        width = WIDTH.fullmatch(part.form)
        return str(number).zfill(int(width.group(1)) if width else 1)
    return said.get(part.field, "")


def number_in(reference: str, pattern: str) -> int | None:
    """Return the number that a reference of this pattern bears, or None for any other."""
    known = {"year": r"\d{4}", "initials": r"[^\W\d_]*", "number": A_NUMBER, "": ""}
    expression = "".join(
        re.escape(part.words)
        + (_date_expression(part.form) if part.field == "date" else known[part.field])
        for part in parsed(pattern)
    )
    found = re.fullmatch(expression, reference)
    return int(found.group(1)) if found and found.groups() else None


def _date_expression(form: str) -> str:
    pieces = re.split(r"%(.)", form)
    return "".join(
        DIRECTIVES[piece] if at % 2 else re.escape(piece) for at, piece in enumerate(pieces)
    )


def initials_of(name: str) -> str:
    """Return "AB" for "Ada Brook"."""
    return "".join(word[0].upper() for word in name.split())
