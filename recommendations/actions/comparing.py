"""Another text of a report that has been worked on: compared, and taken over where wished."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from accounts.errors import Refused, WrongState
from accounts.models import Event, User, events_last
from accounts.permissions import Permission, require
from bodies.groups import Group
from bodies.models import Body
from recommendations.actions.duties import owe
from recommendations.actions.redating import set_deadline
from recommendations.actions.sources import proposal_of
from recommendations.comparison import CHANGED, NEW, Row, Standing, compare
from recommendations.models import Addressee, Proposal, Recommendation, Report, Source

COPIED = [
    "ending", "name", "sha256", "text", "places", "pages", "found", "notes", "read_at", "problem",
]  # fmt: skip


def compared(source: Source) -> list[Row]:
    """Return what a text says against what stands of its report."""
    return compare(_standing(source.report), source.found)


def _standing(report: Report) -> list[Standing]:
    if report.recommendations.exists():
        rows = report.recommendations.prefetch_related("addressees__body")
        return [_of(row, frozenset(a.code for a in row.addressees.all())) for row in rows]
    kept = report.proposals.exclude(decision=Proposal.Decision.DROPPED)
    return [_of(row, frozenset(row.addressees)) for row in kept]


def _of(row: Recommendation | Proposal, addressees: frozenset[str]) -> Standing:
    due_on = row.due_on.isoformat() if row.due_on else None
    return Standing(row.pk, row.kind, row.number, row.text, row.deadline_text, due_on, addressees)


@transaction.atomic
@events_last()
def take_found(source: Source, wanted: Iterable[int], *, by: User, at: datetime) -> int:
    """Take over what a person chose of the new text; return how many.

    `wanted` are places in `source.found`. Nothing that stands is removed, and
    what hangs on a changed item stays. Raises WrongState when it was settled before.
    """
    report = Report.objects.select_for_update(of=["self"]).get(pk=source.report_id)
    require(by, Permission.CAPTURE, report.recorded_for)
    source = Source.objects.select_for_update(of=["self"]).get(pk=source.pk)
    if not source.is_to_compare:
        raise WrongState("This text has been compared already.")
    chosen = set(wanted)
    rows = [r for r in compared(source) if r.at in chosen and r.state in (CHANGED, NEW)]
    stands = report.recommendations.exists() or report.is_confirmed
    for row in rows:
        if stands:
            _take_recommendation(report, row, by=by, at=at)
        else:
            _take_proposal(report, source, row)
    if report.is_confirmed:
        owe(report, by=by, at=at)
    Source.objects.filter(pk=source.pk).update(settled_at=at)
    Event.record("compare", report, by=by, at=at, body=report.recorded_for, taken=len(rows))
    return len(rows)


def _take_proposal(report: Report, source: Source, row: Row) -> None:
    """Put the new words in the place of a found item, or behind the last; to be checked."""
    last = report.proposals.order_by("-position").first()
    fresh = proposal_of(report, source, last.position + 1 if last else 0, row.found or {})
    if row.standing:
        old = Proposal.objects.get(pk=row.standing.pk)
        fresh.pk, fresh.position, fresh.version = old.pk, old.position, old.version + 1
    fresh.save()


def _take_recommendation(report: Report, row: Row, *, by: User, at: datetime) -> None:
    found, slugs = row.found or {}, {body.slug: body for body in Body.objects.all()}
    _number_is_free(report, row)
    if row.standing:
        item = Recommendation.objects.get(pk=row.standing.pk)
    else:
        item = Recommendation(report=report, position=report.recommendations.count())
    before = {name: getattr(item, name) for name in ["number", "kind", "text", "deadline_text"]}
    for name in ["number", "kind", "text", "heading", "deadline_text"]:
        setattr(item, name, found[name] or getattr(item, name))
    item.returns_from = item.returns_from or found["returns_from"]
    item.save()
    due_on = date.fromisoformat(found["due_on"]) if found["due_on"] else None
    if due_on and due_on != item.due_on and due_on >= report.published_on:
        set_deadline(item, due_on, by=by, at=at)
    has = row.standing.addressees if row.standing else frozenset()
    for code in dict.fromkeys(found["addressees"]):
        if code not in has and (code in Group.values or code in slugs):
            to = {"group": code} if code in Group.values else {"body": slugs[code]}
            Addressee.objects.create(recommendation=item, **to)
    Event.record(
        "correct" if row.standing else "add", item, by=by, at=at, body=report.recorded_for,
        before=before if row.standing else {},
    )  # fmt: skip


def _number_is_free(report: Report, row: Row) -> None:
    found = row.found or {}
    others = report.recommendations.filter(kind=found["kind"], number=found["number"])
    if row.standing:
        others = others.exclude(pk=row.standing.pk)
    if found["number"] and others.exists():
        raise Refused(f"The number {found['number']} stands already. Nothing was taken over.")


@transaction.atomic
@events_last()
def leave_as_it_stands(source: Source, *, by: User, at: datetime) -> None:
    """Record that a text was compared and nothing of it taken."""
    take_found(source, [], by=by, at=at)


@transaction.atomic
@events_last()
def compare_with(source: Source, report: Report, *, by: User, at: datetime) -> Source:
    """Give a text that was read for one report to another one too; return it, to be compared."""
    require(by, Permission.CAPTURE, source.report.recorded_for)
    require(by, Permission.CAPTURE, report.recorded_for)
    if source.disposed_of:
        raise Refused(f"The file of this text is not there any more. {source.disposed_of}")
    copy = Source(report=report, added_by=by, added_at=at, next_try_at=at)
    for name in COPIED:
        setattr(copy, name, getattr(source, name))
    copy.file.name = source.file.name
    copy.save()
    Event.record("add source", report, by=by, at=at, body=report.recorded_for, name=str(source))
    return copy
