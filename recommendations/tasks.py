"""What the background worker does for capture: one text or register at a time, from its row."""

import logging
from datetime import datetime

from recommendations.actions.registers import read_register
from recommendations.actions.sources import read
from recommendations.actions.waiting import take_next
from recommendations.models import Register, Source

logger = logging.getLogger(__name__)


def read_next(at: datetime) -> bool:
    """Read the next text that waits at `at`; say whether there was one.

    A worker that dies leaves its lease to run out, and the text is read again.
    """
    source = take_next(Source, at)
    if source is None:
        return False
    try:
        read(source, at=at)
    except Exception:
        logger.exception("Source %s was not read at this try", source.pk)
    return True


def read_next_register(at: datetime) -> bool:
    """Read the next register that waits at `at`; say whether there was one."""
    register = take_next(Register, at)
    if register is None:
        return False
    try:
        read_register(register, at=at)
    except Exception:
        logger.exception("Register %s was not read at this try", register.pk)
    return True
