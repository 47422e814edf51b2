"""What it costs to run something: wall clock, processor time, resident memory."""

import gc
import resource
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any


def cost(work: Callable[[], Any]) -> tuple[float, float]:
    """Return the milliseconds of wall clock and of processor, children included."""
    wall, here = time.perf_counter(), _processor()
    work()
    return 1000 * (time.perf_counter() - wall), 1000 * (_processor() - here)


def _processor() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def interleaved(works: dict[str, Callable[[], Any]], rounds: int) -> dict[str, tuple[float, float]]:
    """Return the median costs of each, run in turns so that a busy machine is busy for all."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
    for work in works.values():
        work()  # the first time loads libraries
    gc.collect()
    for _ in range(rounds):
        for name, work in works.items():
            found[name].append(cost(work))
    return {
        name: (median(wall for wall, _ in costs), median(cpu for _, cpu in costs))
        for name, costs in found.items()
    }


def resident() -> float:
    """Return the MiB that this process holds in memory now."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def in_processes(work: Callable[..., Any], shares: list[tuple]) -> list[Any]:
    """Run `work` once for each share of arguments, each in a new process, at the same time."""
    with get_context("spawn").Pool(len(shares)) as pool:
        return pool.starmap(work, shares, chunksize=1)


def table(title: str, heads: list[str], rows: list[list[Any]]) -> None:
    """Print a table whose first column is words and whose others are numbers."""
    cells = [heads, *([_shown(cell) for cell in row] for row in rows)]
    widths = [max(len(line[at]) for line in cells) for at in range(len(heads))]
    print(f"\n{title}")
    for line in cells:
        words, *numbers = line
        rest = "  ".join(cell.rjust(width) for cell, width in zip(numbers, widths[1:], strict=True))
        print(f"  {words.ljust(widths[0])}  {rest}".rstrip())


def _shown(cell: Any) -> str:
    return (
        f"{cell:.2f}"
        if isinstance(cell, float) and cell < 10
        else (f"{cell:.0f}" if isinstance(cell, float) else str(cell))
    )
