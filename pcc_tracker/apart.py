"""Running our own code on a stranger's file, in a process that may fail without harm.

A few kilobytes can ask for gigabytes and minutes, so the process is held to a
share of both; nothing that it does can touch the one that called it.
"""

import resource
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


class Failed(Exception):
    """The process ran out of its time or memory, or broke down."""


def run(
    module: str, payload: bytes, *arguments: str, seconds: int, wait: int | None = None
) -> bytes:
    """Return what `python -m module` prints when it is fed `payload`.

    The module calls `limit` first. Raises Failed when it does not end well within
    `wait` seconds, or twice its `seconds` of processor time.
    """
    try:
        done = subprocess.run(  # noqa: S603 - a module of ours, its arguments from our code
            [sys.executable, "-m", module, *arguments],
            input=payload,
            cwd=ROOT,
            capture_output=True,
            timeout=wait or 2 * seconds,
            check=True,
        )
    except subprocess.SubprocessError as error:
        raise Failed(str(error)) from error
    return done.stdout


def limit(*, seconds: int, memory: int) -> None:
    """Hold this process to so many seconds of processor time and bytes of memory."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
