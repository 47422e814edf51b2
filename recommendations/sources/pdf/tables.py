"""Tables drawn with rules: where their cells are, and what runs stand in them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from recommendations.sources.pdf.runs import Box, Leaf, Run

_THIN = 3.0
_SAME = 4.0
_MOST = 400  # rules along one side of a table


@dataclass(slots=True)
class Grid:
    """A table on a page: its box, and for each row the runs in each of its cells."""

    box: Box
    rows: list[list[list[Run]]] = field(default_factory=list)


def grids(leaf: Leaf) -> list[Grid]:
    """Return the page's tables from the top, taking their runs from the page."""
    across, down = _edges(leaf.rules)
    found = []
    for box, xs, ys in _frames(across, down):
        inside = [run for run in leaf.runs if _is_in(run, box)]
        grid = _fill(box, xs, ys, inside)
        if grid is not None:
            taken = {id(run) for run in inside}
            leaf.runs = [run for run in leaf.runs if id(run) not in taken]
            found.append(grid)
    return sorted(found, key=lambda grid: grid.box[1])


def _edges(rules: Iterable[Box]) -> tuple[list[Box], list[Box]]:
    """Return the lines that run across and those that run down, frames as their four sides."""
    across: list[Box] = []
    down: list[Box] = []
    for left, top, right, bottom in rules:
        if bottom - top <= _THIN:
            across.append((left, top, right, bottom))
        elif right - left <= _THIN:
            down.append((left, top, right, bottom))
        else:
            across += [(left, top, right, top), (left, bottom, right, bottom)]
            down += [(left, top, left, bottom), (right, top, right, bottom)]
    return across, down


def _frames(across: list[Box], down: list[Box]) -> list[tuple[Box, list[float], list[float]]]:
    """Return each table's box, the edges of its columns and those of its rows."""
    frames = []
    for pieces in _stacks(down):
        box = (
            min(b[0] for b in pieces),
            min(b[1] for b in pieces),
            max(b[2] for b in pieces),
            max(b[3] for b in pieces),
        )
        xs = _distinct(b[0] for b in pieces)
        near = [b for b in across if box[1] - _SAME < b[1] < box[3] + _SAME]
        ys = [
            y
            for y in _distinct(b[1] for b in near)
            if sum(b[2] - b[0] for b in near if abs(b[1] - y) < _SAME) > 0.6 * (box[2] - box[0])
        ]
        if 3 <= len(xs) <= _MOST and 3 <= len(ys) <= _MOST:
            frames.append((box, xs, ys))
    return frames


def _stacks(down: list[Box]) -> list[list[Box]]:
    """Return lines that run down in groups that share or touch one another's heights."""
    stacks: list[list[Box]] = []
    bottom = 0.0
    for box in sorted(down, key=lambda box: box[1]):
        if stacks and box[1] <= bottom + _THIN:
            stacks[-1].append(box)
            bottom = max(bottom, box[3])
        else:
            stacks.append([box])
            bottom = box[3]
    return stacks


def _distinct(values: Iterable[float]) -> list[float]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > _SAME:
            kept.append(value)
    return kept


def _is_in(run: Run, box: Box) -> bool:
    middle = (run.left + run.right) / 2
    return box[0] - 2 < middle < box[2] + 2 and box[1] - 2 < run.base < box[3] + 2


def _fill(box: Box, xs: list[float], ys: list[float], runs: list[Run]) -> Grid | None:
    columns, rows = len(xs) - 1, len(ys) - 1
    grid = Grid(box, [[[] for _ in range(columns)] for _ in range(rows)])
    for run in runs:
        row = min(sum(1 for y in ys[1:-1] if y < run.base), rows - 1)
        column = min(sum(1 for x in xs[1:-1] if x < run.left + 1), columns - 1)
        grid.rows[row][column].append(run)
    used = [at for at in range(columns) if any(row[at] for row in grid.rows)]
    grid.rows = [[row[at] for at in used] for row in grid.rows if any(row)]
    return grid if len(used) > 1 and grid.rows else None
