"""A person's own email address: changed by themselves alone, once the new one is proved.

Whoever could put an address of theirs on another's account could have the next link to a
new password, so nobody else changes it. OWASP ASVS 4.0, 2.5.6 and 2.5.7.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from accounts.actions.people import record_own
from accounts.actions.writing import queue_mail, tell_of_change
from accounts.changes import changes
from accounts.errors import Refused, WrongState
from accounts.models import AccountMail, AddressChange, User, events_last

LASTS = timedelta(hours=24)
MOST_IN_A_DAY = 5  # each writes to an address that somebody typed
NO_LONGER = "This link was used or replaced by a later one, or its day is over. Ask for another."


@transaction.atomic
@events_last()
def ask_address(person: User, email: str, *, by: User, at: datetime) -> AddressChange:
    """Send a link to the address that `person` wants; the one they have is told of it.

    What is done and said is the same where another account has that address: its owner is
    then written to in place of the link. Raises Refused for one's own address, and for the
    sixth in a day.
    """
    if by.pk != person.pk:
        raise PermissionDenied("Nobody changes another’s address.")
    person = User.objects.select_for_update().get(pk=person.pk)
    if email.casefold() == person.email.casefold():
        raise Refused("This is your address already.", about="email")
    if person.address_changes.filter(asked_at__gt=at - timedelta(days=1)).count() >= MOST_IN_A_DAY:
        raise Refused("You have asked for five addresses since yesterday. Wait until tomorrow.")
    _end_open(person, at)
    wanted = AddressChange.objects.create(
        user=person, email=email, asked_at=at, expires_at=at + LASTS
    )
    queue_mail(AccountMail.Kind.ADDRESS, email, at=at, address_change=wanted)
    record_own("ask for another address", person, by=by, at=at, email=email)
    tell_of_change(person, f"The address of your account is to become {email}.", at=at)
    return wanted


@transaction.atomic
@events_last()
def keep_address(person: User, *, by: User, at: datetime) -> None:
    """Keep the address as it is: the link that was sent ends."""
    if by.pk != person.pk:
        raise PermissionDenied("Nobody changes another’s address.")
    if not _end_open(person, at):
        raise WrongState("No other address is waiting any more.")
    record_own("keep address", person, by=by, at=at)


def _end_open(person: User, at: datetime) -> int:
    waiting = person.address_changes.filter(confirmed_at=None, withdrawn_at=None)
    return waiting.update(withdrawn_at=at, token_hash="")  # noqa: S106 - none


def make_address_link(wanted: AddressChange) -> str:
    """Return a new secret for the link, and keep its hash alone."""
    token = secrets.token_urlsafe(32)
    wanted.token_hash = sha256(token.encode()).hexdigest()
    wanted.save(update_fields=["token_hash"])
    return token


def address_change_of(token: str, person: User, *, at: datetime) -> AddressChange | None:
    """Return what a link leads to, for the person who asked for it and nobody else."""
    hashed = sha256(token.encode()).hexdigest()
    waiting = person.address_changes.open(at)
    return waiting.filter(token_hash=hashed).first() if token else None


@transaction.atomic
@events_last()
def take_address(wanted: AddressChange, *, by: User, at: datetime) -> User:
    """Let the new address count: the old one is told, and other browsers are signed out.

    Raises WrongState once the link has ended, or where another account has the address now.
    """
    wanted = AddressChange.objects.select_for_update().get(pk=wanted.pk)
    if by.pk != wanted.user_id:
        raise PermissionDenied("Nobody changes another’s address.")
    if wanted.confirmed_at or wanted.withdrawn_at or wanted.expires_at <= at:
        raise WrongState(NO_LONGER)
    person = User.objects.select_for_update().get(pk=wanted.user_id)
    if is_taken(wanted.email, but=person):
        raise WrongState(NO_LONGER)
    wanted.confirmed_at, wanted.token_hash = at, ""
    wanted.save(update_fields=["confirmed_at", "token_hash"])
    _put(person, wanted.email, at=at)
    return person


@transaction.atomic
@events_last()
def follow_address(person: User, email: str, *, at: datetime) -> None:
    """Take over the address that the office's sign-in service has proved.

    For people without a password here: they cannot change it themselves. Where another
    account has it, theirs stays as it is.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    same = email.casefold() == person.email.casefold()
    if not same and not person.has_usable_password() and not is_taken(email, but=person):
        _put(person, email, at=at, through="single sign-on")


def is_taken(email: str, *, but: User) -> bool:
    return User.objects.filter(email__iexact=email).exclude(pk=but.pk).exists()


def _put(person: User, email: str, *, at: datetime, **data: str) -> None:
    before = {"email": person.email}
    person.email, person.session_round = email, F("session_round") + 1
    person.save(update_fields=["email", "username", "session_round"])
    person.refresh_from_db(fields=["session_round"])
    changed = changes(before, person, before)
    record_own("change address", person, by=person, at=at, changes=changed, **data)
    said = f"The address of your account is {email} now. This address can no longer sign in."
    tell_of_change(person, said, at=at, to=before["email"])
