"""Holding a response to its approval: what is no longer what was approved goes back to draft."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.actions import tell
from accounts.errors import WrongState
from accounts.models import Event, events_last
from responses.basis import MAY_BREAK, broken
from responses.models import Response, Review
from responses.workflow import State


@transaction.atomic
@events_last()
def break_approval(response: Response, *, at: datetime) -> list[str]:
    """Return a response whose approval no longer holds to draft, on the record; say why.

    Nothing is done, and nothing returned, where the words, the evidence beside them and
    the attachments are those that were approved.
    """
    response = Response.objects.select_for_update(of=["self"]).get(pk=response.pk)
    why = broken(response)
    if not why:
        return []
    said = " ".join(why)
    for review in response.current_round():
        if review.decision == Review.Decision.APPROVED:
            review.broken_at, review.broken_why = at, said
            review.save(update_fields=["broken_at", "broken_why"])
    response.state = State.DRAFT
    response.save(update_fields=["state"])
    Event.record("break approval", response, by=None, at=at, body=response.body, note=said)
    words = f"{response} is in draft again: its approval no longer holds. {said}"
    tell(response.body, words, response.get_absolute_url(), by=None, at=at)
    return why


def hold(response: Response, *, at: datetime) -> None:
    """Raise WrongState where the approval no longer holds; the response is in draft then."""
    why = break_approval(response, at=at)
    if why:
        raise WrongState(
            f"The approval no longer holds, so the response is in draft again. {' '.join(why)}"
        )


def held_to_approval() -> QuerySet[Response]:
    """Return the responses of which something is approved and nothing is signed."""
    approved = Review.objects.filter(decision=Review.Decision.APPROVED, broken_at=None)
    return Response.objects.filter(state__in=MAY_BREAK, pk__in=approved.values("response"))
