"""What each person has to do next, told from the records and never stored."""

from datetime import date

from django.urls import reverse

from accounts.permissions import Permission
from letters.leaving import left_behind
from letters.models import Delivery, Letter
from progress.assurance import (
    Task,
    actions_of,
    closings_for,
    in_sentence,
    updates_to_give,
    updates_to_judge,
)
from recommendations.deadlines import SECTION_55_DAYS, last_day
from recommendations.models import Obligation, Release, Report, Source
from responses.actions import reviews_open_to
from responses.models import HandRound, Invitation, Response
from responses.queries import answerable, not_asked_for, returned
from responses.workflow import State


def tasks_of(user, today: date) -> list[Task]:
    """Return everything that waits for `user`, the earliest day first."""
    tasks = [
        *_capture(user),
        *_to_start(user, today),
        *_releases(user, today),
        *_responses(user),
        *_comments(user),
        *_asked(user),
        *actions_of(user),
        *closings_for(user, today),
        *_failed_copies(user),
        *updates_to_judge(user, today),
        *updates_to_give(user, today),
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
            f"Answer {asked.asked_by} about {in_sentence(asked.subject)}",
            asked.get_absolute_url(),
            " and ".join(report.title for report in reports),
            asked.by_day,
            None,
            str(asked.invitation.force),
        )


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


def _left_behind(user, today: date):
    """Return whose open work the user has to hand over, as they hold no role any more."""
    for body in user.bodies_where(Permission.CONFIGURE):
        for person in left_behind(body, today):
            url = reverse("letters:work-of", args=[person.pk, body.slug])
            verb = f"Hand over what stands in the name of {person}"
            yield Task(verb, url, "", None, None, str(body))
