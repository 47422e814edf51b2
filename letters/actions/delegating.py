"""Naming a deputy who may sign letters for the holder of the office, and ending that."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.errors import Refused, WrongState
from accounts.models import Event, User, events_last
from accounts.permissions import Permission
from bodies.models import Body
from letters.models import Delegation, Letter


def may_delegate(user: User, body: Body) -> bool:
    return user.may(Permission.SIGN, body) or user.may(Permission.CONFIGURE, body)


def _require_delegator(by: User, body: Body) -> None:
    if not may_delegate(by, body):
        raise PermissionDenied(f"For this you need to be signatory or administrator at {body}.")


@transaction.atomic
@events_last()
def delegate(
    body: Body,
    deputy: User,
    *,
    title: str,
    starts_on: date,
    ends_on: date | None = None,
    reason: str,
    by: User,
    at: datetime,
    today: date,
) -> Delegation:
    """Let `deputy` sign the body's letters from a day to a day, both included.

    Raises PermissionDenied, or Refused: no reason, days that are over, a person who is
    not of the office, or oneself.
    """
    _require_delegator(by, body)
    if not reason.strip() or not title.strip():
        raise Refused("Give the deputy’s title and the reason.")
    if ends_on is not None and (ends_on < starts_on or ends_on < today):
        raise Refused(
            "The last day must be today or later, and not before the first.", about="ends_on"
        )
    if deputy == by:
        raise Refused("You cannot name yourself. Another signatory or administrator can.")
    if not deputy.may(Permission.READ, body):
        raise Refused(
            f"{deputy} holds no role at {body} today. An administrator can give one.",
            about="deputy",
        )
    delegation = Delegation.objects.create(
        body=body,
        deputy=deputy,
        title=title.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason.strip(),
        made_by=by,
        made_at=at,
    )
    Event.record("delegate", delegation, by=by, at=at, body=body, note=delegation.reason)
    return delegation


@transaction.atomic
@events_last()
def end_delegation(delegation: Delegation, *, by: User, at: datetime) -> Delegation:
    """End it at once. Letters that the deputy has signed stay; unsigned ones are made again."""
    delegation = Delegation.objects.select_for_update(of=["self"]).get(pk=delegation.pk)
    _require_delegator(by, delegation.body)
    if delegation.ended_at is not None:
        raise WrongState("This has been ended already.")
    delegation.ended_by, delegation.ended_at = by, at
    delegation.save(update_fields=["ended_by", "ended_at"])
    Event.record("end delegation", delegation, by=by, at=at, body=delegation.body)
    return delegation


def require_signer(letter: Letter, *, by: User, today: date) -> None:
    """Raise PermissionDenied unless `by` is the person that this letter is to be signed by.

    Raises Refused to a deputy whose delegation does not hold today.
    """
    delegation = letter.delegation
    if not letter.may_be_signed_by(by):
        who = f"{delegation.deputy} as deputy" if delegation else "a signatory"
        raise PermissionDenied(f"This letter is to be signed by {who} at {letter.body}.")
    if delegation and not delegation.holds_on(today):
        raise Refused(
            f"{delegation.deputy} is not deputy today: the delegation has ended or not begun."
            " Make the letter again for somebody who may sign it."
        )
