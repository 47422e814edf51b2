"""Files that are damaged, locked, or ask for far more than they seem to hold."""

import zlib
from collections.abc import Iterable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from openpyxl import Workbook
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]%s/Resources<<%s/Font<</F 5 0 R>>>>>>"
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
_PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
WORDS = b"BT /F 10 Tf 10 700 Td (Recommendation 1: Forces should plan.) Tj ET"


def pdf(*objects: bytes) -> bytes:
    """Return a PDF of the objects, the first its catalogue."""
    out, starts = BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, each in enumerate(objects, start=1):
        starts.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, each))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % start for start in starts))
    out.write(b"trailer\n<</Size %d/Root 1 0 R>>\n" % (len(objects) + 1))
    out.write(b"startxref\n%d\n%%%%EOF" % table)
    return out.getvalue()


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data)


def page(contents: bytes, extra: bytes = b"", *more: bytes) -> bytes:
    leaf = _PAGE % (b"/Contents 4 0 R", extra)
    return pdf(_CATALOG, _PAGES, leaf, contents, _FONT, *more)


def swollen(megabytes: int) -> bytes:
    """Return deflated spaces, so many megabytes, made without holding them."""
    packer = zlib.compressobj(9)
    opening = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    piece = packer.compress(b" " * 10_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    return opening + piece * (megabytes // 10)


def flate_bomb() -> bytes:
    return page(stream(swollen(2_000), b"/Filter/FlateDecode"))


def object_stream_bomb() -> bytes:
    leaf = _PAGE % (b"/Contents 4 0 R", b"")
    entries = b"/Type/ObjStm/N 1/First 10/Filter/FlateDecode"
    return pdf(_CATALOG, _PAGES, leaf, stream(swollen(2_000), entries), _FONT)


def drawing_bomb() -> bytes:
    """Return a page that draws a form ten times, which draws another ten times, and so on."""
    entries = b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<<%s/Font<</F 5 0 R>>>>"
    draws = b"/A Do " * 10
    forms = [stream(draws, entries % (b"/XObject<</A %d 0 R>>" % n)) for n in range(7, 15)]
    last = stream(WORDS, entries % b"")
    return page(stream(draws), b"/XObject<</A 6 0 R>>", *forms, last)


def many_pages(count: int = 10_000) -> bytes:
    kids = b" ".join(b"%d 0 R" % (n + 6) for n in range(count))
    pages = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count)
    leaf = _PAGE % (b"/Contents 4 0 R", b"")
    return pdf(_CATALOG, pages, b"null", stream(WORDS), _FONT, *[leaf] * count)


def deep_objects(depth: int = 100_000) -> bytes:
    leaf = _PAGE % (b"/Contents 4 0 R", b"/X " + b"<</A " * depth + b"0" + b">>" * depth)
    return pdf(_CATALOG, _PAGES, leaf, stream(WORDS), _FONT)


def deep_tree(depth: int = 20_000) -> bytes:
    nodes = [b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (n + 3) for n in range(depth)]
    return pdf(_CATALOG, *nodes, b"<</Type/Page/MediaBox[0 0 600 800]>>")


def endless_tree() -> bytes:
    return pdf(_CATALOG, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1999>>")


def crowded_page() -> bytes:
    words = (b"1 0 0 1 %d %d Tm (a) Tj " % (n * 7 % 600, n * 11 % 800) for n in range(60_000))
    return page(
        stream(zlib.compress(b"BT /F 1 Tf " + b"".join(words) + b"ET"), b"/Filter/FlateDecode")
    )


def scanned() -> bytes:
    out = BytesIO()
    Image.new("RGB", (400, 600), "white").save(out, "PDF")
    return out.getvalue()


def encrypted() -> bytes:
    writer = copy_into_new_writer(PdfFileReader(BytesIO(page(stream(WORDS)))))
    writer.encrypt("owner", "user")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def word(*paragraphs: str) -> bytes:
    document, out = Document(), BytesIO()
    for words in paragraphs or ["Recommendation 1: Forces should plan."]:
        document.add_paragraph(words)
    document.save(out)
    return out.getvalue()


def workbook(rows: Iterable[list[str]] = ()) -> bytes:
    book, out = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def repacked(data: bytes, **entries: bytes) -> bytes:
    """Return a zip file with entries replaced or added, named with _ for / and __ for a dot."""
    named = {name.replace("__", ".").replace("_", "/"): body for name, body in entries.items()}
    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in {**dict.fromkeys(old.namelist()), **named}:
            new.writestr(name, named[name] if name in named else old.read(name))
    return out.getvalue()


def word_with(body: bytes) -> bytes:
    """Return a Word file with more put into its body, as it stands."""
    made = word()
    with ZipFile(BytesIO(made)) as archive:
        markup = archive.read("word/document.xml")
    at = markup.index(b"<w:sectPr")
    return repacked(made, word_document__xml=markup[:at] + body + markup[at:])


def swollen_word() -> bytes:
    return word_with(b"<w:p><w:r><w:t>Forces should plan.</w:t></w:r></w:p>" * 200_000)


def deep_word() -> bytes:
    return word_with(b"<w:sdt><w:sdtContent>" * 110 + b"</w:sdtContent></w:sdt>" * 110)


def entity_word() -> bytes:
    with ZipFile(BytesIO(word())) as archive:
        _, _, markup = archive.read("word/document.xml").partition(b"?>")
    declared = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha">]>'
    return repacked(word(), word_document__xml=declared + markup)
