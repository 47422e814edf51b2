"""Correcting what is published: a new response beside the old one, never in its place."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet

from accounts.errors import Refused, WrongState
from accounts.models import Event, User, events_last
from accounts.permissions import Permission, require
from responses.models import (
    Attachment,
    ChiefOfficerComment,
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
    _copy(Passage, response.passages.all(), new)
    _copy(ChiefOfficerComment, response.comments.all(), new)
    _copy(Attachment, response.attachments.all(), new)
    _copy(Invitation, Invitation.objects.filter(response=response), new)
    new.writers.add(by)
    Event.record("start correction", new, by=by, at=at, body=new.body, note=reason)
    return new


def _copy(kind: type[Model], rows: QuerySet[Any], new: Response) -> None:
    copies = list(rows)
    for row in copies:
        row.pk, row.response = None, new
    kind._default_manager.bulk_create(copies)
