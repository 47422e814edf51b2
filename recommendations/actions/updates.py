"""Assurance updates by a force, with the files that show them."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.files.base import File
from django.db import transaction

from accounts.errors import Refused
from accounts.models import Event, User, events_last
from accounts.permissions import Permission, require
from bodies.models import Body
from recommendations.files import FileFacts
from recommendations.models import AssuranceUpdate, Evidence, Recommendation


@transaction.atomic
@events_last()
def record_update(
    recommendation: Recommendation,
    body: Body,
    *,
    as_at: date,
    assessment: str,
    narrative: str,
    files: Iterable[tuple["File[bytes]", FileFacts]] = (),
    description: str = "",
    evidence_on: date | None = None,
    by: User,
    at: datetime,
    today: date,
) -> AssuranceUpdate:
    """Add an update by `body`, never to be changed, and its evidence.

    Raises PermissionDenied; Refused for a day to come or before the report.
    """
    require(by, Permission.UPDATE, body)
    if not recommendation.obligations.filter(body=body).exists():
        raise Refused(f"{recommendation} asks nothing of {body}.")
    if as_at > today:
        raise Refused("The position must be as at today or an earlier day.", about="as_at")
    if as_at < recommendation.report.published_on:
        raise Refused("The position cannot be from before the report was published.", about="as_at")
    update = AssuranceUpdate.objects.create(
        recommendation=recommendation,
        body=body,
        as_at=as_at,
        assessment=assessment,
        narrative=narrative,
        recorded_by=by,
        recorded_at=at,
    )
    hashes = []
    for upload, facts in files:
        evidence = Evidence(
            update=update,
            name=facts.name,
            content_type=facts.content_type,
            size=facts.size,
            sha256=facts.sha256,
            description=description,
            evidence_on=evidence_on,
        )
        evidence.file.save(f"{facts.sha256[:16]}{facts.name[-6:]}", upload, save=False)
        evidence.save()
        hashes.append(facts.sha256)
    Event.record(
        "record update", update, by=by, at=at, body=body, assessment=assessment, evidence=hashes
    )
    return update
