"""Reading the signature of a stranger's PDF apart, one file at a time."""

import json
import sys
import threading
from dataclasses import asdict

from letters.seal import Verdict, verify
from pcc_tracker import apart

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
        said = json.loads(apart.run("letters.apart", pdf, seconds=MOST_SECONDS))
        return Verdict(**said | {"signed_at": None, "stamped_at": None})
    except (apart.Failed, ValueError):
        return Verdict(signed=False, problem=UNREADABLE)
    finally:
        _one_at_a_time.release()


def main() -> None:
    apart.limit(seconds=MOST_SECONDS, memory=MOST_MEMORY)
    verdict = verify(sys.stdin.buffer.read())
    json.dump(asdict(verdict), sys.stdout, default=str)


if __name__ == "__main__":
    main()
