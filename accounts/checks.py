"""What the settings about signing in name must exist."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error

from accounts.permissions import Role
from accounts.second_step import SUPERUSER

SHORTEST_PEPPER = 32
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def sign_in_settings(app_configs, **kwargs) -> list[CheckMessage]:
    """Name each role that is no role, each provider asked without HTTPS, and short peppers."""
    roles = {str(role) for role in Role}
    wrong: list[CheckMessage] = [
        Error(f"MFA_ROLES names “{role}”, which is no role.", id="accounts.E001")
        for role in settings.MFA_ROLES
        if role not in roles | {SUPERUSER}
    ]
    for group, given in settings.OIDC_GROUP_ROLES.items():
        wrong += [
            Error(f"OIDC_GROUP_ROLES gives group {group} “{role}”, no role.", id="accounts.E002")
            for _, role in given
            if role not in roles
        ]
    for provider in settings.OIDC_PROVIDERS:
        address = urlsplit(provider["issuer"])
        if address.scheme != "https" and address.hostname not in LOOPBACK:
            said = f"The issuer of {provider['id']} must begin with https://."
            wrong.append(Error(said, id="accounts.E003"))
    if any(len(pepper) < SHORTEST_PEPPER for pepper in settings.PASSWORD_PEPPERS):
        said = f"Each of PASSWORD_PEPPERS needs {SHORTEST_PEPPER} characters at least."
        wrong.append(Error(said, id="accounts.E004"))
    return wrong
