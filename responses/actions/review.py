"""Moving a response along its spine, through the body's own review stages."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from accounts.errors import Incomplete, Refused, WrongState
from accounts.models import Event, User, events_last
from accounts.permissions import Permission, Role, require
from bodies.models import Body
from responses.actions.holding import hold
from responses.basis import basis_of, basis_sha256, sha256_of
from responses.models import Response, Review, ReviewStage
from responses.queries import gaps
from responses.workflow import (
    APPROVE,
    REOPEN,
    RETURN,
    SUBMIT,
    Step,
    all_approved,
    open_stages,
)


def stages_of(body: Body) -> list[ReviewStage]:
    """Return the body's stages; one approval when it has set none that is required."""
    stages = list(ReviewStage.objects.filter(body=body))
    if any(stage.required for stage in stages):
        return stages
    last = max((stage.order for stage in stages), default=0)
    return [*stages, ReviewStage(body=body, name="Approval", order=last + 1, role=Role.APPROVER)]


def move(
    step: Step,
    response: Response,
    *,
    by: User,
    at: datetime,
    note: str = "",
    permission: Permission | None = None,
) -> Response:
    """Move a response one step under its lock, with its permission and its record.

    `permission` stands in for the step's own where the caller knows why it may.

    Raises PermissionDenied, or WrongState if somebody else got there first.
    """
    response = Response.objects.select_for_update(of=["self"]).get(pk=response.pk)
    require(by, permission or step.permission, response.body)
    if response.state != step.source:
        raise WrongState(
            f"This response is {response.get_state_display().lower()}, so it cannot be moved"
            f" from {step.source.label.lower()} to {step.target.label.lower()}."
        )
    if step.second_person and response.was_written_by(by):
        raise PermissionDenied("A person who wrote in this response cannot approve it.")
    response.state = step.target
    response.save(update_fields=["state"])
    Event.record(step.name, response, by=by, at=at, body=response.body, note=note)
    return response


@transaction.atomic
@events_last()
def submit(response: Response, *, by: User, at: datetime) -> Response:
    """Submit a whole draft for review and lay out its stages as they stand today.

    Raises PermissionDenied or WrongState, and Incomplete with each gap and where to mend
    it; then nothing has moved.
    """
    response = move(SUBMIT, response, by=by, at=at)
    missing = gaps(response)
    if missing:
        raise Incomplete(missing)
    response.writers.add(by)
    latest = response.reviews.aggregate(n=Max("round"))["n"] or 0
    Review.objects.bulk_create(
        Review(
            response=response,
            round=latest + 1,
            order=stage.order,
            name=stage.name,
            role=stage.role,
            required=stage.required,
        )
        for stage in stages_of(response.body)
    )
    return response


def reviews_open_to(response: Response, user: User) -> list[Review]:
    """Return the stages that may be decided now and that `user` holds the role for."""
    if response.state != APPROVE.source or response.was_written_by(user):
        return []
    reviews = response.current_round()
    roles = user.roles_in(response.body)
    return [reviews[n] for n in open_stages(reviews) if reviews[n].role in roles]


def _decide(
    response: Response, decision: str, *, by: User, at: datetime, note: str
) -> tuple[Response, Review]:
    response = Response.objects.select_for_update(of=["self"]).get(pk=response.pk)
    require(by, Permission.READ, response.body)
    if response.state != APPROVE.source:
        raise WrongState(_who_was_first(response))
    if response.was_written_by(by):
        raise PermissionDenied("A person who wrote in this response cannot approve or return it.")
    mine = reviews_open_to(response, by)
    if not mine:
        raise PermissionDenied("The stage that is open now is not yours to decide.")
    review = mine[-1]
    review.decision, review.note, review.by, review.at = decision, note.strip(), by, at
    review.basis = basis_of(response)
    review.words_sha256 = sha256_of(review.basis)
    review.save()
    return response, review


def _who_was_first(response: Response) -> str:
    state = response.get_state_display().lower()
    decided = [review for review in response.current_round() if review.by]
    if not decided:
        return f"This response is {state}."
    last = decided[-1]
    return f"This response is {state}: {last.by} decided “{last.name}” first."


def approve(
    response: Response, *, by: User, at: datetime, note: str = "", seen: str = ""
) -> Response:
    """Approve the open stage that is `by`'s; with the last required one the response is approved.

    `seen` is the hash of what was read, words, evidence and attachments: nothing else is
    approved. What an earlier stage approved must be the same, or all is in draft again.

    Raises PermissionDenied to a writer of it, WrongState when somebody was first.
    """
    require(by, Permission.READ, response.body)
    hold(response, at=at)
    return _approve(response, by=by, at=at, note=note, seen=seen)


@transaction.atomic
@events_last()
def _approve(response: Response, *, by: User, at: datetime, note: str, seen: str) -> Response:
    if seen and seen != basis_sha256(response):
        raise WrongState(
            "The words, the evidence or the attachments have changed since you opened this page."
            " Read them again."
        )
    response, review = _decide(response, Review.Decision.APPROVED, by=by, at=at, note=note)
    Event.record(
        "approve stage",
        response,
        by=by,
        at=at,
        body=response.body,
        note=note,
        stage=review.name,
        words_sha256=review.words_sha256,
    )
    if all_approved(response.current_round()):
        response = move(APPROVE, response, by=by, at=at)
    return response


@transaction.atomic
@events_last()
def return_to_draft(
    response: Response, *, by: User, at: datetime, note: str, seen: str = ""
) -> Response:
    """Return a response in review to its writers. Raises Refused without a note."""
    if not note.strip():
        raise Refused("Say what should be changed before it comes back.")
    response, _ = _decide(response, Review.Decision.RETURNED, by=by, at=at, note=note)
    return move(RETURN, response, by=by, at=at, note=note)


@transaction.atomic
@events_last()
def reopen(response: Response, *, by: User, at: datetime, note: str, seen: str = "") -> Response:
    """Take an approved response back to draft; it must be approved anew. Needs a reason."""
    if not note.strip():
        raise Refused("Say why the approved response is opened again.")
    return move(REOPEN, response, by=by, at=at, note=note)
