"""Who is meant: from addressees as the inspectors write them to bodies, and to duties."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings

from bodies.groups import Group
from bodies.models import Body
from recommendations.deadlines import SECTION_55_DAYS, last_day
from recommendations.models import Obligation, Proposal, Report

# Bodies that reports address again and again; any other is chosen by name.
USUAL_ADDRESSEES = [
    "home-office",
    "npcc",
    "apcc",
    "college-of-policing",
    "iopc",
    "cps",
    "hmicfrs",
]


@dataclass(frozen=True)
class Wanted:
    """One recommendation as far as duties go, confirmed or still proposed."""

    addressees: tuple[str, ...]  # group codes and body slugs
    returns_from: str
    deadline_text: str
    due_on: date | None
    recommendation: object = None


@dataclass
class Scope:
    """The bodies that a report concerned on the day it was published."""

    report: Report
    forces: list[Body] = field(default_factory=list)
    local_policing_bodies: list[Body] = field(default_factory=list)

    def members(self, group: Group) -> list[Body]:
        if group == Group.CHIEF_CONSTABLES:
            return self.forces
        return self.local_policing_bodies


def disposed_file_of(report: Report) -> str:
    """Say when a report's file was disposed of and under what rule; nothing while it is kept."""
    if not report.source_file:
        return ""
    source = report.sources.filter(file=report.source_file.name).with_disposal().first()
    return source.disposed_of if source else ""


def why_not_to_be_had(report: Report) -> str:
    """Say why a report's file cannot be downloaded now: gone, a virus, not scanned; or nothing."""
    if disposed := disposed_file_of(report):
        return disposed
    same = report.sources.filter(sha256=report.source_sha256).exclude(ending="")
    if same.exclude(virus="").exists():
        return "A virus was found in this file. It is in quarantine, and nobody can have it."
    if settings.CLAMD and same.filter(read_at=None).exists():
        return "This file is not scanned for viruses yet. Try again in a minute."
    return ""


def scope_of(report: Report) -> Scope:
    """Return the forces in scope and the bodies over them, as on the day of publication."""
    day = report.published_on
    chosen = list(report.forces.all())
    forces = chosen or list(Body.objects.forces().on(day))
    overseers = Body.objects.local_policing_bodies().on(day).overseeing(forces, day).distinct()
    return Scope(report, forces, list(overseers))


def resolve(codes: Iterable[str], scope: Scope) -> list[Body]:
    """Return the bodies that addressee codes name within a report's scope, each once."""
    bodies: dict[int, Body] = {}
    slugs = [code for code in codes if code not in Group.values]
    for code in codes:
        if code in Group.values:
            bodies |= {body.pk: body for body in scope.members(Group(code))}
    bodies |= {body.pk: body for body in Body.objects.filter(slug__in=slugs)}
    return list(bodies.values())


def plan_obligations(scope: Scope, wanted: Iterable[Wanted]) -> list[Obligation]:
    """Return, unsaved, every duty that a report gives rise to.

    The response of each local policing body in scope, action by each addressee,
    and the returns that an addressee must collate.
    """
    report = scope.report
    planned = [_response(report, body) for body in scope.local_policing_bodies]
    for item in wanted:
        addressed = resolve(item.addressees, scope)
        planned += [_duty(report, item, body, Obligation.Kind.ACTION) for body in addressed]
        collator = next((b for b in addressed if item.returns_from), None)
        if collator:
            planned += [
                _duty(report, item, body, Obligation.Kind.RETURN, owed_to=collator)
                for body in scope.members(Group(item.returns_from))
            ]
    return planned


def _response(report: Report, body: Body) -> Obligation:
    due_on = last_day(report.published_on, SECTION_55_DAYS)
    basis = Obligation.Basis.ACT if report.is_under_the_act else Obligation.Basis.OFFICE
    return Obligation(
        report=report,
        body=body,
        kind=Obligation.Kind.RESPONSE,
        basis=basis,
        due_on=due_on,
        first_due_on=due_on,
    )


def _duty(report: Report, item: Wanted, body: Body, kind, owed_to=None) -> Obligation:
    return Obligation(
        report=report,
        recommendation=item.recommendation,
        body=body,
        owed_to=owed_to,
        kind=kind,
        basis=Obligation.Basis.REPORT,
        due_on=item.due_on,
        first_due_on=item.due_on,
        due_text=item.deadline_text,
    )


def preview_of(report: Report) -> dict:
    """Return what confirming would bring: the checked items, and how many duties for whom."""
    proposals = list(report.proposals.all())
    accepted = [p for p in proposals if p.decision == Proposal.Decision.ACCEPTED]
    wanted = [
        Wanted(tuple(p.addressees), p.returns_from, p.deadline_text, p.due_on) for p in accepted
    ]
    planned = plan_obligations(scope_of(report), wanted)
    office = report.recorded_for
    own = {office, office.force_on(report.published_on)}
    kinds = [
        (kind.label, rows := [o for o in planned if o.kind == kind], _names(rows, own))
        for kind in Obligation.Kind
    ]
    return {
        "accepted": accepted,
        "pending": [p for p in proposals if p.decision == Proposal.Decision.PENDING],
        "dropped": [p for p in proposals if p.decision == Proposal.Decision.DROPPED],
        "kinds": [(label, len(rows), names) for label, rows, names in kinds if rows],
    }


def _names(planned: list[Obligation], own: set[Body | None], most: int = 5) -> str:
    """Return the names of those who would owe, one's own first, a few when they are many."""
    bodies = sorted({o.body for o in planned}, key=lambda body: (body not in own, body.name))
    first = ", ".join(body.name for body in bodies[:most])
    return first if len(bodies) <= most else f"{first} and {len(bodies) - most} other bodies"


def with_addressee_names(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Return proposals, each with `addressee_names` in words; one query for all."""
    proposals = list(proposals)
    slugs = {code for p in proposals for code in p.addressees} - set(Group.values)
    names = {b.slug: b.name for b in Body.objects.filter(slug__in=slugs)} | dict(Group.choices)
    for proposal in proposals:
        proposal.addressee_names = ", ".join(names.get(c, c) for c in proposal.addressees)
    return proposals
