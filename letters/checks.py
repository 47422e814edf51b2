"""What the letters need of the machine, looked for without loading the renderer."""

import ctypes
import re
import sys
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.utils import timezone

from letters.certificates import BadCertificate
from letters.keys import configured_signer, names_a_key
from letters.timestamps import configured_stamps

SOON = timedelta(days=60)
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
FONT = "LiberationSans-Regular.*"
FONT_FOLDERS = [
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("~/.local/share/fonts").expanduser(),
    Path("~/.fonts").expanduser(),
]
UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
NOTIFY_KEY = re.compile(f".*{UUID}-{UUID}")


def letter_libraries(app_configs, **kwargs) -> list[CheckMessage]:
    """Warn of each library or font that letters need and this machine lacks."""
    if sys.platform != "linux":
        return []
    packages = [package for name, package in LIBRARIES.items() if not _loads(name)]
    warnings: list[CheckMessage] = []
    if packages:
        warnings.append(
            Warning(
                f"Letters cannot be made well here: {', '.join(packages)} is missing.",
                hint=f"apt-get install --no-install-recommends {' '.join(packages)}",
                id="letters.W001",
            )
        )
    if not any(next(folder.rglob(FONT), None) for folder in FONT_FOLDERS):
        warnings.append(
            Warning(
                "The Liberation fonts are missing: letters break their lines elsewhere.",
                hint="apt-get install --no-install-recommends fonts-liberation2",
                id="letters.W002",
            )
        )
    return warnings


def notify_settings(app_configs, **kwargs) -> list[CheckMessage]:
    """Refuse to start where GOV.UK Notify is chosen and cannot work."""
    if not settings.NOTIFY_API_KEY:
        return []
    errors: list[CheckMessage] = []
    if find_spec("notifications_python_client") is None:
        errors.append(
            Error(
                "NOTIFY_API_KEY is set, and the client of GOV.UK Notify is not installed.",
                hint=".venv/bin/python -m pip install 'notifications-python-client~=13.0'",
                id="letters.E001",
            )
        )
    if not NOTIFY_KEY.fullmatch(settings.NOTIFY_API_KEY):
        errors.append(
            Error(
                "NOTIFY_API_KEY is not a key of GOV.UK Notify.",
                hint="It ends with two identifiers: the service's, then the secret.",
                id="letters.E002",
            )
        )
    if settings.NOTIFY_LINKS < 1:
        errors.append(
            Error(
                "NOTIFY_LINKS is how many links to files the template has, so at least 1.",
                id="letters.E004",
            )
        )
    if not re.fullmatch(UUID, settings.NOTIFY_TEMPLATE_ID):
        errors.append(
            Error(
                "NOTIFY_TEMPLATE_ID is not the id of a template, which NOTIFY_API_KEY needs.",
                hint="Its words hold ((message)) and ((link_to_letter)), its subject ((subject)).",
                id="letters.E003",
            )
        )
    return errors


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def signing_certificate(app_configs, **kwargs) -> list[CheckMessage]:
    """Warn, in a deployment, of a certificate that is missing, wrong or soon to expire."""
    if not names_a_key():
        return [
            Warning(
                "Letters would be sealed with a development certificate that nobody trusts.",
                hint="Set SIGNING_PKCS12 with SIGNING_PASSPHRASE, or SIGNING_PKCS11_MODULE.",
                id="letters.W003",
            )
        ]
    try:
        configured_stamps()
        signer = configured_signer()
        signer.check(timezone.now())
    except BadCertificate as error:
        return [Warning(f"No letter can be signed. {error}", id="letters.W004")]
    until = signer.certificate.not_valid_after_utc
    if until - timezone.now() < SOON:
        day = f"{until:%-d %B %Y}"
        return [Warning(f"The certificate of {signer.name} expires on {day}.", id="letters.W005")]
    return []
