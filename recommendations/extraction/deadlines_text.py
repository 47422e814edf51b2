"""Time limits as inspectors write them, turned into days."""

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

EXPLICIT, MONTH_END, RELATIVE = "explicit", "month_end", "relative_to_publication"
IMMEDIATE, INHERITED, TO_DOCUMENT, NONE = "immediate", "inherited", "relative_to_document", "none"

_MONTHS = {m.lower(): i for i, m in enumerate(calendar.month_name) if m}
_MONTHS |= {m.lower(): i for i, m in enumerate(calendar.month_abbr) if m} | {"sept": 9}
_MONTH = rf"(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_COUNTS = {
    **{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6},
    **{"seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12},
    **{"fifteen": 15, "eighteen": 18, "twenty-four": 24, "thirty": 30},
}
_DATE = (
    rf"(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<mon>{_MONTH}),?\s+(?P<y>\d{{4}})"
    rf"|(?P<mon2>{_MONTH})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}})"
    r"|(?P<iso>\d{4}-\d{2}-\d{2})"
    r"|(?P<d3>\d{1,2})[/.-](?P<m3>\d{1,2})[/.-](?P<y3>\d{4}|\d{2})(?!\d))"
)
_MONTH_YEAR = rf"(?P<mon4>{_MONTH}),?\s+(?P<y4>\d{{4}})"
_YEAR_END = r"(?:the\s+)?end\s+of\s+(?:the\s+year\s+)?(?P<y5>\d{4})(?![\d/])"
DAY = re.compile(_DATE, re.I)
_BY = re.compile(
    r"\b(?P<by>(?:by|before|not\s+later\s+than|no\s+later\s+than|on\s+or\s+before|prior\s+to)"
    r"\s+(?:no\s+later\s+than\s+)?(?:the\s+)?)"
    rf"(?:(?P<day>{_DATE})|(?:end\s+of\s+|close\s+of\s+)?{_MONTH_YEAR}|{_YEAR_END})",
    re.I,
)
_PUBLICATION = (
    r"(?:of|from|after|following)\s+(?:the\s+|its\s+)?(?:date\s+of\s+)?(?:the\s+)?"
    r"(?:publication(?:\s+(?:date\s+)?of\s+(?:this|the|our)\s+(?:\w+\s+){0,2}(?:report|inspection|document))?"
    r"|(?:this|our|the)\s+(?:\w+\s+)?(?:report|inspection)(?:['’]s\s+publication|\s+being\s+published)?"
    r"(?![\w’']))"
)
_WITHIN = re.compile(
    r"\b(?P<how>within(?:\s+the\s+next)?|in\s+the\s+next|no\s+later\s+than|not\s+later\s+than)\s+"
    rf"(?P<n>\d{{1,3}}|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})\s+"
    r"(?:calendar\s+)?(?P<working>working\s+)?(?P<unit>day|week|month|year)s?(?:['’])?"
    rf"(?:\s+(?P<pub>{_PUBLICATION})|\s+(?P<other>(?:of|from|after|following)\s+[^,.;:]{{3,80}}))?",
    re.I,
)
_IMMEDIATE = re.compile(
    r"\b(?:with\s+immediate\s+effect|immediately|take\s+immediate\s+(?:action|steps))\b", re.I
)
_OPENS_IMMEDIATE = re.compile(r"immediate(?=\s+[a-z]+\s+of\b)", re.I)
_MODAL = re.compile(r"\b(?:should|must|needs? to|shall)\b", re.I)
_RECOMMENDED = re.compile(r"\brecommends?\s+that\b", re.I)
SUBJECT = 60  # the most characters that the addressee's names take
_SOON = re.compile(
    r"\b(?:as soon as (?:possible|practicable)|without delay|as a matter of urgency|urgently"
    r"|by (?:the )?(?:spring|summer|autumn|winter)(?: of)? \d{4}"
    r"|by (?:the )?end of (?:the )?financial year[^,.;]{0,12}|by Q[1-4] \d{4})\b",
    re.I,
)
SAME_TIME = re.compile(
    r"\b(?:by|within|to|in|over)\s+th(?:e|at)\s+same\s+(?:date|day|time|period|timescale|timetable"
    r"|deadline)\b(?!\s+(?:as|of)\b)",
    re.I,
)
_DOCUMENT = re.compile(
    r"guidance|report|code|strateg|framework|policy|legislation|standard|review|"
    r"programme|pilot|response|APP\b|plan|regulation|consultation|inspection",
    re.I,
)


@dataclass(frozen=True)
class Deadline:
    """A day, the words it comes from and the rule that joins them."""

    on: date | None = None
    text: str | None = None
    rule: str = NONE
    doubts: tuple[str, ...] = ()


def read_deadline(text: str, published: date | None) -> Deadline:
    """Return the time limit an item's text sets.

    Months are calendar months, so six from 31 August end in February's last day;
    "immediately" means the day of publication. Without `published` a relative
    limit keeps its words and rule and has no day.
    """
    text = text[:6_000]
    modal = _MODAL.search(text)
    said = None if modal else _RECOMMENDED.search(text[:200])
    duty = modal.start() if modal else (said.end() + SUBJECT if said else 0)
    hits = [*_explicit(text), *_relative(text, published, duty), *_immediate(text, published, duty)]
    if not hits:
        vague = _SOON.search(text) or _WITHIN.search(text)
        doubt = f"Says “{vague[0].strip()}”, which was not taken as a time limit." if vague else ""
        return Deadline(doubts=(doubt,) if doubt else ())
    hits.sort(
        key=lambda hit: (hit[1].rule == IMMEDIATE, hit[0] > duty and hit[0] - duty > 400, hit[0])
    )
    chosen = hits[0][1]
    others = {h.text for _, h in hits[1:] if h.on != chosen.on}
    if others:
        doubt = "More than one time limit: " + "; ".join(sorted(filter(None, others))) + "."
        chosen = replace(chosen, doubts=(*chosen.doubts, doubt))
    return _checked(chosen, published)


def read_words(words: str, published: date | None) -> Deadline:
    """Return the time limit that words of their own give: "31 March 2024", "Within six months"."""
    read = read_deadline(words, published)
    if read.rule == NONE:
        read = replace(read_deadline(f"By {words}", published), text=words)
    if read.rule == NONE:
        return Deadline(doubts=(f"“{words[:80]}” was not read as a date.",))
    return read


def is_limit(text: str) -> bool:
    """Say whether the text is a time limit and nothing else: "Within six months:"."""
    bare = text.strip(" :.–-")
    return len(bare) < 100 and any(rx.fullmatch(bare) for rx in (_BY, _WITHIN, _IMMEDIATE))


def inherit(parent: Deadline, source: str) -> Deadline:
    """Return a parent's time limit as its part's own; `source` is "7" or "the heading"."""
    if parent.on is None and parent.text is None:
        return Deadline()
    return Deadline(parent.on, f"{parent.text} (from {source})", INHERITED)


def find_day(text: str) -> date | None:
    """Return the first whole date in the text: 26 May 2021, 26/05/2021 or 2021-05-26."""
    match = DAY.search(text)
    return _day(match) if match else None


def add_months(day: date, months: int) -> date:
    """Return the same day so many calendar months on, or that month's last day.

    >>> add_months(date(2023, 8, 31), 6)
    datetime.date(2024, 2, 29)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _explicit(text: str) -> list[tuple[int, Deadline]]:
    found = []
    for match in _BY.finditer(text):
        words = match[0].strip()
        if match["day"]:
            on, rule = _day(match), EXPLICIT
        elif match["y5"]:
            on, rule = _month_end(int(match["y5"]), 12), MONTH_END
        else:
            on, rule = _month_end(int(match["y4"]), _month(match["mon4"])), MONTH_END
        doubts = () if on else (f"“{words}” is not a date in the calendar.",)
        found.append((match.start(), Deadline(on, words, rule, doubts)))
    return found


def _relative(text: str, published: date | None, duty: int) -> list[tuple[int, Deadline]]:
    found = []
    for match in _WITHIN.finditer(text):
        near = match.start() <= duty + 30
        if match["pub"]:
            words, rule = match[0], RELATIVE
        elif match["other"]:
            if not (near and _DOCUMENT.search(match["other"])):
                continue
            words, rule = match[0], TO_DOCUMENT
        elif near or (
            match["unit"].lower() in ("month", "year") and text[match.end() :][:1] in ".;"
        ):
            words, rule = match[0], RELATIVE
        else:
            continue
        found.append((match.start(), _after(match, words.strip(), rule, published)))
    return found


def _after(match: "re.Match[str]", words: str, rule: str, published: date | None) -> Deadline:
    if rule == TO_DOCUMENT:
        return Deadline(None, words, rule, ("The time limit runs from another document.",))
    if published is None:
        return Deadline(None, words, rule, ("The day of publication is not known.",))
    count = int(match["n"]) if match["n"].isdigit() else _COUNTS[match["n"].lower()]
    unit = match["unit"].lower()
    doubts = ("Working days were not counted: set the day.",) if match["working"] else ()
    try:
        if unit in ("month", "year"):
            on: date | None = add_months(published, count * (12 if unit == "year" else 1))
        else:
            on = published + timedelta(days=count * (7 if unit == "week" else 1))
    except (ValueError, OverflowError):
        return Deadline(None, words, rule, ("The time limit is beyond the calendar.",))
    return Deadline(None if doubts else on, words, rule, doubts)


def _immediate(text: str, published: date | None, duty: int) -> list[tuple[int, Deadline]]:
    """Return "immediately" where it says when the addressee must act, not what officers do."""
    match = _OPENS_IMMEDIATE.match(text) or _IMMEDIATE.search(text)
    if not match:
        return []
    sentence = re.search(r"[.?!]\s+[A-Z]", text)
    first = match.start() < (sentence.start() if sentence else len(text))
    modal = _MODAL.search(text)
    after_modal = re.search(
        r"\b(?:should|must|needs? to|shall)(?:,?\s+\w+){0,1},?\s+$", text[: match.start()]
    )
    unmodalled = first and (modal is None or modal.start() > match.start())
    if not (match[0].lower().startswith("with") or after_modal or unmodalled):
        return []
    if match[0][0] != "w" and re.match(
        r"\s+(?:after|before|following|upon|available|when)\b", text[match.end() :]
    ):
        return []
    doubts = () if published else ("The day of publication is not known.",)
    return [(match.start(), Deadline(published, match[0], IMMEDIATE, doubts))]


def _checked(found: Deadline, published: date | None) -> Deadline:
    doubts = list(found.doubts)
    if found.on and published and found.on < published:
        doubts.append("The time limit is before the day of publication.")
    if found.text and found.text.lower().startswith(("before", "prior")):
        doubts.append("“Before” may mean the day before.")
    return replace(found, doubts=tuple(doubts))


def _month(word: str) -> int:
    return _MONTHS[word.lower().rstrip(".")]


def _month_end(year: int, month: int) -> date | None:
    try:
        return date(year, month, calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None


def _day(match: "re.Match[str]") -> date | None:
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        if match["d3"]:
            year = int(match["y3"])
            return date(year + 2000 if year < 100 else year, int(match["m3"]), int(match["d3"]))
        month = _month(match["mon"] or match["mon2"])
        return date(int(match["y"] or match["y2"]), month, int(match["d"] or match["d2"]))
    except ValueError:
        return None
