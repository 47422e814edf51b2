"""What the background worker does for responses."""

import logging
from datetime import datetime

from responses.actions import break_approval
from responses.actions.holding import held_to_approval

logger = logging.getLogger(__name__)


def return_broken(at: datetime) -> int:
    """Return to draft each response whose approval no longer holds; say how many there were.

    A force may record evidence at any time, and nobody need open the response for it.
    """
    found = [response.pk for response in held_to_approval() if break_approval(response, at=at)]
    if found:
        logger.info("The approval of these responses no longer holds: %s", found)
    return len(found)
