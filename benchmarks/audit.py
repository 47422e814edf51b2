"""What it costs to verify the record, as it grows: time, and memory that must not grow with it.

    python -m benchmarks.audit [--events 1000 10000 100000]

Each size is verified by `manage.py verify_audit` in a process of its own, on an SQLite
database and a folder of its own, so that "memory" is all that such a process held.
"""

import benchmarks.ready  # noqa: F401

# isort: split
import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import django

ROOT = Path(__file__).resolve().parent.parent


def manage(folder: str, *arguments: str) -> tuple[float, float]:
    """Run a command; return its seconds and the most memory it held, in MB."""
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT, env={**os.environ, "DATA_DIR": folder}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(arguments)} ended with {process.returncode}")
    return time.perf_counter() - began, used.ru_maxrss / 1024


WRITE = """
from datetime import datetime, timedelta, UTC
from accounts.chain import FIELDS, START, digest
from accounts.models import Event
start, last = datetime(2026, 3, 2, 9, 0, tzinfo=UTC), Event.objects.order_by("number").last()
number, previous = (last.number, last.digest) if last else (0, START)
while number < {count}:
    rows = []
    for _ in range(min(5000, {count} - number)):
        number += 1
        row = dict.fromkeys(FIELDS) | {{
            "number": number, "previous": previous, "at": start + timedelta(seconds=number),
            "by_name": "Kim Vale", "action": "download", "object_type": "letters.letter",
            "object_pk": str(number), "object_name": "A letter of ordinary length",
            "note": "Words " * 10, "data": {{"sha256": "0" * 64}},
        }}
        previous = digest(row)
        rows.append(Event(digest=previous, **row))
    Event.objects.bulk_create(rows)
"""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--events", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    sizes = sorted(asked.parse_args().events)
    print(f"Python {sys.version.split()[0]}, Django {django.get_version()}")
    print(f"{'events':>9}  {'seconds':>8}  {'most MB':>8}")
    with TemporaryDirectory() as folder:
        manage(folder, "migrate", "-v", "0")
        for size in sizes:
            manage(folder, "shell", "-v", "0", "-c", WRITE.format(count=size))
            seconds, memory = manage(folder, "verify_audit")
            print(f"{size:>9,}  {seconds:>8.1f}  {memory:>8.1f}", flush=True)


if __name__ == "__main__":
    main()
