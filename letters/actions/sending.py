"""Asking for the copies that section 55(6) wants, and mending those that did not arrive.

The worker sends them: see letters/tasks.py.
"""

import secrets
from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from accounts.errors import Refused, WrongState
from accounts.models import Event, User, events_last
from accounts.permissions import Permission, require
from letters.actions.letters import letter_must_be_whole
from letters.failures import plain
from letters.models import Delivery, Letter
from letters.recipients import not_asked
from recommendations.actions import must_be_as_given

State = Delivery.State


def _new_copy(letter: Letter, *, by: User, at: datetime, **values: object) -> Delivery:
    delivery = Delivery.objects.create(
        letter=letter,
        message_id=f"<{secrets.token_hex(16)}@section-55-tracker>",
        asked_by=by,
        asked_at=at,
        next_try_at=at,
        **values,
    )
    Event.record("ask copy", delivery, by=by, at=at, body=letter.body, to=delivery.to_email)
    return delivery


def ask_copies(
    letter: Letter, *, leave_out: Collection[str] = (), by: User, at: datetime
) -> list[Delivery]:
    """Put the copies in the queue, each recipient once.

    `leave_out` holds addresses that get none this time; the two that section 55(6)
    names cannot be left out. Asking again adds nothing and sends nothing twice. Raises
    Refused where a file of the letter, or one that goes with it, is not what it was.
    """
    require(by, Permission.SEND, letter.body)
    if letter.is_signed:
        letter_must_be_whole(letter, at=at)
        enclosed = letter.response.attachments.public().select_related("response__body")
        must_be_as_given([each.stored for each in enclosed], at=at)
    return _copies_asked(letter, leave_out, by=by, at=at)


@transaction.atomic
@events_last()
def _copies_asked(
    letter: Letter, leave_out: Collection[str], *, by: User, at: datetime
) -> list[Delivery]:
    letter = Letter.objects.select_for_update(of=["self"]).get(pk=letter.pk)
    if letter.signed_at is None or at < letter.signed_at:
        raise WrongState("Copies go out once the letter is signed.")
    left_out = {email.casefold() for email in leave_out}
    asked = []
    for recipient in not_asked(letter, letter.deliveries.all()):
        if recipient.key in left_out and not recipient.is_required:
            Event.record("leave out copy", letter, by=by, at=at, body=letter.body,
                         to=recipient.email)  # fmt: skip
            continue
        to = {"purpose": recipient.purpose, "to_name": recipient.name, "to_email": recipient.email}
        asked.append(_new_copy(letter, by=by, at=at, **to))
    return asked


def _held(delivery: Delivery, by: User) -> Delivery:
    """Return the row as it now is, under its lock."""
    delivery = Delivery.objects.select_for_update(of=["self"]).get(pk=delivery.pk)
    require(by, Permission.SEND, delivery.letter.body)
    if delivery.is_corrected:
        raise WrongState("Another copy has taken the place of this one.")
    return delivery


@transaction.atomic
@events_last()
def try_again(delivery: Delivery, *, by: User, at: datetime) -> Delivery:
    """Let the worker try a copy at once that failed or was given up.

    One that a worker has at this moment stays with it, so nothing goes out twice.
    """
    delivery = _held(delivery, by)
    if delivery.state not in [State.FAILED, State.GIVEN_UP]:
        raise WrongState("Only a copy that failed or was given up can be tried again.")
    delivery.given_up_at, delivery.next_try_at = None, at
    delivery.save(update_fields=["given_up_at", "next_try_at"])
    Event.record("try copy again", delivery, by=by, at=at, body=delivery.letter.body)
    return delivery


@transaction.atomic
@events_last()
def correct_address(delivery: Delivery, email: str, *, by: User, at: datetime) -> Delivery:
    """Send the copy anew in a row of its own; the old row stays and is tried no more.

    A copy that came back may go to the same address again. Raises Refused for an
    address that cannot be one or has its copy already.
    """
    delivery = _held(delivery, by)
    if delivery.state not in [State.FAILED, State.GIVEN_UP, State.BOUNCED]:
        raise WrongState("Only a copy that failed, was given up or came back can be sent anew.")
    email = email.strip()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused("Enter an email address like name@example.org.", about="email") from error
    letter = Letter.objects.select_for_update(of=["self"]).get(pk=delivery.letter_id)
    there = letter.deliveries.filter(to_email__iexact=email, bounced_on=None).first()
    if there and there.pk == delivery.pk:
        raise Refused(
            "This is the address it has. Correct it, or use “Try again now”.", about="email"
        )
    if there:
        raise Refused(f"{email} has a copy of this letter already.", about="email")
    if delivery.state == State.FAILED:
        delivery.given_up_at = at
        delivery.save(update_fields=["given_up_at"])
    return _new_copy(
        letter, by=by, at=at, corrects=delivery, purpose=delivery.purpose,
        to_name=delivery.to_name, to_email=email,
    )  # fmt: skip


@transaction.atomic
@events_last()
def record_bounce(
    delivery: Delivery, reason: str, *, on: date, by: User | None, at: datetime
) -> Delivery:
    """Record that a copy came back; `by` is None when a mailbox says so and no person."""
    delivery = Delivery.objects.select_for_update(of=["self"]).get(pk=delivery.pk)
    if by is not None:
        require(by, Permission.SEND, delivery.letter.body)
    if delivery.sent_at is None:
        raise WrongState("This copy has not gone out, so it cannot have come back.")
    if delivery.bounced_on:
        raise WrongState("That this copy came back is recorded already.")
    if not timezone.localdate(delivery.sent_at) <= on <= timezone.localdate(at):
        raise Refused(
            "The day it came back must be between the day it was sent and today.", about="on"
        )
    reason = plain(reason)
    if not reason:
        raise Refused("Say why it came back.")
    delivery.bounced_on, delivery.bounce_reason = on, reason
    delivery.bounced_by, delivery.bounced_at = by, at
    delivery.save(update_fields=["bounced_on", "bounce_reason", "bounced_by", "bounced_at"])
    Event.record("record bounce", delivery, by=by, at=at, body=delivery.letter.body, note=reason)
    return delivery
