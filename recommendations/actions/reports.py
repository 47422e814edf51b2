"""Recording a report and correcting its facts."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.files.base import File
from django.db import IntegrityError, transaction

from accounts.errors import Refused, Stale
from accounts.models import Event, User
from accounts.permissions import Permission, require
from bodies.models import Body
from recommendations.deadlines import SECTION_55_DAYS, last_day
from recommendations.files import FileFacts
from recommendations.models import AssuranceUpdate, Obligation, Report

CORRECTABLE = [
    "title",
    "kind",
    "basis",
    "url",
    "published_on",
    "published_on_confirmed_by",
    "published_on_confirmed_at",
    "source_file",
    "source_name",
    "source_sha256",
    "version",
]


def _attach(report: Report, upload: "File[bytes]", facts: FileFacts) -> None:
    report.source_file.save(facts.name, upload, save=False)
    report.source_name, report.source_sha256 = facts.name, facts.sha256


@transaction.atomic
def record_report(
    report: Report,
    *,
    publishers: Iterable[Body] = (),
    forces: Iterable[Body] = (),
    upload: "File[bytes] | None" = None,
    facts: FileFacts | None = None,
    by: User,
    at: datetime,
    today: date,
) -> Report:
    """Save a new report of `report.recorded_for`, its day confirmed by the one who records it.

    Raises PermissionDenied, or Refused for a day of publication still to come.
    """
    require(by, Permission.CAPTURE, report.recorded_for)
    _not_in_future(report.published_on, today)
    report.recorded_by, report.recorded_at = by, at
    report.published_on_confirmed_by, report.published_on_confirmed_at = by, at
    if upload is not None and facts is not None:
        _attach(report, upload, facts)
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
        sha256=report.source_sha256,
    )
    return report


def _save_once(report: Report, fields: list[str] | None = None) -> None:
    try:
        with transaction.atomic():
            report.save(update_fields=fields)
    except IntegrityError as error:
        raise Refused(f"“{report}”, published on that day, is already recorded.") from error


def _not_in_future(published_on: date, today: date) -> None:
    if published_on > today:
        raise Refused("The publication date must be today or in the past.")


@transaction.atomic
def confirm_publication_day(report: Report, *, by: User, at: datetime) -> None:
    """Record that a person has checked the day against the publisher's own copy."""
    require(by, Permission.CAPTURE, report.recorded_for)
    Report.objects.filter(pk=report.pk).update(
        published_on_confirmed_by=by, published_on_confirmed_at=at
    )
    Event.record("confirm publication day", report, by=by, at=at, body=report.recorded_for)


@transaction.atomic
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
    reason, moves the open responses' days and leaves the old day in the record.
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
        raise Refused("Say why the publication date is changed: duties already rest on it.")
    if old.is_confirmed and old.basis != report.basis:
        raise Refused("The statutory basis cannot be changed: duties already rest on it.")
    if moved:
        _not_after_what_rests_on_it(report)
        report.published_on_confirmed_by, report.published_on_confirmed_at = by, at
    if upload is not None and facts is not None:
        _attach(report, upload, facts)
    report.version = old.version + 1
    _save_once(report, CORRECTABLE)
    report.publishers.set(publishers)
    if not old.is_confirmed:
        report.forces.set(forces)
    elif moved:
        _move_open_responses(report, reason, by=by, at=at)
    Event.record(
        "correct",
        report,
        by=by,
        at=at,
        body=report.recorded_for,
        note=reason,
        published_on=[old.published_on.isoformat(), report.published_on.isoformat()],
    )
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
            " a deadline or an assurance update."
        )


def _move_open_responses(report: Report, reason: str, *, by: User, at: datetime) -> None:
    """Put the open responses on the days that follow from the corrected publication date."""
    due_on = last_day(report.published_on, SECTION_55_DAYS)
    for obligation in report.obligations.responses().open():
        untouched = obligation.due_on == obligation.first_due_on
        obligation.first_due_on = due_on
        if untouched or obligation.basis == Obligation.Basis.ACT:
            obligation.due_on = due_on
        obligation.save(update_fields=["due_on", "first_due_on"])
        Event.record(
            "change due day",
            obligation,
            by=by,
            at=at,
            body=obligation.body,
            note=reason,
            due_on=obligation.due_on.isoformat(),
        )
