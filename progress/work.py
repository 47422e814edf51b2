"""What each person has to do next, told from the records and never stored."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from accounts.permissions import Permission
from bodies.models import Body
from letters.leaving import left_behind
from letters.models import Delivery, Letter
from recommendations.deadlines import SECTION_55_DAYS, last_day
from recommendations.models import (
    AssuranceUpdate,
    Evidence,
    Obligation,
    Release,
    Report,
    Source,
)
from responses.actions import reviews_open_to
from responses.models import HandRound, Invitation, Response
from responses.queries import answerable, not_asked_for, returned
from responses.workflow import State

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


def tasks_of(user, today: date) -> list[Task]:
    """Return everything that waits for `user`, the earliest day first."""
    tasks = [
        *_capture(user),
        *_to_start(user, today),
        *_releases(user, today),
        *_responses(user),
        *_comments(user),
        *_asked(user),
        *_actions(user),
        *_failed_copies(user),
        *_updates_to_judge(user, today),
        *_updates_to_give(user, today),
        *_left_behind(user, today),
    ]
    return sorted(tasks, key=lambda task: (task.due_on or date.max, task.subject))


def _capture(user):
    bodies = user.bodies_where(Permission.CAPTURE)
    waiting = Report.objects.filter(recorded_for__in=bodies, confirmed_at=None)
    given = set(Source.objects.filter(report__in=waiting).values_list("report_id", flat=True))
    for report in waiting.select_related("recorded_for"):
        started = report.pk in given
        yield Task(
            "Check what was found" if started else "Give the report’s text",
            reverse(f"recommendations:{'review' if started else 'text'}", args=[report.pk]),
            report.title,
            last_day(report.published_on, SECTION_55_DAYS),
            report.published_on,
            str(report.recorded_for),
        )


def _to_start(user, today: date):
    for body in user.bodies_where(Permission.DRAFT):
        bodies = body.with_past(today)
        owed = (
            Obligation.objects.responses()
            .open()
            .filter(body__in=bodies, report__in=answerable(body, today))
        )
        for obligation in owed.select_related("report"):
            yield Task(
                "Start the response",
                reverse("responses:start", args=[obligation.report_id]),
                obligation.report.title,
                obligation.due_on,
                obligation.report.published_on,
                str(body),
            )


def _releases(user, today: date):
    """Return the requests that a report need not be answered which are the user's to decide."""
    waiting = Release.objects.visible_to(user).waiting().with_names()
    owed = Obligation.objects.responses().filter(body__in=user.own(), report__releases__in=waiting)
    due_days = {(o.report_id, o.body_id): o.due_on for o in owed}
    for release in waiting:
        if release.may_be_decided_by(user, today):
            yield Task(
                f"Decide whether “{release.report}” need not be answered",
                release.get_absolute_url(),
                release.report.title,
                due_days.get((release.report_id, release.body_id)),
                release.report.published_on,
                str(release.body.heir_on(today)),
            )


def _responses(user):
    found = Response.objects.visible_to(user).exclude(state=State.PUBLISHED).with_names()
    found = found.exclude(state=State.DRAFT, pk__in=not_asked_for().values("pk"))
    found = found.select_related("invitation", "letter__delegation", "letter__body")
    owed = Obligation.objects.responses().filter(body__in=user.own())
    due_days = {o.report_id: o.due_on for o in owed}
    for response in found.prefetch_related("writers", "reviews__by", "letter__deliveries"):
        step = _next_step(user, response)
        if step is None:
            continue
        verb, url = step
        reports = list(response.reports.all())
        days = [due_days[report.pk] for report in reports if report.pk in due_days]
        yield Task(
            verb,
            url,
            " and ".join(report.title for report in reports),
            min(days, default=None),
            reports[0].published_on if reports else None,
            str(response.body),
        )


def _next_step(user, response: Response) -> tuple[str, str] | None:
    """Return the verb and the address of what `user` can do next on a response, or None."""
    body, pk = response.body, response.pk
    read = reverse("responses:read", args=[pk])
    letter: Letter | None = getattr(response, "letter", None)
    if response.state == State.DRAFT and user.may(Permission.DRAFT, body):
        if not hasattr(response, "invitation"):
            return "Invite the chief officer’s comments", reverse("responses:invite", args=[pk])
        verb = "Change and submit again" if returned(response) else "Write the response"
        return verb, response.get_absolute_url()
    if response.state == State.IN_REVIEW and reviews_open_to(response, user):
        return "Read and approve", read
    if response.state == State.APPROVED and letter and letter.may_be_signed_by(user):
        return "Sign the letter", reverse("letters:sign", args=[letter.pk])
    if response.state == State.APPROVED and not letter and user.may(Permission.MAKE_LETTER, body):
        return "Make the letter", reverse("letters:make", args=[pk])
    if response.state == State.SIGNED and letter:
        if user.may(Permission.PUBLISH, body):
            return "Publish the response", letter.get_absolute_url()
        if user.may(Permission.SEND, body) and not letter.deliveries.all():
            return "Send the copies", letter.get_absolute_url()
    return None


def _comments(user):
    forces = user.bodies_where(Permission.COMMENT)
    waiting = (
        Invitation.objects.filter(force__in=forces, received_at=None, response__state=State.DRAFT)
        .exclude(response__in=not_asked_for().values("pk"))
        .select_related("force")
        .prefetch_related("response__reports")
    )
    for invitation in waiting:
        reports = list(invitation.response.reports.all())
        approves = user.may(Permission.APPROVE_COMMENTS, invitation.force)
        if invitation.ready_at and not approves:
            continue
        yield Task(
            "Approve and send the comments" if invitation.ready_at else "Comment on the report",
            reverse("responses:invitation", args=[invitation.pk]),
            " and ".join(report.title for report in reports),
            invitation.asked_for_on,
            reports[0].published_on if reports else None,
            str(invitation.force),
        )


def _asked(user):
    """Return what somebody of the force asks the user by name."""
    waiting = HandRound.objects.asked_of(user).waiting().with_names()
    for asked in waiting.prefetch_related("invitation__response__reports"):
        reports = list(asked.invitation.response.reports.all())
        yield Task(
            f"Answer {asked.asked_by} about {_in_sentence(asked.subject)}",
            asked.get_absolute_url(),
            " and ".join(report.title for report in reports),
            asked.by_day,
            None,
            str(asked.invitation.force),
        )


def _actions(user):
    """Return what the user's own bodies are to do on recommendations, and owe to a collator."""
    bodies = user.bodies_where(Permission.UPDATE) + user.bodies_where(Permission.CAPTURE)
    bodies += user.bodies_where(Permission.COLLATE)
    owed = Obligation.objects.open().filter(body__in=bodies).exclude(kind=Obligation.Kind.RESPONSE)
    for obligation in owed.with_names().by_due_day()[:200]:
        is_return = obligation.kind == Obligation.Kind.RETURN
        updating = user.may(Permission.UPDATE, obligation.body)
        verb = "Report progress on" if updating else "Act on"
        if is_return:
            verb = f"Report to {obligation.owed_to} on"
        target = obligation.recommendation if updating else obligation
        yield Task(
            f"{verb} {_in_sentence(str(obligation.recommendation))}",
            target.get_absolute_url(),
            obligation.report.title,
            obligation.due_on,
            obligation.report.published_on,
            str(obligation.body),
        )


def _in_sentence(title: str) -> str:
    return title[:1].lower() + title[1:]


WHAT_TO_DO = {
    Delivery.State.FAILED: "See why the copy to {name} was not sent",
    Delivery.State.GIVEN_UP: "Try again or correct the address: the copy to {name} was given up",
    Delivery.State.BOUNCED: "Correct the address: the copy to {name} came back",
}


def _failed_copies(user):
    bodies = user.bodies_where(Permission.SEND)
    failed = Delivery.objects.undelivered().filter(letter__body__in=bodies)
    for delivery in failed.select_related("letter__body"):
        yield Task(
            WHAT_TO_DO[delivery.state].format(name=delivery.to_name),
            delivery.get_absolute_url(),
            str(delivery.letter),
            None,
            None,
            str(delivery.letter.body),
        )


def _updates_to_judge(user, today: date):
    """Return the updates by forces under the user's offices that wait for a yes or a question."""
    offices = user.bodies_where(Permission.CAPTURE)
    forces = Body.objects.overseen_by(offices, today)
    waiting = AssuranceUpdate.objects.latest().to_look_at().filter(body__in=forces)
    waiting = waiting.exclude(recorded_by=user).select_related("recommendation__report", "body")
    for update in waiting[:200]:
        yield _on_update("Look at the update on", update, None)


def _updates_to_give(user, today: date):
    """Return what the user's forces have to answer, to report again, or to renew."""
    forces = user.bodies_where(Permission.UPDATE)
    given = AssuranceUpdate.objects.filter(body__in=forces).select_related(
        "recommendation__report", "body"
    )
    for update in given.to_answer()[:200]:
        yield _on_update("Answer the question about", update, None)
    for update in given.latest().exclude(next_due_on=None)[:200]:
        yield _on_update("Give the next update on", update, update.next_due_on)
    expiring = Evidence.objects.expiring(today + REMIND).filter(update__body__in=forces)
    for evidence in expiring.select_related("update__recommendation__report", "update__body"):
        yield _on_update(
            f"Renew “{evidence.name}”, evidence on", evidence.update, evidence.expires_on
        )


def _left_behind(user, today: date):
    """Return whose open work the user has to hand over, as they hold no role any more."""
    for body in user.bodies_where(Permission.CONFIGURE):
        for person in left_behind(body, today):
            url = reverse("letters:work-of", args=[person.pk, body.slug])
            verb = f"Hand over what stands in the name of {person}"
            yield Task(verb, url, "", None, None, str(body))


def _on_update(verb: str, update: AssuranceUpdate, due_on: date | None) -> Task:
    recommendation = update.recommendation
    return Task(
        f"{verb} {_in_sentence(str(recommendation))}",
        update.get_absolute_url(),
        recommendation.report.title,
        due_on,
        None,
        str(update.body),
    )
