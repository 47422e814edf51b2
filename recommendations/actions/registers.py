"""An office's register: given, told which column is which, imported whole or not at all."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from accounts.changes import changes
from accounts.errors import Refused, WrongState
from accounts.models import Event, User, events_last
from accounts.permissions import Permission, require
from bodies.models import Body
from recommendations.actions.keeping import kept_file, must_fit
from recommendations.actions.reports import record_report
from recommendations.actions.sources import keep_found, scanned
from recommendations.apart import register_apart, tables_apart
from recommendations.extraction.errors import ExtractionError
from recommendations.files import FileFacts
from recommendations.intake import Asked
from recommendations.known_bodies import known_bodies
from recommendations.models import Register, Report, Source
from recommendations.registers import NAMES, Mapping, guess


@transaction.atomic
@events_last()
def give_register(
    body: Body,
    upload: "File[bytes]",
    facts: FileFacts,
    *,
    report: Report | None = None,
    by: User,
    at: datetime,
) -> Register:
    """Keep a register for `body` and let the worker read it.

    With `report`, every row is a recommendation of that report. Raises Refused where the
    storage does not take it, or the body has no room left for it.
    """
    require(by, Permission.CAPTURE, body)
    if report is not None:
        require(by, Permission.CAPTURE, report.recorded_for)
    register = Register(
        body=body, report=report, name=facts.name, sha256=facts.sha256, size=facts.size,
        added_by=by, added_at=at, next_try_at=at,
    )  # fmt: skip
    must_fit(body, facts.size, about="upload")
    path = register.file.field.generate_filename(register, f"{facts.sha256[:16]}{facts.name[-5:]}")
    register.file = kept_file(path, upload, refused=f"{facts.name} was not kept.")
    register.save()
    Event.record("add", register, by=by, at=at, body=body, sha256=facts.sha256)
    return register


@transaction.atomic
@events_last()
def map_register(
    register: Register, mapping: Mapping, *, kind: str, basis: str, by: User, at: datetime
) -> Register:
    """Say which column holds what; the worker then reads the rows. Raises Refused, WrongState."""
    register = _open(register, by=by)
    if not register.sheets:
        raise WrongState("The file has not been read yet.")
    if mapping.sheet >= len(register.sheets):
        raise Refused("There is no such sheet.")
    if "text" not in mapping.columns:
        raise Refused("Say which column holds the recommendations’ words.")
    before = Mapping.from_data(register.mapping).in_words() if register.is_mapped else ""
    told = {"kind": kind, "basis": basis, "columns": mapping.in_words()}
    known = {"kind": register.kind, "basis": register.basis, "columns": before}
    register.mapping, register.plan = mapping.as_data(), {}
    register.kind, register.basis = kind, basis
    register.read_at, register.problem, register.tries = None, "", 0
    register.next_try_at = at
    register.save()
    what = changes(known, told, told)
    Event.record("map", register, by=by, at=at, body=register.body, changes=what)
    return register


def _open(register: Register, *, by: User) -> Register:
    register = Register.objects.select_for_update(of=["self"]).get(pk=register.pk)
    require(by, Permission.CAPTURE, register.body)
    if register.imported_at:
        raise WrongState("This register has been imported already.")
    return register


def read_register(register: Register, *, at: datetime) -> None:
    """Read a leased register's file, or, once its columns are known, its rows."""
    row = Register.objects.filter(pk=register.pk, read_at=None, tries=register.tries + 1)
    try:
        if register.is_mapped:
            done = row.update(plan=_planned(register, timezone.localdate(at)), read_at=at)
        else:
            sheets = tables_apart(scanned(register, at=at), f".{register.name.rsplit('.', 1)[-1]}")
            done = row.update(sheets=[s for s in sheets if s["rows"]], read_at=at)
    except ExtractionError as error:
        row.update(problem=str(error))
        done = 0
    if done:
        Event.record("read text", register, by=None, at=at, body=register.body)


def _planned(register: Register, today: date) -> dict[str, Any]:
    asked = Asked("", today, tuple(known_bodies()))
    sheets = [sheet["rows"] for sheet in register.sheets]
    return register_apart(sheets, Mapping.from_data(register.mapping), asked)


def guessed(register: Register, sheet: int | None = None) -> Mapping:
    """Return which column seems to hold what, of one sheet or of the most likely one."""
    rows = [each["rows"] for each in register.sheets]
    if sheet is None:
        return guess(rows)
    found = guess([rows[sheet]])
    return Mapping(sheet, found.header, found.columns)


def left_out(register: Register) -> list[str]:
    """Return the headings of the columns that are not taken."""
    mapping = Mapping.from_data(register.mapping)
    row = register.sheets[mapping.sheet]["rows"][mapping.header]
    taken = {mapping.columns[name] for name in NAMES if name in mapping.columns}
    return [cell for at, cell in enumerate(row) if cell and at not in taken]


def same_reports(register: Register) -> dict[int, Report]:
    """Return the reports recorded already, by their place in the plan."""
    known = {
        (report.title.casefold(), report.published_on.isoformat()): report
        for report in Report.objects.filter(recorded_for=register.body)
    }
    found = {}
    for at, planned in enumerate(register.planned):
        report = register.report or known.get(
            (planned["title"].casefold(), planned["published_on"])
        )
        if report:
            found[at] = report
    return found


@transaction.atomic
@events_last()
def import_register(register: Register, *, by: User, at: datetime, today: date) -> list[Report]:
    """Put every row before a person to check, report by report; return the reports.

    A report not on record yet is recorded, its day still to be confirmed; one that
    is gets another text, to be compared where items stand already. All or nothing:
    raises Refused while a row has a problem.
    """
    register = _open(register, by=by)
    if register.read_at is None or not register.plan:
        raise WrongState("The rows have not been read yet.")
    if register.problems:
        raise Refused("Rows of this register cannot be taken yet. Nothing was imported.")
    reports = list(_imported(register, by=by, at=at, today=today))
    register.imported_at = at
    register.save(update_fields=["imported_at"])
    count = sum(len(planned["found"]) for planned in register.planned)
    Event.record("import", register, by=by, at=at, body=register.body, items=count)
    return reports


def _imported(register: Register, *, by: User, at: datetime, today: date) -> Iterator[Report]:
    same = same_reports(register)
    for place, planned in enumerate(register.planned):
        report = same.get(place) or record_report(
            Report(
                recorded_for=register.body,
                title=planned["title"],
                published_on=date.fromisoformat(planned["published_on"]),
                kind=register.kind,
                basis=register.basis,
            ),
            day_confirmed=False,
            by=by,
            at=at,
            today=today,
        )
        source = Source(report=report, name=register.name, added_by=by, added_at=at, next_try_at=at)
        source.save()
        read = {"text": "\n".join(planned["lines"]), "found": planned["found"], "notes": []}
        keep_found(source, read, at=at)
        yield report


@transaction.atomic
@events_last()
def discard_register(register: Register, *, by: User, at: datetime) -> None:
    """Take away a register that was not imported; its file goes too."""
    register = _open(register, by=by)
    Event.record("discard", register, by=by, at=at, body=register.body)
    storage, name = register.file.storage, register.file.name or ""
    register.delete()
    transaction.on_commit(lambda: storage.delete(name))
