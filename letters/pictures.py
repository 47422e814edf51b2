"""A PDF as pictures of its pages, for a page that shows it beside a form."""

from base64 import b64encode
from io import BytesIO

import pypdfium2 as pdfium

from recommendations.sources.pdf import one_at_a_time

WIDTH = 620  # pixels
MOST_PAGES = 12


def pictures(pdf: bytes) -> tuple[list[str], int]:
    """Return the first pages of our own PDF as data addresses, and how many pages it has."""
    with one_at_a_time():
        document = pdfium.PdfDocument(pdf)
        try:
            count = len(document)
            shown = [_picture(document[at]) for at in range(min(count, MOST_PAGES))]
        finally:
            document.close()
    return shown, count


def _picture(page) -> str:
    out = BytesIO()
    page.render(scale=WIDTH / page.get_width()).to_pil().save(out, "PNG")
    page.close()
    return f"data:image/png;base64,{b64encode(out.getvalue()).decode()}"
