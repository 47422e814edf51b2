"""The demonstration: a fictional office in the middle of its work.

The words are in `fixtures/demo.toml`. Every step is taken by the real actions, in
the order of its day and under the name of the person who takes it.
"""

import tomllib
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from bodies.actions import load_bodies
from bodies.models import Body
from letters.actions import save_template
from letters.models import LetterTemplate
from progress.demo.cast import make_area, make_nationals, make_people
from progress.demo.story import Chapter, steps

FIXTURES = settings.BASE_DIR / "fixtures"
OFFICE_SINCE = date(2024, 5, 9)


def words() -> dict[str, Any]:
    """Return the words of the demonstration."""
    return tomllib.loads((FIXTURES / "demo.toml").read_text(encoding="utf-8"))


def is_loaded() -> bool:
    slugs = [area["slug"] for area in words()["areas"]]
    return Body.objects.filter(slug__in=slugs, fictional=True).exists()


@transaction.atomic
def load(*, now: datetime) -> int:
    """Load the whole story as at `now`; return how many reports it has.

    Raises Refused when the installation holds real addresses of national bodies.
    """
    said, today = words(), timezone.localdate(now)
    since = min(OFFICE_SINCE, today - timedelta(days=365))
    load_bodies(FIXTURES / "bodies.csv", FIXTURES / "oversight.csv")
    office, *_ = [make_area(area, since) for area in said["areas"]]
    make_nationals(said, since)
    people = make_people(said, since)
    began = timezone.make_aware(datetime.combine(since, time(9)))
    save_template(LetterTemplate.usual(office), by=people["administrator"], at=began)
    chapters = [Chapter(report, office, people, today, now) for report in said["reports"]]
    plan = [step for chapter in chapters for step in steps(chapter)]
    for at, day, step, chapter in sorted(plan, key=lambda planned: planned[0]):
        step(chapter, at, day)
    return len(chapters)
