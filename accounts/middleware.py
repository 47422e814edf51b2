"""In whose name the signed-in person acts, what they owe first, and who worked here last."""

import time

from django.conf import settings
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import patch_cache_control

from accounts.keeping import LAST_PERSON, hold
from accounts.second_step import has_second_step, needs_second_step

SIGNED_IN_AT = "signed_in_at"  # in the session
SEEN_AT = "seen_at"  # in the session: when this person last asked for something
SEEN_TO = 60  # seconds; written no oftener, so that a click is not a write
LONGEST_SESSION = 12 * 60 * 60
PROVED_ELSEWHERE = "second_step_elsewhere"  # in the session: the provider asked for two
# What a person reaches who has still to set up a second step.
BEFORE_IT = {
    "accounts:second-step-first",
    "accounts:sign-out",
    "accounts:keep-words",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "accessibility",
    "healthz",
}


def session_limit(get_response):
    """End a session twelve hours after sign-in, or idle for too long (OWASP ASVS 4.0, 3.3.2).

    What an idle page posts is held by the view until its writer is back.
    """

    def middleware(request):
        began = request.session.get(SIGNED_IN_AT) if request.user.is_authenticated else None
        if began is not None:
            now, seen = time.time(), request.session.get(SEEN_AT, began)
            if now - began > LONGEST_SESSION or 0 < settings.IDLE_SECONDS < now - seen:
                logout(request)
            elif now - seen > SEEN_TO:
                request.session[SEEN_AT] = now
        return get_response(request)

    return middleware


def acting_for(get_response):
    """Set `request.acting_choices` to Bodies and `request.acting_for` to one of them or None."""

    def middleware(request):
        choices = request.user.bodies() if request.user.is_authenticated else []
        wanted = request.session.get("acting_for") if choices else None
        first = choices[0] if choices else None
        request.acting_choices = choices
        request.acting_for = next((body for body in choices if body.pk == wanted), first)
        response = get_response(request)
        if request.user.is_authenticated:
            _remember(request, response)
        elif request.path.startswith(reverse("accounts:account")):
            _keep_out_of_caches(response)  # an invitation names a person, a link is a key
        return response

    return middleware


def second_step(get_response):
    """Lead whoever owes a second step to it, and hold what they were posting until after."""

    def middleware(request):
        if request.user.is_authenticated and _owes(request):
            request.acting_choices, request.acting_for = [], None
            hold(request)
            return redirect("accounts:second-step-first")
        return get_response(request)

    return middleware


def _owes(request) -> bool:
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return False
    if match.view_name in BEFORE_IT or request.session.get(PROVED_ELSEWHERE):
        return False
    return needs_second_step(request.user) and not has_second_step(request.user)


def _keep_out_of_caches(response) -> None:
    if not response.has_header("Cache-Control"):
        patch_cache_control(response, private=True, no_store=True)


def _remember(request, response) -> None:
    """Keep the page out of the browser's cache, and know again whose words an expired form held."""
    _keep_out_of_caches(response)
    person = str(request.user.pk)
    if request.get_signed_cookie(LAST_PERSON, default="") != person:
        response.set_signed_cookie(
            LAST_PERSON,
            person,
            max_age=30 * 24 * 60 * 60,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
