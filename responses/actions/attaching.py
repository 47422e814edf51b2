"""Adding files to a response, and taking them away, while it is in draft."""

from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Sum

from accounts.errors import Refused
from accounts.models import Event, User, events_last
from accounts.permissions import Permission, require
from recommendations.actions.checking import new_check
from recommendations.actions.keeping import kept_file, must_fit
from recommendations.files import FileFacts
from recommendations.inside import acts_of
from responses.actions.drafting import open_draft
from responses.models import Attachment, AttachmentCheck, Response

MOST_ATTACHMENTS = 10
LARGEST_TOGETHER = 10 * 1024 * 1024  # they are mailed with the letter


def attach(
    response: Response,
    upload: "File[Any]",
    facts: FileFacts,
    *,
    by: User,
    at: datetime,
    **said: str,
) -> Attachment:
    """Add an examined file to a draft, with its title, marking and why it is kept out, if it is.

    Raises WrongState, or Refused: a file that is there already, one that bears a marking
    or acts by itself and would be published, too many or too large ones.
    """
    _may_attach(response, facts, said, by=by)
    if not said.get("withheld_reason", "").strip():
        _must_only_show(upload, facts)
    path = f"attachments/{at:%Y}/{facts.sha256[:16]}-{facts.name}"
    name = kept_file(path, upload, refused="The file was not added.")
    try:
        return _recorded(response, name, facts, by=by, at=at, **said)
    except Exception:
        default_storage.delete(name)
        raise


def _must_only_show(upload: "File[Any]", facts: FileFacts) -> None:
    """Refuse for publication what runs by itself in the reader's hands."""
    acts = acts_of(upload, f".{facts.name.rsplit('.', 1)[-1].lower()}")
    if acts:
        raise Refused(
            f"{' '.join(acts)} A file that acts by itself cannot be published. Print it to a new"
            " PDF, or say why it is kept out.",
            about="upload",
        )


def _may_attach(response: Response, facts: FileFacts, said: dict[str, str], *, by: User) -> None:
    require(by, Permission.DRAFT, response.body)
    if not said.get("title", "").strip():
        raise Refused("Say what the file is: the letter names it so.", about="title")
    if said.get("marking", "").strip() and not said.get("withheld_reason", "").strip():
        raise Refused(
            "A file that bears a protective marking cannot be published. Say why it is kept out, or"
            " add a copy without the marking.",
            about="withheld_reason",
        )
    there = response.attachments.aggregate(size=Sum("size", default=0))["size"]
    if response.attachments.count() >= MOST_ATTACHMENTS:
        raise Refused(f"A response has at most {MOST_ATTACHMENTS} attachments.")
    if there + facts.size > LARGEST_TOGETHER:
        raise Refused("The attachments of a response may have 10 MB together.", about="upload")
    must_fit(response.body, facts.size, about="upload")
    if response.attachments.filter(sha256=facts.sha256).exists():
        raise Refused("This very file is attached already.", about="upload")


@transaction.atomic
@events_last()
def _recorded(
    response: Response, name: str, facts: FileFacts, *, by: User, at: datetime, **said: str
) -> Attachment:
    response = open_draft(response)
    _may_attach(response, facts, said, by=by)  # again under the lock: two may come at once
    attachment = Attachment.objects.create(
        response=response,
        file=name,
        name=facts.name,
        content_type=facts.content_type,
        size=facts.size,
        sha256=facts.sha256,
        added_by=by,
        added_at=at,
        **{key: value.strip() for key, value in said.items()},
    )
    new_check(AttachmentCheck, attachment, at).save()
    response.writers.add(by)
    Event.record(
        "attach", response, by=by, at=at, body=response.body,
        note=attachment.title, sha256=facts.sha256,
    )  # fmt: skip
    return attachment


@transaction.atomic
@events_last()
def detach(attachment: Attachment, *, by: User, at: datetime) -> Response:
    """Take a file away from a draft. The worker sweeps it up once no response has it."""
    response = open_draft(attachment.response)
    require(by, Permission.DRAFT, response.body)
    response.attachments.filter(pk=attachment.pk).delete()
    response.writers.add(by)
    Event.record(
        "detach", response, by=by, at=at, body=response.body,
        note=attachment.title, sha256=attachment.sha256,
    )  # fmt: skip
    return response
