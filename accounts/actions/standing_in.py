"""Somebody is away, and a colleague stands in: named by a dated record.

During those days the colleague holds at that body the roles of the absent person, but not
to sign (see letters/actions/delegating.py) nor to administer. Who drafted, decided or did is
compared as a person everywhere, so separation of duties holds for a stand-in as well.
"""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions.keeping import tell_person
from accounts.actions.writing import write_of_asking
from accounts.errors import Refused, WrongState
from accounts.models import Absence, Event, Membership, User, events_last
from accounts.permissions import Permission, Role, roles_with
from accounts.queries import people_with
from bodies.models import Body

LONGEST = timedelta(days=92)
TOO_LONG = (
    "Somebody stands in for three months at most. For longer, a body administrator gives the role."
)


@transaction.atomic
@events_last()
def name_stand_in(
    person: User,
    body: Body,
    deputy: User,
    *,
    starts_on: date,
    ends_on: date,
    reason: str,
    by: User,
    at: datetime,
    today: date,
) -> Absence:
    """Record that `person` is away at `body` from day to day, and that `deputy` stands in.

    By the person themselves or the body's administrator. Raises Refused for days that are
    over, too many or overlap another absence, for oneself, and for whoever does not read for
    the body.
    """
    if by.pk != person.pk and not by.may(Permission.CONFIGURE, body):
        raise PermissionDenied(f"For this you need to be {person} or administrator at {body}.")
    User.objects.select_for_update().get(pk=person.pk)  # two absences at once wait here
    if not reason.strip():
        raise Refused("Say why.", about="reason")
    _check_days(starts_on, ends_on, today)
    _check_deputy(person, body, deputy, starts_on, by)
    if not Membership.objects.on(starts_on).filter(user=person, body=body).exists():
        raise Refused(f"{person} holds no role at {body} on that day.", about="person")
    days = Absence.objects.filter(body=body).meeting(starts_on, ends_on)
    if days.filter(person=person).exists():
        raise Refused(
            f"{person} is away on some of these days already. End that first.", about="starts_on"
        )
    if days.filter(person=deputy).exists():
        raise Refused(f"{deputy} is away on some of these days too.", about="deputy")
    absence = Absence.objects.create(
        person=person,
        body=body,
        deputy=deputy,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason.strip(),
        made_by=by,
        made_at=at,
    )
    _record("name stand-in", absence, by=by, at=at, note=absence.reason)
    _tell(absence, by=by, at=at)
    for left in days.filter(deputy=person).select_related("person"):
        _tell_of_gap(left, absence, at=at)
    return absence


def _check_days(starts_on: date, ends_on: date, today: date) -> None:
    if starts_on < today:
        raise Refused("The first day must be today or later.", about="starts_on")
    if ends_on < starts_on:
        raise Refused("The last day comes before the first.", about="ends_on")
    if ends_on - starts_on >= LONGEST:  # a role without an end is the administrator's to give
        raise Refused(TOO_LONG, about="ends_on")


def _check_deputy(person: User, body: Body, deputy: User, starts_on: date, by: User) -> None:
    if deputy.pk == person.pk:
        raise Refused("Nobody stands in for themselves.", about="deputy")
    if deputy.pk == by.pk:
        raise Refused(
            "You cannot name yourself. The person or another administrator can.", about="deputy"
        )
    reading = roles_with(Permission.READ)
    held = Membership.objects.on(starts_on).filter(user=deputy, body=body, role__in=reading)
    if not deputy.is_active or not held.exists():
        raise Refused(f"{deputy} holds no role at {body} that day to stand in by.", about="deputy")


@transaction.atomic
@events_last()
def end_stand_in(absence: Absence, *, by: User, at: datetime) -> Absence:
    """End it at once: by who is back, who stands in, or the body's administrator."""
    absence = Absence.objects.select_for_update(of=["self"]).get(pk=absence.pk)
    theirs = by.pk in (absence.person_id, absence.deputy_id)
    if not theirs and not by.may(Permission.CONFIGURE, absence.body):
        raise PermissionDenied(f"For this you need to be administrator at {absence.body}.")
    if absence.ended_at:
        raise WrongState("This has been ended already.")
    if absence.is_over_on(timezone.localdate(at)):
        raise WrongState("This is over already.")
    absence.ended_by, absence.ended_at = by, at
    absence.save(update_fields=["ended_by", "ended_at"])
    _record("end stand-in", absence, by=by, at=at)
    words = f"{by} has ended that {absence.deputy} stands in for {absence.person}."
    for person in {absence.person, absence.deputy} - {by}:
        tell_person(person, words, reverse("accounts:absences"), at=at)
    return absence


def _record(action: str, absence: Absence, *, by: User, at: datetime, note: str = "") -> None:
    days = {"starts_on": absence.starts_on.isoformat(), "ends_on": absence.ends_on.isoformat()}
    Event.record(action, absence, by=by, at=at, body=absence.body, note=note, **days)


def _tell_of_gap(left: Absence, absence: Absence, *, at: datetime) -> None:
    """Tell who can name another that somebody who stands in is away too."""
    words = (
        f"{absence.person} stands in for {left.person} at {left.body}, and is away from"
        f" {absence.starts_on:%-d %B %Y} to {absence.ends_on:%-d %B %Y}. End the one and name"
        " somebody else."
    )
    keep = people_with(left.body, timezone.localdate(at), [Role.BODY_ADMINISTRATOR])
    for person in {left.person, absence.person, *keep}:
        tell_person(person, words, reverse("accounts:absences"), at=at)


def _tell(absence: Absence, *, by: User, at: datetime) -> None:
    days = f"from {absence.starts_on:%-d %B %Y} to {absence.ends_on:%-d %B %Y}"
    words = f"You stand in for {absence.person} at {absence.body} {days}."
    tell_person(absence.deputy, words, reverse("accounts:absences"), at=at)
    write_of_asking(absence.deputy, words, at=at)
    if by.pk != absence.person_id:
        words = f"{by} has named {absence.deputy} to stand in for you at {absence.body} {days}."
        tell_person(absence.person, words, reverse("accounts:absences"), at=at)
