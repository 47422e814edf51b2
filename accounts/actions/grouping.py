"""Roles that follow the groups at an office's own sign-in service."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.actions.giving import misfit
from accounts.actions.people import record_own
from accounts.changes import changes
from accounts.models import Event, Membership, User, events_last
from bodies.models import Body

logger = logging.getLogger(__name__)


def roles_of(groups: Iterable[str]) -> dict[tuple[Body, str], str]:
    """Return which (body, role) the groups give, each with one group that does.

    A role that does not fit the body is not given, and the log says so.
    """
    mapping: dict[str, list[list[str]]] = settings.OIDC_GROUP_ROLES  # type: ignore[assignment]
    given = [(slug, role, group) for group in groups for slug, role in mapping.get(group, [])]
    bodies = {body.slug: body for body in Body.objects.filter(slug__in={one[0] for one in given})}
    wanted: dict[tuple[Body, str], str] = {}
    for slug, role, group in given:
        why = misfit(bodies[slug], role) if slug in bodies else ""
        if why:
            logger.warning("OIDC_GROUP_ROLES, group %s: %s", group, why)
        elif slug in bodies:
            wanted.setdefault((bodies[slug], role), group)
    return wanted


@transaction.atomic
@events_last()
def make_person(email: str, name: str, *, at: datetime) -> User:
    """Make an account for somebody whom a mapped group vouches for; it has no password."""
    person = User.objects.create_user(email=email, name=name or email)
    record_own("add", person, by=person, at=at, through="single sign-on")
    return person


@transaction.atomic
@events_last()
def follow_groups(person: User, groups: Iterable[str], *, at: datetime) -> None:
    """Give the roles that the groups give today, and end those that they gave before.

    A role that an administrator gave stays as it is.
    """
    today = timezone.localdate(at)
    User.objects.select_for_update().get(pk=person.pk)  # who signs in twice at once waits here
    wanted = roles_of(groups)
    held = Membership.objects.on(today).filter(user=person).select_related("body")
    for membership in held:
        key = (membership.body, membership.role)
        if wanted.pop(key, None) is None and membership.from_group:
            _end(membership, person, at)
    for (body, role), group in wanted.items():
        _give(person, body, role, group, at)


def _give(person: User, body: Body, role: str, group: str, at: datetime) -> None:
    given = Membership.objects.create(
        user=person, body=body, role=role, starts_on=timezone.localdate(at), from_group=group
    )
    Event.record("add", given, by=person, at=at, body=body, through="single sign-on", group=group)


def _end(membership: Membership, person: User, at: datetime) -> None:
    """End a role before today, for the person may do nothing more with it now."""
    today, body = timezone.localdate(at), membership.body
    facts = {"through": "single sign-on", "group": membership.from_group}
    if membership.starts_on < today:
        before = {"ends_on": membership.ends_on}
        membership.ends_on = today - timedelta(days=1)
        membership.save(update_fields=["ends_on"])
        changed = changes(before, membership, before)
        Event.record("change", membership, by=person, at=at, body=body, changes=changed, **facts)
    else:
        Event.record("remove", membership, by=person, at=at, body=body, **facts)
        membership.delete()
