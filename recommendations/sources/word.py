"""A Word document to text."""

from collections.abc import Iterator
from io import BytesIO

from docx import Document
from lxml import etree

from recommendations.sources.archives import DAMAGED, check_archive
from recommendations.sources.drafts import HEADING, PARAGRAPH, Draft
from recommendations.sources.errors import TooBig, UnreadableFile
from recommendations.sources.numbering import Numbering

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MAX_DEPTH = 100


def read_document(data: bytes) -> str:
    """Return the text of a .docx file, as it reads with every change accepted.

    Raises UnreadableFile, TooBig, Locked or TextTooLong.
    """
    check_archive(data, "[Content_Types].xml")
    try:
        document = Document(BytesIO(data))
        body = document.element.body
    except Exception as error:
        raise UnreadableFile(DAMAGED) from error
    reader = _Reader(Draft(), Numbering(document))
    reader.blocks(body, 0)
    return reader.draft.text


class _Reader:
    def __init__(self, draft: Draft, numbering: Numbering) -> None:
        self.draft = draft
        self.numbering = numbering

    def blocks(self, parent: etree._Element, depth: int) -> None:
        """Add the paragraphs and tables in an element, also inside wrappers."""
        for child in _children(parent, depth):
            if child.tag == f"{_W}p":
                self.paragraph(child)
            elif child.tag == f"{_W}tbl":
                self.table(child)
            elif child.tag in _WRAPPERS:
                self.blocks(child, depth + 1)

    def paragraph(self, element: etree._Element) -> None:
        words = "".join(_words(element, 0))
        boxes = list(_boxes(element))
        label, depth = self.numbering.label(element) if words.strip() else ("", 0)
        if self.numbering.is_heading(element):
            self.draft.add(HEADING, f"{label} {words}".replace("\v", " "))
        elif label:
            self.draft.item(label, words, depth)
        else:
            self.draft.add(PARAGRAPH, words)
        for box in boxes:
            self.draft.part()
            self.blocks(box, 1)

    def table(self, element: etree._Element) -> None:
        self.draft.part()
        rows = [list(_cells(row)) for row in _inside(element, f"{_W}tr", 0)]
        if max(map(len, rows), default=0) < 2:
            for row in rows:
                for cell in row:
                    self.blocks(cell, 1)
        else:
            for row in rows:
                self.draft.row([self.cell(cell, 0) for cell in row])
        self.draft.part()

    def cell(self, element: etree._Element, depth: int) -> str:
        """Return a cell's paragraphs, parted by "\\v"."""
        pieces = []
        for child in _children(element, depth):
            if child.tag == f"{_W}p":
                words = "".join(_words(child, 0))
                label, _ = self.numbering.label(child) if words.strip() else ("", 0)
                pieces.append(f"{label} {words}")
            elif child.tag in _WRAPPERS or child.tag in (f"{_W}tbl", f"{_W}tr", f"{_W}tc"):
                pieces.append(self.cell(child, depth + 1))
        return "\v".join(pieces)


_WRAPPERS = frozenset(
    f"{_W}{name}"
    for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink")
)
_SILENT = frozenset(
    [
        *(f"{_W}{n}" for n in ("del", "moveFrom", "pPr", "rPr", "instrText", "delText", "pict")),
        *(f"{_W}{n}" for n in ("footnoteReference", "endnoteReference", "object", "txbxContent")),
        f"{_MC}Fallback",
    ]
)


def _children(element: etree._Element, depth: int) -> Iterator[etree._Element]:
    if depth > MAX_DEPTH:
        raise TooBig("This document is nested too deeply to read. Copy its words and paste them.")
    return iter(element)


def _words(element: etree._Element, depth: int) -> Iterator[str]:
    """Yield a paragraph's words, with insertions and without deletions."""
    for child in _children(element, depth):
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in (f"{_W}tab", f"{_W}ptab"):
            yield " "
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            yield "\v"
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        elif child.tag not in _SILENT:
            yield from _words(child, depth + 1)


def _boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Yield the text boxes anchored in a paragraph, each once."""
    for box in paragraph.iter(f"{_W}txbxContent"):
        above = [a.tag for a in box.iterancestors()]
        if f"{_MC}Fallback" not in above and above.count(f"{_W}txbxContent") == 0:
            yield box


def _inside(element: etree._Element, tag: str, depth: int) -> Iterator[etree._Element]:
    for child in _children(element, depth):
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inside(child, tag, depth + 1)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    return _inside(row, f"{_W}tc", 0)
