"""From a report's text to recommendations: found, checked by a person, confirmed."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.errors import Incomplete, Refused, Stale, WrongState
from accounts.models import Event, User, events_last
from accounts.permissions import Permission, require
from bodies.groups import Group
from bodies.models import Body
from recommendations.actions.duties import stand
from recommendations.actions.sources import not_by_hand
from recommendations.extraction.deadlines_text import read_words
from recommendations.models import Addressee, Proposal, Recommendation, Report
from recommendations.numbers import sort_key, tidy
from recommendations.places import where

PROPOSAL_FIELDS = [
    "number",
    "heading",
    "kind",
    "text",
    "addressees",
    "returns_from",
    "deadline_text",
    "due_on",
    "decision",
    "reason",
]


def to_check(report: Report, *, by: User) -> Report:
    """Return the report under lock, once `by` may capture and it is not confirmed."""
    report = Report.objects.select_for_update(of=["self"]).get(pk=report.pk)
    require(by, Permission.CAPTURE, report.recorded_for)
    if report.is_confirmed:
        raise WrongState("The recommendations of this report are already confirmed.")
    return report


def _is_allowed(proposal: Proposal, values: dict[str, Any]) -> None:
    """Raise Refused for a deadline before publication, or a number that is taken."""
    due_on = values.get("due_on")
    if due_on and due_on < proposal.report.published_on:
        raise Refused("The deadline cannot be before the report was published.")
    if values.get("decision") != Proposal.Decision.DROPPED:
        _number_is_free(proposal, values["number"], values.get("kind", proposal.kind))


def _number_is_free(proposal: Proposal, number: str, kind: str) -> None:
    """Raise Refused when another item of this kind, not dropped, has the number."""
    others = proposal.report.proposals.filter(number=number, kind=kind).exclude(pk=proposal.pk)
    if number and others.exclude(decision=Proposal.Decision.DROPPED).exists():
        raise Refused(
            f"Another item of this kind already has the number {number}. Drop one of them, or"
            " give it another number.",
            about="number",
        )


@transaction.atomic
@events_last()
def save_proposal(
    proposal: Proposal, *, version: int, by: User, at: datetime, **values: Any
) -> Proposal:
    """Save what a person made of one found item. Raises Stale if another saved first."""
    report = to_check(proposal.report, by=by)
    values = {field: values[field] for field in PROPOSAL_FIELDS if field in values}
    values["number"] = tidy(values.get("number", proposal.number))
    _is_allowed(proposal, values)
    changed = Proposal.objects.filter(pk=proposal.pk, version=version).update(
        **values, version=F("version") + 1
    )
    proposal = Proposal.objects.get(pk=proposal.pk)
    if not changed:
        raise Stale(proposal)
    Event.record(
        "check", proposal, by=by, at=at, body=report.recorded_for, decision=proposal.decision
    )
    return proposal


def accept(proposal: Proposal, *, by: User, at: datetime) -> Proposal:
    """Mark one item as checked just as it stands. Raises Refused while something is missing."""
    if not proposal.addressees:
        raise Refused("Say to whom it is addressed before it is marked as checked.")
    return save_proposal(
        proposal, version=proposal.version, decision=Proposal.Decision.ACCEPTED, by=by, at=at
    )


@transaction.atomic
@events_last()
def accept_sure(report: Report, *, by: User, at: datetime) -> int:
    """Mark as checked every item about which the reader had no doubt; return how many."""
    report = to_check(report, by=by)
    sure = [
        proposal
        for proposal in report.proposals.filter(decision=Proposal.Decision.PENDING)
        if not proposal.needs_you and proposal.text.strip()
    ]
    for proposal in sure:
        proposal.decision = Proposal.Decision.ACCEPTED
        proposal.version += 1
        proposal.save(update_fields=["decision", "version"])
        Event.record("check", proposal, by=by, at=at, body=report.recorded_for, decision="accepted")
    return len(sure)


def missing_item(report: Report) -> Proposal:
    """Return, unsaved, an item for a recommendation that the reader did not find."""
    last = report.proposals.order_by("-position").first()
    return Proposal(report=report, position=last.position + 1 if last else 0)


def _room_for(proposal: Proposal) -> int:
    """Return the place of a new item: before the first of its kind with a higher number."""
    if not proposal.number:
        return proposal.position
    key = sort_key(proposal.number)
    others = proposal.report.proposals.filter(kind=proposal.kind).exclude(number="")
    higher = next((p for p in others if sort_key(p.number) > key), None)
    if higher is None:
        return proposal.position
    following = proposal.report.proposals.filter(position__gte=higher.position)
    following.update(position=F("position") + 1)
    return higher.position


def _day_in(words: str, report: Report) -> date | None:
    """Return the day that words about a deadline give, unless it is before publication."""
    day = read_words(words, report.published_on).on if words.strip() else None
    return day if day and day >= report.published_on else None


@transaction.atomic
@events_last()
def add_proposal(report: Report, *, by: User, at: datetime, **values: Any) -> Proposal:
    """Add an item that the reader did not find, as a person typed it.

    Its deadline is read from the words about it where no day was typed.
    """
    report = to_check(report, by=by)
    not_by_hand(report)
    proposal = missing_item(report)
    values = {field: values[field] for field in PROPOSAL_FIELDS if field in values}
    values["number"] = tidy(values.get("number", ""))
    values["due_on"] = values.get("due_on") or _day_in(values.get("deadline_text", ""), report)
    _is_allowed(proposal, values)
    for field, value in values.items():
        setattr(proposal, field, value)
    proposal.position = _room_for(proposal)
    proposal.save()
    Event.record("add", proposal, by=by, at=at, body=report.recorded_for)
    return proposal


def _gaps(proposals: list[Proposal], slugs: dict[str, Body]) -> list[tuple[str, str]]:
    accepted = [p for p in proposals if p.decision == Proposal.Decision.ACCEPTED]
    pending = [p for p in proposals if p.decision == Proposal.Decision.PENDING]
    gaps = [(f"{p} has not been checked.", p) for p in pending]
    gaps += [(f"{p} has no addressee.", p) for p in accepted if not p.addressees]
    gaps += [
        (f"{p} is addressed to a body that is not on record: {code}.", p)
        for p in accepted
        for code in p.addressees
        if code not in Group.values and code not in slugs
    ]
    gaps += [(f"{p} has no text.", p) for p in accepted if not p.text.strip()]
    return [(words, f"#proposal-{p.pk}") for words, p in gaps]


def _recommendation(
    proposal: Proposal, slugs: dict[str, Body], *, by: User, at: datetime
) -> Recommendation:
    due = {"due_on_confirmed_by": by, "due_on_confirmed_at": at} if proposal.due_on else {}
    recommendation = Recommendation.objects.create(
        report=proposal.report,
        number=proposal.number,
        position=proposal.position,
        heading=proposal.heading,
        kind=proposal.kind,
        text=proposal.text,
        place=where(proposal, proposal.source),
        deadline_text=proposal.deadline_text,
        due_on=proposal.due_on,
        returns_from=proposal.returns_from,
        **due,
    )
    for code in dict.fromkeys(proposal.addressees):
        if code in Group.values:
            Addressee.objects.create(recommendation=recommendation, group=code)
        else:
            Addressee.objects.create(recommendation=recommendation, body=slugs[code])
    return recommendation


@transaction.atomic
@events_last()
def confirm_recommendations(
    report: Report, *, by: User, at: datetime, today: date
) -> list[Recommendation]:
    """Turn every checked item into a recommendation, and write down who owes what by when.

    A report without recommendations is confirmed too: section 55(5) still asks
    for comments. Raises Incomplete with what is still to check.
    """
    report = to_check(report, by=by)
    proposals = list(report.proposals.select_related("report", "source"))
    slugs = {body.slug: body for body in Body.objects.all()}
    gaps = _gaps(proposals, slugs)
    if not report.published_on_confirmed_at:
        gaps.insert(0, ("The publication date has not been confirmed yet.", "#day"))
    if gaps:
        raise Incomplete(gaps)
    accepted = [p for p in proposals if p.decision == Proposal.Decision.ACCEPTED]
    made = [_recommendation(p, slugs, by=by, at=at) for p in accepted]
    stand(report, made, by=by, at=at)
    return made
