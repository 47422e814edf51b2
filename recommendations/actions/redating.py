"""What follows when a day of publication was wrong: every day that was counted from it."""

import re
from datetime import date, datetime

from accounts.actions import tell
from accounts.models import Event, User
from recommendations.deadlines import SECTION_55_DAYS, last_day
from recommendations.extraction.deadlines_text import read_deadline
from recommendations.models import Obligation, Recommendation, Report

INHERITED = re.compile(r" \(from [^()]*\)$")


def counted_from(words: str, published_on: date) -> date | None:
    """Return the day that a report's own words give when it is published on that day."""
    return read_deadline(INHERITED.sub("", words), published_on).on


def _moved(words: str, due_on: date | None, old: date, new: date) -> date | None:
    """Return the new day of a deadline that was counted from the old day of publication."""
    if not words or due_on is None or counted_from(words, old) != due_on:
        return None
    day = counted_from(words, new)
    return day if day != due_on else None


def redate_proposals(report: Report, old: date) -> None:
    """Count the deadlines of what was found anew, where no person has set another."""
    for proposal in report.proposals.all():
        day = _moved(proposal.deadline_text, proposal.due_on, old, report.published_on)
        if day:
            proposal.due_on = day
            proposal.version += 1
            proposal.save(update_fields=["due_on", "version"])


def redate(report: Report, old: date, reason: str, *, by: User, at: datetime) -> None:
    """Move the duties of a confirmed report that are not met, and keep their old days.

    Who owes them is told, but not of what is set aside.
    """
    changed = _responses(report)
    for recommendation in report.recommendations.exclude(due_on=None):
        day = _moved(recommendation.deadline_text, recommendation.due_on, old, report.published_on)
        if day:
            changed += set_deadline(recommendation, day, by=by, at=at)
    for obligation, before in changed:
        _say_moved(obligation, before, reason, by=by, at=at)
    _tell(report, old, [o for o, _ in changed if o.is_open], by=by, at=at)


def _responses(report: Report) -> list[tuple[Obligation, date | None]]:
    due_on = last_day(report.published_on, SECTION_55_DAYS)
    return [_put(obligation, due_on) for obligation in report.obligations.responses().unmet()]


def set_deadline(
    recommendation: Recommendation, due_on: date, *, by: User, at: datetime
) -> list[tuple[Obligation, date | None]]:
    """Give a recommendation another day; return its duties that moved, with their old day."""
    recommendation.due_on = due_on
    recommendation.due_on_confirmed_by, recommendation.due_on_confirmed_at = by, at
    recommendation.save(update_fields=["due_on", "due_on_confirmed_by", "due_on_confirmed_at"])
    return [_put(obligation, due_on) for obligation in recommendation.obligations.unmet()]


def _put(obligation: Obligation, due_on: date) -> tuple[Obligation, date | None]:
    """Move the first day; the present one only where nobody has agreed another since."""
    before = obligation.due_on
    untouched = obligation.due_on == obligation.first_due_on
    obligation.first_due_on = due_on
    if untouched or obligation.basis == Obligation.Basis.ACT:
        obligation.due_on = due_on
    obligation.save(update_fields=["due_on", "first_due_on"])
    return obligation, before


def _say_moved(
    obligation: Obligation, before: date | None, reason: str, *, by: User, at: datetime
) -> None:
    days = [day.isoformat() if day else None for day in (before, obligation.due_on)]
    Event.record(
        "change due day", obligation, by=by, at=at, body=obligation.body, note=reason, due_on=days
    )


def _tell(
    report: Report, old: date, obligations: list[Obligation], *, by: User, at: datetime
) -> None:
    """Tell the people of each body what it now owes when."""
    by_body: dict[int, list[Obligation]] = {}
    for obligation in obligations:
        by_body.setdefault(obligation.body_id, []).append(obligation)
    for owed in by_body.values():
        due = min(o.due_on for o in owed if o.due_on)
        words = (
            f"The publication date of “{report}” was corrected from {old:%-d %B %Y} to"
            f" {report.published_on:%-d %B %Y}. What {owed[0].body} owes first is now due on"
            f" {due:%-d %B %Y}."
        )
        tell(owed[0].body, words, report.get_absolute_url(), by=by, at=at)
