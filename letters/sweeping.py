"""Clearing away files that no row names: what a killed process or a changed mind left behind."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Model

from letters.models import Letter, LodgedCopy
from responses.models import Attachment, CommentFile

logger = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=1)  # a file stands here before its row does
FOLDERS = ("letters", "signatures", "lodged", "attachments", "comments")
NAMED_BY: list[tuple[type[Model], list[str]]] = [
    (Letter, ["pdf", "public_pdf", "pdf_cy", "public_pdf_cy"]),
    (LodgedCopy, ["file"]),
    (Attachment, ["file"]),
    (CommentFile, ["file"]),
]
IMAGE = "signatory__image"


def sweep_files(at: datetime) -> int:
    """Delete files of FOLDERS that are older than a day and that nothing names; say how many."""
    old = [name for folder in FOLDERS for name in _files(folder) if _is_old(name, at)]
    named = _named() if old else set()
    left = [name for name in old if name not in named]
    for name in left:
        default_storage.delete(name)
        logger.info("Deleted %s, which no record names", name)
    return len(left)


def _files(folder: str) -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for inner in folders:
        yield from _files(f"{folder}/{inner}")


def _is_old(name: str, at: datetime) -> bool:
    try:
        return default_storage.get_modified_time(name) < at - KEPT_FOR
    except FileNotFoundError:  # swept by another worker
        return False


def _named() -> set[str]:
    """Return every file that a record names, pictures in the words of letters included."""
    named: set[Any] = set()
    for model, fields in NAMED_BY:
        for names in model._default_manager.values_list(*fields):
            named.update(names)
    for field in ("words", "words_cy"):
        named.update(Letter.objects.values_list(f"{field}__{IMAGE}", flat=True))
    return named - {None, ""}
