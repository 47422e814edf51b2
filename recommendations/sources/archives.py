"""Zip files by strangers: how much they unpack to, before anything parses them."""

import re
import zlib
from io import BytesIO
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from recommendations.sources.errors import Locked, TooBig, UnreadableFile

MAX_ENTRIES = 5_000
MAX_ENTRY = 100_000_000
MAX_TOTAL = 200_000_000
MAX_RATIO = 200
RATIO_FROM = 5_000_000
_CHUNK = 1 << 16
# Office files declare no document type; one that does wants entities expanded.
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)

DAMAGED = "This file is damaged. Open it, save it anew and try again."
BLOATED = (
    "This file unpacks to far more than a document holds. Open it, copy what is needed"
    " into a new file and try that."
)
LOCKED = "This file is locked with a password. Save it without the password and try again."


def check_archive(data: bytes, *needed: str) -> None:
    """Check that a zip file holds the entries needed and unpacks to a sane size.

    Sizes are checked as declared and as really unpacked. Raises UnreadableFile,
    TooBig or Locked.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Locked(
            "This file is locked with a password, or was saved in an old format."
            " Save it as .docx or .xlsx without a password and try again."
        )
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check_entries(archive, needed)
    except (BadZipFile, LargeZipFile, zlib.error, EOFError, OSError) as error:
        raise UnreadableFile(DAMAGED) from error
    except (ValueError, NotImplementedError, RuntimeError, UnicodeError) as error:
        raise UnreadableFile(DAMAGED) from error


def _check_entries(archive: ZipFile, needed: tuple[str, ...]) -> None:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES or len({entry.filename for entry in entries}) != len(entries):
        raise TooBig(BLOATED)
    if not set(needed) <= {entry.filename for entry in entries}:
        raise UnreadableFile(DAMAGED)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Locked(LOCKED)
    if sum(entry.file_size for entry in entries) > MAX_TOTAL:
        raise TooBig(BLOATED)
    total = 0
    for entry in entries:
        total += _unpacked(archive, entry, MAX_TOTAL - total)


def _unpacked(archive: ZipFile, entry: ZipInfo, left: int) -> int:
    """Return how many bytes an entry really unpacks to, holding none of them."""
    most = min(left, MAX_ENTRY, max(RATIO_FROM, entry.compress_size * MAX_RATIO))
    if entry.file_size > most:
        raise TooBig(BLOATED)
    size = 0
    is_markup = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
    with archive.open(entry) as stream:
        before = b""
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > most:
                raise TooBig(BLOATED)
            if is_markup and _DECLARES.search((before + chunk).replace(b"\0", b"")):
                raise UnreadableFile(DAMAGED)
            before = chunk[-32:]
    return size
