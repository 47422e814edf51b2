"""The product's settings, with what a test run must not touch or wait for."""

import tempfile
from pathlib import Path

from pcc_tracker.settings import *  # noqa: F403

_folder = tempfile.TemporaryDirectory(prefix="section-55-tests-", ignore_cleanup_errors=True)
DATA_DIR = Path(_folder.name)
MEDIA_ROOT = DATA_DIR / "files"
OUTBOX_DIR = DATA_DIR / "outbox"
AUDIT_HEADS_FILE = DATA_DIR / "audit-heads.txt"
AUDIT_HEADS_TO = []
STATIC_ROOT = DATA_DIR / "static"
SECRET_KEY = "not-a-secret-only-for-tests-" + "x" * 40
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MFA_ROLES: list[str] = []  # a test that is about the second step asks for it
