"""Section 55(4): inviting the chief officer's comments, writing them, sending them."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.actions import tell, write_of_asking
from accounts.changes import changes
from accounts.errors import Refused, WrongState
from accounts.models import Event, User, events_last
from accounts.permissions import Permission, Role, require
from accounts.queries import people_with, told_at
from accounts.words import reworded
from bodies.models import Body
from recommendations.models import Obligation, Recommendation
from responses.actions.drafting import as_it_stands, open_draft, save_over
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
    before = None if created else {"asked_for_on": invitation.asked_for_on}
    if not created:
        invitation.asked_for_on, invitation.note = asked_for_on, note
        invitation.received_by = invitation.received_at = None
        invitation.ready_by = invitation.ready_at = None
        invitation.acknowledged_by = invitation.acknowledged_at = None
        invitation.save()
    _lay_out_comments(invitation)
    asked: dict[str, Any] = {"asked_for_on": asked_for_on.isoformat()}
    if before:
        asked["changes"] = changes(before, invitation, before)
    Event.record("invite", response, by=by, at=at, body=response.body, note=note, **asked)
    Event.record("be invited", invitation, by=by, at=at, body=force, **asked)
    _tell_force(invitation, by=by, at=at, today=today)
    return invitation


def _tell_force(invitation: Invitation, *, by: User, at: datetime, today: date) -> None:
    """Tell the force on its pages, and its contributors, main or else deputy, by mail too."""
    force, day = invitation.force, f"{invitation.asked_for_on:%-d %B %Y}"
    words = f"{invitation.response.body} invites your chief officer’s comments by {day}."
    tell(force, words, address_of(invitation), by=by, at=at)
    writing = people_with(force, today, [Role.FORCE_CONTRIBUTOR, Role.DEPUTY_CONTRIBUTOR])
    for person in told_at(force, today).filter(pk__in=writing.values("pk")):
        write_of_asking(person, words, at=at)


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


def open_comments(
    invitation: Invitation, *, by: User, permission: Permission = Permission.COMMENT
) -> Invitation:
    """Return the invitation under lock while its comments may be written, else raise WrongState."""
    invitation = Invitation.objects.select_for_update(of=["self"]).get(pk=invitation.pk)
    require(by, permission, invitation.force)
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
    invitation = open_comments(comment.response.invitation, by=by)
    values = {"text": text} if text_cy is None else {"text": text, "text_cy": text_cy}
    before = as_it_stands(comment)
    comment = save_over(comment, values, version=version, by=by, at=at)
    take_back_from_approver(invitation)
    said = reworded(before, comment, comment.recorded_words)
    Event.record("comment", comment, by=by, at=at, body=invitation.force, words=said)
    return comment


def has_approver(force: Body, today: date) -> bool:
    """Say whether somebody approves for the chief officer of `force` before comments leave it."""
    return people_with(force, today, [Role.FORCE_APPROVER]).exists()


def may_send(user: User, invitation: Invitation, today: date) -> bool:
    """Say whether `user` may let the comments leave the force: its approver, where it has one."""
    force = invitation.force
    if has_approver(force, today):
        return user.may(Permission.APPROVE_COMMENTS, force) and not _are_theirs(invitation, user)
    return user.may(Permission.COMMENT, force)


def _are_theirs(invitation: Invitation, user: User) -> bool:
    """Say whether `user` wrote in them, and would approve them in the place of another alone."""
    if user.pk in user.speaks_for(invitation.force, Permission.APPROVE_COMMENTS):
        return False
    written = Event.objects.about(*invitation.response.comments.all()).filter(action="comment")
    return written.filter(by=user).exists()


def _put(invitation: Invitation, by: User | None, at: datetime | None) -> None:
    invitation.ready_by, invitation.ready_at = by, at
    invitation.save(update_fields=["ready_by", "ready_at"])


def take_back_from_approver(invitation: Invitation) -> None:
    """Let whoever was to approve the comments look again: something in them has changed."""
    if invitation.ready_at:
        _put(invitation, None, None)


def _must_be_whole(invitation: Invitation) -> None:
    comments = invitation.response.comments
    for comment in comments.filter(text="").exclude(text_cy=""):
        raise Refused(f"{comment} are in Welsh only. Give them in English too.")
    if not comments.exclude(text="").exists():
        files = comments.exclude(files=None).exists()
        alone = "Files alone are not published: write the comments, if only in a line or two."
        raise Refused(alone if files else "There are no comments to send yet.")


@transaction.atomic
@events_last()
def put_to_approver(invitation: Invitation, *, by: User, at: datetime) -> Invitation:
    """Put the comments to whoever approves for the chief officer; any change takes that back.

    Raises Refused when there are none, WrongState when that is done already.
    """
    invitation = open_comments(invitation, by=by)
    _must_be_whole(invitation)
    if invitation.ready_at:
        raise WrongState(f"{invitation.ready_by} has put them to the approver already.")
    _put(invitation, by, at)
    Event.record("put to approver", invitation, by=by, at=at, body=invitation.force)
    words = f"{by} has put comments for {invitation.response.body} to the approver."
    tell(invitation.force, words, address_of(invitation), by=by, at=at)
    return invitation


@transaction.atomic
@events_last()
def give_back(invitation: Invitation, *, note: str, by: User, at: datetime) -> Invitation:
    """Give the comments back to their writers with what is to be changed.

    Raises Refused without a note, WrongState when nobody has put them to the approver.
    """
    invitation = open_comments(invitation, by=by)
    require(by, Permission.APPROVE_COMMENTS, invitation.force)
    if not invitation.ready_at:
        raise WrongState("Nobody has put these comments to the approver, or they have changed.")
    if not note.strip():
        raise Refused("Say what should be changed.", about="note")
    _put(invitation, None, None)
    Event.record("give back", invitation, by=by, at=at, body=invitation.force, note=note.strip())
    words = f"{by} asks for changes to the comments for {invitation.response.body}."
    tell(invitation.force, words, address_of(invitation), by=by, at=at)
    return invitation


@transaction.atomic
@events_last()
def send_comments(invitation: Invitation, *, by: User, at: datetime) -> Invitation:
    """Send the chief officer's comments to the office.

    In a force with an approver only they can, and by that approve for the chief officer; in
    their place, nobody who wrote in them. Raises PermissionDenied, or Refused when there are none.
    """
    invitation = open_comments(invitation, by=by)
    if not may_send(by, invitation, timezone.localdate(at)):
        if by.may(Permission.APPROVE_COMMENTS, invitation.force):
            raise PermissionDenied(
                "You wrote in these comments, so you do not approve them in the place of another."
                " Put them to the approver."
            )
        raise PermissionDenied(
            f"At {invitation.force} only the force approver sends them. Put them to the approver."
        )
    _must_be_whole(invitation)
    invitation.received_by, invitation.received_at = by, at
    invitation.save(update_fields=["received_by", "received_at"])
    Event.record("send comments", invitation, by=by, at=at, body=invitation.force)
    Event.record(
        "receive comments", invitation.response, by=by, at=at, body=invitation.response.body
    )
    return invitation


@transaction.atomic
@events_last()
def acknowledge(invitation: Invitation, *, by: User, at: datetime) -> Invitation:
    """Tell the force that the office has its comments. Raises WrongState before and after."""
    invitation = Invitation.objects.select_for_update(of=["self"]).get(pk=invitation.pk)
    require(by, Permission.DRAFT, invitation.response.body)
    if not invitation.received_at:
        raise WrongState("The force has not sent its comments yet.")
    if invitation.acknowledged_at:
        raise WrongState(f"{invitation.acknowledged_by} has acknowledged them already.")
    invitation.acknowledged_by, invitation.acknowledged_at = by, at
    invitation.save(update_fields=["acknowledged_by", "acknowledged_at"])
    Event.record("acknowledge", invitation, by=by, at=at, body=invitation.force)
    words = f"{invitation.response.body} has your comments. {by} acknowledges them."
    tell(invitation.force, words, address_of(invitation), by=by, at=at)
    return invitation


def address_of(invitation: Invitation) -> str:
    return reverse("responses:invitation", args=[invitation.pk])
