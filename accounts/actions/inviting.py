"""Inviting people by email: the only way in, but for an office's own sign-in service."""

import secrets
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from accounts.actions.giving import require_giver, tell_of_outsider
from accounts.actions.people import record_own
from accounts.actions.writing import queue_mail
from accounts.errors import Refused, WrongState
from accounts.models import AccountInvitation, AccountMail, Event, Membership, User, events_last
from accounts.permissions import Permission, Role, require
from bodies.models import Body

LASTS = timedelta(days=7)
GONE = "This invitation was accepted or withdrawn, or its seven days are over."


def _require_inviter(user: User, body: Body) -> None:
    if not user.is_superuser:
        require(user, Permission.CONFIGURE, body)


@transaction.atomic
@events_last()
def invite_person(
    email: str,
    name: str,
    body: Body,
    role: str,
    *,
    starts_on: date,
    ends_on: date | None = None,
    by: User,
    at: datetime,
) -> AccountInvitation:
    """Invite somebody to take up a role; the worker sends the link.

    A system administrator invites body administrators alone; those there are told.
    """
    _require_inviter(by, body)
    require_giver(by, body, role)
    if email.casefold() == by.email.casefold():
        raise Refused("You cannot give yourself a role. Ask another administrator.")
    if AccountInvitation.objects.open(at).filter(email__iexact=email, body=body, role=role):
        raise Refused("This person is invited to this role already. Send the invitation again.")
    invitation = AccountInvitation.objects.create(
        email=email,
        name=name,
        body=body,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        invited_by=by,
        invited_at=at,
        expires_at=at + LASTS,
    )
    queue_mail(AccountMail.Kind.INVITATION, email, at=at, invitation=invitation)
    Event.record("invite person", invitation, by=by, at=at, body=body, role=role, email=email)
    _tell_of_outsider(invitation, by=by, at=at)
    return invitation


def _tell_of_outsider(invitation: AccountInvitation, *, by: User, at: datetime) -> None:
    body = invitation.body
    who, role = f"{invitation.name} ({invitation.email})", invitation.get_role_display()
    words = f"{by}, system administrator, has invited {who} as {role.lower()} at {body}."
    tell_of_outsider(body, words, by=by, at=at)


def _locked(invitation: AccountInvitation) -> AccountInvitation:
    rows = AccountInvitation.objects.select_related("body").select_for_update(of=("self",))
    return rows.get(pk=invitation.pk)


@transaction.atomic
@events_last()
def invite_again(invitation: AccountInvitation, *, by: User, at: datetime) -> None:
    """Send another link, good for another seven days; the earlier one ends."""
    invitation = _locked(invitation)
    _require_inviter(by, invitation.body)
    require_giver(by, invitation.body, invitation.role)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise WrongState(GONE)
    invitation.expires_at, invitation.token_hash = at + LASTS, ""
    invitation.save(update_fields=["expires_at", "token_hash"])
    queue_mail(AccountMail.Kind.INVITATION, invitation.email, at=at, invitation=invitation)
    Event.record("invite again", invitation, by=by, at=at, body=invitation.body)
    _tell_of_outsider(invitation, by=by, at=at)


@transaction.atomic
@events_last()
def withdraw_invitation(invitation: AccountInvitation, *, by: User, at: datetime) -> None:
    """End an invitation; its link no longer works."""
    invitation = _locked(invitation)
    _require_inviter(by, invitation.body)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise WrongState(GONE)
    invitation.withdrawn_at, invitation.token_hash = at, ""
    invitation.save(update_fields=["withdrawn_at", "token_hash"])
    Event.record("withdraw invitation", invitation, by=by, at=at, body=invitation.body)


def make_link(invitation: AccountInvitation) -> str:
    """Return a new secret for the link, and keep its hash alone."""
    token = secrets.token_urlsafe(32)
    invitation.token_hash = hashed(token)
    invitation.save(update_fields=["token_hash"])
    return token


def hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def invitation_of(token: str, *, at: datetime) -> AccountInvitation | None:
    """Return the invitation that a link leads to, while it can be accepted."""
    rows = AccountInvitation.objects.open(at).select_related("body", "invited_by")
    return rows.filter(token_hash=hashed(token)).first() if token else None


@transaction.atomic
@events_last()
def accept_invitation(
    invitation: AccountInvitation, *, by: User | None, password: str | None = None, at: datetime
) -> User:
    """Give the role that was offered, once, to the person who was invited.

    `by` is the person signed in, if they have an account; else one is made, with the
    address that the link has proved.
    """
    invitation = _locked(invitation)
    _must_be_given_by_another(invitation, by)
    if not AccountInvitation.objects.open(at).filter(pk=invitation.pk).exists():
        raise WrongState(GONE)
    person = User.objects.filter(email__iexact=invitation.email).first()
    if person is None and by is not None:
        raise Refused("This invitation is for somebody else. Sign out, then follow it again.")
    if person is None:
        person = User.objects.create_user(
            email=invitation.email, name=invitation.name, password=password
        )
        record_own("add", person, by=person, at=at, through="invitation")
    elif by is None or by.pk != person.pk or not person.is_active:
        raise Refused("Sign in with the account that this invitation was sent to.")
    _give_role(invitation, person, at)
    invitation.accepted_at, invitation.accepted_by, invitation.token_hash = at, person, ""
    invitation.save(update_fields=["accepted_at", "accepted_by", "token_hash"])
    Event.record("accept invitation", invitation, by=person, at=at, body=invitation.body)
    return person


def _must_be_given_by_another(invitation: AccountInvitation, by: User | None) -> None:
    """Refuse whoever invited an address that has since become their own."""
    if by is not None and by.pk == invitation.invited_by_id:
        raise Refused("You cannot give yourself a role. Ask another administrator.")


def _give_role(invitation: AccountInvitation, person: User, at: datetime) -> None:
    """Start the role on its day, or today if that is past, unless it is held already."""
    starts_on = max(invitation.starts_on, timezone.localdate(at))
    if invitation.ends_on and invitation.ends_on < starts_on:
        raise WrongState("The role that was offered has ended. Ask for another invitation.")
    role, body = Role(invitation.role), invitation.body
    held = Membership.objects.on(starts_on).filter(user=person, body=body, role=role)
    if not held.exists():
        made = Membership.objects.create(
            user=person, body=body, role=role, starts_on=starts_on, ends_on=invitation.ends_on
        )
        Event.record("add", made, by=invitation.invited_by, at=at, body=body, through="invitation")
