"""What the letters need of the machine, looked for without loading the renderer."""

import ctypes
import re
import sys
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning

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
