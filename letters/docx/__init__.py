"""The words of a letter as a Word document, for offices that finish their letters in Word.

The same words in the same order as on the page of letters/render.py, with Word's own
headings, lists, tables and page numbers. It bears no signature and no seal.
"""

from datetime import datetime, time
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from letters.docx.flow import (
    GREY,
    Flow,
    Lists,
    colour_borders,
    mark_header_row,
    marked_runs,
    rule_below,
)
from letters.docx.styles import field, set_language, set_styles
from letters.language import day_words, word
from letters.signs import REPAIRS, repaired
from letters.words import AppendixItem, Letterhead, LetterWords, Party, Section
from pcc_tracker.markdown import unmarked

RIGHT, CENTRE = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER
LABELS = Mm(30)
PARTS = Mm(8)


def word_letter(words: LetterWords, logo: bytes | None = None) -> bytes:
    """Return the letter as a .docx file; `logo` is a JPEG or PNG."""
    return _Letter(repaired(words, REPAIRS), logo).made()


class _Letter:
    def __init__(self, words: LetterWords, logo: bytes | None) -> None:
        self.words, self.logo = words, logo
        self.document = Document()
        self.lists = Lists(self.document)
        self.rules = words.rule_colour.lstrip("#") or GREY

    def say(self, name: str, **values: str) -> str:
        return word(name, self.words.language, **values)

    def made(self) -> bytes:
        words = self.words
        self.properties()
        set_language(self.document, words.language)
        set_styles(self.document, words.colour)
        self.page()
        self.letterhead(words.letterhead)
        for party in filter(None, [words.addressee, words.second_addressee]):
            self.party(party)
        self.references()
        if words.salutation:
            self.line(words.salutation)
        self.title(words.title, 1)
        for section in words.sections:
            self.section(section, numbered=words.numbered)
        self.closing()
        self.appendices()
        out = BytesIO()
        self.document.save(out)
        return out.getvalue()

    def properties(self) -> None:
        facts, words = self.document.core_properties, self.words
        facts.title, facts.language = unmarked(words.title), words.language
        facts.author = facts.last_modified_by = words.letterhead.name
        facts.subject, facts.comments = words.reference, ""
        facts.created = facts.modified = datetime.combine(words.dated_on, time())

    def page(self) -> None:
        """Set A4, the marking at top and bottom, the footer and the numbers of pages."""
        [section] = self.document.sections
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(25)
        section.top_margin, section.bottom_margin = Mm(24), Mm(22)
        top, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
        top.alignment = CENTRE
        top.add_run(self.words.marking).bold = True
        foot.alignment = CENTRE
        if self.words.footer:
            foot.add_run(self.words.footer)
            foot = section.footer.add_paragraph()
        foot.add_run(f"{self.words.reference} · {self.say('page')} ")
        field(foot, "PAGE")
        foot.add_run(f" {self.say('page_of')} ")
        field(foot, "NUMPAGES")
        if self.words.marking:
            last = section.footer.add_paragraph()
            last.alignment = CENTRE
            last.add_run(self.words.marking).bold = True

    def line(self, text: str = "", *, space: int = 9, alignment=None, bold: bool = False):
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(space)
        paragraph.alignment = alignment
        marked_runs(paragraph, text, bold=bold or None)
        return paragraph

    def title(self, text: str, level: int) -> Any:
        heading = self.document.add_heading("", level)
        marked_runs(heading, text)
        return heading

    def letterhead(self, head: Letterhead) -> None:
        if self.logo:
            run = self.line(space=3).add_run()
            picture = run.add_picture(BytesIO(self.logo), width=Mm(55))
            if picture.height > Mm(24):
                picture.width, picture.height = (
                    int(picture.width * Mm(24) / picture.height), Mm(24),
                )  # fmt: skip
            picture._inline.docPr.set("descr", f"{self.say('logo_of')} {head.name}")
        numbers = [
            f"{self.say(name)}: {value}"
            for name, value in (("telephone", head.telephone), ("fax", head.fax))
            if value
        ]
        email = f"{self.say('email')}: {head.email}" if head.email else ""
        lines = [", ".join(head.address), "  ".join(numbers), email, head.web]
        last = self.line(head.name, space=3, alignment=RIGHT, bold=True)
        last.runs[0].font.size = Pt(13)
        for text in filter(None, lines):
            last = self.line(text, space=0, alignment=RIGHT)
            last.runs[0].font.size = Pt(9)
        last.paragraph_format.space_after = Pt(18)
        rule_below(last, self.words.rule_colour or self.words.colour)

    def party(self, party: Party) -> None:
        self.line("\n".join(filter(None, [party.name, party.title, *party.address, party.email])))

    def references(self) -> None:
        words = self.words
        said = [
            ("your_ref", words.your_reference),
            ("our_ref", words.reference),
            ("date", day_words(words.dated_on, words.language)),
            ("enquiries_to", words.enquiries_to),
            ("email", words.enquiries_email),
        ]
        given = [(name, value) for name, value in said if value]
        for name, value in given:
            space = 18 if (name, value) == given[-1] else 0
            self.labelled(f"{self.say(name)}:", value, LABELS, space=space)

    def labelled(self, label: str, text: str, room: Mm, *, space: int = 0) -> None:
        paragraph = self.line(f"{label}\t{text}", space=space)
        paragraph.paragraph_format.left_indent = room
        paragraph.paragraph_format.first_line_indent = -room
        paragraph.paragraph_format.tab_stops.add_tab_stop(room)

    def heading(self, section: Section) -> None:
        said = f"{section.number} {section.heading}".strip()
        if said:
            self.title(said, section.level)

    def section(self, section: Section, *, numbered: bool = False) -> None:
        self.heading(section)
        if section.kind == "table":
            self.table(section.rows, section.columns)
        elif section.kind == "facts":
            self.table(section.rows, ())
        elif section.kind == "quote":
            flow = self.flow(quoted=True)
            if section.by:
                marked_runs(flow.paragraph(), section.by, bold=True)
            flow.markdown(section.text)
        else:
            self.flow(numbered=numbered).markdown(section.text)

    def flow(self, within: Any = None, **how: Any) -> Flow:
        """Return what writes running text to the document, or to a cell of it."""
        return Flow(within or self.document, self.lists, rules=self.rules, **how)

    def table(self, rows: tuple[tuple[str, ...], ...], columns: tuple[str, ...]) -> None:
        """Add a table under a row of headers, or with a name at the head of each row."""
        lines = [columns, *rows] if columns else list(rows)
        table = self.document.add_table(rows=0, cols=len(lines[0]), style="Table Grid")
        for number, line in enumerate(lines):
            cells = table.add_row().cells
            for at, (cell, text) in enumerate(zip(cells, line, strict=True)):
                if columns and number:
                    self.flow(cell).markdown(text)
                else:
                    head = bool(columns) or at == 0
                    marked_runs(cell.paragraphs[0], text, bold=head or None)
        mark_header_row(table, by_column=not columns)
        colour_borders(table, self.rules)
        self.line(space=0)

    def closing(self) -> None:
        words = self.words
        if words.valediction:
            self.line(words.valediction, space=48).paragraph_format.keep_with_next = True
        by = self.line(words.signatory.name, bold=True, space=18)
        for said in filter(None, [words.signatory.title, words.signatory.on_behalf_of]):
            marked_runs(by, f"\n{said}")
        many = "enclosures" if len(words.enclosures) > 1 else "enclosure"
        for number, line in enumerate(words.enclosures):
            label = f"{self.say(many)}:" if number == 0 else ""
            self.labelled(label, line, LABELS)
        for number, line in enumerate(words.cc):
            self.labelled(self.say("copies") if number == 0 else "", line, Mm(12))

    def appendices(self) -> None:
        words = self.words
        if words.appendix:
            self.appendix(words.appendix_title)
            for item in words.appendix:
                self.item(item)
        if words.appended:
            self.appendix(words.appended_title)
            for section in words.appended:
                self.section(section)

    def appendix(self, title: str) -> None:
        self.title(title, 2).paragraph_format.page_break_before = True

    def item(self, item: AppendixItem) -> None:
        self.title(item.heading, 3)
        self.flow().markdown(item.text)
        for part in item.parts:
            self.flow(indent=PARTS, label=f"{part.label}.").markdown(part.text)
