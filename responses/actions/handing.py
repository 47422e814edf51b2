"""Asking people of the force by name, and what they answer.

What they write stays inside the force until somebody there puts it into the comments.
"""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from accounts.actions import take_back_notices, tell_person, write_of_asking
from accounts.changes import changes
from accounts.errors import Refused, WrongState
from accounts.models import Event, Membership, User, events_last
from accounts.permissions import Permission, roles_with
from accounts.words import reworded
from bodies.models import Body
from recommendations.models import Recommendation
from responses.actions.comments import address_of, open_comments
from responses.actions.drafting import as_it_stands, save_over
from responses.models import HandRound, Invitation

FACTS = ["by_day", "note", "answered_at"]


def people_to_ask(force: Body, today: date) -> QuerySet[User]:
    """Return those who hold a role at `force` today in which they may be asked by name."""
    members = Membership.objects.on(today).filter(
        body=force, role__in=roles_with(Permission.ANSWER_ASKED)
    )
    return User.objects.filter(pk__in=members.values("user"), is_active=True)


@transaction.atomic
@events_last()
def hand_round(
    invitation: Invitation,
    recommendation: Recommendation | None,
    contributor: User,
    *,
    by_day: date | None = None,
    note: str = "",
    by: User,
    at: datetime,
    today: date,
) -> HandRound:
    """Ask somebody of the force about one recommendation, or, with None, about the whole report.

    Raises Refused for a day gone by, for somebody without a role at the force, and for
    who is asked already.
    """
    invitation = open_comments(invitation, by=by)
    _must_be_to_come(by_day, today)
    if contributor.pk == by.pk:
        raise Refused("You cannot ask yourself. Write the comment.", about="contributor")
    if not people_to_ask(invitation.force, today).filter(pk=contributor.pk).exists():
        raise Refused(
            f"{contributor} holds no role at {invitation.force} today in which they may be asked.",
            about="contributor",
        )
    if not invitation.response.comments.filter(recommendation=recommendation).exists():
        raise Refused("The force is not asked to comment on this recommendation.")
    same = {"recommendation": recommendation, "contributor": contributor, "withdrawn_at": None}
    if invitation.hand_rounds.filter(**same).exists():
        raise Refused(f"{contributor} is asked about this already.", about="contributor")
    asked = HandRound.objects.create(
        invitation=invitation,
        recommendation=recommendation,
        contributor=contributor,
        asked_by=by,
        asked_at=at,
        asked_on=today,
        by_day=by_day,
        note=note.strip(),
    )
    _record("ask person", asked, by=by, at=at, note=asked.note, by_day=_iso(by_day))
    _tell_of_asking(asked, at=at)
    return asked


@transaction.atomic
@events_last()
def ask_again(
    asked: HandRound,
    *,
    by_day: date | None = None,
    note: str = "",
    by: User,
    at: datetime,
    today: date,
) -> HandRound:
    """Ask the same person again, by another day; an answer handed in can then be changed."""
    asked = _locked(asked)
    open_comments(asked.invitation, by=by)
    _must_be_to_come(by_day, today)
    if asked.withdrawn_at:
        raise WrongState("This question has been withdrawn.")
    if not people_to_ask(asked.invitation.force, today).filter(pk=asked.contributor_id).exists():
        raise Refused(
            f"{asked.contributor} holds no role at {asked.invitation.force} any more."
            " Ask somebody else."
        )
    before = {name: getattr(asked, name) for name in FACTS}
    asked.by_day, asked.note, asked.answered_at = by_day, note.strip(), None
    asked.asked_by, asked.asked_at, asked.asked_on = by, at, today
    asked.save(update_fields=[*FACTS, "asked_by", "asked_at", "asked_on"])
    _record(
        "ask person again",
        asked,
        by=by,
        at=at,
        note=asked.note,
        changes=changes(before, asked, FACTS),
    )
    _tell_of_asking(asked, at=at)
    return asked


@transaction.atomic
@events_last()
def withdraw_question(asked: HandRound, *, by: User, at: datetime) -> HandRound:
    """Take a question back. The person no longer sees it; what they wrote stays in the force."""
    asked = _locked(asked)
    open_comments(asked.invitation, by=by)
    if asked.withdrawn_at:
        raise WrongState("This question has been withdrawn already.")
    asked.withdrawn_by, asked.withdrawn_at = by, at
    asked.save(update_fields=["withdrawn_by", "withdrawn_at"])
    _record("withdraw question", asked, by=by, at=at)
    take_back_notices(asked.contributor, asked.get_absolute_url(), at=at)
    words = f"{by} of {asked.invitation.force} no longer asks you about {asked.subject}."
    tell_person(asked.contributor, words, reverse("responses:asked"), at=at)
    return asked


@transaction.atomic
@events_last()
def pass_on(
    asked: HandRound,
    *,
    contributor: User | None = None,
    asked_by: User | None = None,
    by: User,
    at: datetime,
) -> HandRound:
    """Put an open question into the name of another: who is asked, or who is told the answer.

    For the force's administrator, when somebody leaves. What is written of the answer goes
    with it. Raises Refused where the other is asked about the same already.
    """
    asked = _locked(asked)
    open_comments(asked.invitation, by=by, permission=Permission.CONFIGURE)
    names = ["contributor", "asked_by"]
    before = {name: getattr(asked, name) for name in names}
    asked.contributor = contributor or asked.contributor
    asked.asked_by = asked_by or asked.asked_by
    same = asked.invitation.hand_rounds.filter(
        recommendation=asked.recommendation, contributor=asked.contributor, withdrawn_at=None
    )
    if same.exclude(pk=asked.pk).exists():
        raise Refused(f"{contributor} is asked about {asked.subject} already.", about="to")
    if asked.contributor_id == asked.asked_by_id:
        raise Refused(f"{asked.asked_by} asks about {asked.subject}. Choose somebody else.")
    asked.save(update_fields=names)
    _record("pass on", asked, by=by, at=at, changes=changes(before, asked, names))
    if contributor:
        take_back_notices(before["contributor"], asked.get_absolute_url(), at=at)
        _tell_of_asking(asked, at=at)
    return asked


@transaction.atomic
@events_last()
def save_answer(
    asked: HandRound,
    text: str,
    *,
    text_cy: str | None = None,
    hand_in: bool = False,
    version: int,
    by: User,
    at: datetime,
) -> HandRound:
    """Save what the person who is asked writes; handed in, the force reads it.

    Without `text_cy` the Welsh stays as it is. Raises Stale, Refused when nothing is
    handed in, WrongState once that is done or the comments have been sent.
    """
    asked = _locked(asked)
    if asked.contributor_id != by.pk or asked.withdrawn_at:
        raise PermissionDenied("This is asked of somebody else, or no longer.")
    open_comments(asked.invitation, by=by, permission=Permission.ANSWER_ASKED)
    if asked.answered_at:
        raise WrongState(
            f"You have handed this in. To change it, let {asked.asked_by} ask you again."
        )
    welsh = asked.text_cy if text_cy is None else text_cy
    if hand_in and not (text.strip() or welsh.strip()):
        raise Refused("Write your answer before you hand it in.", about="text")
    before = as_it_stands(asked)
    asked = save_over(asked, {"text": text, "text_cy": welsh}, version=version, by=by, at=at)
    said = reworded(before, asked, asked.recorded_words)
    if not hand_in:
        _record("write answer", asked, by=by, at=at, words=said)
        return asked
    asked.answered_at = at
    asked.save(update_fields=["answered_at"])
    _record("hand in", asked, by=by, at=at, words=said)
    take_back_notices(by, asked.get_absolute_url(), at=at)
    words = f"{by} has answered you about {asked.subject}."
    tell_person(asked.asked_by, words, address_of(asked.invitation), at=at)
    return asked


def _locked(asked: HandRound) -> HandRound:
    rows = HandRound.objects.select_for_update(of=["self"]).with_names()
    return rows.get(pk=asked.pk)


def _must_be_to_come(day: date | None, today: date) -> None:
    if day is not None and day < today:
        raise Refused("The day must be today or later.", about="by_day")


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _record(action: str, asked: HandRound, *, by: User, at: datetime, **data: Any) -> None:
    Event.record(action, asked, by=by, at=at, body=asked.invitation.force, **data)


def _tell_of_asking(asked: HandRound, *, at: datetime) -> None:
    """Tell the person on their page and by mail, which says nothing of what it is about."""
    until = f", by {asked.by_day:%-d %B %Y}" if asked.by_day else ""
    force = asked.invitation.force
    words = f"{asked.asked_by} of {force} asks you about {asked.subject}{until}."
    tell_person(asked.contributor, words, asked.get_absolute_url(), at=at)
    mailed = f"{asked.asked_by} of {force} asks you for an answer{until}."
    write_of_asking(asked.contributor, mailed, at=at)
