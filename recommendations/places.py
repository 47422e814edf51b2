"""Where a found item stands in its source, as a page shows it."""

import re
from dataclasses import dataclass, field

from recommendations.models import Proposal, Source

SHOWN_WHOLE = 1_500  # lines; of a longer text only what is around the place is shown
AROUND = 150  # lines before and after the place in a longer text
STOPS = tuple(".:;?!”")
BULLETS = tuple("•-–*◦▪·")
REGISTER_ROW = re.compile(r"Row (\d+)\. ")
NEAR = 3.0  # points: boxes closer than this are drawn as one


@dataclass
class Page:
    """One page with the boxes to mark on it: left, top, width and height in points."""

    number: int
    width: float
    height: float
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """What to show of a source: its pages with marks, or its words in three parts."""

    source: Source
    pages: tuple[Page, ...] = ()
    before: str = ""
    marked: str = ""
    after: str = ""
    is_part: bool = False


def place_of(proposal: Proposal | None, source: Source) -> Place:
    """Return where `proposal` stands in `source`; without a place, the source's beginning."""
    first, last = -1, -2
    if proposal and proposal.source_id == source.pk and proposal.first_line is not None:
        first, last = proposal.first_line, proposal.last_line or proposal.first_line
    if source.places and not source.disposed_of:
        return Place(source, pages=_pages(source, first, last))
    return _words(source, first, last)


def where(proposal: Proposal, source: Source | None) -> str:
    """Return where an item stands, in words: "page 12, paragraph 3", or nothing."""
    first = proposal.first_line
    if source is None or first is None or proposal.source_id != source.pk:
        return ""
    lines, places = source.lines, source.places
    if first >= len(lines):
        return ""
    if row := REGISTER_ROW.match(lines[first]):
        return f"row {row[1]}"
    page = _page_at(places, first)
    start = first if page else 0
    while page and start and _page_at(places, start - 1) in (page, None):
        start -= 1
    paragraph = f"paragraph {_paragraphs(lines, start, first)}"
    return f"page {page}, {paragraph}" if page else paragraph


def _page_at(places: list, line: int) -> int | None:
    return places[line][0] if line < len(places) and places[line] else None


def _paragraphs(lines: list[str], start: int, wanted: int) -> int:
    """Count paragraphs from one line to the first that ends on or after another.

    A heading, which ends in no stop, and a bullet are no paragraphs of their own.
    """
    count, words = 0, ""
    for at, line in enumerate([*lines[start:], ""], start=start):
        if line.strip():
            words = f"{words} {line.strip()}".strip()
            continue
        if words[-1:] in STOPS and words[:1] not in BULLETS:
            count += 1
            if at > wanted:
                return count
        words = ""
    return count


def _pages(source: Source, first: int, last: int) -> tuple[Page, ...]:
    marked: dict[int, Page] = {}
    for place in source.places[max(first, 0) : last + 1]:
        if place:
            number, left, top, right, bottom = place
            page = marked.setdefault(number, _page(source, number))
            _add(page, (left, top, right - left, bottom - top))
    return tuple(marked.values()) or (_page(source, 1),)


def _page(source: Source, number: int) -> Page:
    width, height = source.pages[number - 1]
    return Page(number, width, height)


def _add(page: Page, box: tuple[float, float, float, float]) -> None:
    """Add a box, or make the last one longer where this one goes on beneath it."""
    left, top, width, height = box
    if page.boxes:
        x, y, w, h = page.boxes[-1]
        if top >= y and top + height <= y + h and left >= x and left + width <= x + w:
            return
        if -NEAR <= top - (y + h) <= height and min(x + w, left + width) > max(x, left):
            right = max(x + w, left + width)
            page.boxes[-1] = (min(x, left), y, right - min(x, left), top + height - y)
            return
    page.boxes.append(box)


def _words(source: Source, first: int, last: int) -> Place:
    lines = source.lines
    start, end = 0, len(lines)
    if end > SHOWN_WHOLE:
        start, end = max(first - AROUND, 0), min(max(last, 0) + 1 + AROUND, end)
    at, to = max(first, start), max(last + 1, start)
    return Place(
        source,
        before="\n".join(lines[start:at]),
        marked="\n".join(lines[at:to]),
        after="\n".join(lines[to:end]),
        is_part=end - start < len(lines),
    )
