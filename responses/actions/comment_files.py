"""Files with the chief officer's comments: given and taken away until the comments are sent."""

from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.errors import Refused, WrongState
from accounts.models import Event, User, events_last
from accounts.permissions import Permission, require
from recommendations.actions.checking import new_check
from recommendations.actions.keeping import kept_file, must_fit
from recommendations.files import FileFacts
from responses.actions.attaching import attach
from responses.actions.comments import open_comments, take_back_from_approver
from responses.models import (
    Attachment,
    ChiefOfficerComment,
    CommentFile,
    CommentFileCheck,
    Invitation,
)

MOST_FILES = 20


def give_file(
    comment: ChiefOfficerComment,
    upload: "File[Any]",
    facts: FileFacts,
    *,
    description: str,
    marking: str,
    by: User,
    at: datetime,
) -> CommentFile:
    """Put an examined file to a comment. Whoever was to approve the comments looks again.

    Raises WrongState once the comments are sent; Refused without words, for too many files
    and for one that is there already.
    """
    _may_give(comment, facts, description, by=by)
    path = f"comments/{at:%Y}/{facts.sha256[:16]}-{facts.name}"
    name = kept_file(path, upload, refused="The file was not added.")
    try:
        return _recorded(comment, name, facts, description, marking, by=by, at=at)
    except Exception:
        default_storage.delete(name)
        raise


def _may_give(
    comment: ChiefOfficerComment, facts: FileFacts, description: str, *, by: User
) -> None:
    require(by, Permission.COMMENT, comment.force)
    if not description.strip():
        raise Refused("Say what the file is.", about="description")
    there = CommentFile.objects.filter(comment__response=comment.response_id)
    if there.count() >= MOST_FILES:
        raise Refused(f"There are {MOST_FILES} files with these comments, and no more may be.")
    if there.filter(comment=comment, sha256=facts.sha256).exists():
        raise Refused("This very file is here already.", about="upload")
    must_fit(comment.force, facts.size, about="upload")


@transaction.atomic
@events_last()
def _recorded(
    comment: ChiefOfficerComment,
    name: str,
    facts: FileFacts,
    description: str,
    marking: str,
    *,
    by: User,
    at: datetime,
) -> CommentFile:
    invitation = open_comments(comment.response.invitation, by=by)
    _may_give(comment, facts, description, by=by)  # again under the lock: two may come at once
    given = CommentFile.objects.create(
        comment=comment,
        file=name,
        name=facts.name,
        content_type=facts.content_type,
        size=facts.size,
        sha256=facts.sha256,
        description=description.strip(),
        marking=marking,
        added_by=by,
        added_at=at,
    )
    new_check(CommentFileCheck, given, at).save()
    take_back_from_approver(invitation)
    Event.record(
        "attach", comment, by=by, at=at, body=comment.force, note=given.description,
        sha256=facts.sha256, marking=marking,
    )  # fmt: skip
    return given


@transaction.atomic
@events_last()
def take_file_away(given: CommentFile, *, by: User, at: datetime) -> None:
    """Take a file away before the comments are sent. The worker sweeps it up."""
    comment = given.comment
    invitation = open_comments(comment.response.invitation, by=by)
    comment.files.filter(pk=given.pk).delete()
    take_back_from_approver(invitation)
    Event.record(
        "detach", comment, by=by, at=at, body=comment.force, note=given.description,
        sha256=given.sha256,
    )  # fmt: skip


def attach_copy(given: CommentFile, *, by: User, at: datetime, **said: str) -> Attachment:
    """Attach a copy of the force's file to the response, as the office chooses.

    What holds for any attachment holds for it. Raises Refused for a file that waits for its
    scan or was caught, WrongState when the response is no draft or the comments are not sent:
    who works for both sides sees the file before, and it is not the office's yet.
    """
    invitation = Invitation.objects.get(response=given.comment.response_id)
    if invitation.received_at is None:
        raise WrongState("The force has not sent its comments, so their files are its own yet.")
    if not given.may_be_had:
        raise Refused(given.why_not_to_be_had)
    facts = FileFacts(given.name, given.content_type, given.size, given.sha256)
    with given.stored.opened() as stored:
        return attach(given.comment.response, stored, facts, by=by, at=at, **said)
