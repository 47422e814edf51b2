"""Recording a report and correcting its facts."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.files.base import File
from django.db import IntegrityError, transaction

from accounts.errors import Refused, Stale, WrongState
from accounts.models import Event, User, events_last
from accounts.permissions import Permission, require
from bodies.models import Body
from recommendations.actions.redating import redate, redate_proposals
from recommendations.actions.sources import add_file
from recommendations.files import FileFacts
from recommendations.models import AssuranceUpdate, Report

CORRECTABLE = [
    "title",
    "kind",
    "basis",
    "url",
    "published_on",
    "published_on_confirmed_by",
    "published_on_confirmed_at",
    "version",
]


@transaction.atomic
@events_last()
def record_report(
    report: Report,
    *,
    publishers: Iterable[Body] = (),
    forces: Iterable[Body] = (),
    upload: "File[bytes] | None" = None,
    facts: FileFacts | None = None,
    day_confirmed: bool = True,
    by: User,
    at: datetime,
    today: date,
) -> Report:
    """Save a new report of `report.recorded_for`, its day confirmed by the one who records it.

    Without `day_confirmed`, as when it comes from a register, somebody has to confirm
    the day before its recommendations are. Raises PermissionDenied, or Refused for a
    day of publication still to come.
    """
    require(by, Permission.CAPTURE, report.recorded_for)
    _not_in_future(report.published_on, today)
    report.recorded_by, report.recorded_at = by, at
    if day_confirmed:
        report.published_on_confirmed_by, report.published_on_confirmed_at = by, at
    _save_once(report)
    report.publishers.set(publishers)
    report.forces.set(forces)
    Event.record(
        "record",
        report,
        by=by,
        at=at,
        body=report.recorded_for,
        published_on=report.published_on.isoformat(),
    )
    if upload is not None and facts is not None:
        _take_file(report, upload, facts, by=by, at=at)
    return report


def _take_file(
    report: Report, upload: "File[bytes]", facts: FileFacts, *, by: User, at: datetime
) -> None:
    """Keep the report's own file, in place of one kept before, and let it be read."""
    source = add_file(report, upload, facts, by=by, at=at)
    report.source_file = source.file.name
    report.source_name, report.source_sha256 = facts.name, facts.sha256
    report.save(update_fields=["source_file", "source_name", "source_sha256"])


def _save_once(report: Report, fields: list[str] | None = None) -> None:
    try:
        with transaction.atomic():
            report.save(update_fields=fields)
    except IntegrityError as error:
        raise Refused(
            f"“{report}”, published on that day, is already recorded. Open it under Reports;"
            " to compare another text with it, choose “Compare with another text” there.",
            about="title",
        ) from error


def _not_in_future(published_on: date, today: date) -> None:
    if published_on > today:
        raise Refused("The publication date must be today or in the past.", about="published_on")


@transaction.atomic
@events_last()
def confirm_publication_day(report: Report, *, by: User, at: datetime) -> None:
    """Record that a person has checked the day against the publisher's own copy."""
    require(by, Permission.CAPTURE, report.recorded_for)
    Report.objects.filter(pk=report.pk).update(
        published_on_confirmed_by=by, published_on_confirmed_at=at
    )
    Event.record("confirm publication day", report, by=by, at=at, body=report.recorded_for)


@transaction.atomic
@events_last()
def correct_report(
    report: Report,
    *,
    publishers: Iterable[Body] = (),
    forces: Iterable[Body] = (),
    upload: "File[bytes] | None" = None,
    facts: FileFacts | None = None,
    reason: str = "",
    version: int | None = None,
    by: User,
    at: datetime,
    today: date,
) -> Report:
    """Save changed facts of a report.

    Once its recommendations are confirmed, another day of publication needs a
    reason, moves every open day that was counted from it, leaves the old days in the
    record and tells those who owe.
    Who is in scope, and under what law, can no longer be changed then. `version` is
    the one its writer saw. Raises Refused, or Stale when another saved since.
    """
    old = Report.objects.select_for_update(of=["self"]).get(pk=report.pk)
    require(by, Permission.CAPTURE, old.recorded_for)
    _not_in_future(report.published_on, today)
    if version is not None and version != old.version:
        raise Stale(old)
    moved = old.published_on != report.published_on
    if old.is_confirmed and moved and not reason.strip():
        raise Refused(
            "Say why the publication date is changed: duties already rest on it.", about="reason"
        )
    if old.is_confirmed and old.basis != report.basis:
        raise Refused("The statutory basis cannot be changed: duties already rest on it.")
    if moved:
        _not_after_what_rests_on_it(report)
        report.published_on_confirmed_by, report.published_on_confirmed_at = by, at
    report.version = old.version + 1
    _save_once(report, CORRECTABLE)
    report.publishers.set(publishers)
    if not old.is_confirmed:
        report.forces.set(forces)
    elif moved:
        redate(report, old.published_on, reason, by=by, at=at)
    if moved and not old.is_confirmed:
        redate_proposals(report, old.published_on)
    Event.record(
        "correct",
        report,
        by=by,
        at=at,
        body=report.recorded_for,
        note=reason,
        published_on=[old.published_on.isoformat(), report.published_on.isoformat()],
    )
    if upload is not None and facts is not None:
        _take_file(report, upload, facts, by=by, at=at)
    return report


def _not_after_what_rests_on_it(report: Report) -> None:
    """Refuse a day of publication later than something that came after publication."""
    day = report.published_on
    done = report.obligations.filter(met_on__lt=day).exists()
    due = report.recommendations.filter(due_on__lt=day).exists()
    told = AssuranceUpdate.objects.filter(recommendation__report=report, as_at__lt=day).exists()
    if done or due or told:
        raise Refused(
            "Something that follows from this report is dated before that day: a duty done,"
            " a deadline or an assurance update.",
            about="published_on",
        )


@transaction.atomic
@events_last()
def discard_report(report: Report, reason: str, *, by: User, at: datetime) -> None:
    """Take away a report that was recorded by mistake; its events stay.

    Raises WrongState once recommendations stand, for duties may rest on them.
    """
    report = Report.objects.select_for_update(of=["self"]).get(pk=report.pk)
    require(by, Permission.CAPTURE, report.recorded_for)
    if report.is_confirmed or report.recommendations.exists():
        raise WrongState(
            "The recommendations of this report stand already. It cannot be taken away."
        )
    if not reason.strip():
        raise Refused("Say why it is taken away.")
    Event.record("discard", report, by=by, at=at, body=report.recorded_for, note=reason)
    report.delete()
