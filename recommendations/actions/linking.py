"""Saying that two recommendations belong together, and taking that back."""

from datetime import datetime

from django.db import transaction

from accounts.errors import Refused, WrongState
from accounts.models import Event, User, events_last
from accounts.permissions import Permission, require
from bodies.models import Body
from recommendations.models import Recommendation, RecommendationLink


def may_link(user: User, body: Body | None) -> bool:
    """Say whether `user` may speak for `body` on what it was told before."""
    return body is not None and (
        user.may(Permission.CAPTURE, body) or user.may(Permission.DRAFT, body)
    )


def _require(user: User, body: Body) -> None:
    if not may_link(user, body):
        require(user, Permission.CAPTURE, body)


@transaction.atomic
@events_last()
def link(
    recommendation: Recommendation,
    other: Recommendation,
    kind: str,
    *,
    body: Body,
    note: str = "",
    by: User,
    at: datetime,
) -> RecommendationLink:
    """Link two recommendations in the name of `body`; `supersedes` means that the first replaces.

    Raises PermissionDenied; Refused for the same one, one that is not the user's to
    see, or a pair that is linked so already, from either side.
    """
    _require(by, body)
    if recommendation == other:
        raise Refused("A recommendation cannot be linked to itself.")
    both = Recommendation.objects.filter(pk__in=[recommendation.pk, other.pk])
    if len(both.select_for_update(of=["self"]).order_by("pk").visible_to(by)) != 2:
        raise Refused("One of these recommendations is not on record for you.")
    for old in RecommendationLink.objects.of(recommendation).filter(body=body, kind=kind):
        if old.other_than(recommendation) == other:
            said = old.words_from(recommendation).lower()
            raise Refused(f"They are linked already: {recommendation} {said} {other}.")
    made = RecommendationLink.objects.create(
        body=body,
        recommendation=recommendation,
        other=other,
        kind=kind,
        note=note.strip(),
        made_by=by,
        made_at=at,
    )
    _record("link", made, note, by=by, at=at)
    return made


@transaction.atomic
@events_last()
def unlink(made: RecommendationLink, reason: str, *, by: User, at: datetime) -> None:
    """Take a link away; that it was there, and why it is gone, stays in the record.

    Raises Refused without a reason, WrongState when it is gone already.
    """
    _require(by, made.body)
    if not reason.strip():
        raise Refused("Say why the link is removed.")
    if not RecommendationLink.objects.select_for_update(of=["self"]).filter(pk=made.pk):
        raise WrongState("Somebody has removed this link already.")
    _record("unlink", made, reason, by=by, at=at)
    made.delete()


def _record(action: str, made: RecommendationLink, note: str, *, by: User, at: datetime) -> None:
    """Write it down on both recommendations, each naming the other and its report."""
    for here in (made.recommendation, made.other):
        there = made.other_than(here)
        said = f"{made.words_from(here)} {there} of “{there.report}”.\n\n{note.strip()}".strip()
        Event.record(
            action, here, by=by, at=at, body=made.body, note=said, kind=made.kind, other=there.pk
        )
