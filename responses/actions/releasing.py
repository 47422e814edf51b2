"""That a report need not be answered: asked for, decided by a second person, taken up again."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.actions import tell
from accounts.errors import Refused, WrongState
from accounts.models import Event, User, events_last
from accounts.permissions import Permission, require
from bodies.models import Body
from recommendations.models import Obligation, Release, Report
from responses.models import Response
from responses.queries import may_cover, to_set_aside
from responses.workflow import State


@transaction.atomic
@events_last()
def ask_release(
    obligation: Obligation,
    *,
    ground: str,
    reason: str,
    covered_by: Report | None = None,
    by: User,
    at: datetime,
) -> Release:
    """Ask that a response need not be given, with the ground and the reason; nothing moves yet.

    Raises PermissionDenied, Refused for a ground that does not hold, or WrongState.
    """
    today = timezone.localdate(at)
    obligation = Obligation.objects.select_for_update(of=["self"]).get(pk=obligation.pk)
    owner = obligation.owed_by_on(today)
    require(by, Permission.DRAFT, owner)
    if obligation.kind != Obligation.Kind.RESPONSE:
        raise Refused("Only the response to a report can be asked to be set aside.")
    if not reason.strip():
        raise Refused("Say why this report need not be answered.")
    release = Release(
        report=obligation.report,
        body=obligation.body,
        ground=ground,
        covered_by=covered_by if ground == Release.Ground.COVERED else None,
        reason=reason.strip(),
        asked_by=by,
        asked_at=at,
    )
    if Release.objects.standing().filter(report=release.report, body=release.body).exists():
        raise WrongState("Somebody has asked already that this report need not be answered.")
    _may_stand(release, obligation, today)
    release.save()
    Event.record(
        "ask release", release, by=by, at=at, body=owner, note=reason, ground=ground,
        covered_by=release.covered_by_id,
    )  # fmt: skip
    return release


def _may_stand(release: Release, obligation: Obligation, today: date) -> None:
    """Raise Refused or WrongState where the report is answered, or the ground does not hold."""
    owner, report = release.body.heir_on(today), release.report
    if obligation.met_on:
        raise WrongState("The response to this report is published already.")
    bodies = owner.with_past(today)
    for response in Response.objects.select_for_update(of=["self"]).filter(
        body__in=bodies, reports=report
    ):
        if response.state != State.DRAFT:
            state = response.get_state_display().lower()
            raise WrongState(f"The response to this report is {state}, so it is being answered.")
        if response.answers.count() > 1:
            raise Refused("A draft answers this report together with another, so it is answered.")
    resting = Release.objects.standing().filter(covered_by=report, body__in=bodies)
    for other in resting.select_related("report")[:1]:
        raise Refused(
            f"The response to this report is to cover “{other.report}”. Take that one up again"
            " first."
        )
    if release.ground == Release.Ground.COVERED:
        _covers(release, owner, today)


def _covers(release: Release, owner: Body, today: date) -> None:
    other = release.covered_by
    if other is None:
        raise Refused("Say which other report’s response covers this one.")
    if other == release.report:
        raise Refused("A report cannot be covered by the response to itself.")
    if not other.is_confirmed:
        raise Refused(f"The recommendations of “{other}” are not confirmed yet.")
    if not may_cover(owner, release.report, today).filter(pk=other.pk).exists():
        owed = other.obligations.responses().filter(body__in=owner.with_past(today))
        why = "is itself set aside" if owed.exists() else f"asks no response of {owner}"
        raise Refused(f"“{other}” {why}, so its response cannot cover this report.")


def _held(release: Release, *, at: datetime) -> tuple[Release, Obligation, Body]:
    """Return the release, its response and who owes that now, under lock.

    The responses to both reports are held, so that no two can be covered by each other.
    """
    release = Release.objects.select_for_update(of=["self"]).get(pk=release.pk)
    today = timezone.localdate(at)
    owner = release.body.heir_on(today)
    owed = Obligation.objects.responses().select_for_update(of=["self"]).order_by("pk")
    reports = [pk for pk in (release.report_id, release.covered_by_id) if pk]
    bodies = [release.body, *owner.with_past(today)]
    held = list(owed.filter(report__in=reports, body__in=bodies))
    mine = [o for o in held if (o.report_id, o.body_id) == (release.report_id, release.body_id)]
    return release, mine[0], owner


def _decided(release: Release, decision: str, note: str, *, by: User, at: datetime) -> None:
    release.decision, release.note = decision, note.strip()
    release.decided_by, release.decided_at = by, at
    release.save(update_fields=["decision", "note", "decided_by", "decided_at"])


def _may_decide(release: Release, owner: Body, *, by: User) -> None:
    require(by, Permission.APPROVE, owner)
    if release.decision:
        raise WrongState(
            f"This was decided already: {release.get_decision_display().lower()} by"
            f" {release.decided_by}."
        )
    if by == release.asked_by:
        raise PermissionDenied("A second person must decide what you have asked for.")


@transaction.atomic
@events_last()
def approve_release(release: Release, *, by: User, at: datetime, note: str = "") -> Release:
    """Set aside what `to_set_aside` returns: the response, or all that the report asks.

    Raises PermissionDenied to who asked, WrongState when it was decided or is being answered.
    """
    release, obligation, owner = _held(release, at=at)
    _may_decide(release, owner, by=by)
    today = timezone.localdate(at)
    _may_stand(release, obligation, today)
    _decided(release, Release.Decision.APPROVED, note, by=by, at=at)
    duties = list(to_set_aside(release, today).select_for_update(of=["self"]).order_by("pk"))
    _put("set aside", duties, release, by=by, at=at)
    keys = [duty.pk for duty in duties]
    Event.record("approve release", release, by=by, at=at, body=owner, note=note, obligations=keys)
    _tell(duties, owner, f"“{release.report}” need not be answered", by=by, at=at)
    return release


@transaction.atomic
@events_last()
def refuse_release(release: Release, *, note: str, by: User, at: datetime) -> Release:
    """Leave the duties as they are. Raises Refused without a note, WrongState, PermissionDenied."""
    release, obligation, owner = _held(release, at=at)
    _may_decide(release, owner, by=by)
    if not note.strip():
        raise Refused("Say why the report must be answered.")
    _decided(release, Release.Decision.REFUSED, note, by=by, at=at)
    Event.record("refuse release", release, by=by, at=at, body=owner, note=note)
    _tell([obligation], owner, f"“{release.report}” must be answered after all", by=by, at=at)
    return release


@transaction.atomic
@events_last()
def end_release(release: Release, *, reason: str, by: User, at: datetime) -> Release:
    """Take up again what was set aside, each duty with its own day; or withdraw a request.

    Raises Refused without a reason, WrongState when it was refused or ended before.
    """
    release, _, owner = _held(release, at=at)
    if not by.may(Permission.APPROVE, owner):
        require(by, Permission.DRAFT, owner)
    if not release.is_standing:
        raise WrongState(f"This was {release.get_decision_display().lower()} already.")
    if not reason.strip():
        raise Refused("Say why it is taken up again.")
    done = "take up again" if release.is_approved else "withdraw"
    duties = list(release.obligations.select_for_update(of=["self"]).order_by("pk"))
    _decided(release, Release.Decision.ENDED, reason, by=by, at=at)
    _put("take up again", duties, None, by=by, at=at)
    keys = [duty.pk for duty in duties]
    Event.record(done, release, by=by, at=at, body=owner, note=reason, obligations=keys)
    _tell(duties, owner, f"“{release.report}” is taken up again", by=by, at=at)
    return release


def _put(
    done: str, duties: Iterable[Obligation], release: Release | None, *, by: User, at: datetime
) -> None:
    for duty in duties:
        duty.release = release
        duty.save(update_fields=["release"])
        Event.record(done, duty, by=by, at=at, body=duty.body)


def _tell(duties: Iterable[Obligation], owner: Body, what: str, *, by: User, at: datetime) -> None:
    """Tell those whose duties are meant: the office, and each force of which more is asked."""
    duties = list(duties)
    if not duties:
        return
    address = duties[0].report.get_absolute_url()
    bodies = {duty.body_id: duty.body for duty in duties if duty.kind != Obligation.Kind.RESPONSE}
    tell(owner, f"{what}. {by} decided it.", address, by=by, at=at)
    for body in bodies.values():
        if body != owner:
            words = f"{what}, {owner} decided. This concerns what {body} owes under it."
            tell(body, words, address, by=by, at=at)
