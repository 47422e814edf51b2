"""Footnotes: small type at the foot of a column, opened by a number."""

import re
from collections import Counter
from collections.abc import Iterable

from recommendations.sources.pdf.lines import Line
from recommendations.sources.pdf.runs import Leaf

_SMALLER = 0.93
_OPENS = re.compile(r"(?:\d{1,3}|[*†‡§])[.)]?\s?\S")


def body_size(leaves: Iterable[Leaf]) -> float:
    """Return the size of type in which most of the text is set."""
    sizes: Counter[float] = Counter()
    for leaf in leaves:
        for run in leaf.runs:
            sizes[round(run.size, 1)] += len(run.text)
    return max(sizes, key=lambda size: (sizes[size], size)) if sizes else 10.0


def without_footnotes(groups: list[list[Line]], body: float, height: float) -> list[list[Line]]:
    """Return a page's columns without the footnotes at their ends."""
    return [group[: _start(group, groups, body, height)] for group in groups]


def _start(group: list[Line], groups: list[list[Line]], body: float, height: float) -> int:
    at = len(group)
    while at and group[at - 1].size < body * _SMALLER:
        at -= 1
    notes = group[at:]
    while notes and not (_OPENS.match(notes[0].text) and notes[0].top > 0.4 * height):
        notes = notes[1:]
    lines = [line for other in groups for line in other]
    big = sum(1 for line in lines if line.size >= body * _SMALLER)
    apart = (
        not notes
        or all(notes[0].top >= line.bottom - 1 for line in lines if line.size >= body * _SMALLER)
        or bool(at)
    )
    return len(group) - len(notes) if big * 2 > len(notes) and apart else len(group)
