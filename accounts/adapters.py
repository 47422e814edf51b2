"""What the sign-in library asks of us: limits, words, secrets and who may come in."""

import base64
import time
from datetime import timedelta

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format

from accounts.actions import begin_try, tell_of_change, try_succeeded
from accounts.keeping import LAST_PERSON
from accounts.models import User

# What the library has to say, under the name of its template; of the rest nothing is said.
SAID = {
    "account/messages/password_changed.txt": "Your password is changed.",
    "account/messages/password_set.txt": "Your password is set.",
    "mfa/messages/totp_activated.txt": "The app is your second step now.",
    "mfa/messages/totp_deactivated.txt": "The app is no longer your second step.",
    "mfa/messages/webauthn_added.txt": "The passkey is added.",
    "mfa/messages/webauthn_removed.txt": "The passkey is removed.",
}
WRITTEN = {
    "account/email/password_changed": "Your password was changed.",
    "account/email/password_set": "A password was set for your account.",
    "account/email/password_reset": "Your password was changed through a link sent by email.",
    "mfa/email/totp_activated": "An app was added as your second step.",
    "mfa/email/totp_deactivated": "The app was removed as your second step.",
    "mfa/email/webauthn_added": "A passkey was added to your account.",
    "mfa/email/webauthn_removed": "A passkey was removed from your account.",
    "mfa/email/recovery_codes_generated": "New recovery codes were made; the old ones have ended.",
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The email address or the password is not right.",
        "incorrect_password": "The password is not right.",
        "enter_current_password": "The password is not right.",
        "too_many_login_attempts": "Too many tries. Wait five minutes, then try again.",
        "rate_limited": "Too many tries. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request):
        """Nobody signs up: people are invited, or come by their office's own service."""
        return False

    def authenticate(self, request, **credentials):
        """Judge a password within the limits; an account that is closed is like none."""
        email, address = credentials["email"], self.get_client_ip(request)
        known = _is_known(request, email)
        until = begin_try(email, address, known=known, at=timezone.now())
        if until:
            raise ValidationError(_wait(until), code="wait")
        user = super().authenticate(request, **credentials)
        if user is None or not user.is_active:
            return None
        try_succeeded(email, address, known=known)
        return user

    def get_login_stages(self):
        """Ask for no second step of those from whom their office's service asked one just now."""
        stages = super().get_login_stages()
        if not getattr(self.request, "proved_elsewhere", False):
            return stages
        return [stage for stage in stages if not stage.startswith("allauth.mfa.")]

    def pre_authenticate(self, request, **credentials):
        """Ours are the limits, in `authenticate`."""

    def reauthenticate(self, user, password):
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app, **options):
        """Ask again only of those who signed in a while ago."""
        request = context.request
        records = get_authentication_records(request, request.user)
        latest = max((record["at"] for record in records), default=0)
        return time.time() - latest > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def add_message(self, request, level, message_template=None, message_context=None, **options):
        words = options.get("message") or SAID.get(message_template)
        if words:
            messages.add_message(request, level, words)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        if template_prefix in WRITTEN:
            tell_of_change(user, WRITTEN[template_prefix], at=timezone.now())

    def get_reauthentication_methods(self, user):
        labels = {
            "reauthenticate": "Use your password",
            "mfa_reauthenticate": "Use a code from your app, or a recovery code",
            "mfa_reauthenticate:webauthn": "Use a passkey",
        }
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": labels[method["id"]]} for method in methods]


def _is_known(request, email: str) -> bool:
    """Say whether the person with this address has signed in with this browser before."""
    person = request.get_signed_cookie(LAST_PERSON, default="")
    return bool(person) and User.objects.filter(pk=int(person), email__iexact=email).exists()


def _wait(until) -> str:
    clock = date_format(timezone.localtime(until) + timedelta(minutes=1), "H:i")
    return f"Too many wrong passwords. Try again at {clock}, or ask for a new password by email."


class SecondStepAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That did not work. Try again with a new code, or another passkey.",
    }

    def encrypt(self, text):
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user, type):
        return f"Passkey added on {timezone.localdate():%-d %B %Y}"

    def _get_site_name(self):
        return settings.SERVICE_NAME


def _cipher() -> MultiFernet:
    """Return the cipher of the secrets of apps and recovery codes, from the service's own key."""
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key))) for key in keys])


def _derived(key: str) -> bytes:
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"accounts.second_step")
    return hkdf.derive(key.encode())
