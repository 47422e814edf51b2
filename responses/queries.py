"""What a response still lacks, and what stands beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from accounts.models import UnsavedWords
from bodies.models import Body
from recommendations.models import (
    AssuranceUpdate,
    Obligation,
    Recommendation,
    RecommendationLink,
    Release,
    Report,
)
from responses.models import (
    ChiefOfficerComment,
    HandRound,
    Invitation,
    Passage,
    Response,
    Review,
)
from responses.welsh import welsh_gaps


@dataclass(frozen=True)
class DeskItem:
    """One recommendation on the desk: its passage, and what the force has said about it."""

    recommendation: Recommendation
    passage: Passage
    comment: ChiefOfficerComment | None
    update: AssuranceUpdate | None
    applies: bool


def gaps(response: Response) -> list[tuple[str, str]]:
    """Return what must be there before submission, each with the address where it is mended.

    Section 55(4): the chief officer is invited. Section 55(5B): every recommendation
    has its action or its reason, whoever it is addressed to.
    """
    missing: list[tuple[str, str]] = [
        (f"“{duty.report}” is set aside. Take it up again first.", duty.get_absolute_url())
        for duty in _set_aside(response).select_related("report")
    ]
    if not hasattr(response, "invitation"):
        missing.append(
            (
                f"The chief officer has not been invited to comment ({response.section('4')}).",
                reverse("responses:invite", args=[response.pk]),
            )
        )
    law = response.section("5B")
    passages = {
        passage.recommendation_id: passage
        for passage in response.passages.select_related("recommendation")
    }
    for recommendation in response.recommendations().needing_explanation():
        passage = passages.get(recommendation.pk)
        if passage is None or not passage.is_explained:
            what = _what_is_missing(recommendation, passage, law)
            missing.append((what, _desk(response, recommendation)))
    return [*missing, *welsh_gaps(response), *_not_saved(response)]


def _not_saved(response: Response) -> list[tuple[str, str]]:
    """Return the pages of this response on which somebody's words are kept and not saved."""
    desk_path = response.get_absolute_url()
    kept = UnsavedWords.objects.filter(path__startswith=desk_path).exclude(
        path__startswith=f"{desk_path}read/"
    )
    return [
        (f"{row.user} has typed words that are not saved yet.", row.path)
        for row in kept.select_related("user")
    ]


def _what_is_missing(recommendation: Recommendation, passage: Passage | None, law: str) -> str:
    if passage is None or not (passage.position or passage.text.strip()):
        lack = "has no explanation"
    elif not passage.position:
        lack = "has words but no position"
    else:
        lack = "has a position but no action and no reason"
    return f"{recommendation} {lack} ({law})."


def _desk(response: Response, recommendation: Recommendation) -> str:
    return reverse("responses:passage", args=[response.pk, recommendation.pk])


def desk(response: Response) -> list[DeskItem]:
    """Return every recommendation with what is beside it on the desk. Five queries in all."""
    recommendations = list(
        response.recommendations().select_related("report").prefetch_related("addressees__body")
    )
    passages = {p.recommendation_id: p for p in response.passages.all()}
    comments = received_comments(response)
    updates = latest_updates(response, recommendations)
    return [
        DeskItem(
            recommendation=recommendation,
            passage=passages.get(recommendation.pk)
            or Passage(response=response, recommendation=recommendation),
            comment=comments.get(recommendation.pk),
            update=updates.get(recommendation.pk),
            applies=recommendation.applies_to(response.body),
        )
        for recommendation in recommendations
    ]


def said_before(
    response: Response, recommendation: Recommendation, today: date
) -> "QuerySet[Passage]":
    """Return what the body answered to recommendations that it has linked to this one."""
    bodies = response.body.with_past(today)
    links = RecommendationLink.objects.filter(body__in=bodies).of(recommendation)
    linked = {pk for pair in links.values_list("recommendation", "other") for pk in pair}
    said = Passage.objects.filter(recommendation__in=linked, response__body__in=bodies)
    said = said.exclude(response=response).exclude(text="", position="")
    return said.select_related("response", "recommendation__report").order_by(
        "-recommendation__report__published_on", "pk"
    )


def received_comments(response: Response) -> dict[int | None, ChiefOfficerComment]:
    """Return the chief officer's comments by recommendation key, the overall one under None.

    Empty until the force has sent them: what is not sent is not the office's to read.
    """
    invitation = getattr(response, "invitation", None)
    if invitation is None or invitation.received_at is None:
        return {}
    comments = response.comments.exclude(text="").select_related("recommendation", "force")
    return {comment.recommendation_id: comment for comment in comments}


def latest_updates(response: Response, recommendations) -> dict[int, AssuranceUpdate]:
    """Return the invited force's newest update on each recommendation: what answers rely on."""
    invitation = getattr(response, "invitation", None)
    if invitation is None:
        return {}
    updates = AssuranceUpdate.objects.filter(
        recommendation__in=recommendations, body=invitation.force_id
    ).prefetch_related("evidence")
    updates = updates.order_by("as_at", "pk")
    return {update.recommendation_id: update for update in updates}


def answerable(body: Body, today: date) -> "QuerySet[Report]":
    """Return the confirmed reports on which `body` still owes a response not yet started."""
    bodies = body.with_past(today)
    owed = Obligation.objects.responses().open().filter(body__in=bodies)
    answered = Response.objects.filter(body=body).values("reports")
    return Report.objects.filter(pk__in=owed.values("report")).exclude(pk__in=answered)


def _set_aside(response: Response) -> "QuerySet[Obligation]":
    """Return the responses set aside that this one would give."""
    of_body = Q(body=response.body) | Q(body__successor=response.body)
    owed = Obligation.objects.responses().set_aside()
    return owed.filter(of_body, report__in=response.reports.all())


def not_asked_for() -> "QuerySet[Response]":
    """Return the responses that were started to a report which was set aside since."""
    set_aside = (
        Obligation.objects.responses()
        .set_aside()
        .filter(
            Q(body=OuterRef("body")) | Q(body__successor=OuterRef("body")),
            report=OuterRef("reports"),
        )
    )
    return Response.objects.filter(Exists(set_aside))


def may_cover(body: Body, report: Report, today: date) -> "QuerySet[Report]":
    """Return the other confirmed reports whose response by `body` might cover `report`."""
    owed = Obligation.objects.responses().filter(body__in=body.with_past(today), release=None)
    others = Report.objects.filter(pk__in=owed.values("report")).exclude(pk=report.pk)
    return others.exclude(confirmed_at=None)


def to_set_aside(release: Release, today: date) -> "QuerySet[Obligation]":
    """Return what approving a release sets aside.

    A report that is covered: the body's response. A report that does not concern the
    force: all that is open under it, of the body and of the forces it oversees.
    """
    wanted = Q(body=release.body, kind=Obligation.Kind.RESPONSE)
    if release.ground == Release.Ground.NOT_CONCERNED:
        owner = release.body.heir_on(today)
        forces = Body.objects.overseen_by([owner], today)
        wanted = Q(body__in=owner.with_past(today)) | Q(body__in=forces.values("pk"))
    return Obligation.objects.open().filter(wanted, report=release.report)


def counted_by_body(duties: "QuerySet[Obligation]") -> list[tuple[str, int]]:
    """Return whose duties they are, each body once, and how many of each."""
    rows = duties.order_by().values_list("body__name").annotate(many=Count("pk"))
    return list(rows.order_by("body__name"))


def covered_by(response: Response) -> list[Release]:
    """Return the releases by which this response answers other reports too."""
    of_body = Q(body=response.body) | Q(body__successor=response.body)
    covering = Release.objects.filter(of_body, covered_by__in=response.reports.all())
    covering = covering.filter(decision=Release.Decision.APPROVED).select_related("report")
    return list(covering.order_by("report__published_on", "pk"))


@dataclass(frozen=True)
class ForceItem:
    """One recommendation in the chief constable's room, with what the force has said so far."""

    recommendation: Recommendation
    obligation: Obligation
    state: str
    comment: ChiefOfficerComment | None
    update: AssuranceUpdate | None
    asked: list[tuple[HandRound, str]]


Asked = dict[int | None, list[tuple[HandRound, str]]]


def asked_in(invitation: Invitation, today: date) -> Asked:
    """Return who was asked by name, each with its state, by the recommendation's key."""
    found: Asked = {}
    for row in invitation.hand_rounds.with_names():
        found.setdefault(row.recommendation_id, []).append((row, row.state(today)))
    return found


def force_items(
    invitation: Invitation, owed: Iterable[Obligation], asked_of_people: Asked, today: date
) -> list[ForceItem]:
    """Return what the invited force owes, in the report's order, in a fixed number of queries."""
    given = invitation.response.comments.prefetch_related("files__check_made", "files__added_by")
    comments = {c.recommendation_id: c for c in given}
    asked = [(o.recommendation, o) for o in owed if o.recommendation]
    updates = AssuranceUpdate.objects.filter(
        body=invitation.force, recommendation__in=[recommendation for recommendation, _ in asked]
    ).order_by("as_at", "pk")
    latest = {update.recommendation_id: update for update in updates}
    return [
        ForceItem(
            recommendation=recommendation,
            obligation=o,
            state=o.state(today),
            comment=comments.get(recommendation.pk),
            update=latest.get(recommendation.pk),
            asked=asked_of_people.get(recommendation.pk, []),
        )
        for recommendation, o in sorted(asked, key=lambda a: _in_order(a[0]))
    ]


def _in_order(recommendation: Recommendation) -> tuple[int, str, int]:
    return recommendation.report_id, recommendation.sort_key, recommendation.position


def returned(response: Response) -> Review | None:
    """Return the review that sent a draft back to its writers, if one did."""
    sent_back = [r for r in response.current_round() if r.decision == Review.Decision.RETURNED]
    return sent_back[-1] if sent_back and response.is_open else None


def broken_before(response: Response) -> Review | None:
    """Return the approval whose breaking put the response back in draft, if one did."""
    broken = [r for r in response.current_round() if r.broken_at]
    return broken[-1] if broken and response.is_open else None
