"""Sending a private file to somebody who may have it: always as an attachment."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.models import Event
from recommendations.actions import note_not_as_given
from recommendations.stored import NotAsGiven, Stored, Why

STATUS = {Why.ALTERED: 409, Why.GONE: 409, Why.AWAY: 503}


def attachment(
    stored, name: str, content_type: str = "application/pdf", *, private: bool = True
) -> FileResponse:
    """Return an open file as a download that no browser runs or guesses at."""
    response = FileResponse(stored, as_attachment=True, filename=name, content_type=content_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if private:
        response.headers["Cache-Control"] = "private, no-store"
    return response


def hand_out(
    request, stored: Stored, content_type: str = "application/pdf", *, private: bool = True, **said
) -> HttpResponse | FileResponse:
    """Return a stored file as a download, recorded if private; or why it cannot be had.

    `said` are the facts of the record that differ from those of the file, such as `body`.
    """
    try:
        file = stored.opened()
    except NotAsGiven as error:
        return not_as_given(request, error, private=private)
    if private:
        facts = {"body": stored.body} | said
        Event.record("download", stored.row, by=request.user, at=timezone.now(), **facts)
    return attachment(file, stored.name, content_type, private=private)


def not_as_given(request, error: NotAsGiven, *, private: bool = True) -> HttpResponse:
    """Note that a file is not as it was given, and answer with what happened and whom to tell.

    Whoever reads what is public, signed in or not, is sent to the office.
    """
    note_not_as_given(error, at=timezone.now())
    place = error.stored.place
    context = {"why": error.why, "words": str(error), "private": private, "place": place}
    page = "recommendations/not_as_given.html"
    answer = render(request, page, context, status=STATUS[error.why])
    answer.headers["Cache-Control"] = "no-store"
    return answer
