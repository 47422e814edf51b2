"""A report's clock as the page shows it: the marks of one body's response, today among them."""

from datetime import date

from django.utils import timezone

from recommendations.deadlines import Milestone, day_number, milestones
from recommendations.models import Obligation, OfficeTargets, Report
from responses.models import Response
from responses.workflow import State

DONE = {"Comments due": "Comments received", "Approval": "Approved"}
APPROVED = {State.APPROVED, State.SIGNED, State.PUBLISHED}


def own_obligation(report: Report, user) -> Obligation | None:
    """Return what the user's own body owes on the report as a whole, if it does."""
    owed = report.obligations.responses().filter(body__in=user.own())
    return owed.select_related("report", "body__targets").first()


def own_response(report: Report, user) -> Response | None:
    """Return the response of the user's own body to the report, if it is started."""
    responses = Response.objects.visible_to(user).filter(reports=report)
    return responses.select_related("body", "invitation").first()


def _done_days(response: Response | None) -> dict[str, date]:
    """Return the days on which the office's own targets were reached."""
    if response is None:
        return {}
    done = {}
    invitation = getattr(response, "invitation", None)
    if invitation and invitation.received_at:
        done["comments"] = timezone.localdate(invitation.received_at)
    decided = [review.at for review in response.current_round() if review.at]
    if response.state != State.DRAFT:
        done["draft"] = timezone.localdate(response.saved_at or response.started_at)
    if response.state in APPROVED and decided:
        done["approval"] = timezone.localdate(max(decided))
    return done


def clock_strip(obligation: Obligation, response: Response | None, today: date) -> list[Milestone]:
    """Return publication, the office's own targets, today and the last day, in order.

    Once the response is published, the strip tells what happened and when, and no target.
    """
    published_on = obligation.report.published_on
    targets = OfficeTargets.of(obligation.body).days(published_on)
    invitation = getattr(response, "invitation", None)
    comments_on = invitation.asked_for_on if invitation else targets["comments"]
    invited_on = invitation.invited_on if invitation else None
    done, met_on = _done_days(response), obligation.met_on
    marks: list[tuple[str, date, date | None]] = [
        ("Published", published_on, published_on),
        *([("Invited", invited_on, invited_on)] if invited_on else []),
        ("Comments due", comments_on, done.get("comments")),
        ("Draft", targets["draft"], done.get("draft")),
        ("Approval", targets["approval"], done.get("approval")),
    ]
    last_on = obligation.due_on or published_on
    if met_on:
        happened = [(DONE.get(label, label), on, on) for label, _, on in marks if on]
        strip = milestones(published_on, [*happened, ("Response published", met_on, met_on)], today)
        state = "met" if met_on <= last_on else "late"
        last = Milestone("Last day", last_on, day_number(published_on, last_on), met_on, state)
        return sorted([*strip, last], key=lambda mark: mark.on)
    strip = milestones(published_on, [*marks, ("Last day", last_on, None)], today)
    now = Milestone("Today", today, day_number(published_on, today), None, "today")
    return sorted([*strip, now], key=lambda mark: mark.on)
