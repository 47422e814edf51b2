"""Who must prove more than a password, and who can."""

import time
from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.conf import settings

from accounts.models import User

SUPERUSER = "superuser"


def needs_second_step(user: User) -> bool:
    """Say whether one of the roles that `user` holds today asks for a second step."""
    wanted = set(settings.MFA_ROLES)
    if user.is_superuser and SUPERUSER in wanted:
        return True
    return any(membership.role in wanted for membership in user.current_memberships())


def has_second_step(user: User) -> bool:
    """Say whether `user` has an app or a passkey; recovery codes alone do not count."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user=user, type__in=kinds).exists()


def is_recent(records: Iterable[dict]) -> bool:
    """Say whether a second step was among the ways in which somebody came in just now."""
    since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(one["method"] == "mfa" and one["at"] > since for one in records)
