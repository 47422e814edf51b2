"""The columns of a page, and the order in which they are read."""

from collections import Counter

from recommendations.sources.pdf.runs import Run

_ENOUGH = 3  # runs a column has at least
_WIDE = 6.0  # times the size of the type: the mean width of a column's runs


def in_order(runs: list[Run], depth: int = 0) -> list[list[Run]]:
    """Return the runs in groups, each one column of one band of the page, as they are read.

    A run that crosses the gap between two columns parts the bands above and below.
    """
    gutter = _gutter(runs) if depth < 3 else None
    if gutter is None:
        return [runs] if runs else []
    groups: list[list[Run]] = []
    wide: list[Run] = []
    for across, band in _bands(runs, gutter):
        left = [run for run in band if run.right <= gutter + 1]
        right = [run for run in band if run.left >= gutter - 1]
        if across or not _are_columns(left, right):
            wide += band
            continue
        if wide:
            groups.append(wide)
            wide = []
        groups += [*in_order(left, depth + 1), *in_order(right, depth + 1)]
    return [*groups, wide] if wide else groups


def _gutter(runs: list[Run]) -> float | None:
    """Return where the best second column starts, or None."""
    if len(runs) < 2 * _ENOUGH:
        return None
    start, end = min(r.left for r in runs), max(r.right for r in runs)
    size = sorted(run.size for run in runs)[len(runs) // 2]
    edges = Counter(
        round(run.left / 2) for run in runs if start + (end - start) * 0.2 < run.left < end - 40
    )
    best: tuple[int, float] | None = None
    for edge, _ in edges.most_common(6):
        x = edge * 2.0
        right = [run for run in runs if run.left >= x - 3]
        left = [run for run in runs if run.right <= x - 0.6 * size]
        crossing = len(runs) - len(right) - len(left)
        if not (_are_columns(left, right) and _side_by_side(left, right)):
            continue
        starts = sum(1 for run in right if abs(run.left - x) < 3)
        if starts < _ENOUGH:
            continue
        worth = min(len(left), len(right)) - crossing // 4
        if worth > 0 and (best is None or (worth, -x) > (best[0], -best[1])):
            best = worth, x
    return best[1] - 2 if best else None


def _are_columns(left: list[Run], right: list[Run]) -> bool:
    return all(
        len(side) >= _ENOUGH
        and sum(run.right - run.left for run in side) > _WIDE * sum(run.size for run in side)
        for side in (left, right)
    )


def _side_by_side(left: list[Run], right: list[Run]) -> bool:
    """Say whether the sides share a good part of their heights."""
    top = max(min(run.top for run in side) for side in (left, right))
    bottom = min(max(run.bottom for run in side) for side in (left, right))
    inside = [sum(1 for run in side if top <= run.base <= bottom) for side in (left, right)]
    return min(inside) >= _ENOUGH - 1


def _bands(runs: list[Run], gutter: float) -> list[tuple[bool, list[Run]]]:
    """Return the runs from the top, parted where they begin or cease to cross the gutter."""
    bands: list[tuple[bool, list[Run]]] = []
    for run in sorted(runs, key=lambda run: run.base):
        across = run.left < gutter - 1 and run.right > gutter + 1
        if bands and bands[-1][0] == across:
            bands[-1][1].append(run)
        else:
            bands.append((across, [run]))
    return bands
