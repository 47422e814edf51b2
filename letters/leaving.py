"""What stands open in one person's name at a body: to be handed over when they leave."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.urls import Resolver404, resolve

from accounts.models import Membership, UnsavedWords, User
from accounts.queries import people_with
from bodies.models import Body
from letters.models import Delegation
from responses.models import HandRound, Invitation, Response


@dataclass
class InTheirName:
    """What one person holds. A name in the record, or under what is done, stays theirs."""

    questions: list[HandRound] = field(default_factory=list)
    asked: list[HandRound] = field(default_factory=list)
    words: list[UnsavedWords] = field(default_factory=list)
    delegations: list[Delegation] = field(default_factory=list)

    def __len__(self) -> int:
        rows = [*self.questions, *self.asked, *self.words, *self.delegations]
        return len(rows)


def held_at(body: Body, today: date) -> dict[int, InTheirName]:
    """Return what stands open at `body` by the key of the person in whose name it stands."""
    found: dict[int, InTheirName] = defaultdict(InTheirName)
    for row in HandRound.objects.waiting().filter(invitation__force=body).with_names():
        found[row.contributor_id].questions.append(row)
        found[row.asked_by_id].asked.append(row)
    open_ended = Q(ends_on=None) | Q(ends_on__gte=today)
    for delegation in Delegation.objects.filter(open_ended, body=body, ended_at=None):
        found[delegation.deputy_id].delegations.append(delegation)
    for kept in _words_at(body):
        found[kept.user_id].words.append(kept)
    return {person: held for person, held in found.items() if len(held)}


def held_by(person: User, body: Body, today: date) -> InTheirName:
    return held_at(body, today).get(person.pk, InTheirName())


def left_behind(body: Body, today: date) -> list[User]:
    """Return those who hold no role at `body` any more, and in whose name something stands."""
    held = held_at(body, today)
    if not held:
        return []
    return list(User.objects.filter(pk__in=held).exclude(pk__in=people_with(body, today)))


def _words_at(body: Body) -> list[UnsavedWords]:
    """Return what people of `body` typed on its pages and did not save.

    A page of a response or a question belongs to its body; any other page to the body of
    a person who has only one.
    """
    members = Membership.objects.filter(body=body).values("user")
    kept = list(UnsavedWords.objects.filter(user__in=members).order_by("kept_at", "pk"))
    if not kept:
        return []
    places = {row.pk: _place(row.path) for row in kept}
    here = _own_places({place for place in places.values() if place}, body)
    elsewhere = Membership.objects.exclude(body=body).values_list("user_id", flat=True)
    of_several = set(elsewhere.filter(user__in=[row.user_id for row in kept]))
    return [
        row
        for row in kept
        if (places[row.pk] in here if places[row.pk] else row.user_id not in of_several)
    ]


ROUTES = {"responses/<int:pk>/": "response", "invitations/<int:pk>/": "invitation"}
ROUTES |= {"asked/<int:pk>/": "question"}


def _place(path: str) -> tuple[str, int] | None:
    """Return which response, invitation or question a page belongs to."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    kinds = [kind for route, kind in ROUTES.items() if match.route.startswith(route)]
    return (kinds[0], match.kwargs["pk"]) if kinds else None


def _own_places(places: set[tuple[str, int]], body: Body) -> set[tuple[str, int]]:
    keys: dict[str, list[int]] = defaultdict(list)
    for kind, pk in places:
        keys[kind].append(pk)
    own = {
        "response": Response.objects.filter(body=body, pk__in=keys["response"]),
        "invitation": Invitation.objects.filter(force=body, pk__in=keys["invitation"]),
        "question": HandRound.objects.filter(invitation__force=body, pk__in=keys["question"]),
    }
    return {(kind, pk) for kind, rows in own.items() for pk in rows.values_list("pk", flat=True)}
