"""Starting a response and writing it, so that nobody's words are lost."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone

from accounts.changes import changes
from accounts.errors import Refused, Stale, WrongState
from accounts.models import Event, User, events_last
from accounts.permissions import Permission, require
from accounts.words import reworded
from bodies.models import Body
from recommendations.models import Recommendation, Report
from responses.models import Passage, Response, ResponseReport
from responses.workflow import State

T = TypeVar("T", bound=models.Model)
RESPONSE_WORDS = ["opening", "opening_cy", "reply", "reply_cy", "closing", "closing_cy"]
# What the record says before and after. Of the words of a draft it keeps only digests: the
# words would outlive the draft.
PASSAGE_FACTS = ["position", "by_when"]
PASSAGE_WORDS = ["position", "text", "text_cy", "owner", "by_when", "withheld_reason"]


@transaction.atomic
@events_last()
def start_response(body: Body, reports: Iterable[Report], *, by: User, at: datetime) -> Response:
    """Start the response of `body` to one or more reports.

    Raises PermissionDenied, or Refused when a report is not confirmed yet, owes
    nothing to this body, or is answered already.
    """
    require(by, Permission.DRAFT, body)
    reports = list(reports)
    bodies = body.with_past(timezone.localdate(at))
    for report in reports:
        if not report.is_confirmed:
            raise Refused(f"The recommendations of “{report}” are not confirmed yet.")
        owed = report.obligations.responses().filter(body__in=bodies)
        if not owed.exists():
            raise Refused(f"{body} does not owe a response to “{report}”.")
        if not owed.filter(release=None).exists():
            raise Refused(f"“{report}” is set aside. Take it up again before you answer it.")
    response = Response.objects.create(body=body, drafted_by=by, started_at=at)
    try:
        with transaction.atomic():
            ResponseReport.objects.bulk_create(
                ResponseReport(response=response, body=body, report=report) for report in reports
            )
    except IntegrityError as error:
        raise Refused("This body already has a response to this report.") from error
    Passage.objects.bulk_create(
        Passage(response=response, recommendation=recommendation)
        for recommendation in response.recommendations()
    )
    Event.record("start", response, by=by, at=at, body=body)
    return response


@transaction.atomic
@events_last()
def take_over(response: Response, *, by: User, at: datetime, today: date) -> Response:
    """Let the body that took its author's functions over go on with a response.

    What a commissioner began a mayor may owe. Raises Refused while the author
    still exists, or once the letter is signed; PermissionDenied to others.
    """
    response = Response.objects.select_for_update(of=["self"]).get(pk=response.pk)
    past, heir, before = response.body, response.body.successor, response.state
    if heir is None or past.ends_on is None or past.ends_on >= today:
        raise Refused(f"No other body has taken over from {past}.")
    require(by, Permission.DRAFT, heir)
    if response.state not in {State.DRAFT, State.IN_REVIEW, State.APPROVED}:
        raise WrongState("A signed response stays with the body that signed it.")
    response.body, response.state = heir, State.DRAFT
    response.save(update_fields=["body", "state"])
    response.answers.update(body=heir)
    Event.record(
        "take over",
        response,
        by=by,
        at=at,
        body=heir,
        note=f"From {past}",
        changes=changes({"state": before}, response, ["state"]),
    )
    return response


def open_draft(response: Response) -> Response:
    """Return the response under lock while its words may change, else raise WrongState."""
    response = Response.objects.select_for_update(of=["self"]).get(pk=response.pk)
    if response.state != State.DRAFT:
        raise WrongState(
            f"This response is {response.get_state_display().lower()}. Its words can be changed"
            " only in draft."
        )
    return response


def as_it_stands(row: models.Model) -> dict[str, Any]:
    """Return the recorded words of a row, which nobody else can change now, before it is saved."""
    rows = type(row)._default_manager.filter(pk=row.pk)
    return rows.values(*row.recorded_words).get()  # type: ignore[attr-defined]


def save_over(row: T, values: dict[str, Any], *, version: int, by: User, at: datetime) -> T:
    """Write `values` over the row the writer saw, or raise Stale with the row as it is now."""
    rows = type(row)._default_manager.filter(pk=row.pk)
    changed = rows.filter(version=version).update(
        **values, saved_by=by, saved_at=at, version=F("version") + 1
    )
    current = rows.select_related("saved_by").get()
    if not changed and any(getattr(current, field) != value for field, value in values.items()):
        raise Stale(current)
    return current


@transaction.atomic
@events_last()
def save_words(
    response: Response, *, version: int, by: User, at: datetime, **words: str
) -> Response:
    """Save the opening, the closing or the reply. Raises WrongState or Stale."""
    response = open_draft(response)
    require(by, Permission.DRAFT, response.body)
    values = {name: words[name] for name in RESPONSE_WORDS if name in words}
    before = as_it_stands(response)
    response = save_over(response, values, version=version, by=by, at=at)
    response.writers.add(by)
    Event.record(
        "write",
        response,
        by=by,
        at=at,
        body=response.body,
        parts=sorted(values),
        words=reworded(before, response, response.recorded_words),
    )
    return response


@transaction.atomic
@events_last()
def record_one_language(response: Response, reason: str, *, by: User, at: datetime) -> Response:
    """Record why a Welsh body's response is in one language only; no reason takes it back.

    In draft it is approved with the words. A letter that was signed before can only be
    published with it. Raises Refused for another body, WrongState in between.
    """
    response = Response.objects.select_for_update(of=["self"]).get(pk=response.pk)
    require(by, Permission.DRAFT, response.body)
    if not response.body.is_welsh:
        raise Refused(f"{response.body} publishes in English; no reason is needed.")
    if response.state not in {State.DRAFT, State.SIGNED}:
        state = response.get_state_display().lower()
        raise WrongState(f"This response is {state}. The reason can be changed only in draft.")
    before = as_it_stands(response)
    response.no_welsh_reason = reason.strip()
    response.save(update_fields=["no_welsh_reason"])
    response.writers.add(by)
    said = reworded(before, response, response.recorded_words)
    Event.record(
        "give one language", response, by=by, at=at, body=response.body, note=reason, words=said
    )
    return response


@transaction.atomic
@events_last()
def save_passage(
    response: Response,
    recommendation: Recommendation,
    *,
    version: int,
    also: Iterable[Recommendation] = (),
    by: User,
    at: datetime,
    **words: Any,
) -> Passage:
    """Save what the body says about one recommendation, and about those it serves `also`.

    Only what has no words of its own yet takes another's. Raises Refused, WrongState
    or Stale.
    """
    response = open_draft(response)
    require(by, Permission.DRAFT, response.body)
    if not response.answers.filter(report=recommendation.report_id).exists():
        raise Refused("This response does not answer the report of that recommendation.")
    passage, _ = Passage.objects.get_or_create(response=response, recommendation=recommendation)
    before = as_it_stands(passage) | {name: getattr(passage, name) for name in PASSAGE_FACTS}
    values = {name: words[name] for name in PASSAGE_WORDS if name in words}
    passage = save_over(passage, values, version=version, by=by, at=at)
    response.writers.add(by)
    Event.record(
        "write",
        passage,
        by=by,
        at=at,
        body=response.body,
        position=passage.position,
        changes=changes(before, passage, PASSAGE_FACTS),
        words=reworded(before, passage, passage.recorded_words),
    )
    for other in also:
        _serve(passage, other, by=by, at=at)
    return passage


def _serve(passage: Passage, other: Recommendation, *, by: User, at: datetime) -> None:
    """Give another recommendation of the same response the same answer."""
    rows = Passage.objects.filter(response=passage.response, recommendation=other)
    same = {name: getattr(passage, name) for name in PASSAGE_WORDS}
    before = rows.values(*Passage.recorded_words).first()
    taken = rows.filter(position="", text="").update(
        **same, saved_by=by, saved_at=at, version=F("version") + 1
    )
    if not taken:
        raise Refused(f"{other} has words of its own. Nothing was saved.")
    body, served = passage.response.body, rows.get()
    said = reworded(before, served, served.recorded_words)
    Event.record("write", served, by=by, at=at, body=body, position=passage.position, words=said)
