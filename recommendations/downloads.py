"""Sending a private file to somebody who may have it: always as an attachment."""

from django.http import FileResponse


def attachment(
    stored, name: str, content_type: str = "application/pdf", *, private: bool = True
) -> FileResponse:
    """Return a stored file as a download that no browser runs or guesses at."""
    response = FileResponse(
        stored.open("rb"), as_attachment=True, filename=name, content_type=content_type
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if private:
        response.headers["Cache-Control"] = "private, no-store"
    return response
