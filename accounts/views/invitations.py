"""Inviting people, and taking up an invitation."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.actions import (
    accept_invitation,
    invitation_of,
    invite_again,
    invite_person,
    withdraw_invitation,
)
from accounts.errors import Refused
from accounts.forms import InviteForm, TakeUpForm
from accounts.keeping import attempt, form_for, post_only, signed_in
from accounts.models import AccountInvitation, User
from accounts.permissions import Permission
from accounts.single_sign_on import INVITATION
from bodies.models import Body

SHOWN = 100


def bodies_to_invite_to(user):
    if user.is_superuser:
        return Body.objects.all()
    return Body.objects.filter(pk__in=[b.pk for b in user.bodies_where(Permission.CONFIGURE)])


def _require_administrator(user) -> None:
    if not (user.is_superuser or user.bodies_where(Permission.CONFIGURE)):
        raise PermissionDenied("For this you need to be body administrator.")


@signed_in
def invitations(request):
    """List who was invited to the person's bodies, and what became of it."""
    _require_administrator(request.user)
    at = timezone.now()
    rows = AccountInvitation.objects.visible_to(request.user).select_related("body", "invited_by")
    listed = [(row, row.state(at)) for row in rows[:SHOWN]]
    return render(request, "accounts/invitations.html", {"invitations": listed})


@signed_in
def invite(request):
    """Ask whom to invite to which role."""
    _require_administrator(request.user)
    bodies = bodies_to_invite_to(request.user)
    form = form_for(
        request, InviteForm, user=request.user, bodies=bodies, acting_for=request.acting_for
    )
    made = attempt(
        request,
        form,
        lambda: invite_person(**form.cleaned_data, by=request.user, at=timezone.now()),
    )
    if made:
        messages.success(request, f"{made.name} is invited. The email is on its way.")
        return redirect("accounts:invitations")
    return render(request, "accounts/invite.html", {"form": form})


def _change(request, pk, action, done: str):
    row = get_object_or_404(AccountInvitation.objects.visible_to(request.user), pk=pk)
    try:
        action(row, by=request.user, at=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("accounts:invitations")


@post_only
def invitation_again(request, pk):
    return _change(request, pk, invite_again, "The invitation is on its way again.")


@post_only
def invitation_withdraw(request, pk):
    return _change(request, pk, withdraw_invitation, "The invitation is withdrawn.")


def invitation_link(request, token):
    """Take the secret out of the address, where a browser would show it and keep it."""
    request.session[INVITATION] = token
    return redirect("accounts:invitation")


def invitation(request):
    """Show what is offered, and let the invited person take it up."""
    at = timezone.now()
    found = invitation_of(request.session.get(INVITATION, ""), at=at)
    if found is None:
        return render(request, "accounts/invitation_gone.html")
    person = User.objects.filter(email__iexact=found.email).first()
    signed_in_as = request.user if request.user.is_authenticated else None
    posted = request.POST if request.method == "POST" else None
    asks_password = person is None and signed_in_as is None
    form = TakeUpForm(posted, invitation=found, asks_password=asks_password)
    if request.method == "POST" and form.is_valid():
        answer = _take_up(request, found, form, signed_in_as, at)
        if answer:
            return answer
    context = {
        "invitation": found,
        "form": form,
        "person": person,
        "may_accept": person == signed_in_as,
        "providers": [(one["id"], one["name"]) for one in settings.OIDC_PROVIDERS],
    }
    return render(request, "accounts/invitation.html", context)


def _take_up(request, found, form, signed_in_as, at):
    """Return where to go once the role is taken up, or None with the reason on the form."""
    password = form.cleaned_data.get("password")
    try:
        person = accept_invitation(found, by=signed_in_as, password=password, at=at)
    except Refused as error:
        form.add_error(None, str(error))
        return None
    del request.session[INVITATION]
    messages.success(request, f"You are {found.get_role_display().lower()} at {found.body} now.")
    if signed_in_as:
        return redirect("progress:my-work")
    record_authentication(request, person, method="password")
    return perform_login(request, person, email_verification="none")
