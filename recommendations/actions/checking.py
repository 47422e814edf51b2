"""Checking what people give: what acts by itself in it, and whether ClamAV knows it as a virus."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.actions import tell
from accounts.models import Event, events_last
from recommendations.actions.guarding import note_not_as_given
from recommendations.inside import look_apart
from recommendations.models import Checked, FileCheck
from recommendations.scanner import TooLargeToScan, virus_in
from recommendations.stored import NotAsGiven, Why

TOO_LARGE = "The virus scanner takes no file of this size. Give a smaller one."
MOST_AT_ONCE = 100
GONE = "The file is not in the storage any more."
ALTERED = "The file in the storage is not the one that was given."
DISPOSED = "The file was disposed of before it was checked."


def scan_again(kind: type[FileCheck], at: datetime) -> int:
    """Put what was never scanned in the queue, once a scanner is set up; return how many."""
    if not settings.CLAMD:
        return 0
    unchecked = list(kind.of_files().filter(check_made=None)[:MOST_AT_ONCE])
    made = kind.objects.bulk_create(new_check(kind, file, at) for file in unchecked)
    again = (
        kind.objects.never_scanned()
        .filter(**{f"{kind.about}__in": kind.of_files().values("pk")})
        .update(read_at=None, problem="", tries=0, next_try_at=at)
    )
    return len(made) + again


def new_check(kind: type[FileCheck], file: Checked, at: datetime) -> FileCheck:
    """Return the unsaved row by which a file waits for its check."""
    _, given_by, _ = file.checked_for
    given: dict[str, Any] = {kind.about: file, "added_by_id": given_by}
    return kind(**given, added_at=at, next_try_at=at)


def check_file(check: FileCheck, *, at: datetime) -> None:
    """Check a leased file, which goes through memory piece by piece, whatever its size.

    Raises ScannerAway: then it waits, and nobody can have it.
    """
    given = check.checked
    row = type(check).objects.filter(pk=check.pk, read_at=None)
    if given.disposed_of:
        row.update(problem=DISPOSED)
        return
    with TemporaryDirectory() as folder:
        path, attached = Path(folder, "file"), Path(folder, "attached")
        attached.mkdir()
        try:
            with given.stored.opened() as stored, path.open("wb") as copy:
                for chunk in stored.chunks():
                    copy.write(chunk)
        except NotAsGiven as error:
            if error.why == Why.AWAY:
                raise
            note_not_as_given(error, at=at)
            row.update(problem=GONE if error.why == Why.GONE else ALTERED)
            return
        ending = "." + given.name.rsplit(".", 1)[-1].lower()
        inside = look_apart(path, ending, attached)
        try:
            virus = virus_in([path, *inside.attached])
        except TooLargeToScan:
            row.update(problem=TOO_LARGE)
            return
    _write_down(check, virus, inside.notes, at=at)


@transaction.atomic
@events_last()
def _write_down(check: FileCheck, virus: str, notes: tuple[str, ...], *, at: datetime) -> None:
    body, _, place = check.checked.checked_for
    written = (
        type(check)
        .objects.filter(pk=check.pk, read_at=None)
        .update(read_at=at, is_scanned=bool(settings.CLAMD), virus=virus[:200], notes=list(notes))
    )
    if not written:
        return
    done = "quarantine" if virus else "check file"
    Event.record(done, check.checked, by=None, at=at, body=body, note=virus, found=list(notes))
    if virus:
        name = check.checked.name
        words = f"A virus was found in “{name}”. It is in quarantine: nobody can have it."
        tell(body, words, place, by=None, at=at)
