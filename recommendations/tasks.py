"""What the background worker does here: one text, register or file at a time, from its row."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from recommendations.actions.checking import check_file, scan_again
from recommendations.actions.disposing import remove_left_over
from recommendations.actions.registers import read_register
from recommendations.actions.sources import read
from recommendations.actions.waiting import take_next
from recommendations.models import EvidenceCheck, FileCheck, Register, Source
from recommendations.scanner import ScannerAway

logger = logging.getLogger(__name__)

Work = Callable[..., Any]
Waiting = type[Source] | type[Register] | type[FileCheck]
WAIT_FOR_SCANNER = timedelta(minutes=1)


def read_next(at: datetime) -> bool:
    """Read the next text that waits at `at`; say whether there was one."""
    return _next(Source, read, at)


def read_next_register(at: datetime) -> bool:
    """Read the next register that waits at `at`; say whether there was one."""
    return _next(Register, read_register, at)


def check_next(at: datetime) -> bool:
    """Check the next file of evidence that waits at `at`; say whether there was one."""
    return check_next_of(EvidenceCheck, at)


def check_next_of(kind: type[FileCheck], at: datetime) -> bool:
    """Check the next file of its kind that waits at `at`; say whether there was one."""
    scan_again(kind, at)
    return _next(kind, check_file, at)


def remove_disposed(at: datetime) -> int:
    """Remove what a killed process left behind of what was disposed of; say how many files."""
    left = remove_left_over(at)
    if left:
        logger.warning("Removed %s files that had outlived their disposal", left)
    return left


def _next(kind: Waiting, work: Work, at: datetime) -> bool:
    """Do the next piece of work of its kind.

    A worker that dies leaves its lease to run out, and it is done again. While the
    virus scanner is away it waits, however often that is tried.
    """
    row = take_next(kind, at)
    if row is None:
        return False
    try:
        work(row, at=at)
    except ScannerAway as error:
        logger.warning("%s", error)
        kind.objects.filter(pk=row.pk, read_at=None).update(
            tries=0, next_try_at=at + WAIT_FOR_SCANNER
        )
    except Exception:
        logger.exception("%s %s was not done at this try", kind.__name__, row.pk)
    return True
