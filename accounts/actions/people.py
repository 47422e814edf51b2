"""What is done to an account: its sessions, its second step, its place in the record."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from accounts.actions.giving import tell_of_outsider
from accounts.actions.writing import ask_reset, tell_of_change
from accounts.models import Event, Membership, User, events_last
from accounts.permissions import Permission
from bodies.models import Body


def keeps_account(user: User, person: User) -> bool:
    """Say whether `user` keeps this account: it has no power and no place elsewhere."""
    if user.is_superuser:
        return True
    bodies = set(Membership.objects.filter(user=person).values_list("body", flat=True))
    own = {body.pk for body in user.bodies_where(Permission.CONFIGURE)}
    return bool(bodies) and bodies <= own and not (person.is_superuser or person.is_staff)


def home_of(person: User) -> Body | None:
    """Return the one body that a person belongs to; of several, none has the record alone."""
    bodies = {m.body_id: m.body for m in person.memberships.select_related("body")}
    return next(iter(bodies.values())) if len(bodies) == 1 else None


def record_own(action: str, person: User, *, by: User | None, at: datetime, **data: Any) -> Event:
    """Record what was done to an account, in the name of the body it belongs to."""
    return Event.record(action, person, by=by, at=at, body=home_of(person), **data)


def _require_keeper(user: User, person: User) -> None:
    if user.pk == person.pk or not keeps_account(user, person):
        raise PermissionDenied("Only who keeps this account may do that.")


@transaction.atomic
@events_last()
def end_all_sessions(person: User, *, by: User, at: datetime) -> None:
    """Sign a person out in every browser at once, those that no list knows too."""
    if by.pk != person.pk:
        _require_keeper(by, person)
    User.objects.filter(pk=person.pk).update(session_round=F("session_round") + 1)
    record_own("end all sessions", person, by=by, at=at)


@transaction.atomic
@events_last()
def end_session(person: User, session_key: str, *, by: User, at: datetime) -> None:
    """Sign a person out in one browser."""
    if by.pk != person.pk:
        raise PermissionDenied("A session is ended by the person whose it is.")
    Session.objects.filter(session_key=session_key).delete()
    record_own("end session", person, by=by, at=at)


@transaction.atomic
@events_last()
def send_reset(person: User, *, by: User, at: datetime) -> None:
    """Send a person a link to choose a new password. Nobody sets another's password."""
    _require_keeper(by, person)
    ask_reset(person.email, at=at)
    record_own("send password link", person, by=by, at=at)


@transaction.atomic
@events_last()
def remove_second_step(person: User, *, by: User, at: datetime) -> None:
    """Take away a lost app or passkey, so that the person can set up another.

    Where a system administrator does it, the administrators of their bodies are told.
    """
    _require_keeper(by, person)
    Authenticator.objects.filter(user=person).delete()
    User.objects.filter(pk=person.pk).update(session_round=F("session_round") + 1)
    record_own("remove second step", person, by=by, at=at)
    tell_of_change(person, f"Your second step was removed by {by}.", at=at)
    said = f"{by}, system administrator, has removed the second step of {person}."
    for body in Body.objects.filter(memberships__user=person).distinct():
        tell_of_outsider(body, said, by=by, at=at, besides=[person.pk])
