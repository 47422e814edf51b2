"""Settings of signing in that no office changes, and how those about providers are read."""

from typing import Any
from urllib.parse import urlsplit

from environs import ValidationError

SHORTEST_PASSWORD = 12
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": SHORTEST_PASSWORD},
    },
    {"NAME": "accounts.passwords.NotTooLong"},
    {"NAME": "accounts.passwords.NotWellKnown"},
    {"NAME": "accounts.passwords.NotContextAlone"},
]
PASSWORD_RESET_TIMEOUT = 4 * 60 * 60

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation proves the address; there is no sign-up
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE, and no longer
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = (  # the library’s own writes as it reads
    "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
)
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
}
# Tries of a password are limited in accounts.actions.limiting; these are beside it.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "5/5m/key",  # codes of the second step
    "reset_password": "100/h/ip,5/h/key",
    "change_password": "10/m/user",
    "reauthenticate": "10/m/user",
}
SOCIALACCOUNT_ADAPTER = "accounts.single_sign_on.SingleSignOnAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10

MFA_ADAPTER = "accounts.adapters.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
MFA_FORMS = {
    "authenticate": "accounts.forms.CodeForm",
    "reauthenticate": "accounts.forms.CodeAgainForm",
    "activate_totp": "accounts.forms.ActivateAppForm",
    "authenticate_webauthn": "accounts.forms.PasskeyForm",
    "login_webauthn": "accounts.forms.PasskeyAloneForm",
    "reauthenticate_webauthn": "accounts.forms.PasskeyAgainForm",
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.NamePasskeyForm",
}

# Those who sign, publish, approve or administer.
ROLES_OF_WEIGHT = [
    "signatory",
    "publisher",
    "approver",
    "force_approver",
    "body_administrator",
    "superuser",
]


def providers(listed: Any, issuer: str, name: str, client: tuple[str, str]) -> list[dict]:
    """Return every sign-in service, the one that has variables of its own first."""
    one = {"id": "office", "name": name, "issuer": issuer}
    one |= {"client_id": client[0], "client_secret": client[1]}
    return [*([one] if issuer else []), *listed]


PROVIDER_PARTS = {"id", "name", "issuer", "client_id", "client_secret"}


def are_providers(listed) -> None:
    """Raise ValidationError unless each provider has all that is needed to ask it."""
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise ValidationError("It must be a list of providers, each in braces.")
    for provider in listed:
        missing = PROVIDER_PARTS - {name for name, value in provider.items() if value}
        if missing:
            raise ValidationError(f"A provider lacks {', '.join(sorted(missing))}.")


def are_group_roles(mapping) -> None:
    """Raise ValidationError unless each group leads to pairs of a body's key and a role."""
    pairs = [pair for given in mapping.values() for pair in given] if _is_map(mapping) else [0]
    if not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
        raise ValidationError('It must be like {"group": [["body-key", "role"]]}.')


def _is_map(mapping) -> bool:
    return isinstance(mapping, dict) and all(isinstance(one, list) for one in mapping.values())


def for_the_library(listed: list[dict]) -> dict:
    """Return the providers as the sign-in library reads them."""
    apps = [
        {
            "provider_id": provider["id"],
            "name": provider["name"],
            "client_id": provider["client_id"],
            "secret": provider["client_secret"],
            "settings": {
                "server_url": provider["issuer"].rstrip("/"),
                "groups_claim": provider.get("groups_claim", "groups"),
                "trust_email": provider.get("trust_email", False),
                "second_step": provider.get("second_step", "claims"),
            },
        }
        for provider in listed
    ]
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": apps}}


def origins(listed: list[dict]) -> list[str]:
    """Return where a sign-in form may lead to."""
    parts = [urlsplit(provider["issuer"]) for provider in listed]
    return [f"{part.scheme}://{part.netloc}" for part in parts]
