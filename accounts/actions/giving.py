"""Who gives which role, and who is told when somebody from outside a body does.

A system administrator runs the service and reads no draft. Could they give any role, they
would read every draft through a friend, so they give one alone, under the eyes of those who
hold it. See docs/adr/0018.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.actions.keeping import tell_person
from accounts.actions.writing import queue_mail
from accounts.errors import Refused
from accounts.models import AccountMail, Membership, User
from accounts.permissions import FORCE_ROLES, OFFICE_ROLES, Permission, Role
from bodies.groups import LOCAL_POLICING_BODIES, Kind
from bodies.models import Body

ASK_WHY = (
    "If this should not be so, end the role on the page of people, and ask whoever runs the"
    " service why."
)
STILL_TOLD = timedelta(days=30)  # who takes the last administrator away first is no way round
ONE_ROLE = (
    "A system administrator gives the role of body administrator alone. The administrator of"
    " that body gives the others."
)


def roles_to_give(user: User, body: Body) -> set[Role]:
    """Return the roles at `body` that `user` may give to others."""
    if user.may(Permission.CONFIGURE, body):
        return set(Role)
    return {Role.BODY_ADMINISTRATOR} if user.is_superuser else set()


def why_not_given(user: User, body: Body, role: str) -> str:
    """Say why `user` may not give a role at `body`; nothing where they may."""
    return misfit(body, role) if role in roles_to_give(user, body) else ONE_ROLE


def misfit(body: Body, role: str) -> str:
    """Say why a role does not fit the kind of body; nothing where it does.

    An approver at a force could agree that the force has done what the office over it asks.
    """
    if body.kind == Kind.FORCE and role in OFFICE_ROLES:
        return f"{Role(role).label} is a role of an office, and {body} is a force."
    if body.kind in LOCAL_POLICING_BODIES and role in FORCE_ROLES:
        return f"{Role(role).label} is a role of a force, and {body} is an office."
    return ""


def require_giver(user: User, body: Body, role: str) -> None:
    """Raise Refused where `user` would give more than they may, or what does not fit the body."""
    why = why_not_given(user, body, role)
    if why:
        raise Refused(why, about="role")


def is_from_outside(user: User, body: Body) -> bool:
    """Say whether `user` acts on the people of `body` as system administrator alone."""
    return user.is_superuser and not user.may(Permission.CONFIGURE, body)


def tell_administrators(
    body: Body,
    words: str,
    *,
    by: User,
    at: datetime,
    besides: Iterable[int] = (),
    then: str = ASK_WHY,
) -> int:
    """Tell those who administer `body`, or did until lately, by notice and mail at once.

    Return how many. The mail also says what to do `then`. `besides` are people who are told by
    another message. A closed account is written to as well: closing it must not keep its owner
    from knowing.
    """
    url = reverse("letters:people")
    people = list(_administrators(body, at).exclude(pk__in=[by.pk, *besides]))
    for person in people:
        tell_person(person, words, url, at=at)
        queue_mail(AccountMail.Kind.WATCH, person.email, at=at, words=f"{words}\n\n{then}")
    return len(people)


def _administrators(body: Body, at: datetime) -> QuerySet[User]:
    today = timezone.localdate(at)
    lately = Q(ends_on=None) | Q(ends_on__gte=today - STILL_TOLD)
    held = Membership.objects.filter(lately, body=body, role=Role.BODY_ADMINISTRATOR)
    return User.objects.filter(pk__in=held.filter(starts_on__lte=today).values("user"))
