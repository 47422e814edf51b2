"""In whose name the signed-in person acts, and who it was that worked in this browser."""

from django.conf import settings
from django.utils.cache import patch_cache_control

from accounts.keeping import LAST_PERSON


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
        return response

    return middleware


def _remember(request, response) -> None:
    """Keep the page out of the browser's cache, and know again whose words an expired form held."""
    if not response.has_header("Cache-Control"):
        patch_cache_control(response, private=True, no_store=True)
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
