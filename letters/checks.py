"""What the letters need of the machine, looked for without loading the renderer."""

import ctypes
import sys
from pathlib import Path

from django.core.checks import CheckMessage, Warning

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


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
