"""Correcting what is published: a new response beside the old one, never in its place."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet

from accounts.errors import Refused, WrongState
from accounts.models import Event, User, events_last
from accounts.permissions import Permission, require
from accounts.words import reworded
from bodies.models import Body
from responses.models import (
    Attachment,
    ChiefOfficerComment,
    CommentFile,
    Invitation,
    Passage,
    Response,
    ResponseReport,
)
from responses.models.response import WORDS
from responses.workflow import State

COPIED = [*WORDS, *(f"{name}_cy" for name in WORDS), "no_welsh_reason"]


@transaction.atomic
@events_last()
def start_correction(
    response: Response, reason: str, *, reason_cy: str = "", by: User, at: datetime
) -> Response:
    """Start a draft that corrects a published response, with all its words to begin from.

    It goes through review, letter, signing and publication like any other; the old
    one stays public and names it. Raises WrongState, or Refused without a reason, in each of
    its languages, or when a correction was started already.
    """
    response = Response.objects.select_for_update(of=["self"]).get(pk=response.pk)
    require(by, Permission.DRAFT, response.body)
    if response.state != State.PUBLISHED:
        raise WrongState("Only what is published is corrected. This response can still be changed.")
    if not reason.strip():
        raise Refused("Say what is corrected, and why: the new letter says it.", about="reason")
    if response.is_bilingual and not reason_cy.strip():
        raise Refused("Say it in Welsh too, for the letter is in both.", about="reason_cy")
    words = {name: getattr(response, name) for name in COPIED}
    try:
        with transaction.atomic():
            new = Response.objects.create(
                body=response.body,
                corrects=response,
                correction_reason=reason.strip(),
                correction_reason_cy=reason_cy.strip(),
                drafted_by=by,
                started_at=at,
                **words,
            )
    except IntegrityError as error:
        raise Refused("A correction of this response was started already.") from error
    ResponseReport.objects.bulk_create(
        ResponseReport(response=new, body=a.body, report=a.report, edition=a.edition + 1)
        for a in response.answers.all()
    )
    passages = _copy(Passage, response.passages.all(), new)
    comments = _copy(ChiefOfficerComment, response.comments.all(), new)
    _copy_files(response, comments)
    _copy(Attachment, response.attachments.all(), new)
    _copy(Invitation, Invitation.objects.filter(response=response), new)
    new.writers.add(by)
    said = reworded(None, new, new.recorded_words)
    Event.record("start correction", new, by=by, at=at, body=new.body, note=reason, words=said)
    for passage in passages:
        _record_copy(passage, new.body, by=by, at=at)
    for comment in comments:
        _record_copy(comment, comment.force, by=by, at=at)
    return new


def _record_copy(
    copy: Passage | ChiefOfficerComment, body: Body, *, by: User, at: datetime
) -> None:
    """Record the words of a copy in the name of whoever may read them."""
    words = reworded(None, copy, copy.recorded_words)
    if words:
        Event.record("copy", copy, by=by, at=at, body=body, words=words)


def _copy_files(old: Response, comments: list[ChiefOfficerComment]) -> None:
    """Put the files with the old comments to the copies of those; the stored bytes are shared."""
    copies = {comment.recommendation_id: comment for comment in comments}
    files = list(CommentFile.objects.filter(comment__response=old).select_related("comment"))
    for row in files:
        row.pk, row.comment = None, copies[row.comment.recommendation_id]
    CommentFile.objects.bulk_create(files)


def _copy(kind: type[Model], rows: QuerySet[Any], new: Response) -> list[Any]:
    copies = list(rows)
    for row in copies:
        row.pk, row.response = None, new
    return kind._default_manager.bulk_create(copies)
