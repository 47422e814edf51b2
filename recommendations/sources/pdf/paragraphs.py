"""Lines to paragraphs, by the gaps, indents and sizes that a reader goes by."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from recommendations.sources.pdf.lines import Line

HEADING, BULLET, PLAIN = "heading", "bullet", "plain"

_BIGGER = 1.12
_LONGEST_HEADING = 200
_SPACE = 0.22
_GAP = 1.22
_ENDED = re.compile(r"[.!?:;][”’\"')\]]*$")
_KEYWORD = re.compile(
    r"(?:recommendation|area for improvement|afi|cause of concern)s?\s?\d*[a-z]?\b", re.I
)


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together; `gap` says that space parts them from what came before."""

    lines: list[Line]
    kind: str = PLAIN
    gap: bool = True
    depth: int = 0

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


@dataclass(slots=True)
class Setting:
    """How a file is set: the size of its body, and how far apart lines of a size stand."""

    body: float
    leading: float = 1.2
    leadings: dict[int, float] = field(default_factory=dict)

    def gap(self, size: float) -> float:
        """Return the distance of baselines from which two lines are paragraphs apart."""
        return self.leadings.get(round(size), self.leading) * size * _GAP


def setting_of(columns: Iterable[list[Line]], body: float) -> Setting:
    """Return how the columns are set, from the commonest distance of their baselines."""
    seen: dict[int, Counter[float]] = defaultdict(Counter)
    for lines in columns:
        for above, line in zip(lines, lines[1:], strict=False):
            distance = (line.base - above.base) / line.size
            if abs(above.size - line.size) < 0.5 and 0.7 < distance < 2.6:
                seen[round(line.size)][round(distance, 2)] += 1
    usual = {size: _usual(counts) for size, counts in seen.items() if counts.total() > 5}
    return Setting(body, usual.get(round(body), 1.2), usual)


def _usual(counts: Counter[float]) -> float:
    """Return the smallest distance that is common: larger ones part paragraphs."""
    near = {at: sum(counts[round(at + d / 100, 2)] for d in range(-2, 3)) for at in counts}
    most = max(near.values())
    return min(at for at, count in near.items() if count * 3 >= most) + 0.02


def paragraphs(columns: Iterable[list[Line]], setting: Setting) -> list[Paragraph]:
    """Return the paragraphs of columns that follow one another, over page ends too."""
    found: list[Paragraph] = []
    for lines in columns:
        limits = list(_limits(lines, setting))
        for at, line in enumerate(lines):
            above = lines[at - 1] if at else None
            near = above is not None and 0 < line.base - above.base <= setting.gap(line.size)
            if found and _goes_on(found[-1], line, near, above, limits[at - 1] if at else 0.0):
                found[-1].lines.append(line)
            else:
                found.append(Paragraph([line], gap=not near))
    for paragraph in found:
        paragraph.kind = _kind(paragraph, setting)
    _set_in(found)
    return found


def _limits(lines: list[Line], setting: Setting) -> Iterator[float]:
    """Yield how far to the right the lines around each line reach."""
    start = 0
    for at in range(1, len(lines) + 1):
        if at < len(lines):
            line, above = lines[at], lines[at - 1]
            near = 0 < line.base - above.base <= setting.gap(line.size)
            if near and abs(line.size - above.size) < 0.08 * line.size:
                continue
        reach = max(line.right for line in lines[start:at])
        yield from (reach for _ in range(start, at))
        start = at


def _goes_on(
    paragraph: Paragraph, line: Line, near: bool, above: Line | None, limit: float
) -> bool:
    """Say whether a line is more of the paragraph before it."""
    last = paragraph.lines[-1]
    if last.entry or line.mark == "-" or abs(last.size - line.size) > 0.08 * line.size:
        return False
    if above is None:
        return _goes_over(paragraph, line)
    if not near:
        return False
    room = limit - last.right - _SPACE * line.size - line.lead
    ended = bool(_ENDED.search(last.text))
    if (line.mark or _KEYWORD.match(line.text)) and (ended or room > 0 or last.bold != line.bold):
        return False
    if last.bold != line.bold and room > 0:
        return False
    if room > 0:
        return not ended and (line.text[0].islower() or room < 2 * line.size)
    return _in_place(paragraph, line, ended)


def _in_place(paragraph: Paragraph, line: Line, ended: bool) -> bool:
    """Say whether a line starts where the paragraph's next line would."""
    first, last = paragraph.lines[0], paragraph.lines[-1]
    step = 0.7 * line.size
    if len(paragraph.lines) == 1:
        if first.mark:
            return line.left > first.indent - step or not ended
        return line.left < first.left + step or not ended
    if line.left < last.left - step:
        return not ended and line.text[0].islower()
    return line.left < last.left + step or not ended


def _goes_over(paragraph: Paragraph, line: Line) -> bool:
    """Say whether the first line of a column is more of the column's before."""
    first, last = paragraph.lines[0], paragraph.lines[-1]
    if line.mark or _KEYWORD.match(line.text) or last.bold != line.bold or line.entry:
        return False
    if line.text[0].islower():
        return True
    if not _ENDED.search(last.text):
        return last.right - last.edges[0] > 0.6 * (last.edges[1] - last.edges[0])
    hangs = first.indent - first.edges[0]
    return bool(first.mark) and hangs > 4 and abs(line.left - line.edges[0] - hangs) < 2


def _kind(paragraph: Paragraph, setting: Setting) -> str:
    first = paragraph.lines[0]
    if first.mark == "-":
        return BULLET
    stands_out = first.size >= setting.body * _BIGGER or all(line.bold for line in paragraph.lines)
    text = paragraph.text
    if stands_out and len(text) <= _LONGEST_HEADING and text[-1] not in ".;,":
        return HEADING
    return PLAIN


def _set_in(found: list[Paragraph]) -> None:
    """Find how deep bullets lie, and those that are only set in after a colon."""
    lefts: list[float] = []
    intro: Paragraph | None = None
    for paragraph in found:
        first = paragraph.lines[0]
        left = first.left - first.edges[0]
        if intro is not None and paragraph.kind == PLAIN and not first.mark:
            opens = intro.lines[-1].left - intro.lines[-1].edges[0]
            if left > opens + 0.8 * first.size:
                paragraph.kind = BULLET
                continue
        if paragraph.kind != BULLET:
            lefts = []
            ends = paragraph.kind == PLAIN and paragraph.lines[-1].text.endswith(":")
            intro = paragraph if ends else None
            continue
        while lefts and left < lefts[-1] - 3:
            lefts.pop()
        if not lefts or left > lefts[-1] + 3:
            lefts.append(left)
        paragraph.depth = len(lefts) - 1
