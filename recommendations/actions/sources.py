"""A report's text: given as words or a file, read, and put before a person."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from accounts.errors import Refused, WrongState
from accounts.models import Event, User, events_last
from accounts.permissions import Permission, require
from recommendations.actions.guarding import note_not_as_given
from recommendations.actions.keeping import kept_file, must_fit
from recommendations.apart import read_apart
from recommendations.extraction.errors import ExtractionError
from recommendations.extraction.lines import MAX_CHARACTERS
from recommendations.files import FileFacts
from recommendations.intake import Asked, read_words
from recommendations.known_bodies import known_bodies
from recommendations.models import Proposal, Register, Report, Source
from recommendations.scanner import TooLargeToScan, scan
from recommendations.stored import NotAsGiven, Why

READ_AT_ONCE = 100_000  # characters: about a second; more waits for the worker
FOUND_FIELDS = [
    "number", "heading", "kind", "text", "addressees", "deadline_text", "due_on",
]  # fmt: skip


def _asked(report: Report) -> Asked:
    return Asked(report.title, report.published_on, tuple(known_bodies()))


def _new(report: Report, *, by: User, at: datetime, **values: Any) -> Source:
    require(by, Permission.CAPTURE, report.recorded_for)
    return Source(report=report, added_by=by, added_at=at, next_try_at=at, **values)


def give_text(
    report: Report, *, text: str = "", upload: "File[bytes] | None" = None,
    facts: FileFacts | None = None, by: User, at: datetime,
) -> Source:  # fmt: skip
    """Keep a report's text, a file before pasted words, and have it read. Raises Refused."""
    if upload is not None and facts is not None:
        return add_file(report, upload, facts, by=by, at=at)
    return find_recommendations(report, text, by=by, at=at)


def find_recommendations(report: Report, text: str, *, by: User, at: datetime) -> Source:
    """Keep pasted words and read them: a short text at once, a long one in the worker.

    Raises Refused when nothing can be read in it.
    """
    if len(text) > MAX_CHARACTERS:
        raise Refused(f"The text has {len(text):,} characters; {MAX_CHARACTERS:,} is the most.")
    source = _new(report, text=text.replace("\x00", ""), by=by, at=at)
    if len(text) > READ_AT_ONCE:
        source.save()
        return source
    try:
        read = read_words(text, _asked(report))
    except ExtractionError as error:
        raise Refused(str(error)) from error
    with transaction.atomic():
        source.save()
        keep_found(source, read, at=at)
    return source


@transaction.atomic
@events_last()
def add_file(
    report: Report, upload: "File[bytes]", facts: FileFacts, *, by: User, at: datetime
) -> Source:
    """Keep a file with the report's text and let the worker read it.

    Raises Refused where the storage does not take it, or the body has no room left for it.
    """
    source = _new(report, name=facts.name, sha256=facts.sha256, size=facts.size, by=by, at=at)
    must_fit(report.recorded_for, facts.size, about="upload")
    source.ending = "." + facts.name.rsplit(".", 1)[-1].lower()
    path = source.file.field.generate_filename(source, f"{facts.sha256[:16]}{source.ending}")
    source.file = kept_file(path, upload, refused=f"{facts.name} was not kept.")
    source.save()
    if not report.source_file:
        Report.objects.filter(pk=report.pk, source_file="").update(
            source_file=source.file.name, source_name=facts.name, source_sha256=facts.sha256
        )
    Event.record(
        "add source", report, by=by, at=at, body=report.recorded_for, name=facts.name,
        sha256=facts.sha256,
    )  # fmt: skip
    return source


def read(source: Source, *, at: datetime) -> None:
    """Read a leased text; what cannot be read says why and keeps its file."""
    asked = _asked(source.report)
    try:
        if source.ending:
            found = read_apart(scanned(source, at=at), source.ending, asked)
        else:
            found = read_apart(source.text.encode(), ".txt", asked) | {"text": source.text}
    except ExtractionError as error:
        Source.objects.filter(pk=source.pk, read_at=None).update(problem=str(error))
        return
    with transaction.atomic():
        locked = Source.objects.select_for_update(of=["self"]).get(pk=source.pk)
        if locked.read_at is None:
            keep_found(locked, found, at=at)


def scanned(waiting: Source | Register, *, at: datetime) -> bytes:
    """Return a stored file's bytes.

    Raises ExtractionError where it holds a virus or is not as it was given, and, to be tried
    again, ScannerAway and NotAsGiven where scanner or storage do not answer.
    """
    try:
        file = waiting.stored.opened()
    except NotAsGiven as error:
        if error.why == Why.AWAY:
            raise
        note_not_as_given(error, at=at)
        raise ExtractionError(str(error)) from error
    with file:
        if settings.CLAMD:
            try:
                virus = scan(file, settings.CLAMD)
            except TooLargeToScan as error:
                raise ExtractionError("The virus scanner takes no file of this size.") from error
            if virus:
                type(waiting).objects.filter(pk=waiting.pk).update(virus=virus[:200])
                raise ExtractionError(
                    f"A virus was found in this file ({virus}). Nobody can have it."
                )
            file.seek(0)
        content: bytes = file.read()
        return content


def keep_found(source: Source, read: dict[str, Any], *, at: datetime) -> None:
    """Write down what was read, and put it before a person unless some is checked already."""
    for field, value in read.items():
        setattr(source, field, value)
    source.text = source.text.replace("\x00", "")
    source.read_at = at
    report = Report.objects.select_for_update(of=["self"]).get(pk=source.report_id)
    is_newest = not report.sources.filter(pk__gt=source.pk).exists()
    replaces = is_newest and not stands_already(report)
    source.settled_at = at if replaces or not is_newest else None
    source.save()
    if replaces:
        report.proposals.all().delete()
        Proposal.objects.bulk_create(
            proposal_of(report, source, position, found)
            for position, found in enumerate(source.found)
        )
    by, found = source.added_by, len(source.found)
    Event.record("read text", report, by=by, at=at, body=report.recorded_for, found=found)


def stands_already(report: Report) -> bool:
    """Say whether a new text must be compared with what stands, rather than replace it."""
    checked = report.proposals.exclude(decision=Proposal.Decision.PENDING)
    return report.is_confirmed or report.recommendations.exists() or checked.exists()


def proposal_of(report: Report, source: Source, position: int, found: dict[str, Any]) -> Proposal:
    """Return, unsaved, one found item for a person to check."""
    values = {name: found[name] for name in [*FOUND_FIELDS, "returns_from", "doubts"]}
    values["due_on"] = date.fromisoformat(found["due_on"]) if found["due_on"] else None
    return Proposal(
        report=report,
        source=source,
        position=position,
        first_line=found["first_line"],
        last_line=found["last_line"],
        found={name: found[name] for name in FOUND_FIELDS},
        **values,
    )


def not_by_hand(report: Report) -> None:
    """Raise WrongState when recommendations stand already: two sources would collide."""
    if report.recommendations.exists():
        raise WrongState(
            "The recommendations of this report were entered by hand. Remove them there first."
        )
