"""Lodging the scan of a letter that was signed in ink beside the sealed one."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.errors import Refused, WrongState
from accounts.models import Event, User, events_last
from accounts.permissions import Permission
from letters.models import Letter, LodgedCopy, LodgedCopyCheck
from recommendations.actions.checking import new_check
from recommendations.actions.keeping import kept_file, must_fit
from recommendations.files import FileFacts


def may_lodge(user: User, letter: Letter) -> bool:
    return user.may(Permission.MAKE_LETTER, letter.body) or letter.may_be_signed_by(user)


def lodge_copy(
    letter: Letter, upload: "File[Any]", facts: FileFacts, *, note: str = "", by: User, at: datetime
) -> LodgedCopy:
    """Keep an examined scan beside a signed letter, for the office alone and for good.

    It is never sent and never published: the sealed file stays the letter. Raises
    PermissionDenied, WrongState before the letter is signed, Refused for the same scan.
    """
    if not may_lodge(by, letter):
        raise PermissionDenied(f"For this you need to make or sign letters at {letter.body}.")
    if not letter.is_signed:
        raise WrongState("A signed copy is lodged once the letter is signed here.")
    if LodgedCopy.objects.filter(letter=letter, sha256=facts.sha256).exists():
        raise Refused("This very file is lodged already.", about="upload")
    must_fit(letter.body, facts.size, about="upload")
    path = f"lodged/{at:%Y}/{facts.sha256[:16]}-{facts.name}"
    name = kept_file(path, upload, refused="The copy was not lodged.")
    try:
        return _recorded(letter, name, facts, note=note.strip(), by=by, at=at)
    except Exception:
        default_storage.delete(name)
        raise


@transaction.atomic
@events_last()
def _recorded(
    letter: Letter, name: str, facts: FileFacts, *, note: str, by: User, at: datetime
) -> LodgedCopy:
    copy = LodgedCopy.objects.create(
        letter=letter,
        file=name,
        name=facts.name,
        content_type=facts.content_type,
        size=facts.size,
        sha256=facts.sha256,
        note=note,
        lodged_by=by,
        lodged_at=at,
    )
    new_check(LodgedCopyCheck, copy, at).save()
    Event.record("lodge", copy, by=by, at=at, body=letter.body, note=note, sha256=facts.sha256)
    return copy
