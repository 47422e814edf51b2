"""What the background worker does for the storage: once a day it looks at every file."""

import logging
import time
from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone

from letters.stored_files import every_file
from recommendations.actions import note_not_as_given
from recommendations.stored import NotAsGiven, Stored, Why

logger = logging.getLogger(__name__)

MOST_SECONDS = 5  # of one round, so that letters do not wait


class Patrol:
    """Goes on where it stopped; a worker that is started anew begins anew."""

    def __init__(self) -> None:
        self.day: date | None = None
        self.left: Iterator[Stored] = iter(())

    def go(self, at: datetime) -> int:
        """Compare files with their hashes for a few seconds; return how many were wrong."""
        today, end, wrong = timezone.localdate(at), time.monotonic() + MOST_SECONDS, 0
        while time.monotonic() < end:
            stored = next(self.left, None)
            if stored is None:
                if self.day == today:
                    break
                self.day, self.left = today, every_file()
                continue
            try:
                stored.check()
            except NotAsGiven as error:
                if error.why == Why.AWAY:
                    logger.warning("%s", error)
                    break
                wrong += 1
                logger.error("%s", error)
                note_not_as_given(error, at=at)
        return wrong


_patrol = Patrol()


def look_at_files(at: datetime) -> int:
    """Look at the files that are next, each once a day; return how many are not as given."""
    return _patrol.go(at)
