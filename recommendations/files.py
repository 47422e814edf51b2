"""Looking into an uploaded file before it is believed. Never trusts name or stated type."""

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

import puremagic
from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.utils.text import get_valid_filename
from PIL import Image

from recommendations.inside.office import BROKEN, holds_macros

LARGEST_FILE = 25 * 1024 * 1024
LARGEST_EVIDENCE = 100 * 1024 * 1024
LARGEST_REPORT = 50 * 1024 * 1024
LARGEST_UNPACKED = 500 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_NAME = 100  # bytes: a name on disk has room for 255

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {
    ".pdf": "application/pdf",
    ".docx": WORD,
    ".xlsx": EXCEL,
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
    ".csv": "text/csv",
}
EVIDENCE = frozenset({".pdf", ".docx", ".xlsx", ".png", ".jpg", ".jpeg"})
REPORTS = frozenset({".pdf", ".docx", ".html", ".htm", ".txt"})
REGISTERS = frozenset({".csv", ".xlsx"})
MAIN_PART = {WORD: "word/document.xml", EXCEL: "xl/workbook.xml"}
UNREADABLE = (
    OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip
REAL_ENDING = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}


@dataclass(frozen=True)
class FileFacts:
    """What a checked file is: a safe name, its true type, its size in bytes and its hash."""

    name: str
    content_type: str
    size: int
    sha256: str


def _looks_like(file, content_type: str) -> bool:
    file.seek(0)
    if content_type in MAIN_PART:
        return _is_office_file(file, MAIN_PART[content_type])
    head = file.read(4096)
    if content_type.startswith("text/"):
        return _is_text(head, content_type)
    found = {match.extension for match in puremagic.magic_string(head)} if head else set()
    wanted = REAL_ENDING[content_type]
    if wanted not in found and not (wanted == ".jpg" and found & {".jpeg", ".jfif", ".jpg"}):
        return False
    return not content_type.startswith("image/") or _is_image(file)


def _is_text(head: bytes, content_type: str) -> bool:
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    return content_type != "text/html" or b"<" in head


def _is_office_file(file, main_part: str) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            unpacked = sum(info.file_size for info in archive.infolist())
        if main_part not in names or unpacked > LARGEST_UNPACKED:
            return False
        return not holds_macros(file)
    except BROKEN:
        return False


def _is_image(file) -> bool:
    file.seek(0)
    try:
        with Image.open(file) as image:
            if image.width * image.height > MOST_PIXELS:
                return False
            image.verify()
    except UNREADABLE:
        return False
    return True


def _safe_stem(name: str) -> str:
    try:
        stem = get_valid_filename(PurePath(name).stem)
        return stem.encode()[:LONGEST_NAME].decode(errors="ignore")
    except SuspiciousFileOperation:
        return "file"


def examine(
    upload, *, allowed: frozenset[str] = EVIDENCE, largest: int = LARGEST_FILE
) -> FileFacts:
    """Return the facts of an uploaded file, or raise ValidationError saying what is wrong.

    `upload` is a Django UploadedFile; `allowed` a set of endings such as ".pdf";
    `largest` in bytes.
    """
    ending = PurePath(upload.name).suffix.lower()
    if ending not in allowed:
        kinds = ", ".join(sorted(e.lstrip(".") for e in allowed))
        raise ValidationError(f"{upload.name} is not a kind of file that can be kept: {kinds}.")
    if upload.size == 0:
        raise ValidationError(f"{upload.name} is empty.")
    if upload.size > largest:
        megabytes = largest // 1024**2
        raise ValidationError(f"{upload.name} is larger than {megabytes} MB.")
    try:
        genuine = _looks_like(upload, TYPES[ending])
    except puremagic.PureError:
        genuine = False
    if not genuine:
        raise ValidationError(
            f"{upload.name} is named {ending} but its content is something else, is damaged or"
            " holds macros."
        )
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    name = _safe_stem(upload.name) + ending
    return FileFacts(name, TYPES[ending], upload.size, digest.hexdigest())
