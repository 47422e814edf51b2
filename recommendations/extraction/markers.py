"""The words that mark an item: "Recommendation 2: To chief constables", "AFI 1", "(a)"."""

import re
from dataclasses import dataclass

from recommendations.extraction.patterns import MODAL, any_of, ends_in_leaders, has_duty
from recommendations.extraction.shapes import AREA_FOR_IMPROVEMENT, CAUSE_OF_CONCERN, RECOMMENDATION

_COUNTING = [
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
]
_DIGITS = r"\d{1,3}(?:\.\d{1,2}){0,2}(?:\s?\([a-z]\)|[a-z](?![\w’']))?"
_ROMAN = r"(?-i:(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3}))(?=\s*(?:[:.)–—-]|$))"
_NUMBER = rf"(?:{_DIGITS}|(?:{'|'.join(_COUNTING)})\b|{_ROMAN})"
_KIND = any_of(
    r"recommendations?\b",
    r"recs?\b\.?",
    r"areas? for improvement\b",
    r"afis?\b",
    r"(?:accelerated\s+)?causes? (?:of|for) concern\b",
    r"r(?=\d{1,2}\s*[:.–-])",
    r"(?-i:R)(?=\d{1,2}\s+(?-i:[A-Z]))",
)
_MARKER = re.compile(
    r"(?:(?P<paragraph>\d{1,2}(?:\.\d{1,2}){0,2})\.?\s+(?=rec|area|afi|(?:accelerated\s+)?cause))?"
    r"(?:(?:hmicfrs|hmic|national|peel|joint|report"
    r"|new|further|additional|revised|key|regional|thematic)(?:[’']s)?\s+){0,2}"
    rf"(?P<kind>{_KIND})"
    r"(?:\s*\(AFI\))?\s*(?:number\b|no\.?(?=\s*\d)|ref\.?(?=\s*\d)|\#)?\s*"
    rf"(?P<numbers>{_NUMBER}(?:\s*(?:,\s*and|,|and|&|to|-|–)\s*{_NUMBER})*)?"
    r"(?P<sep>\s*[:.)\]–—-]+(?:\s+|$)|\s*$|\s*:|\s+)"
    r"(?P<rest>.*)",
    re.I | re.S,
)
_MENTIONED = re.compile(
    r"(?:is|are|was|were|has|have|which|that|and|of|in)\b|(?!(?:to|for)\b)[a-z]"
)
_IMPROVE = r"improvement|\bafi|priority action|needs? to improve"
_PAGE = re.compile(
    rf"[(\[]\s*{any_of('pages?', 'pp?', 'para(?:graph)?s?', 'section')}\.?"
    r"\s*[\d\s.,–-]+[)\]]\s*[:.–-]?\s*",
    re.I,
)

TRAILING = re.compile(
    rf"\((?:recommendation|rec\.?)\s+(?P<n>{_DIGITS})\)\s*[.;]?\s*(?:and)?$", re.I
)
LETTER = re.compile(
    r"(?:\((?P<a>[a-z]|[ivx]{1,4})\)|(?P<b>[a-z]|[ivx]{1,4})[.)])\s+(?:[–—-]\s+)?(?=\S)"
)
DOTTED = re.compile(r"(?P<n>\d{1,3}(?:\.\d{1,2}){1,2})[.:)]?\s+(?=\S)")
NUMBERED = re.compile(r"\(?(?P<n>\d{1,3})(?:[.):]|\s+[–-])\s+(?=\S)")

_BARE = re.compile(r"(?P<n>\d{1,2})\s+(?=(?-i:[A-Z])[a-z]*[\s,])")

REFERENCE = re.compile(
    r"(?:(?:hmicfrs|recommendation|rec|our)\s+)?(?:ref(?:erence)?|id)\.?"
    r"\s*(?:no\.?|number)?\s*:\s*"
    r"(?P<number>(?=\S*\d)[A-Za-z0-9]{1,8}(?:[/.-][A-Za-z0-9]{1,6}){0,4})",
    re.I,
)

_WHOM = any_of(
    *("owner", "addressee", "addressed to", "directed (?:to|at)", "made to", "for", "to"),
    *("audience", r"responsible(?:\s+body)?"),
)
_WHEN = any_of(
    *("due(?: date)?", "deadline", "target(?: date)?", "timescale", "time limit"),
    *("completion date", "complete by"),
)
FACT = re.compile(
    rf"(?:rec(?:ommendation)?\s+)?(?:(?P<whom>{_WHOM})|(?P<when>{_WHEN}))"
    r"\s*:\s*(?P<value>\S.{0,200})",
    re.I,
)
NOTE = re.compile(
    r"(?:(?P<type>(?:recommendation\s+)?(?:type|category))|"
    + any_of("status", "date", "date (?:issued|added|published)", "theme", "force", "level")
    + r"|rag(?:\s+rating)?|grade|ref(?:erence)?|progress)\s*:\s*(?P<value>\S.{0,60})",
    re.I,
)
LOG = re.compile(r"\[/?(?:on|status|comment)\]", re.I)


@dataclass(frozen=True)
class Marker:
    """A heading such as "Recommendation 2: To chief constables", taken apart."""

    kind: str
    numbers: tuple[str, ...]
    rest: str


def kind_of(words: str) -> str:
    """Return the kind that the words name first, or a recommendation."""
    found = re.search(rf"(recommend|\brec\b)|({_IMPROVE})|(concern)", words, re.I)
    if found and found[2]:
        return AREA_FOR_IMPROVEMENT
    return CAUSE_OF_CONCERN if found and found[3] else RECOMMENDATION


def read_marker(text: str) -> Marker | None:
    """Return the item that the block starts, or None where it only mentions one."""
    match = _MARKER.match(text)
    if not match or ends_in_leaders(text):
        return None
    rest, separated = match["rest"].strip(), bool(match["sep"].strip())
    if page := _PAGE.match(rest):
        rest, separated = rest[page.end() :], True
    plural = re.search(r"s\.?$|^(?:areas|causes)", match["kind"], re.I)
    if not match["numbers"]:
        unmarked = plural or (rest and not separated)
        dotted = "." in (match["paragraph"] or "")
        own = (match["paragraph"],) if dotted and rest else ()
        return None if unmarked else Marker(kind_of(match["kind"]), own, rest)
    numbers = _numbers(match["numbers"])
    if plural and len(numbers) < 2 and not rest:
        return None
    mentioned = _MENTIONED.match(rest)
    if mentioned and (not separated or len(mentioned[0]) > 1):
        return None
    return Marker(kind_of(match["kind"]), numbers, rest)


def _numbers(words: str) -> tuple[str, ...]:
    spread = re.fullmatch(r"\s*(\d{1,3})\s*(?:to|-|–)\s*(\d{1,3})\s*", words)
    if spread and 0 < int(spread[2]) - int(spread[1]) < 50:
        return tuple(str(n) for n in range(int(spread[1]), int(spread[2]) + 1))
    return tuple(tidy_number(number) for number in re.findall(_NUMBER, words, re.I))


def tidy_number(words: str) -> str:
    """Return the number as it is stored.

    >>> tidy_number("6 (a)"), tidy_number("One")
    ('6a', '1')
    """
    words = re.sub(r"[\s()]", "", words.lower())
    return str(_COUNTING.index(words) + 1) if words in _COUNTING else words


def list_number(text: str) -> str | None:
    """Return 3 for a block that starts "3. " or "(3) ", or "3 Forces should"."""
    match = numbered(text)
    return match["n"] if match else None


def numbered(text: str) -> "re.Match[str] | None":
    """Return the number that opens a block; dotted or without a stop only before a duty."""
    plain = NUMBERED.match(text)
    return plain or ((_BARE.match(text) or DOTTED.match(text)) if has_duty(text) else None)


def looks_like_heading(text: str) -> bool:
    """Say whether a block is short, unended and without a duty, as headings are."""
    short = len(text) <= 90 and len(text.split()) <= 12
    return short and text[:1].isupper() and text[-1] not in ".;,:?!”" and not MODAL.search(text)
