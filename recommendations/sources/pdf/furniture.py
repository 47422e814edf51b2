"""Running heads and feet: what many pages show at their edges, also with a number that counts."""

import re
from collections import defaultdict

from recommendations.sources.pdf.runs import Leaf, Run

ZONE = 0.14
_DEPTH = 4  # runs from an edge
_NEAR = 4.0
_NUMBER = re.compile(r"\d{1,4}")
_MARKER = re.compile(r"(?:recommendation|area for improvement|cause of concern|afi)\b", re.I)


def without_edges(leaves: list[Leaf]) -> None:
    """Take running heads, feet and page numbers out of the pages."""
    if len(leaves) < 2:
        return
    groups: dict[tuple[str, str, int], list[tuple[int, Run]]] = defaultdict(list)
    for at, leaf in enumerate(leaves):
        for edge, runs in (("head", _head(leaf)), ("foot", _foot(leaf))):
            for run in runs:
                key = (edge, _NUMBER.sub("#", run.text.lower()), round(run.size))
                groups[key].append((at, run))
    gone: dict[int, set[int]] = defaultdict(set)
    for (_, shape, _), members in groups.items():
        for run_at, run in _repeated(shape, members, len(leaves)):
            gone[run_at].add(id(run))
    for at, ids in gone.items():
        leaves[at].runs = [run for run in leaves[at].runs if id(run) not in ids]


def _head(leaf: Leaf) -> list[Run]:
    runs = [run for run in leaf.runs if run.bottom < ZONE * leaf.height]
    return sorted(runs, key=lambda run: run.base)[: 2 * _DEPTH]


def _foot(leaf: Leaf) -> list[Run]:
    runs = [run for run in leaf.runs if run.top > (1 - ZONE) * leaf.height]
    return sorted(runs, key=lambda run: -run.base)[: 2 * _DEPTH]


def _repeated(shape: str, members: list[tuple[int, Run]], pages: int) -> list[tuple[int, Run]]:
    """Return the members that are furniture: at one height, the same or counting pages."""
    found: list[tuple[int, Run]] = []
    for level in _levels(members):
        if "#" in shape:
            by_lag: dict[int, list[tuple[int, Run]]] = defaultdict(list)
            for at, run in level:
                for number in {int(n) for n in _NUMBER.findall(run.text)}:
                    by_lag[number - at].append((at, run))
            most = max(by_lag.values(), key=len)
            if len({at for at, _ in most}) >= min(3, pages):
                found += most
        by_text: dict[str, list[tuple[int, Run]]] = defaultdict(list)
        for at, run in level:
            by_text[run.text].append((at, run))
        for text, same in by_text.items():
            if _is_running(text, sorted({at for at, _ in same}), pages):
                found += same
    return found


def _levels(members: list[tuple[int, Run]]) -> list[list[tuple[int, Run]]]:
    """Return the members in groups of about one height on the page."""
    levels: list[list[tuple[int, Run]]] = []
    for member in sorted(members, key=lambda member: member[1].base):
        if levels and member[1].base - levels[-1][-1][1].base < _NEAR:
            levels[-1].append(member)
        else:
            levels.append([member])
    return levels


def _is_running(text: str, pages_on: list[int], pages: int) -> bool:
    if len(pages_on) < min(3, pages):
        return False
    if len(pages_on) * 4 >= pages:
        return True
    # The head of one chapter: on pages that follow one another, or every other one.
    spread = pages_on[-1] - pages_on[0] + 1
    return len(pages_on) * 2 >= spread - 1 and not _MARKER.match(text)
