"""Typed words as paragraphs, lists and quotations of a Word document.

They come from the same clean HTML as those of the PDF, so that both say the same.
"""

from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Mm, Pt
from lxml import html as reading

from letters.docx.styles import say_language
from pcc_tracker.markdown import RUN, to_html

STEP = Mm(6)  # how far a list or a quotation stands in
BULLETS, NUMBERS, PARAGRAPHS = 9001, 9002, 9003
KINDS = {
    BULLETS: ("bullet", "•"),
    NUMBERS: ("decimal", "%{level}."),
    PARAGRAPHS: ("decimal", "%1."),
}
GREY = "777777"  # of rules, where an office has no colour for them
BLOCKS = {"p", "ul", "ol", "blockquote"}
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


class Lists:
    """The kinds of list that a document knows; each ordered list counts for itself."""

    def __init__(self, document: Any) -> None:
        self.root = document.part.numbering_part.element
        first = self.root.find(qn("w:num"))
        for kind, (form, text) in KINDS.items():
            levels = "".join(
                f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
                f'<w:lvlText w:val="{text.replace("{level}", str(level + 1))}"/>'
                '<w:lvlJc w:val="left"/></w:lvl>'
                for level in range(9)
            )
            first.addprevious(
                parse_xml(
                    f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{kind}">'
                    f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
                )
            )
        self.bullets = self.new(BULLETS)
        self.paragraphs = self.new(PARAGRAPHS)

    def new(self, kind: int, level: int = 0, start: int = 0) -> int:
        """Return the number of a new list, which counts from `start` where that is given."""
        number = self.root.add_num(kind)
        if start:
            number.add_lvlOverride(ilvl=level).add_startOverride(start)
        return number.numId


class Flow:
    """Adds blocks to a document or a cell, one below the other.

    `numbered` counts the paragraphs; `label` stands before the first of them, in the
    room of `indent`.
    """

    def __init__(
        self,
        container: Any,
        lists: Lists,
        *,
        indent: int = 0,
        quoted: bool = False,
        rules: str = GREY,
        numbered: bool = False,
        label: str = "",
    ) -> None:
        self.container, self.lists = container, lists
        self.indent = indent + (STEP if quoted else 0)
        self.quoted, self.numbered, self.label = quoted, numbered, label
        self.rules = rules
        self.language = ""  # of the words at hand, where it is not the letter's
        self.level = -1
        self.item: int | None = None  # the list that the next paragraph is an item of
        # A new cell holds one empty paragraph, which Word needs and we fill first.
        self.empty = getattr(container, "paragraphs", [])[:1] if _is_cell(container) else []

    def markdown(self, text: str) -> None:
        for block in reading.fragments_fromstring(str(to_html(text))):
            if not isinstance(block, str):
                self.block(block)

    def block(self, element: Any) -> None:
        if element.tag == "div":
            self.language, was = element.get("lang", self.language), self.language
            for part in element:
                self.block(part)
            self.language = was
        elif element.tag in ("ul", "ol"):
            self.list(element)
        elif element.tag == "blockquote":
            self.quotation(element)
        else:
            paragraph = self.paragraph(number=self.numbered and self.level < 0)
            self.inline(paragraph, element, lang=self.language)

    def paragraph(self, *, number: bool = False) -> Any:
        """Return a new paragraph, an item of the list at hand where one begins here."""
        paragraph = self.empty.pop() if self.empty else self.container.add_paragraph()
        layout = paragraph.paragraph_format
        item, self.item = self.item, None
        if item is not None:
            paragraph.style = "List Bullet" if item == self.lists.bullets else "List Number"
            _number(paragraph, item, self.level)
            layout.first_line_indent = -STEP
            layout.space_after = Pt(3)
        elif number:
            _number(paragraph, self.lists.paragraphs, 0)
            layout.left_indent, layout.first_line_indent = Mm(10), -Mm(10)
            return paragraph
        elif self.quoted:
            paragraph.style = "Quote"
        if self.label:
            paragraph.add_run(f"{self.label}\t")
            layout.first_line_indent = Emu(-self.indent)
            layout.tab_stops.add_tab_stop(Emu(self.indent))
            self.label = ""
        layout.left_indent = Emu(self.indent)
        if self.quoted:
            _border(paragraph, "left", self.rules, 12)
        return paragraph

    def list(self, element: Any) -> None:
        level, indent = self.level, self.indent
        self.level, self.indent = min(level + 1, 8), indent + STEP
        own, expected = self.lists.bullets, None
        for item in element:
            if element.tag == "ol":
                number = int(item.get("value") or expected or 1)
                if number != expected:
                    own = self.lists.new(NUMBERS, self.level, number)
                expected = number + 1
            self.item = own
            self.contents(item)
        self.level, self.indent = level, indent

    def contents(self, item: Any) -> None:
        """Add what an item holds: bare words, then the blocks within."""
        blocks = [part for part in item if part.tag in BLOCKS]
        if (item.text or "").strip() or not blocks or item[0].tag not in BLOCKS:
            self.inline(self.paragraph(), item, lang=self.language)
        for part in blocks:
            self.block(part)

    def quotation(self, element: Any) -> None:
        was, self.quoted, self.indent = self.quoted, True, self.indent + STEP
        for part in element:
            self.block(part)
        self.quoted, self.indent = was, self.indent - STEP

    def inline(self, paragraph: Any, element: Any, **marks: Any) -> None:
        """Add the words of an element, up to the first block within it."""
        _run(paragraph, element.text, marks)
        for part in element:
            if part.tag in BLOCKS:
                return
            if part.tag == "br":
                paragraph.add_run().add_break()
            elif part.tag == "a" and part.get("href"):
                _link(paragraph, part.text_content(), part.get("href"))
            else:
                name = {"strong": "bold", "em": "italic"}.get(part.tag)
                own = {name: True} if name else {}
                if part.get("lang"):
                    own["lang"] = part.get("lang")
                self.inline(paragraph, part, **marks | own)
            _run(paragraph, part.tail, marks)


def _is_cell(container: Any) -> bool:
    return hasattr(container, "vertical_alignment")


def _run(paragraph: Any, text: str | None, marks: dict[str, Any]) -> None:
    words = (text or "").replace("\n", "")  # line breaks are <br>
    if words:
        run = paragraph.add_run(words)
        run.bold, run.italic = marks.get("bold"), marks.get("italic")
        say_language(run, marks.get("lang", ""))


def marked_runs(paragraph: Any, text: str, *, bold: bool | None = None) -> None:
    """Add plain words to a paragraph, each run in another language as what it is."""
    at = 0
    for found in RUN.finditer(text):
        paragraph.add_run(text[at : found.start()]).bold = bold
        run = paragraph.add_run(found[1])
        run.bold = bold
        say_language(run, found[2])
        at = found.end()
    paragraph.add_run(text[at:]).bold = bold


def _number(paragraph: Any, number: int, level: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = number


def _border(paragraph: Any, side: str, colour: str, width: int) -> None:
    paragraph._p.get_or_add_pPr().insert_element_before(
        parse_xml(
            f'<w:pBdr {nsdecls("w")}><w:{side} w:val="single" w:sz="{width}" w:space="6"'
            f' w:color="{colour}"/></w:pBdr>'
        ),
        *("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"),
    )


def rule_below(paragraph: Any, colour: str) -> None:
    _border(paragraph, "bottom", colour.lstrip("#") or "000000", 6)


def _link(paragraph: Any, text: str, address: str) -> None:
    link = parse_xml(f"<w:hyperlink {nsdecls('w', 'r')}/>")
    link.set(qn("r:id"), paragraph.part.relate_to(address, LINK, is_external=True))
    run = paragraph.add_run(text)
    run.underline = True
    link.append(run._r)
    paragraph._p.append(link)


def mark_header_row(table: Any, *, by_column: bool) -> None:
    """Tell Word, and whoever reads aloud, where the table has its headers."""
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    look.set(qn("w:firstRow"), "0" if by_column else "1")
    look.set(qn("w:firstColumn"), "1" if by_column else "0")
    for number, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        if number == 0 and not by_column:
            properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))


def colour_borders(table: Any, colour: str) -> None:
    """Give a table lines of a colour around each cell."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{colour}"/>' for side in sides
    )
    borders = parse_xml(f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>")
    table._tbl.tblPr.insert_element_before(
        borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook"
    )
