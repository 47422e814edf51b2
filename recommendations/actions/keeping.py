"""Putting a file into the storage, whole or not at all."""

from contextlib import suppress
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage

from accounts.errors import Refused


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
            f"{refused} The service cannot keep its file: {error.strerror}. Tell an administrator."
        ) from error
