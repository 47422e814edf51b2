"""What waits for a person of duties, of the updates on them, and of their closing."""

from dataclasses import dataclass
from datetime import date, timedelta

from accounts.permissions import Permission
from bodies.models import Body
from recommendations.actions import waiting_for
from recommendations.models import AssuranceUpdate, Closing, Evidence, Obligation, UpdateMilestone

WEEK = timedelta(days=7)
REMIND = timedelta(days=30)  # before evidence no longer shows what it was given for


@dataclass(frozen=True)
class Task:
    """One thing to do: a verb first, where, its report, its day, and whose it is."""

    verb: str
    url: str
    subject: str
    due_on: date | None
    published_on: date | None
    owner: str

    @property
    def has_clock(self) -> bool:
        return self.due_on is not None and self.published_on is not None

    def group(self, today: date) -> str:
        if self.due_on is None:
            return "later"
        if self.due_on < today:
            return "late"
        return "week" if self.due_on <= today + WEEK else "later"


def actions_of(user):
    """Return what the user's own bodies are to do on recommendations, and owe to a collator."""
    bodies = user.bodies_where(Permission.UPDATE) + user.bodies_where(Permission.CAPTURE)
    bodies += user.bodies_where(Permission.COLLATE)
    owed = Obligation.objects.open().filter(body__in=bodies).exclude(kind=Obligation.Kind.RESPONSE)
    owed = owed.exclude(pk__in=Closing.objects.waiting().values("obligation"))
    for obligation in owed.with_names().by_due_day()[:200]:
        is_return = obligation.kind == Obligation.Kind.RETURN
        updating = user.may(Permission.UPDATE, obligation.body)
        verb = "Report progress on" if updating else "Act on"
        if is_return:
            verb = f"Report to {obligation.owed_to} on"
        target = obligation.recommendation if updating else obligation
        yield Task(
            f"{verb} {in_sentence(str(obligation.recommendation))}",
            target.get_absolute_url(),
            obligation.report.title,
            obligation.due_on,
            obligation.report.published_on,
            str(obligation.body),
        )


def closings_for(user, today: date):
    """Return what a second person asks to close, and the user may agree to."""
    for closing in waiting_for(user, today)[:200]:
        duty = closing.obligation
        yield Task(
            f"Say whether it is done: {in_sentence(duty.short_title)}",
            closing.get_absolute_url(),
            duty.report.title,
            duty.due_on,
            duty.report.published_on,
            str(duty.body),
        )


def in_sentence(title: str) -> str:
    return title[:1].lower() + title[1:]


def updates_to_judge(user, today: date):
    """Return the updates by forces under the user's offices that wait for a yes or a question."""
    offices = user.bodies_where(Permission.CAPTURE)
    forces = Body.objects.overseen_by(offices, today)
    waiting = AssuranceUpdate.objects.latest().to_look_at().filter(body__in=forces)
    waiting = waiting.exclude(recorded_by=user).exclude(evidence__added_by=user)
    waiting = waiting.select_related("recommendation__report", "body")
    for update in waiting[:200]:
        yield _on_update("Look at the update on", update, None)


def updates_to_give(user, today: date):
    """Return what the user's forces have to answer, to report again, or to renew."""
    forces = user.bodies_where(Permission.UPDATE)
    given = AssuranceUpdate.objects.filter(body__in=forces).select_related(
        "recommendation__report", "body"
    )
    for update in given.to_answer()[:200]:
        yield _on_update("Answer the question about", update, None)
    for update in given.latest().exclude(next_due_on=None)[:200]:
        yield _on_update("Give the next update on", update, update.next_due_on)
    planned = UpdateMilestone.objects.filter(
        done_on=None, due_on__lte=today + REMIND, update__in=given.latest()
    ).select_related("update__recommendation__report", "update__body")
    for one in planned[:200]:
        late = one.state(today) == "overdue"
        verb = f"{'Say what became of' if late else 'Reach'} “{one.words}”, a milestone of"
        yield _on_update(verb, one.update, one.due_on)
    expiring = Evidence.objects.expiring(today + REMIND).filter(update__body__in=forces)
    for evidence in expiring.select_related("update__recommendation__report", "update__body"):
        yield _on_update(
            f"Renew “{evidence.name}”, evidence on", evidence.update, evidence.expires_on
        )


def _on_update(verb: str, update: AssuranceUpdate, due_on: date | None) -> Task:
    recommendation = update.recommendation
    return Task(
        f"{verb} {in_sentence(str(recommendation))}",
        update.get_absolute_url(),
        recommendation.report.title,
        due_on,
        None,
        str(update.body),
    )
