"""The whole file of a response as one ZIP, with the hash of everything in it. Reads only."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from django.core.files.base import File
from django.utils.text import get_valid_filename, slugify

from accounts.models import Event, User
from letters.models import LodgedCopy
from recommendations.models import Evidence, Source
from recommendations.queries import why_not_to_be_had
from recommendations.spreadsheets import guarded
from responses.basis import basis_of
from responses.models import CommentFile, Response

MANIFEST = "manifest-sha256.txt"  # as sha256sum -c reads it
LEFT_OUT = "left-out.txt"
PIECE = 1024 * 1024
HEADINGS = ["When", "Who", "What", "To what", "Note"]


@dataclass
class Dossier:
    """A ZIP being written: files go through memory piece by piece."""

    archive: zipfile.ZipFile
    hashes: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def add(self, folder: str, name: str, stored: "File[Any]") -> None:
        """Add a stored file under a name that no other has; one that is gone is said to be."""
        path = self._free(folder, name)
        digest = hashlib.sha256()
        try:
            with stored.open("rb") as source, self.archive.open(path, "w", force_zip64=True) as to:
                while piece := source.read(PIECE):
                    digest.update(piece)
                    to.write(piece)
        except FileNotFoundError:
            self.left_out.append(f"{path}: it is not in the storage.")
            return
        self.hashes.append((digest.hexdigest(), path))

    def write(self, name: str, content: bytes) -> None:
        self.archive.writestr(name, content)
        self.hashes.append((hashlib.sha256(content).hexdigest(), name))

    def close(self) -> None:
        if self.left_out:
            self.write(LEFT_OUT, ("\n".join(self.left_out) + "\n").encode())
        lines = [f"{digest}  {path}\n" for digest, path in self.hashes]
        self.archive.writestr(MANIFEST, "".join(lines))

    def _free(self, folder: str, name: str) -> str:
        safe = get_valid_filename(name) if name.strip(" ./\\") else "file"
        path, count = f"{folder}/{safe}", 1
        while path in self.taken:
            count += 1
            path = f"{folder}/{count}-{safe}"
        self.taken.add(path)
        return path


def write_dossier(response: Response, user: User, out: IO[bytes]) -> int:
    """Write all that `user` may see of a response to `out`; return how many files it holds.

    Reports as they were given, the force's evidence and files with its comments, attachments,
    letters in each language and form, signed copies, the history, and what an approval would
    stand on.
    """
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        dossier = Dossier(archive)
        _reports(dossier, response)
        _evidence(dossier, response, user)
        for attachment in response.attachments.select_related("check_made"):
            if attachment.may_be_had:
                dossier.add("attachments", attachment.name, attachment.file)
            else:
                dossier.left_out.append(f"Attachment “{attachment}”: {attachment.state}.")
        _comment_files(dossier, response, user)
        about = _letter(dossier, response)
        events = Event.objects.visible_to(user).about(response, *response.passages.all(), *about)
        dossier.write("history.csv", "".join(_history(events)).encode())
        basis = json.dumps(basis_of(response), indent=2, sort_keys=True)
        dossier.write("what-an-approval-is-about.json", basis.encode())
        dossier.close()
    return len(dossier.hashes)


def _reports(dossier: Dossier, response: Response) -> None:
    for report in response.reports.all():
        if why := why_not_to_be_had(report):
            dossier.left_out.append(f"The file of “{report}”: {why}")
            continue
        for source in Source.objects.filter(report=report).exclude(ending=""):
            dossier.add(f"reports/{slugify(report.title)[:60]}", source.name, source.file)


def _evidence(dossier: Dossier, response: Response, user: User) -> None:
    files = Evidence.objects.visible_to(user).filter(
        update__recommendation__report__in=response.reports.all()
    )
    files = files.select_related("update__recommendation", "update__body", "check_made")
    for evidence in files.order_by("pk"):
        if not evidence.may_be_had:
            dossier.left_out.append(f"Evidence “{evidence}”: {evidence.state}.")
            continue
        folder = slugify(f"{evidence.update.recommendation} {evidence.update.as_at}")[:80]
        dossier.add(f"evidence/{folder}", evidence.name, evidence.file)


def _comment_files(dossier: Dossier, response: Response, user: User) -> None:
    """Add what the force gave with its comments, once they are sent."""
    files = CommentFile.objects.visible_to(user).filter(comment__response=response)
    for given in files.in_order():
        if not given.may_be_had:
            dossier.left_out.append(f"File with the comments “{given}”: {given.state}.")
            continue
        about = slugify(str(given.comment.recommendation or "the report as a whole"))
        dossier.add(f"comments/{about[:80]}", given.name, given.file)


def _letter(dossier: Dossier, response: Response) -> list[Any]:
    """Add the signed letter in all its forms; return what its history is about."""
    letter = getattr(response, "letter", None)
    if letter is None:
        return []
    if letter.is_signed:
        for language in letter.words_by_language:
            for public in (True, False):
                stored = letter.file(language, public=public)
                name = stored.name.rsplit("/", 1)[-1]
                dossier.add("letter/public" if public else "letter/office", name, stored)
    copies = list(LodgedCopy.objects.filter(letter=letter).select_related("check_made"))
    for copy in copies:
        if copy.may_be_had:
            dossier.add("letter/lodged", copy.name, copy.file)
        else:
            dossier.left_out.append(f"Signed copy “{copy}”: {copy.state}.")
    return [letter, *copies]


def _history(events: Iterable[Event]) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for event in events:
        row = [event.at.isoformat(), event.by_name, event.action, event.object_name, event.note]
        writer.writerow([guarded(cell) for cell in row])
    yield "\ufeff" + out.getvalue()
