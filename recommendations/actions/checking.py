"""Checking evidence: what acts by itself in it, and whether ClamAV knows it as a virus."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction

from accounts.actions import tell
from accounts.models import Event, events_last
from recommendations.inside import look_apart
from recommendations.models import Evidence, EvidenceCheck
from recommendations.scanner import TooLargeToScan, virus_in

TOO_LARGE = "The virus scanner takes no file of this size. Give a smaller one."
MOST_AT_ONCE = 100
GONE = "The file is not in the storage any more."
DISPOSED = "The file was disposed of before it was checked."


def scan_again(at: datetime) -> int:
    """Put what was never scanned in the queue, once a scanner is set up; return how many."""
    if not settings.CLAMD:
        return 0
    unchecked = (
        Evidence.objects.kept().filter(check_made=None).select_related("update")[:MOST_AT_ONCE]
    )
    made = EvidenceCheck.objects.bulk_create(
        EvidenceCheck(evidence=e, added_by_id=e.update.recorded_by_id, added_at=at, next_try_at=at)
        for e in unchecked
    )
    kept = Evidence.objects.kept().values("pk")
    again = (
        EvidenceCheck.objects.never_scanned()
        .filter(evidence__in=kept)
        .update(read_at=None, problem="", tries=0, next_try_at=at)
    )
    return len(made) + again


def check_evidence(check: EvidenceCheck, *, at: datetime) -> None:
    """Check a leased file, which goes through memory piece by piece, whatever its size.

    Raises ScannerAway: then it waits, and nobody can have it.
    """
    evidence = check.evidence
    row = EvidenceCheck.objects.filter(pk=check.pk, read_at=None)
    if evidence.disposed_of:
        row.update(problem=DISPOSED)
        return
    with TemporaryDirectory() as folder:
        path, attached = Path(folder, "file"), Path(folder, "attached")
        attached.mkdir()
        try:
            with evidence.file.open("rb") as stored, path.open("wb") as copy:
                for chunk in stored.chunks():
                    copy.write(chunk)
        except OSError:
            row.update(problem=GONE)
            return
        ending = "." + evidence.name.rsplit(".", 1)[-1].lower()
        inside = look_apart(path, ending, attached)
        try:
            virus = virus_in([path, *inside.attached])
        except TooLargeToScan:
            row.update(problem=TOO_LARGE)
            return
    _write_down(check, virus, inside.notes, at=at)


@transaction.atomic
@events_last()
def _write_down(check: EvidenceCheck, virus: str, notes: tuple[str, ...], *, at: datetime) -> None:
    evidence, update = check.evidence, check.evidence.update
    written = EvidenceCheck.objects.filter(pk=check.pk, read_at=None).update(
        read_at=at, is_scanned=bool(settings.CLAMD), virus=virus[:200], notes=list(notes)
    )
    if not written:
        return
    done = "quarantine" if virus else "check file"
    Event.record(done, evidence, by=None, at=at, body=update.body, note=virus, found=list(notes))
    if virus:
        words = f"A virus was found in “{evidence.name}”. It is in quarantine: nobody can have it."
        tell(update.body, words, update.get_absolute_url(), by=None, at=at)
