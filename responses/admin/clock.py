"""The day by which a response is owed, as a column and for the filters."""

from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from recommendations.deadlines import SECTION_55_DAYS, day_number
from recommendations.models import Obligation


def with_clock(responses):
    """Add the clock of the report that is due first: published, owed and met on which day."""
    owed = (
        Obligation.objects.responses()
        .filter(
            Q(body=OuterRef("body")) | Q(body__successor=OuterRef("body")),
            report__answers__response=OuterRef("pk"),
        )
        .order_by(F("due_on").asc(nulls_last=True))[:1]
    )
    return responses.annotate(
        published_on=Subquery(owed.values("report__published_on")),
        due_on=Subquery(owed.values("due_on")),
        met_on=Subquery(owed.values("met_on")),
        release=Subquery(owed.values("release")),
    )


def day_of_56(response) -> str:
    """Return "Day 40 of 56" until it is public, and then the day on which it was."""
    if response.published_on is None:
        return "–"
    day = day_number(response.published_on, response.met_on or timezone.localdate())
    return f"Published on day {day}" if response.met_on else f"Day {day} of {SECTION_55_DAYS}"


def standing(response) -> str:
    """Return how many days are left, or by how many it is overdue."""
    if response.due_on is None:
        return "–"
    if response.met_on:
        late = (response.met_on - response.due_on).days
        return f"Published {late} days late" if late > 0 else "In time"
    if response.release:
        return "Set aside"
    days = (response.due_on - timezone.localdate()).days
    return f"Overdue by {-days} days" if days < 0 else f"{days} days left"
