"""What the tests of letters read out of a PDF, and the pictures they put in."""

import json
from io import BytesIO

import page
import pypdfium2
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw
from pyhanko.pdf_utils.reader import PdfFileReader


def text_of(pdf: bytes) -> str:
    """Return the words of all pages in reading order, with single spaces."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        texts = [sheet.get_textpage().get_text_range() for sheet in document]
    finally:
        document.close()
    return " ".join(" ".join(texts).split())


def page_texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [" ".join(s.get_textpage().get_text_range().split()) for s in document]
    finally:
        document.close()


def colours_of(pdf: bytes) -> set[tuple[int, int, int]]:
    """Return the colours that the first page is drawn in, as red, green and blue."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        picture = document[0].render(scale=2).to_pil().convert("RGB")
    finally:
        document.close()
    return {colour for _, colour in picture.getcolors(picture.width * picture.height)}


def breaches(pdf: bytes) -> list[str]:
    """Return what is held against the file as PDF/A-3a and as PDF/UA-1.

    Validators let a table without header cells pass; we do not.
    """
    reports = [page.validate_pdf_bytes(pdf, profile=profile) for profile in ("3a", "ua1")]
    failures = [failure for report in reports for failure in report.failures]
    return [f"{failure.rule_id}: {failure.message}" for failure in failures] + [
        f"Table {number} has no header cells."
        for number, table in enumerate(tables(pdf), start=1)
        if "/TH" not in table
    ]


def tables(pdf: bytes) -> list[list[str]]:
    """Return the tags within each table."""
    elements = _elements(catalogue(pdf)["/StructTreeRoot"])
    return [
        [str(part["/S"]) for part in _elements(element)]
        for element in elements
        if element["/S"] == "/Table"
    ]


def attachment(pdf: bytes) -> tuple[dict, dict]:
    """Return the data attached to a letter, and what the PDF says of them."""
    root = catalogue(pdf)
    files, names = root["/AF"], root["/Names"]["/EmbeddedFiles"]["/Names"]
    assert (len(files), len(names)) == (1, 2)
    file = files[0]
    stream = file["/EF"]["/F"]
    facts = {key: str(file[key]) for key in ("/UF", "/AFRelationship", "/Desc")}
    assert (str(names[0]), names[1]) == (facts["/UF"], file)
    return json.loads(stream.data), facts | {"/Subtype": str(stream["/Subtype"])}


def bookmarks(pdf: bytes) -> list[tuple[int, str]]:
    """Return the outline: the depth and the words of each entry."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [(mark.level, mark.get_title()) for mark in document.get_toc()]
    finally:
        document.close()


def catalogue(pdf: bytes):
    return PdfFileReader(BytesIO(pdf)).root


def structure(pdf: bytes) -> list[tuple[str, str]]:
    """Return the tags in reading order, each with its alternative text."""
    elements = _elements(catalogue(pdf)["/StructTreeRoot"])
    return [(str(element["/S"]), str(element.get("/Alt", ""))) for element in elements]


def _elements(element):
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(kid, dict) and "/S" in kid:
            yield kid
            yield from _elements(kid)


def signature_fields(pdf: bytes) -> list:
    form = catalogue(pdf).get("/AcroForm", {})
    fields = [field.get_object() for field in form.get("/Fields", [])]
    return [field for field in fields if field["/FT"] == "/Sig"]


def store(picture: Image.Image, name: str, kind: str = "PNG") -> str:
    file = BytesIO()
    picture.save(file, kind)
    return default_storage.save(name, ContentFile(file.getvalue()))


def store_logo() -> str:
    picture = Image.new("RGBA", (600, 200), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((10, 10, 190, 190), fill=(20, 60, 110, 255))
    return store(picture, "letterheads/logo.png")


def store_autograph() -> str:
    picture = Image.new("RGBA", (600, 200), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line([(10, 150), (200, 20), (590, 120)], fill=(9, 9, 80, 255), width=6)
    return store(picture, "signatures/autograph.png")


LOGO = b"""<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
  viewBox="0 0 400 160">
<defs>
<linearGradient id="sea"><stop offset="0" stop-color="#0b4f6c"/>
<stop offset="1" stop-color="#2a9d8f" stop-opacity="0.6"/></linearGradient>
<clipPath id="round"><circle cx="80" cy="80" r="70"/></clipPath>
<path id="wave" d="M0 100 q20 -30 40 0 t40 0 t40 0 t40 0"/>
</defs>
<style>.line{stroke:#fff;stroke-width:5;fill:none}</style>
<rect width="160" height="160" fill="url(#sea)" clip-path="url(#round)"/>
<use xlink:href="#wave" class="line"/><use href="#wave" class="line" y="20" opacity="0.7"/>
<path d="M190 50h180v14h-180zM190 80h150v10h-150z" style="fill:#0b4f6c"/>
</svg>"""
