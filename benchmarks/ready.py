"""Makes Django ready when imported, on settings and a folder that leave nothing behind."""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ.pop("DATABASE_URL", None)
django.setup()

from django.conf import settings  # noqa: E402

settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
