"""What is recorded when the sign-in library has done something to an account."""

import time

from allauth.account import signals as account
from allauth.account.models import EmailAddress
from allauth.mfa import signals as second_step
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_save
from django.utils import timezone

from accounts.actions import is_first_told, is_spent, record_own, tell_of_change
from accounts.middleware import PROVED_ELSEWHERE, SIGNED_IN_AT
from accounts.models import User

KINDS = {
    Authenticator.Type.TOTP: "app",
    Authenticator.Type.WEBAUTHN: "passkey",
    Authenticator.Type.RECOVERY_CODES: "recovery codes",
}


def connect() -> None:
    account.user_logged_in.connect(_signed_in)
    user_logged_in.connect(_session_began)
    for signal, action in [
        (account.password_changed, "change password"),
        (account.password_set, "set password"),
        (account.password_reset, "reset password"),
    ]:
        signal.connect(_recorder(action), weak=False, dispatch_uid=action)
    for signal, action in [
        (second_step.authenticator_added, "add second step"),
        (second_step.authenticator_removed, "remove second step"),
        (second_step.authenticator_reset, "make recovery codes"),
    ]:
        signal.connect(_recorder(action), weak=False, dispatch_uid=action)
    second_step.authentication_failed.connect(_second_step_failed)
    post_save.connect(_one_address, sender=User)


def _recorder(action: str):
    def record(sender, user, authenticator=None, **options):
        facts = {"kind": KINDS[authenticator.type]} if authenticator else {}
        record_own(action, user, by=user, at=timezone.now(), **facts)

    return record


def _second_step_failed(sender, request, user, authenticator, reauthentication, **options):
    """Record a wrong code; tell the person of a code of theirs that came a second time."""
    at, code = timezone.now(), request.POST.get("code", "")
    by = {"by": user} if reauthentication else {"by": None, "by_name": "Nobody signed in"}
    facts = {"kind": KINDS[authenticator.type]}
    again = bool(code) and is_spent(user, code)
    if again:
        facts["why"] = "a code that was used before"
    record_own("fail second step", user, at=at, **by, **facts)
    if again and is_first_told(user, code):
        tell_of_change(user, "A code of your app was tried a second time, and refused.", at=at)


def _signed_in(sender, request, user, **options):
    """Remember in the session whether the office's own service asked for a second step."""
    if getattr(request, "proved_elsewhere", False):
        request.session[PROVED_ELSEWHERE] = True


def _session_began(sender, request, **options):
    request.session[SIGNED_IN_AT] = time.time()


def _one_address(sender, instance, update_fields=None, **options):
    """Let nobody sign in with an address that the account had before."""
    if update_fields is None or "email" in update_fields:
        former = EmailAddress.objects.filter(user=instance)
        former.exclude(email__iexact=instance.email).delete()
