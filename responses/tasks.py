"""What the background worker does for responses."""

import logging
from datetime import datetime

from recommendations.tasks import check_next_of
from responses.actions import break_approval
from responses.actions.holding import held_to_approval
from responses.models import AttachmentCheck, CommentFileCheck

logger = logging.getLogger(__name__)


def return_broken(at: datetime) -> int:
    """Return to draft each response whose approval no longer holds; say how many there were.

    A force may record evidence at any time, and nobody need open the response for it.
    """
    found = [response.pk for response in held_to_approval() if break_approval(response, at=at)]
    if found:
        logger.info("The approval of these responses no longer holds: %s", found)
    return len(found)


def check_next_attachment(at: datetime) -> bool:
    """Check the next attachment that waits at `at`; say whether there was one."""
    return check_next_of(AttachmentCheck, at)


def check_next_comment_file(at: datetime) -> bool:
    """Check the next file with comments that waits at `at`; say whether there was one."""
    return check_next_of(CommentFileCheck, at)
