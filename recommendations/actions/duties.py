"""Who owes what by when: made from a report, changed with a reason, met."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.errors import Refused, WrongState
from accounts.models import Event, User, events_last
from accounts.permissions import Permission, require
from bodies.models import Body
from recommendations.models import Obligation, Recommendation, Report
from recommendations.queries import Wanted, plan_obligations, scope_of


def wanted_from(recommendation: Recommendation) -> Wanted:
    codes = [addressee.code for addressee in recommendation.addressees.select_related("body")]
    return Wanted(
        addressees=tuple(codes),
        returns_from=recommendation.returns_from,
        deadline_text=recommendation.deadline_text,
        due_on=recommendation.due_on,
        recommendation=recommendation,
    )


@transaction.atomic
@events_last()
def owe(report: Report, *, by: User, at: datetime) -> int:
    """Write down every duty of a confirmed report that is not written down yet.

    Returns how many were added. Doing it twice adds nothing. What is added to a report
    that was set aside before is open: nobody has judged it yet.
    """
    require(by, Permission.CAPTURE, report.recorded_for)
    wanted = [wanted_from(r) for r in report.recommendations.all()]
    planned = plan_obligations(scope_of(report), wanted)
    before = report.obligations.count()
    Obligation.objects.bulk_create(planned, ignore_conflicts=True)
    added = report.obligations.count() - before
    Event.record("owe", report, by=by, at=at, body=report.recorded_for, added=added)
    return added


def stand(report: Report, made: list[Recommendation], *, by: User, at: datetime) -> None:
    """Confirm a report, held under lock, with all its recommendations; write down who owes what."""
    nest(made)
    report.confirmed_by, report.confirmed_at = by, at
    report.version += 1
    report.save(update_fields=["confirmed_by", "confirmed_at", "version"])
    owed = owe(report, by=by, at=at)
    Event.record(
        "confirm recommendations",
        report,
        by=by,
        at=at,
        body=report.recorded_for,
        recommendations=len(made),
        obligations=owed,
    )


def nest(made: list[Recommendation]) -> None:
    """Put the recommendations that follow a cause of concern under it."""
    parent = None
    for recommendation in made:
        if recommendation.kind != Recommendation.Kind.RECOMMENDATION:
            is_cause = recommendation.kind == Recommendation.Kind.CAUSE_OF_CONCERN
            parent = recommendation if is_cause else None
        elif parent:
            recommendation.parent = parent
            recommendation.save(update_fields=["parent", "sort_key"])


@transaction.atomic
@events_last()
def confirm_due_on(recommendation: Recommendation, *, by: User, at: datetime) -> None:
    """Record that a person has checked the day derived from the report's words."""
    require(by, Permission.CAPTURE, recommendation.report.recorded_for)
    if recommendation.due_on and recommendation.due_on < recommendation.report.published_on:
        raise Refused(f"{recommendation} is due before its report was published.")
    Recommendation.objects.filter(pk=recommendation.pk).update(
        due_on_confirmed_by=by, due_on_confirmed_at=at
    )
    Event.record(
        "confirm deadline", recommendation, by=by, at=at, body=recommendation.report.recorded_for
    )


def may_change(user: User, obligation: Obligation, today: date) -> bool:
    """Say whether `user` speaks for who owes it today, or for the office over that force."""
    offices = user.bodies_where(Permission.CAPTURE)
    overseen = Body.objects.overseen_by(offices, today).filter(pk=obligation.body_id)
    return obligation.owed_by_on(today) in offices or overseen.exists()


def open_duty(obligation: Obligation) -> Obligation:
    """Return the duty under lock while it is owed, else raise WrongState."""
    obligation = Obligation.objects.select_for_update(of=["self"]).get(pk=obligation.pk)
    if obligation.met_on:
        raise WrongState("This is already done.")
    if obligation.release_id:
        raise WrongState("This is set aside. Take it up again first.")
    return obligation


def _held(obligation: Obligation, *, by: User, at: datetime) -> Obligation:
    if not may_change(by, obligation, timezone.localdate(at)):
        require(by, Permission.CAPTURE, obligation.body)
    return open_duty(obligation)


@transaction.atomic
@events_last()
def change_due_on(
    obligation: Obligation, due_on: date, *, reason: str, by: User, at: datetime
) -> Obligation:
    """Set another day with a reason; the first day is kept.

    The Act's own day cannot be moved. Raises Refused or WrongState.
    """
    obligation = _held(obligation, by=by, at=at)
    if obligation.basis == Obligation.Basis.ACT:
        raise Refused("The Act sets this day. Section 55 has no power to extend it.")
    if not reason.strip():
        raise Refused("Say why the day is changed.", about="reason")
    if due_on < obligation.report.published_on:
        raise Refused("The day cannot be before the report was published.", about="due_on")
    old, obligation.due_on, obligation.reason = obligation.due_on, due_on, reason.strip()
    if obligation.basis == Obligation.Basis.REPORT:
        obligation.basis = Obligation.Basis.AGREED
    obligation.save(update_fields=["due_on", "reason", "basis"])
    Event.record(
        "change due day",
        obligation,
        by=by,
        at=at,
        body=obligation.body,
        note=reason,
        due_on=[old.isoformat() if old else None, due_on.isoformat()],
    )
    return obligation


def meet_responses(
    reports: Iterable[Report], body: Body, on: date, *, by: User, at: datetime
) -> int:
    """Record that `body` published on `on` what it, or one it succeeded, owed on `reports`."""
    bodies = body.with_past(on)
    owed = Obligation.objects.responses().open().filter(report__in=reports, body__in=bodies)
    for obligation in owed:
        obligation.met_on = on
        obligation.save(update_fields=["met_on"])
        Event.record("meet", obligation, by=by, at=at, body=body, on=on.isoformat())
    return len(owed)
