"""A PDF to text, and to the picture of a page."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Lock

import pypdfium2 as pdfium
from pypdfium2 import raw

from recommendations.sources.errors import Locked, NoText, TooBig, UnreadableFile
from recommendations.sources.shapes import Place, Source

MAX_PAGES = 2_000
TALLEST = 4  # times the width, of a page's picture

SCANNED = (
    "This PDF holds pictures of pages and no text. Ask the publisher for the text version,"
    " or open it, copy the text and paste it."
)
DAMAGED = "This PDF is damaged. Download it again, or copy its text and paste it."
LOCKED = "This PDF is locked with a password. Ask for a copy without one, or paste its text."

# The library may be used by one thread at a time.
_ONE_AT_A_TIME = Lock()


@contextmanager
def _opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
    with _ONE_AT_A_TIME:
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
    """Return the text of a PDF. Raises Locked, NoText, TooBig or UnreadableFile."""
    with _opened(data) as document:
        if len(document) > MAX_PAGES:
            raise TooBig(
                f"This PDF has more than {MAX_PAGES:,} pages. Give the part with the recommendations."
            )
        lines, places, sizes = [], [], []
        for number in range(len(document)):
            page = document[number]
            sizes.append(page.get_size())
            text = page.get_textpage().get_text_range()
            for line in text.replace("\r", "").split("\n"):
                lines.append(line.replace("\ufffe", "-").replace("\x02", "-"))
                places.append(Place(number + 1, (0, 0, *page.get_size())))
            page.close()
    if not any(line.strip() for line in lines):
        raise NoText(SCANNED)
    return Source("\n".join(lines), tuple(places), tuple(sizes))


def page_png(data: bytes, page: int, width: int = 900) -> bytes:
    """Return the picture of a PDF's page, counted from 1, `width` pixels wide.

    Raises Locked, UnreadableFile, or TooBig for a page that the file does not have.
    """
    with _opened(data) as document:
        if not 1 <= page <= len(document):
            raise UnreadableFile(f"This PDF has no page {page}.")
        leaf = document[page - 1]
        across, down = leaf.get_size()
        if across <= 0 or down <= 0:
            raise UnreadableFile(DAMAGED)
        scale = min(width / across, TALLEST * width / down)
        picture = leaf.render(scale=scale).to_pil()
        leaf.close()
    out = BytesIO()
    picture.save(out, "PNG", optimize=False)
    return out.getvalue()
