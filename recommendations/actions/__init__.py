"""Everything that may be done to reports and what follows from them."""

from recommendations.actions.capture import (
    accept_sure,
    add_proposal,
    confirm_recommendations,
    find_recommendations,
    save_proposal,
)
from recommendations.actions.duties import (
    change_due_on,
    confirm_due_on,
    may_change,
    meet,
    owe,
)
from recommendations.actions.reports import confirm_publication_day, correct_report, record_report
from recommendations.actions.updates import record_update

__all__ = [
    "accept_sure",
    "add_proposal",
    "change_due_on",
    "confirm_due_on",
    "confirm_publication_day",
    "confirm_recommendations",
    "correct_report",
    "find_recommendations",
    "may_change",
    "meet",
    "owe",
    "record_report",
    "record_update",
    "save_proposal",
]
