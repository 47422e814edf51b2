"""Putting a file into the storage, whole or not at all, while there is room for its body's."""

from contextlib import suppress
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage

from accounts.errors import Refused
from bodies.models import Body
from recommendations.room import in_words, room_of, used_by


def kept_file(path: str, content: "File[Any]", *, refused: str) -> str:
    """Store a file and return its name; a full disk leaves no part of it behind.

    Raises Refused, beginning with the words `refused`.
    """
    try:
        path = default_storage.get_available_name(path)
        return default_storage.save(path, content)
    except OSError as error:
        with suppress(OSError):
            default_storage.delete(path)
        raise Refused(
            f"{refused} The service cannot keep its file: {error.strerror or error}."
            " Tell an administrator."
        ) from error


def must_fit(body: Body, size: int, *, about: str) -> None:
    """Raise Refused where so many bytes more are too many for the body: ASVS 12.1.3."""
    used = used_by(body)
    if used + size > room_of(body):
        raise Refused(
            f"The files of {body} may take {in_words(room_of(body))} together. They take"
            f" {in_words(used)} now, and {in_words(size)} more do not fit. Dispose of what is due"
            " under Retention, or ask the administrator of the service for more room.",
            about=about,
        )
