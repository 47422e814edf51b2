"""A PDF as pictures of its pages, for a page that shows it beside a form; a drawing as one."""

from base64 import b64encode
from io import BytesIO

import pypdfium2 as pdfium

from letters.render import drawing_page, picture
from letters.words import Letterhead
from recommendations.sources.pdf import one_at_a_time

WIDTH = 620  # pixels
MOST_PAGES = 12
LOGO_WIDTH = 1200


def pictures(pdf: bytes) -> tuple[list[str], int]:
    """Return the first pages of our own PDF as data addresses, and how many pages it has."""
    with one_at_a_time():
        document = pdfium.PdfDocument(pdf)
        try:
            count = len(document)
            shown = [_address(_png(document[at], WIDTH)) for at in range(min(count, MOST_PAGES))]
        finally:
            document.close()
    return shown, count


def logo_picture(head: Letterhead) -> bytes | None:
    """Return the logo as pixels, for what cannot show a drawing; raises CannotRender."""
    logo = picture(head.logo) if head.logo else None
    if logo is None or not logo.startswith(b"<svg"):
        return logo
    pdf = drawing_page(logo)
    with one_at_a_time():
        document = pdfium.PdfDocument(pdf)
        try:
            return _png(document[0], LOGO_WIDTH)
        finally:
            document.close()


def _png(page, width: int) -> bytes:
    out = BytesIO()
    page.render(scale=width / page.get_width()).to_pil().save(out, "PNG")
    page.close()
    return out.getvalue()


def _address(png: bytes) -> str:
    return f"data:image/png;base64,{b64encode(png).decode()}"
