"""Who holds which role where, also in another's place; and the record of a body."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Absence, Event, EventQuerySet, Membership, User
from accounts.permissions import NOT_LENT, Permission, Role, roles_with
from bodies.models import Body


def people_with(body: Body, day: date, roles: Iterable[Role] | None = None) -> QuerySet[User]:
    """Return those who hold one of `roles` at `body` on `day`, or stand in for one who does.

    Without `roles`, whoever holds any. Who holds which role is asked here and of
    `User.roles_in` alone, so that both count who stands in.
    """
    held = Membership.objects.on(day).filter(body=body, user__is_active=True)
    if roles is not None:
        held = held.filter(role__in=list(roles))
    lent = held.exclude(role__in=NOT_LENT)
    own, in_place = Q(pk__in=held.values("user")), Q(pk__in=_standing_in(body, lent, day))
    return User.objects.filter(own | in_place, is_active=True)


def stand_ins_of(person: User, body: Body, day: date) -> QuerySet[User]:
    """Return who stands in for somebody who is away at `body` on `day`."""
    lent = Membership.objects.on(day).filter(body=body, user=person, user__is_active=True)
    lent = lent.exclude(role__in=NOT_LENT)
    return User.objects.filter(pk__in=_standing_in(body, lent, day), is_active=True)


def _standing_in(body: Body, lent: QuerySet[Membership], day: date) -> QuerySet:
    reading = roles_with(Permission.READ)
    here = Membership.objects.on(day).filter(body=body, role__in=reading).values("user")
    away = Absence.objects.lasting(day).filter(body=body, person__in=lent.values("user"))
    return away.filter(deputy__in=here).values("deputy")


def told_at(body: Body, day: date) -> QuerySet[User]:
    """Return who hears of what happens at `body`: those who read for it.

    A deputy contributor hears of it while no main one is there.
    """
    roles = set(roles_with(Permission.READ))
    main = Membership.objects.on(day).filter(
        body=body, role=Role.FORCE_CONTRIBUTOR, user__is_active=True
    )
    away = Absence.objects.lasting(day).filter(body=body).values("person")
    if main.exclude(user__in=away).exists():
        roles.remove(Role.DEPUTY_CONTRIBUTOR)
    return people_with(body, day, roles)


def contributors_of(force: Body, day: date) -> list[tuple[Membership, Absence | None]]:
    """Return the main contributors of a force and then the deputies, each with their absence."""
    roles = [Role.FORCE_CONTRIBUTOR, Role.DEPUTY_CONTRIBUTOR]
    held = Membership.objects.on(day).filter(body=force, role__in=roles, user__is_active=True)
    away = Absence.objects.lasting(day).filter(body=force).with_cover(day)
    by_person = {absence.person_id: absence for absence in away.select_related("deputy")}
    rows = sorted(
        held.select_related("user"), key=lambda row: (roles.index(Role(row.role)), str(row.user))
    )
    return [(row, by_person.get(row.user_id)) for row in rows]


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


def each_once(events: Iterable[Event]) -> list[Event]:
    """Return events without those that tell in another body's record what one told already."""
    found: dict[tuple[Any, ...], Event] = {}
    for event in events:
        told = (event.at, event.action, event.by_id, event.object_type, event.object_pk)
        found.setdefault(told, event)
    return list(found.values())
