"""Reading the signature of a stranger's PDF, in a process that may fail without harm.

A few kilobytes of PDF can ask for gigabytes and minutes, so the reading is held
to a share of both and to one file at a time.
"""

import json
import resource
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path

from letters.seal import Verdict, verify

ROOT = Path(__file__).resolve().parents[1]
MOST_SECONDS = 8
MOST_MEMORY = 700 * 1024 * 1024
UNREADABLE = "This file is damaged, or takes too long to read. It is not as it was published."
BUSY = "Other files are being checked. Try again in a minute."

_one_at_a_time = threading.Lock()


def verify_apart(pdf: bytes) -> Verdict:
    """Return what `verify` says of `pdf`, from a process with little time and memory."""
    if not _one_at_a_time.acquire(timeout=MOST_SECONDS):
        return Verdict(signed=False, problem=BUSY)
    try:
        done = subprocess.run(  # noqa: S603 - this very module, nothing from outside
            [sys.executable, "-m", "letters.apart"],
            input=pdf,
            cwd=ROOT,
            capture_output=True,
            timeout=2 * MOST_SECONDS,
            check=True,
        )
        return Verdict(**json.loads(done.stdout) | {"signed_at": None})
    except (subprocess.SubprocessError, ValueError):
        return Verdict(signed=False, problem=UNREADABLE)
    finally:
        _one_at_a_time.release()


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    verdict = verify(sys.stdin.buffer.read())
    json.dump(asdict(verdict), sys.stdout, default=str)


if __name__ == "__main__":
    main()
