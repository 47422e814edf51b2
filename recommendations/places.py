"""Where a found item stands in its source, as a page shows it."""

from dataclasses import dataclass, field

from recommendations.models import Proposal, Source

SHOWN_WHOLE = 1_500  # lines; of a longer text only what is around the place is shown
AROUND = 150  # lines before and after the place in a longer text
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
    if source.places:
        return Place(source, pages=_pages(source, first, last))
    return _words(source, first, last)


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
