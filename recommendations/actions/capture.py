"""From a report's text to recommendations: found, checked by a person, confirmed."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.errors import Incomplete, Refused, Stale, WrongState
from accounts.models import Event, User
from accounts.permissions import Permission, require
from bodies.groups import Group
from bodies.models import Body
from recommendations.actions.duties import owe
from recommendations.extraction import Proposed, extract
from recommendations.extraction.errors import ExtractionError
from recommendations.known_bodies import known_bodies
from recommendations.models import Addressee, Proposal, Recommendation, Report
from recommendations.numbers import tidy

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


def _to_check(report: Report, *, by: User) -> Report:
    """Return the report under lock, once `by` may capture and it is not confirmed."""
    report = Report.objects.select_for_update(of=["self"]).get(pk=report.pk)
    require(by, Permission.CAPTURE, report.recorded_for)
    if report.is_confirmed:
        raise WrongState("The recommendations of this report are already confirmed.")
    return report


def _none_by_hand(report: Report) -> None:
    """Raise WrongState when recommendations stand already: two sources would collide."""
    if report.recommendations.exists():
        raise WrongState(
            "The recommendations of this report were entered by hand. Remove them there first."
        )


def _slug_of(code: str, by_name: dict[str, str]) -> str | None:
    """Return the group code or body slug for an extractor's code, or None when unknown."""
    if code in Group.values:
        return code
    if code.startswith("force:"):
        return by_name.get(code.removeprefix("force:").casefold())
    return code.replace("_", "-")


def _proposal(report: Report, position: int, found: Proposed, by_name: dict[str, str]) -> Proposal:
    codes = [_slug_of(code, by_name) for code in found.addressees]
    returns_from = next((c for c in found.returns_from if c in Group.values), "")
    proposal = Proposal(
        report=report,
        position=position,
        number=tidy(found.number or ""),
        heading=found.heading[:300],
        kind=found.kind,
        text=found.text,
        addressees=[code for code in codes if code],
        returns_from=returns_from,
        deadline_text=(found.deadline_text or "")[:300],
        due_on=found.deadline,
        doubts=list(found.doubts),
    )
    proposal.found = {
        field: getattr(proposal, field)
        for field in ["number", "heading", "kind", "text", "addressees", "deadline_text"]
    } | {"due_on": found.deadline.isoformat() if found.deadline else None}
    return proposal


def _slugs_by_name(scope_codes: Iterable[str]) -> dict[str, str]:
    wanted = [code for code in scope_codes if code.startswith("force:")]
    if not wanted:
        return {}
    names = {name.text.casefold(): body.slug for body in known_bodies() for name in body.names}
    return names | {body.name.casefold(): body.slug for body in known_bodies()}


def find_recommendations(report: Report, text: str, *, by: User, at: datetime) -> list[str]:
    """Read `text` and put what is found before a person; return the reader's notes.

    What was proposed earlier is replaced, unless some of it is already checked.
    Reading may take seconds, so it is done before anything is locked.
    Raises Refused when nothing can be read, WrongState once confirmed.
    """
    require(by, Permission.CAPTURE, report.recorded_for)
    try:
        result = extract(
            text, published=report.published_on, title=report.title, bodies=known_bodies()
        )
    except ExtractionError as error:
        raise Refused(str(error)) from error
    by_name = _slugs_by_name([c for item in result.recommendations for c in item.addressees])
    with transaction.atomic():
        report = _to_check(report, by=by)
        _none_by_hand(report)
        _not_checked_yet(report)
        report.proposals.all().delete()
        Proposal.objects.bulk_create(
            _proposal(report, position, item, by_name)
            for position, item in enumerate(result.recommendations)
        )
        Report.objects.filter(pk=report.pk).update(
            source_text=text.replace("\x00", ""), reading_notes=list(result.notes)
        )
        found = len(result.recommendations)
        Event.record("read text", report, by=by, at=at, body=report.recorded_for, found=found)
    return list(result.notes)


def _not_checked_yet(report: Report) -> None:
    if report.proposals.exclude(decision=Proposal.Decision.PENDING).exists():
        raise WrongState("Some of what was found is already checked. Add the rest by hand.")


def _number_is_free(proposal: Proposal, number: str, kind: str) -> None:
    """Raise Refused when another item of this kind, not dropped, has the number."""
    others = proposal.report.proposals.filter(number=number, kind=kind).exclude(pk=proposal.pk)
    if number and others.exclude(decision=Proposal.Decision.DROPPED).exists():
        raise Refused(
            f"Another item of this kind already has the number {number}. Drop one of them, or"
            " give it another number."
        )


@transaction.atomic
def save_proposal(
    proposal: Proposal, *, version: int, by: User, at: datetime, **values: Any
) -> Proposal:
    """Save what a person made of one found item. Raises Stale if another saved first."""
    report = _to_check(proposal.report, by=by)
    values = {field: values[field] for field in PROPOSAL_FIELDS if field in values}
    values["number"] = tidy(values.get("number", proposal.number))
    due_on = values.get("due_on")
    if due_on and due_on < report.published_on:
        raise Refused("The deadline cannot be before the report was published.")
    if values.get("decision") != Proposal.Decision.DROPPED:
        _number_is_free(proposal, values["number"], values.get("kind", proposal.kind))
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


@transaction.atomic
def accept_sure(report: Report, *, by: User, at: datetime) -> int:
    """Mark as checked every item about which the reader had no doubt; return how many."""
    report = _to_check(report, by=by)
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


@transaction.atomic
def add_proposal(report: Report, *, by: User, at: datetime) -> Proposal:
    """Add an empty item for a recommendation that the reader did not find."""
    report = _to_check(report, by=by)
    _none_by_hand(report)
    last = report.proposals.order_by("-position").first()
    proposal = Proposal.objects.create(
        report=report, position=last.position + 1 if last else 0, text=""
    )
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
def confirm_recommendations(
    report: Report, *, by: User, at: datetime, today: date
) -> list[Recommendation]:
    """Turn every checked item into a recommendation, and write down who owes what by when.

    A report without recommendations is confirmed too: section 55(5) still asks
    for comments. Raises Incomplete with what is still to check.
    """
    report = _to_check(report, by=by)
    proposals = list(report.proposals.select_related("report"))
    slugs = {body.slug: body for body in Body.objects.all()}
    gaps = _gaps(proposals, slugs)
    if gaps:
        raise Incomplete(gaps)
    accepted = [p for p in proposals if p.decision == Proposal.Decision.ACCEPTED]
    made = [_recommendation(p, slugs, by=by, at=at) for p in accepted]
    nest(made)
    report.confirmed_by, report.confirmed_at = by, at
    report.save(update_fields=["confirmed_by", "confirmed_at"])
    owed = owe(report, by=by, at=at)
    Event.record(
        "confirm recommendations",
        report,
        by=by,
        at=at,
        body=report.recorded_for,
        recommendations=len(made),
        obligations=owed,
    )
    return made


def nest(made: list[Recommendation]) -> None:
    """Put the recommendations that follow a cause of concern under it."""
    parent = None
    for recommendation in made:
        if recommendation.kind != Recommendation.Kind.RECOMMENDATION:
            is_cause = recommendation.kind == Recommendation.Kind.CAUSE_OF_CONCERN
            parent = recommendation if is_cause else None
        elif parent:
            recommendation.parent = parent
            recommendation.save(update_fields=["parent", "sort_key"])
