"""What the office makes of a force's update, and what the inspectors say themselves."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.actions import tell
from accounts.errors import Refused, WrongState
from accounts.models import Event, User, events_last
from accounts.permissions import Permission, require
from accounts.words import reworded
from bodies.models import Body
from recommendations.models import (
    AssuranceUpdate,
    InspectorStatus,
    Recommendation,
    UpdateRemark,
)

Kind = UpdateRemark.Kind


def office_over(force: Body, user: User, day: date) -> Body | None:
    """Return the local policing body over `force` that `user` works for as caseworker, or None."""
    offices = user.bodies_where(Permission.CAPTURE)
    return next((o for o in offices if o.force_on(day) == force), None)


def _judge(update: AssuranceUpdate, *, by: User, at: datetime) -> tuple[AssuranceUpdate, Body]:
    """Return the update under lock and the office that speaks; refuse who gave the update."""
    update = AssuranceUpdate.objects.select_for_update(of=["self"]).get(pk=update.pk)
    office = office_over(update.body, by, timezone.localdate(at))
    if office is None:
        raise PermissionDenied(
            f"For this you need to be caseworker of the body over {update.body}."
        )
    if by == update.recorded_by or update.evidence.filter(added_by=by).exists():
        raise PermissionDenied("A second person must judge the update that you gave.")
    return update, office


def _say(
    update: AssuranceUpdate, kind: str, text: str, body: Body, *, by: User, at: datetime
) -> UpdateRemark:
    remark = UpdateRemark.objects.create(
        update=update, kind=kind, text=text.strip(), body=body, by=by, at=at
    )
    done = {Kind.QUESTION: "ask about", Kind.ANSWER: "answer on", Kind.ACCEPTED: "accept update"}
    words = reworded(None, remark, remark.recorded_words)
    Event.record_between(
        [update.body, body], done[Kind(kind)], update, by=by, at=at, note=remark.text, words=words
    )
    return remark


@transaction.atomic
@events_last()
def accept_update(
    update: AssuranceUpdate, *, note: str = "", by: User, at: datetime
) -> UpdateRemark:
    """Accept what a force says: from then on it is the position on this recommendation.

    Raises PermissionDenied also to who gave it, WrongState when it is accepted already.
    """
    update, office = _judge(update, by=by, at=at)
    last = update.remarks.last()
    if last and last.kind == Kind.ACCEPTED:
        raise WrongState("This update has been accepted already.")
    remark = _say(update, Kind.ACCEPTED, note, office, by=by, at=at)
    words = f"{office} has accepted your update on {_subject(update)}."
    tell(update.body, words, update.get_absolute_url(), by=by, at=at)
    return remark


@transaction.atomic
@events_last()
def ask_about_update(update: AssuranceUpdate, text: str, *, by: User, at: datetime) -> UpdateRemark:
    """Ask the force about its update; one that was accepted is open again. Raises Refused."""
    update, office = _judge(update, by=by, at=at)
    if not text.strip():
        raise Refused("Write the question.", about="text")
    remark = _say(update, Kind.QUESTION, text, office, by=by, at=at)
    words = f"{office} asks about your update on {_subject(update)}."
    tell(update.body, words, update.get_absolute_url(), by=by, at=at)
    return remark


@transaction.atomic
@events_last()
def answer_question(update: AssuranceUpdate, text: str, *, by: User, at: datetime) -> UpdateRemark:
    """Answer the office's question. Raises WrongState when none is open, Refused without words."""
    update = AssuranceUpdate.objects.select_for_update(of=["self"]).get(pk=update.pk)
    require(by, Permission.UPDATE, update.body)
    asked = update.remarks.last()
    if asked is None or asked.kind != Kind.QUESTION:
        raise WrongState("No question is open on this update.")
    if not text.strip():
        raise Refused("Write the answer.", about="text")
    remark = _say(update, Kind.ANSWER, text, update.body, by=by, at=at)
    words = f"{update.body} has answered your question on {_subject(update)}."
    tell(asked.body, words, update.get_absolute_url(), by=by, at=at)
    return remark


def _subject(update: AssuranceUpdate) -> str:
    return f"{update.recommendation} of “{update.recommendation.report}”"


def may_note_status(user: User, body: Body, today: date) -> bool:
    return user.may(Permission.UPDATE, body) or office_over(body, user, today) is not None


@transaction.atomic
@events_last()
def note_inspector_status(
    recommendation: Recommendation,
    body: Body,
    *,
    status: str,
    as_at: date,
    source: str,
    by: User,
    at: datetime,
) -> InspectorStatus:
    """Write down the status that the inspectors gave, and where it was read.

    It changes no duty: closing is theirs on their side, and the office's on its own.
    Raises PermissionDenied, or Refused for a day to come or before the report.
    """
    today = timezone.localdate(at)
    if not may_note_status(by, body, today):
        require(by, Permission.UPDATE, body)
    if not recommendation.obligations.filter(body=body).exists():
        raise Refused(f"{recommendation} asks nothing of {body}.")
    if as_at > today:
        raise Refused("The day must be today or in the past.", about="as_at")
    if as_at < recommendation.report.published_on:
        raise Refused("The day cannot be before the report was published.", about="as_at")
    if not source.strip():
        raise Refused("Say where it was read.", about="source")
    noted = InspectorStatus.objects.create(
        recommendation=recommendation, body=body, status=status, as_at=as_at,
        source=source.strip(), recorded_by=by, recorded_at=at,
    )  # fmt: skip
    Event.record("note status", noted, by=by, at=at, body=body, status=status)
    return noted
