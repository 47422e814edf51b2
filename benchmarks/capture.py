"""How long the worker takes to read a long report, and how much memory.

    python -m benchmarks.capture [--pages 200] [--runs 5]

Makes a report in two columns with running heads and 40 recommendations, reads it as the
worker does, in a process of its own, and beside it takes the bare text out of the same file.
Prints the median seconds of each from the start of its process to its end, the seconds of
processor time, the most memory that any of those processes held, and the ratio.
"""

import os
import resource
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pcc_tracker.settings")
django.setup()

from recommendations.apart import read_apart  # noqa: E402
from recommendations.intake import Asked  # noqa: E402
from recommendations.known_bodies import read_bodies  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
BODIES = tuple(read_bodies(ROOT / "fixtures" / "bodies.csv"))
ASKED = Asked("Lost and found", date(2026, 8, 31), BODIES)
TARGET_SECONDS, TARGET_MEGABYTES = 5, 500


@dataclass(frozen=True)
class Cost:
    """Median seconds by the clock, mean seconds of processor, and the most megabytes so far."""

    seconds: float
    processor: float
    megabytes: float


def main() -> None:
    parser = ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--file", type=Path, help="a PDF to read, instead of making one")
    options = parser.parse_args()
    if options.file:
        compare(options.file, options.runs)
        return
    # A process counts the memory of all it started: making is no child of measuring.
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.pdf"
        _module("benchmarks.long_report", path, options.pages)
        _module("benchmarks.capture", "--file", path, "--runs", options.runs)


def compare(path: Path, runs: int) -> None:
    """Print what reading a file costs, beside taking out its bare text."""
    data = path.read_bytes()
    read: list[dict[str, Any]] = []
    bare = _cost(lambda: _module("benchmarks.bare_text", path), runs)
    worker = _cost(lambda: read.append(read_apart(data, ".pdf", ASKED)), runs)
    pages, found = len(read[0]["pages"]), len(read[0]["found"])
    print(f"{pages} pages, {len(data) / 1e6:.1f} MB, {found} recommendations found, {runs} runs")
    for name, cost in (("bare text", bare), ("worker", worker)):
        seconds = f"{cost.seconds:6.2f} s by the clock, {cost.processor:6.2f} s of processor"
        print(f"{name:10}{seconds}, {cost.megabytes:4.0f} MB at most")
    print(f"{'target':10}{TARGET_SECONDS:6.2f} s by the clock{TARGET_MEGABYTES:33} MB")
    print(f"The worker takes {worker.seconds / bare.seconds:.1f} times as long as the bare text.")


def _cost(work: Callable[[], object], runs: int) -> Cost:
    before = _used()
    clock = [_seconds(work) for _ in range(runs)]
    used = _used()
    spent = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    return Cost(median(clock), spent / runs, used.ru_maxrss / 1024)


def _used() -> resource.struct_rusage:
    return resource.getrusage(resource.RUSAGE_CHILDREN)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _module(name: str, *arguments: object) -> None:
    command = [sys.executable, "-m", name, *map(str, arguments)]
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 - modules of ours


if __name__ == "__main__":
    main()
