"""A PDF to text, and to the picture of a page."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Lock

import pypdfium2 as pdfium
from pypdfium2 import raw

from recommendations.extraction.errors import TextTooLong
from recommendations.extraction.lines import MAX_CHARACTERS
from recommendations.sources.errors import Locked, NoText, TooBig, UnreadableFile
from recommendations.sources.pdf.pages import to_source
from recommendations.sources.pdf.runs import Leaf, read_leaf
from recommendations.sources.shapes import Source

MAX_PAGES = 2_000
TALLEST = 4  # times its width: a page's picture

SCANNED = (
    "This PDF holds pictures of pages and no text. Ask the publisher for the text version,"
    " or open it, copy the text and paste it."
)
DAMAGED = "This PDF is damaged. Download it again, or copy its text and paste it."
LOCKED = "This PDF is locked with a password. Ask for a copy without one, or paste its text."
LONG = f"This PDF has more than {MAX_PAGES:,} pages. Give the part with the recommendations."

_LOCK = Lock()


def one_at_a_time() -> Lock:
    """Return the lock that every user of the library holds: it serves one thread at a time."""
    return _LOCK


@contextmanager
def _opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
    with one_at_a_time():
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            locked = error.err_code == raw.FPDF_ERR_PASSWORD
            raise (Locked(LOCKED) if locked else UnreadableFile(DAMAGED)) from error
        try:
            yield document
        except (pdfium.PdfiumError, ValueError, OverflowError) as error:
            raise UnreadableFile(DAMAGED) from error
        finally:
            document.close()


def read_pdf(data: bytes) -> Source:
    """Return the text of a PDF. Raises Locked, NoText, TooBig, TextTooLong or UnreadableFile."""
    with _opened(data) as document:
        if len(document) > MAX_PAGES:
            raise TooBig(LONG)
        leaves = list(_leaves(document))
    sizes = tuple((leaf.width, leaf.height) for leaf in leaves)
    if not any(leaf.runs for leaf in leaves):
        raise NoText(SCANNED)
    return to_source(leaves, sizes)


def _leaves(document: pdfium.PdfDocument) -> Iterator[Leaf]:
    characters = 0
    for at in range(len(document)):
        page = document[at]
        try:
            leaf = read_leaf(page, at + 1)
        finally:
            page.close()
        characters += sum(len(run.text) for run in leaf.runs)
        if characters > MAX_CHARACTERS:
            raise TextTooLong(
                f"The text has more than {MAX_CHARACTERS:,} characters. Give a part of it."
            )
        yield leaf


def page_png(data: bytes, page: int, width: int = 900) -> bytes:
    """Return the picture of a PDF's page, counted from 1, `width` pixels wide.

    Raises Locked, or UnreadableFile, also for a page that the file does not have.
    """
    with _opened(data) as document:
        if not 1 <= page <= len(document):
            raise UnreadableFile(f"This PDF has no page {page}.")
        leaf = document[page - 1]
        across, down = leaf.get_size()
        if across <= 0 or down <= 0:
            raise UnreadableFile(DAMAGED)
        picture = leaf.render(scale=min(width / across, TALLEST * width / down)).to_pil()
        leaf.close()
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
