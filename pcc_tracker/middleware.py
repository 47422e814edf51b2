"""What no library in use does for every request: a header, and refusals before Django reads it."""

import logging
import re
from http import HTTPStatus

from django.conf import settings
from django.utils.http import parse_header_parameters

logger = logging.getLogger(__name__)

UTF_8 = {"", "utf-8", "utf8"}
METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
# What no text holds: PostgreSQL keeps no NUL, and XML (so Word and Excel) none of the others.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
BREAKS = str.maketrans("\x0b\x0c", "\n\n")  # of a line in Word, and of a page


def permissions_policy(get_response):
    """Refuse the browser features that no page needs."""

    def middleware(request):
        response = get_response(request)
        response.headers["Permissions-Policy"] = (
            "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
        )
        return response

    return middleware


def without_unseen(get_response):
    """Leave out of what was typed the signs that nobody types and no file can hold.

    They come with a paste, and are no reason to refuse it.
    """

    def middleware(request):
        request.GET = _plain(request.GET)
        if request.method == "POST":
            request.POST = _plain(request.POST)
        return get_response(request)

    return middleware


def _plain(typed):
    if not any(UNSEEN.search(text) for _, texts in typed.lists() for text in texts):
        return typed
    plain = typed.copy()
    for name, texts in typed.lists():
        plain.setlist(name, [UNSEEN.sub("", text.translate(BREAKS)) for text in texts])
    plain._mutable = False
    return plain


def refuse_unreadable(application):
    """Refuse a request by a method that no page takes, in another encoding, or too large.

    Around the WSGI application and not among Django's middleware: Django decodes the
    address with the charset a client names while it makes the request, and fails there
    for one that is no text encoding, such as zlib.
    """

    def guarded(environ, start_response):
        refused = _refusal(environ)
        if refused is None:
            return application(environ, start_response)
        status, words = refused
        logger.warning("Refused with %s: %s", status.value, environ.get("PATH_INFO", ""))
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            headers.append(("Allow", ", ".join(sorted(METHODS))))
        start_response(f"{status.value} {status.phrase}", headers)
        return [words.encode()]

    return guarded


def _refusal(environ) -> tuple[HTTPStatus, str] | None:
    if environ.get("REQUEST_METHOD", "GET") not in METHODS:
        return HTTPStatus.METHOD_NOT_ALLOWED, "No page of this service is asked for like that."
    try:
        _, content = parse_header_parameters(environ.get("CONTENT_TYPE", ""))
        size = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return HTTPStatus.BAD_REQUEST, "The headers of this request cannot be read."
    if content.get("charset", "").lower() not in UTF_8:
        return HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "This service reads UTF-8 only."
    if size > settings.LARGEST_REQUEST:
        return (
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "This is more than this service takes at once.",
        )
    return None
