"""Signing in and out goes into the record, whichever page or library does it.

Here alone a signal is used: what signs people in is not ours, so no action of ours can record it.
"""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import Event, User


def listen() -> None:
    user_logged_in.connect(_signed_in, dispatch_uid="record signing in")
    user_logged_out.connect(_signed_out, dispatch_uid="record signing out")
    user_login_failed.connect(_failed, dispatch_uid="record failing to sign in")


def _signed_in(sender, user, **kwargs) -> None:
    _record("sign in", user, by=user)


def _signed_out(sender, user, **kwargs) -> None:
    if isinstance(user, User):
        _record("sign out", user, by=user)


def _failed(sender, credentials, **kwargs) -> None:
    """Record a failed sign-in beside the account, or by a keyed hash of what was typed.

    People type passwords where the address belongs, so that is never kept as it is.
    """
    typed = str(credentials.get("username") or credentials.get("email") or "").strip().casefold()
    user = User.objects.filter(email__iexact=typed).first() if "\x00" not in typed else None
    said: dict[str, Any] = (
        {} if user else {"typed": salted_hmac("failed sign-in", typed).hexdigest()[:16]}
    )
    unknown = User(name="An address without an account")
    _record("fail to sign in", user or unknown, by_name="Nobody signed in", **said)


def _record(action: str, user: User, *, by: User | None = None, **values: Any) -> None:
    bodies = user.bodies() if user.pk else []
    body = bodies[0] if len(bodies) == 1 else None
    Event.record(action, user, by=by, at=timezone.now(), body=body, **values)
