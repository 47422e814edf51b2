"""The files of a response that a person may see: added to the ZIP, or named with the reason."""

from typing import Any

from django.conf import settings
from django.utils.text import slugify

from accounts.models import User
from letters.dossier.archive import Archive
from letters.models import Letter, LodgedCopy
from recommendations.models import Checked, Disposal, Evidence, Source
from responses.models import CommentFile, Response

QUARANTINE = "A virus was found in this file. It is in quarantine, and nobody can have it."
UNSCANNED = "This file is not scanned for viruses yet."


def add_files(archive: Archive, response: Response, user: User) -> None:
    _reports(archive, response)
    _evidence(archive, response, user)
    _comment_files(archive, response, user)
    attachments = response.attachments.select_related("check_made", "response__body")
    for attachment in attachments:
        _add(archive, "attachments", f"Attachment “{attachment}”", attachment)
    letter = getattr(response, "letter", None)
    if letter is not None:
        _letter(archive, letter)


def disposal_of(row: Any) -> str:
    """Say when the file of a row was disposed of, under what rule and by whom; or nothing."""
    if not row.disposed_of:
        return ""
    found = Disposal.objects.filter(object_type=row._meta.label_lower, object_pk=row.pk)
    return f"{row.disposed_of} By {found.select_related('by').get().by}."


def _add(archive: Archive, folder: str, what: str, row: Checked) -> None:
    if row.may_be_had:
        archive.add(folder, row.name, row.stored)
        return
    archive.left_out.append(f"{what}: {disposal_of(row) or row.why_not_to_be_had}")


def _reports(archive: Archive, response: Response) -> None:
    sources = Source.objects.filter(report__in=response.reports.all()).exclude(ending="")
    sources = sources.select_related("report__recorded_for").with_disposal()
    for source in sources.order_by("pk"):
        why = disposal_of(source) or (source.virus and QUARANTINE)
        if not why and settings.CLAMD and source.read_at is None:
            why = UNSCANNED
        if why:
            archive.left_out.append(f"The file of “{source.report}”, “{source}”: {why}")
            continue
        archive.add(f"reports/{slugify(source.report.title)[:60]}", source.name, source.stored)


def _evidence(archive: Archive, response: Response, user: User) -> None:
    files = Evidence.objects.visible_to(user).filter(
        update__recommendation__report__in=response.reports.all()
    )
    files = files.select_related("update__recommendation", "update__body", "check_made")
    for evidence in files.order_by("pk"):
        folder = slugify(f"{evidence.update.recommendation} {evidence.update.as_at}")[:80]
        _add(archive, f"evidence/{folder}", f"Evidence “{evidence}”", evidence)


def _comment_files(archive: Archive, response: Response, user: User) -> None:
    """Add what the force gave with its comments, once they are sent."""
    files = CommentFile.objects.visible_to(user).filter(comment__response=response)
    for given in files.in_order().select_related("comment__response__invitation"):
        about = slugify(str(given.comment.recommendation or "the report as a whole"))
        _add(archive, f"comments/{about[:80]}", f"File with the comments “{given}”", given)


def _letter(archive: Archive, letter: Letter) -> None:
    """Add the signed letter in all its forms, and the scans of it."""
    if letter.is_signed:
        for language in letter.languages:
            for public in (True, False):
                stored = letter.stored(language, public=public)
                name = (stored.file.name or "").rsplit("/", 1)[-1]
                archive.add("letter/public" if public else "letter/office", name, stored)
    copies = LodgedCopy.objects.filter(letter=letter)
    for copy in copies.select_related("check_made", "letter__body"):
        _add(archive, "letter/lodged", f"Signed copy “{copy}”", copy)
