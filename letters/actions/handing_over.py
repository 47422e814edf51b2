"""Handing over what stands in the name of somebody who leaves."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from accounts.actions import tell_person
from accounts.errors import Refused
from accounts.models import Event, UnsavedWords, User, events_last
from accounts.permissions import Permission, require
from bodies.models import Body
from letters.leaving import InTheirName, held_by
from responses.actions import pass_on

QUESTIONS, ASKED, WORDS = "questions", "asked", "words"
P = Permission
NEEDED = {  # any of them
    QUESTIONS: {P.ANSWER_ASKED},
    ASKED: {P.COMMENT},
    WORDS: {P.CAPTURE, P.DRAFT, P.APPROVE, P.COMMENT, P.UPDATE},
}


@transaction.atomic
@events_last()
def hand_over(
    person: User,
    to: User,
    body: Body,
    *,
    kinds: Collection[str],
    by: User,
    at: datetime,
    today: date,
) -> int:
    """Put what stands open in the name of `person` at `body` into that of `to`, all or nothing.

    What is done stays under the name of who did it. Raises PermissionDenied to all but the
    body's administrator; Refused for a person who may not do it, or when there is nothing.
    """
    require(by, Permission.CONFIGURE, body)
    if to.pk == person.pk:
        raise Refused("Choose somebody else.", about="to")
    held = held_by(person, body, today)
    wanted = [kind for kind in NEEDED if kind in kinds and getattr(held, kind)]
    if not wanted:
        raise Refused(f"Nothing of that stands in the name of {person} any more.")
    for kind in wanted:
        _require_able(to, body, kind)
    done = [name for kind in wanted for name in PASS[kind](held, to, by, at)]
    if not done:
        raise Refused(f"{to} has such things open already. Choose somebody else.", about="to")
    Event.record("hand over", person, by=by, at=at, body=body, to=str(to), what=done)
    words = f"{by} has handed over to you what stood in the name of {person} at {body}."
    tell_person(to, words, reverse("progress:my-work"), at=at, body=body)
    return len(done)


def _require_able(to: User, body: Body, kind: str) -> None:
    able = any(to.may(permission, body) for permission in NEEDED[kind])
    if not to.is_active or not able:
        what = {
            QUESTIONS: "may not be asked by name",
            ASKED: "does not comment for the force",
            WORDS: "writes nothing",
        }[kind]
        raise Refused(f"{to} {what} at {body}. Choose somebody else.", about="to")


def _questions(held: InTheirName, to: User, by: User, at: datetime) -> list[str]:
    for row in held.questions:
        pass_on(row, contributor=to, by=by, at=at)
    return [row.subject for row in held.questions]


def _asked(held: InTheirName, to: User, by: User, at: datetime) -> list[str]:
    rows = [row for row in held.asked if row.contributor_id != to.pk]
    for row in rows:
        pass_on(row, asked_by=to, by=by, at=at)
    return [str(row) for row in rows]


def _words(held: InTheirName, to: User, by: User, at: datetime) -> list[str]:
    """Move what was typed; where the other has words at the same page, neither is lost."""
    taken = set(UnsavedWords.objects.filter(user=to).values_list("path", flat=True))
    moved = [row for row in held.words if row.path not in taken]
    UnsavedWords.objects.filter(pk__in=[row.pk for row in moved]).update(user=to)
    return [row.path for row in moved]


PASS = {QUESTIONS: _questions, ASKED: _asked, WORDS: _words}
