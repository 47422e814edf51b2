"""The record of a body, for those who look after it."""

from datetime import date, datetime, time
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import Event, EventQuerySet, Membership, User
from accounts.permissions import Permission


def audited_by(user: User) -> EventQuerySet:
    """Return what was done in the name of the bodies whose record `user` may read.

    Signing in is done in nobody's name by a person of several bodies: each of them sees it.
    """
    bodies = user.bodies_where(Permission.AUDIT)
    people = Membership.objects.filter(body__in=bodies).values_list("user_id", flat=True)
    of_people = Q(object_type="accounts.user", object_pk__in=[str(pk) for pk in set(people)])
    events = Event.objects.filter(Q(body__in=bodies) | Q(of_people, body=None))
    return events.select_related("body").order_by("-number")


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def found_in(events: EventQuerySet, filters: dict[str, Any]) -> EventQuerySet:
    """Return those of `events` that pass the filters which are given."""
    for word in (filters.get("q") or "").split()[:10]:
        said = Q(object_name__icontains=word) | Q(note__icontains=word)
        events = events.filter(said | Q(action__icontains=word) | Q(by_name__icontains=word))
    plain = {"person": "by_name__icontains", "action": "action", "kind": "object_type"}
    events = events.filter(
        **{field: filters[name] for name, field in plain.items() if filters.get(name)}
    )
    if filters.get("since"):
        events = events.filter(at__gte=_moment(filters["since"]))
    if filters.get("until"):
        events = events.filter(at__date__lte=filters["until"])
    return events
