"""Assurance updates by a force, with the files that show them, and later files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import File
from django.db import transaction

from accounts.errors import Refused, WrongState
from accounts.models import Event, User, events_last
from accounts.permissions import Permission, require
from accounts.words import reworded
from bodies.models import Body
from recommendations.actions.keeping import kept_file, must_fit
from recommendations.files import FileFacts
from recommendations.milestones import Planned
from recommendations.models import (
    AssuranceUpdate,
    Evidence,
    EvidenceCheck,
    Recommendation,
    UpdateMilestone,
)

Files = Iterable[tuple["File[bytes]", FileFacts]]


@dataclass(frozen=True)
class EvidenceFacts:
    """What a person says of the files they give, all of them alike."""

    description: str = ""
    evidence_on: date | None = None
    expires_on: date | None = None
    marking: str = Evidence.Marking.SENSITIVE


@transaction.atomic
@events_last()
def record_update(
    recommendation: Recommendation,
    body: Body,
    *,
    as_at: date,
    assessment: str,
    narrative: str,
    progress: int | None = None,
    next_due_on: date | None = None,
    milestones: Sequence[Planned] = (),
    files: Files = (),
    facts: EvidenceFacts | None = None,
    by: User,
    at: datetime,
    today: date,
) -> AssuranceUpdate:
    """Add an update by `body`, never to be changed, and its evidence.

    Raises PermissionDenied; Refused for a day to come or before the report, and for a
    milestone that was reached later than today.
    """
    require(by, Permission.UPDATE, body)
    if not recommendation.obligations.filter(body=body).exists():
        raise Refused(f"{recommendation} asks nothing of {body}.")
    if as_at > today:
        raise Refused("The position must be as at today or an earlier day.", about="as_at")
    if as_at < recommendation.report.published_on:
        raise Refused("The position cannot be from before the report was published.", about="as_at")
    if next_due_on is not None and next_due_on <= today:
        raise Refused("The next update must be due on a day to come.", about="next_due_on")
    if any(one.done_on and one.done_on > today for one in milestones):
        raise Refused("A milestone was reached today or earlier.", about="milestones")
    files = list(files)
    must_fit(body, sum(found.size for _, found in files), about="files")
    update = AssuranceUpdate.objects.create(
        recommendation=recommendation,
        body=body,
        as_at=as_at,
        assessment=assessment,
        narrative=narrative,
        progress=progress,
        next_due_on=next_due_on,
        recorded_by=by,
        recorded_at=at,
    )
    UpdateMilestone.objects.bulk_create(
        UpdateMilestone(
            update=update, place=place, words=one.words, due_on=one.due_on, done_on=one.done_on
        )
        for place, one in enumerate(milestones)
    )
    facts = facts or EvidenceFacts()
    kept = [_keep(update, *given, facts, by=by, at=at) for given in files]
    hashes = [evidence.sha256 for evidence in kept]
    Event.record(
        "record update", update, by=by, at=at, body=body, assessment=assessment, evidence=hashes,
        milestones=list(map(str, milestones)), words=reworded(None, update, ["narrative"]),
    )  # fmt: skip
    return update


def _keep(
    update: AssuranceUpdate,
    upload: "File[bytes]",
    found: FileFacts,
    facts: EvidenceFacts,
    *,
    by: User,
    at: datetime,
    **values: object,
) -> Evidence:
    """Keep one file and put it in the queue of those that are to be checked."""
    evidence = Evidence(
        update=update,
        name=found.name,
        content_type=found.content_type,
        size=found.size,
        sha256=found.sha256,
        description=facts.description,
        evidence_on=facts.evidence_on,
        expires_on=facts.expires_on,
        marking=facts.marking,
        **values,
    )
    path = evidence.file.field.generate_filename(evidence, f"{found.sha256[:16]}{found.name[-6:]}")
    evidence.file = kept_file(path, upload, refused=f"{found.name} was not added.")
    evidence.save()
    EvidenceCheck.objects.create(evidence=evidence, added_by=by, added_at=at, next_try_at=at)
    return evidence


@transaction.atomic
@events_last()
def add_evidence(
    update: AssuranceUpdate, files: Files, facts: EvidenceFacts, *, by: User, at: datetime
) -> list[Evidence]:
    """Add files to an update that stands. Raises Refused without any, or one that it has."""
    require(by, Permission.UPDATE, update.body)
    files = list(files)
    if not files:
        raise Refused("Choose at least one file.")
    had = set(update.evidence.values_list("sha256", flat=True))
    for _, found in files:
        if found.sha256 in had:
            raise Refused(f"{found.name} is with this update already.")
    must_fit(update.body, sum(found.size for _, found in files), about="files")
    kept = [_keep(update, *given, facts, by=by, at=at, added_by=by, added_at=at) for given in files]
    for evidence in kept:
        Event.record(
            "add evidence", evidence, by=by, at=at, body=update.body, sha256=evidence.sha256
        )
    return kept


@transaction.atomic
@events_last()
def replace_evidence(
    old: Evidence,
    upload: "File[bytes]",
    found: FileFacts,
    facts: EvidenceFacts,
    *,
    by: User,
    at: datetime,
) -> Evidence:
    """Add a later version of a file; the earlier one stays. Raises Refused, or WrongState."""
    update = AssuranceUpdate.objects.select_for_update(of=["self"]).get(pk=old.update_id)
    require(by, Permission.UPDATE, update.body)
    if Evidence.objects.filter(replaces=old).exists():
        raise WrongState("There is a later version of this file already. Replace that one.")
    if found.sha256 == old.sha256:
        raise Refused("This is the very file that is there already.")
    must_fit(update.body, found.size, about="upload")
    new = _keep(
        update, upload, found, facts, by=by, at=at, added_by=by, added_at=at, replaces=old,
        version=old.version + 1,
    )  # fmt: skip
    Event.record(
        "replace evidence", new, by=by, at=at, body=update.body, sha256=[old.sha256, new.sha256]
    )
    return new
