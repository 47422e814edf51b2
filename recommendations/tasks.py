"""What the background worker does for capture: one text at a time, taken from its rows."""

import logging
from datetime import datetime

from recommendations.actions.sources import read, take_next

logger = logging.getLogger(__name__)


def read_next(at: datetime) -> bool:
    """Read the next text that waits at `at`; say whether there was one.

    A worker that dies leaves its lease to run out, and the text is read again.
    """
    source = take_next(at)
    if source is None:
        return False
    try:
        read(source, at=at)
    except Exception:
        logger.exception("Source %s was not read at this try", source.pk)
    return True
