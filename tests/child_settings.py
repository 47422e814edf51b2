"""The settings of a process that a test starts, on the test's own database and files."""

import os

from tests.settings import *  # noqa: F403

MEDIA_ROOT = os.environ["MEDIA_ROOT"]
