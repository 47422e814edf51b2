"""Section 55(4): inviting the chief officer's comments, writing them, sending them."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.errors import Refused, WrongState
from accounts.models import Event, User, events_last
from accounts.permissions import Permission, require
from recommendations.models import Obligation, Recommendation
from responses.actions.drafting import open_draft, save_over
from responses.models import ChiefOfficerComment, Invitation, Response


@transaction.atomic
@events_last()
def invite(
    response: Response,
    asked_for_on: date,
    *,
    note: str = "",
    by: User,
    at: datetime,
    today: date,
) -> Invitation:
    """Invite the chief officer of the body's force to comment by a day.

    Inviting again asks for another day, and opens comments already sent for
    change. Raises Refused for a day gone by or when no force is overseen.
    """
    response = open_draft(response)
    require(by, Permission.DRAFT, response.body)
    force = response.body.force_on(today)
    if force is None:
        raise Refused(f"{response.body} oversees no force today, so there is nobody to invite.")
    if asked_for_on < today:
        raise Refused(
            "The day by which you ask for comments must be today or later.", about="asked_for_on"
        )
    last_day = max((o.due_on for o in _owed(response) if o.due_on), default=asked_for_on)
    if today <= last_day < asked_for_on:
        raise Refused(
            f"The last day to publish is {last_day:%-d %B %Y}. Ask for an earlier day.",
            about="asked_for_on",
        )
    invitation, created = Invitation.objects.get_or_create(
        response=response,
        defaults={
            "force": force,
            "invited_on": today,
            "asked_for_on": asked_for_on,
            "invited_by": by,
            "invited_at": at,
            "note": note,
        },
    )
    if not created:
        invitation.asked_for_on, invitation.note = asked_for_on, note
        invitation.received_by = invitation.received_at = None
        invitation.save()
    _lay_out_comments(invitation)
    Event.record(
        "invite",
        response,
        by=by,
        at=at,
        body=response.body,
        note=note,
        asked_for_on=asked_for_on.isoformat(),
    )
    Event.record(
        "be invited", invitation, by=by, at=at, body=force, asked_for_on=asked_for_on.isoformat()
    )
    return invitation


def _owed(response: Response) -> QuerySet[Obligation]:
    bodies = response.body.with_past(timezone.localdate(response.started_at))
    reports = response.reports.all()
    return Obligation.objects.responses().filter(report__in=reports, body__in=bodies)


def asked_of(invitation: Invitation) -> QuerySet[Recommendation]:
    """Return the recommendations that the invited force owes something on."""
    return Recommendation.objects.filter(
        Q(obligations__body=invitation.force),
        report__in=invitation.response.reports.all(),
    ).distinct()


def _lay_out_comments(invitation: Invitation) -> None:
    wanted = [None, *asked_of(invitation)]
    for recommendation in wanted:
        ChiefOfficerComment.objects.get_or_create(
            response=invitation.response,
            recommendation=recommendation,
            defaults={"force": invitation.force},
        )


def _open_comments(invitation: Invitation, *, by: User) -> Invitation:
    invitation = Invitation.objects.select_for_update(of=["self"]).get(pk=invitation.pk)
    require(by, Permission.COMMENT, invitation.force)
    open_draft(invitation.response)
    if invitation.received_at:
        raise WrongState(
            "These comments have been sent. Ask the office to invite them again to change them."
        )
    return invitation


@transaction.atomic
@events_last()
def save_comment(
    comment: ChiefOfficerComment,
    text: str,
    *,
    text_cy: str | None = None,
    version: int,
    by: User,
    at: datetime,
) -> ChiefOfficerComment:
    """Save the force's words; the office reads them once they are sent. Raises Stale.

    Without `text_cy` the Welsh stays as it is.
    """
    invitation = _open_comments(comment.response.invitation, by=by)
    values = {"text": text} if text_cy is None else {"text": text, "text_cy": text_cy}
    comment = save_over(comment, values, version=version, by=by, at=at)
    Event.record("comment", comment, by=by, at=at, body=invitation.force)
    return comment


@transaction.atomic
@events_last()
def send_comments(invitation: Invitation, *, by: User, at: datetime) -> Invitation:
    """Send the chief officer's comments to the office. Raises Refused when there are none."""
    invitation = _open_comments(invitation, by=by)
    comments = invitation.response.comments
    for comment in comments.filter(text="").exclude(text_cy=""):
        raise Refused(f"{comment} are in Welsh only. Give them in English too.")
    if not comments.exclude(text="").exists():
        raise Refused("There are no comments to send yet.")
    invitation.received_by, invitation.received_at = by, at
    invitation.save(update_fields=["received_by", "received_at"])
    Event.record("send comments", invitation, by=by, at=at, body=invitation.force)
    Event.record(
        "receive comments", invitation.response, by=by, at=at, body=invitation.response.body
    )
    return invitation
