"""Messages about accounts, put in the queue that the worker empties."""

from datetime import datetime
from uuid import uuid4

from django.utils.text import Truncator

from accounts.models import AccountInvitation, AccountMail, AddressChange, User

LONGEST = 500


def queue_mail(
    kind: str,
    email: str,
    *,
    at: datetime,
    invitation: AccountInvitation | None = None,
    address_change: AddressChange | None = None,
    words: str = "",
) -> AccountMail:
    """Put one message in the queue. Its Message-ID stays the same however often it is tried."""
    return AccountMail.objects.create(
        kind=kind,
        email=email,
        invitation=invitation,
        address_change=address_change,
        words=Truncator(words).chars(LONGEST),
        asked_at=at,
        next_try_at=at,
        message_id=f"<{uuid4()}@section-55-tracker>",
    )


def ask_reset(email: str, *, at: datetime) -> None:
    """Ask for a link to a new password, for whoever has this address, if anybody has."""
    queue_mail(AccountMail.Kind.RESET, email, at=at)


def tell_of_change(user: User, words: str, *, at: datetime, to: str = "") -> None:
    """Write to the person that something about how they sign in was changed.

    `to` is the address that they had, where the address itself was changed.
    """
    queue_mail(AccountMail.Kind.CHANGE, to or user.email, at=at, words=words)


def write_of_asking(user: User, words: str, *, at: datetime) -> None:
    """Write to a person that something is asked of them: who seldom signs in sees no notice."""
    queue_mail(AccountMail.Kind.ASKED, user.email, at=at, words=words)
