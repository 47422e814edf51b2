"""A person's own account: the second step and the browsers they are signed in with."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.actions import end_all_sessions, end_session
from accounts.keeping import post_only, signed_in
from accounts.second_step import has_second_step, needs_second_step


@signed_in
def account(request):
    """Show who one is, and lead to what one may change."""
    person = request.user
    return render(
        request,
        "accounts/account.html",
        {
            "has_second_step": has_second_step(person),
            "needs_second_step": needs_second_step(person),
            "new_address": person.address_changes.open(timezone.now()).first(),
            "memberships": person.current_memberships(),
            "may_invite": bool(person.is_superuser or _administers(person)),
        },
    )


def _administers(person) -> bool:
    return any(m.role == "body_administrator" for m in person.current_memberships())


@signed_in
def second_step(request):
    """Show the app, the passkeys and the recovery codes of the person."""
    held = Authenticator.objects.filter(user=request.user).order_by("created_at")
    by_kind = {kind: [one for one in held if one.type == kind] for kind in Authenticator.Type}
    codes = by_kind[Authenticator.Type.RECOVERY_CODES]
    return render(
        request,
        "accounts/second_step.html",
        {
            "app": by_kind[Authenticator.Type.TOTP],
            "passkeys": by_kind[Authenticator.Type.WEBAUTHN],
            "has_codes": bool(codes),
            "codes_left": len(codes[0].wrap().get_unused_codes()) if codes else 0,
            "is_needed": needs_second_step(request.user),
        },
    )


@signed_in
def sessions(request):
    """List the browsers in which the person is signed in."""
    rows = UserSession.objects.purge_and_list(request.user)
    here = request.session.session_key
    rows.sort(key=lambda row: (row.session_key != here, -row.created_at.timestamp()))
    listed = [(row, row.session_key == here, browser(row.user_agent)) for row in rows]
    return render(request, "accounts/sessions.html", {"sessions": listed})


NAMES = [("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]
SYSTEMS = ["Windows", "Android", "iPhone", "iPad", "Mac OS X", "CrOS", "Linux"]


def browser(agent: str) -> str:
    """Say in a few words what a browser calls itself, such as “Firefox on Windows”."""
    name = next((name for mark, name in NAMES if mark in agent), "Another browser")
    system = next((one for one in SYSTEMS if one in agent), "")
    return f"{name} on {system}" if system else name


@post_only
def session_end(request, pk):
    row = get_object_or_404(UserSession, pk=pk, user=request.user)
    end_session(request.user, row.session_key, by=request.user, at=timezone.now())
    row.delete()
    messages.success(request, "That browser is signed out.")
    return redirect("accounts:sessions")


@post_only
def sessions_end(request):
    """Sign out everywhere, here too."""
    person = request.user
    end_all_sessions(person, by=person, at=timezone.now())
    UserSession.objects.filter(user=person).delete()
    logout(request)
    messages.success(request, "You are signed out everywhere.")
    return redirect(settings.LOGOUT_REDIRECT_URL)
