from copy import deepcopy
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def test_pages(settings):
    """Serve the pages of tests/govuk/urls.py and find their templates."""
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"].append(Path(__file__).parent / "templates")
    settings.TEMPLATES = templates
    settings.ROOT_URLCONF = "tests.govuk.urls"
