"""The legal spine of a response, and how a body's own review stages run within it.

No models here: states, steps and roles only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db.models import TextChoices

from accounts.permissions import Permission


class State(TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    APPROVED = "approved", "Approved"
    SIGNED = "signed", "Signed"
    PUBLISHED = "published", "Published"


class Position(TextChoices):
    ACCEPTED = "accepted", "Accepted"
    PARTLY = "partly_accepted", "Partly accepted"
    NOT_ACCEPTED = "not_accepted", "Not accepted"
    NOT_FOR_US = "not_for_us", "Not for us"


@dataclass(frozen=True)
class Step:
    """One move along the spine: who may make it, and whether it must be a second person."""

    name: str
    source: State
    target: State
    permission: Permission
    second_person: bool = False


SUBMIT = Step("submit", State.DRAFT, State.IN_REVIEW, Permission.DRAFT)
RETURN = Step("return", State.IN_REVIEW, State.DRAFT, Permission.READ)
APPROVE = Step("approve", State.IN_REVIEW, State.APPROVED, Permission.READ, second_person=True)
REOPEN = Step("reopen", State.APPROVED, State.DRAFT, Permission.DRAFT)
SIGN = Step("sign", State.APPROVED, State.SIGNED, Permission.SIGN)
PUBLISH = Step("publish", State.SIGNED, State.PUBLISHED, Permission.PUBLISH)


class Stage(Protocol):
    """What the rules below need to know of one stage of a round of review."""

    required: bool
    decision: str


def open_stages(stages: Sequence[Stage]) -> list[int]:
    """Return the places of the stages that may be decided now.

    Stages go in order. Optional ones may be passed over: those before the next
    required stage are open together with it.
    """
    last_decided = max((n for n, stage in enumerate(stages) if stage.decision), default=-1)
    places: list[int] = []
    for n in range(last_decided + 1, len(stages)):
        places.append(n)
        if stages[n].required:
            break
    return places


def all_approved(stages: Sequence[Stage]) -> bool:
    """Say whether every required stage has approved. A round without one is never approved."""
    required = [stage for stage in stages if stage.required]
    return bool(required) and all(stage.decision == "approved" for stage in required)
