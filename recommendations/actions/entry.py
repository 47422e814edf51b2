"""Recommendations that a person entered by hand, without a text to read them from."""

from datetime import datetime

from django.db import transaction

from accounts.errors import Incomplete, WrongState
from accounts.models import User, events_last
from accounts.permissions import Permission, require
from recommendations.actions.duties import stand
from recommendations.models import Recommendation, Report


@transaction.atomic
@events_last()
def confirm_entered(report: Report, *, by: User, at: datetime) -> list[Recommendation]:
    """Confirm the recommendations entered by hand, and write down who owes what by when.

    Days that were typed count as confirmed. A report without recommendations is
    confirmed too: section 55(5) still asks for comments. Raises Incomplete with
    those that have no addressee, WrongState when others were found in its text.
    """
    report = Report.objects.select_for_update(of=["self"]).get(pk=report.pk)
    require(by, Permission.CAPTURE, report.recorded_for)
    if report.is_confirmed:
        raise WrongState("The recommendations of this report are already confirmed.")
    if report.proposals.exists():
        raise WrongState(
            "Recommendations were found in this report's text. Check and confirm them on its page."
        )
    entered = list(report.recommendations.prefetch_related("addressees"))
    gaps = [(f"{r} has no addressee.", "") for r in entered if not r.addressees.all()]
    if gaps:
        raise Incomplete(gaps)
    report.recommendations.filter(due_on__isnull=False).update(
        due_on_confirmed_by=by, due_on_confirmed_at=at
    )
    stand(report, entered, by=by, at=at)
    return entered
