"""Bytes of plain text to text."""

import codecs
import re

from recommendations.extraction.errors import TextTooLong
from recommendations.extraction.lines import MAX_CHARACTERS
from recommendations.sources.errors import UnreadableFile

NOT_TEXT = "This file is not plain text. Open it, copy its words and paste them."

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ODD = re.compile("[\x00-\x06\x0e-\x1a\x1c-\x1f\ufffd]")


def read_text(data: bytes) -> str:
    """Return the text of a plain text file. Raises UnreadableFile or TextTooLong."""
    if len(data) > 4 * (MAX_CHARACTERS + 1):
        raise TextTooLong(
            f"The text has more than {MAX_CHARACTERS:,} characters. Give a part of it."
        )
    return decode(data)


def decode(data: bytes) -> str:
    """Return the text of bytes in UTF-8, UTF-16 or UTF-32 with a mark, or Windows-1252.

    A byte that is no UTF-8 is read as Windows-1252, so a file put together from
    both is read whole. Raises UnreadableFile where the bytes are no text.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    if not encoding and b"\0" in data:
        raise UnreadableFile(NOT_TEXT)
    text = data.decode(encoding, "replace") if encoding else data.decode("utf-8", _WINDOWS)
    if len(_ODD.findall(text)) * 20 > len(text):
        raise UnreadableFile(NOT_TEXT)
    return text


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


_WINDOWS = "read-as-windows-1252"
codecs.register_error(_WINDOWS, _as_windows)
