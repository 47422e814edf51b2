"""The letter as a Word document, read back with python-docx."""

import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from lxml import html

from accounts.models import Event
from accounts.permissions import Role
from letters.docx import word_letter
from letters.language import WELSH
from letters.models import Letter
from letters.pictures import logo_picture
from letters.render import letter_html
from letters.style import Appendix, Layout
from letters.words import AppendixItem, AppendixPart, LetterWords, Section
from tests.factories import make_letter, make_user
from tests.letters.pdfs import LOGO, store_logo
from tests.letters.sample_words import INSPECTOR, LETTERHEAD, WORDS
from tests.letters.test_layouts import words_in

OFFICE = shutil.which("libreoffice") or shutil.which("soffice")


def read(words: LetterWords):
    return Document(BytesIO(word_letter(words, logo_picture(words.letterhead))))


def texts(document) -> list[str]:
    """Return all that the document says, from header to footer."""
    [section] = document.sections
    found = [paragraph.text for paragraph in section.header.paragraphs]
    for block in document.iter_inner_content():
        cells = [cell for row in block.rows for cell in row.cells] if _is_table(block) else [block]
        found += ["\n".join(p.text for p in getattr(c, "paragraphs", [c])) for c in cells]
    return found + [paragraph.text for paragraph in section.footer.paragraphs]


def _is_table(block) -> bool:
    return isinstance(block, Table)


def said(text: str, **values) -> LetterWords:
    return replace(WORDS, sections=(Section(text=text),), appendix=(), **values)


def list_of(paragraph) -> tuple[str, int] | None:
    """Return the form of a paragraph's list and its level, or None outside a list."""
    numbered = paragraph._p.find(f".//{qn('w:numPr')}")
    if numbered is None:
        return None
    root = paragraph.part.numbering_part.element
    number, level = numbered.numId.val, numbered.ilvl.val
    abstract = root.num_having_numId(number).abstractNumId.val
    form = root.xpath(
        f"w:abstractNum[@w:abstractNumId='{abstract}']/w:lvl[@w:ilvl='{level}']/w:numFmt/@w:val"
    )
    return form[0], level


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("language", ["en-GB", WELSH])
def test_every_word_of_the_letter_is_in_the_document(layout, language):
    words = replace(
        words_in(layout, appendix=Appendix.BOTH),
        marking="OFFICIAL",
        footer="One line.\nAnd another.",
        second_addressee=INSPECTOR,
        language=language,
    )

    page = html.fromstring(letter_html(words)).find("body")
    for line_break in page.iter("br", "p", "li", "th", "td", "h1", "h2", "h3", "h4", "span", "a"):
        line_break.tail = f" {line_break.tail or ''}"
    wanted = Counter(page.text_content().split())
    got = Counter(" ".join(texts(read(words))).split())

    assert wanted - got == Counter()


@pytest.mark.parametrize("layout", Layout)
def test_headings_are_words_own_headings(layout):
    words = words_in(layout)

    found = [
        (int(p.style.name[-1]), p.text)
        for p in read(words).paragraphs
        if p.style.name.startswith("Heading")
    ]

    sections = [(s.level, f"{s.number} {s.heading}".strip()) for s in words.sections if s.heading]
    items = [(3, item.heading) for item in words.appendix]
    assert found == [(1, words.title), *sections, (2, words.appendix_title), *items]


def test_lists_are_words_own_lists_and_keep_their_numbers():
    document = read(
        said("Before\n\n- one\n  - *inner*\n\n    again\n- two\n\n6. six\n8. eight\n\n1. anew\n")
    )

    found = [(p.text, list_of(p)) for p in document.paragraphs if list_of(p)]
    starts = [
        int(number)
        for number in document.part.numbering_part.element.xpath("w:num//w:startOverride/@w:val")
    ]
    assert found == [
        ("one", ("bullet", 0)),
        ("inner", ("bullet", 1)),
        ("two", ("bullet", 0)),
        ("six", ("decimal", 0)),
        ("eight", ("decimal", 0)),
        ("anew", ("decimal", 0)),
    ]
    assert starts == [6, 8, 1]
    assert "again" in [p.text for p in document.paragraphs]


def test_tables_name_their_headers():
    facts, answers = read(words_in(Layout.FORM)).tables

    assert [cell.text for cell in answers.rows[0].cells] == ["Recommendation", "Response"]
    assert answers.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
    assert answers.rows[1]._tr.find(f".//{qn('w:tblHeader')}") is None
    assert facts.rows[0].cells[0].text == "Title of the report"
    looks = [t._tbl.tblPr.find(qn("w:tblLook")) for t in (facts, answers)]
    assert [(k.get(qn("w:firstRow")), k.get(qn("w:firstColumn"))) for k in looks] == [
        ("0", "1"), ("1", "0"),
    ]  # fmt: skip
    bullets = [p.text for p in answers.rows[1].cells[0].paragraphs if list_of(p)]
    assert bullets == ["at once; and", "well."]


def test_paragraphs_are_numbered_and_quotations_set_apart():
    words = words_in(Layout.SECTIONS, numbered=True)
    document = read(words)

    numbered = [p.text for p in document.paragraphs if list_of(p) == ("decimal", 0)]
    quoted = [p.text for p in document.paragraphs if p.style.name == "Quote"]
    assert numbered[:2] == ["I write in response to the report.", "It makes four recommendations."]
    assert "Forces should do what number 2 asks:" in quoted
    assert "Morgan Vale QPM, Chief Constable" in quoted


def test_document_names_title_author_and_language_and_counts_its_pages():
    document = read(replace(WORDS, marking="OFFICIAL", language=WELSH, colour="#0b4f6c"))

    facts, [section] = document.core_properties, document.sections
    languages = {e.get(qn("w:val")) for e in document.styles.element.iter(qn("w:lang"))}
    fields = section.footer._element.xpath(".//w:fldSimple/@w:instr")
    assert (facts.title, facts.author, facts.language, facts.comments) == (
        WORDS.title, LETTERHEAD.name, "cy", "",
    )  # fmt: skip
    assert languages == {"cy-GB"}
    assert (facts.created.isoformat(), fields) == (
        "2021-07-19T00:00:00+00:00",
        ["PAGE", "NUMPAGES"],
    )
    assert section.header.paragraphs[0].text == "OFFICIAL"
    assert str(document.styles["Heading 2"].font.color.rgb) == "0B4F6C"


def test_rules_of_head_tables_and_quotations_have_their_own_colour():
    table = Section(kind="table", columns=("One", "Two"), rows=(("a", "b"),))
    quoted = Section("They agree.", kind="quote", by="Morgan Vale")
    words = replace(WORDS, colour="#0b4f6c", rule_colour="#d4351c", sections=(table, quoted))

    document = read(words)

    sides = document.element.xpath(".//w:pBdr/*/@w:color | .//w:tblBorders/*/@w:color")
    assert (len(sides), set(sides)) == (9, {"d4351c"})


@pytest.mark.parametrize("drawn", [True, False])
def test_logo_is_a_picture_with_its_words(drawn):
    path = default_storage.save("logo.svg", ContentFile(LOGO)) if drawn else store_logo()

    document = read(replace(WORDS, letterhead=replace(LETTERHEAD, logo=path)))

    [picture] = document.inline_shapes
    assert picture._inline.docPr.get("descr") == (
        "Logo of Police, Fire and Crime Commissioner for Wessmere"
    )
    assert picture.width.mm == pytest.approx(55, abs=0.1)
    assert picture.height.mm == pytest.approx(22 if drawn else 18.3, abs=0.1)


def test_links_lead_where_they_say_and_marks_stay():
    [link] = [
        p for p in read(said("See [**our** page](https://www.wessmere.example) & <b>")).paragraphs
        if p.hyperlinks
    ]  # fmt: skip

    assert link.hyperlinks[0].address == "https://www.wessmere.example"
    assert link.text == "See our page & <b>"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bell\x07, null\x00, page\x0c, half a sign \ud83d \U0001f64f",
        "> - one\n>\n>   > deep\n> - two",
        "- > quoted\n- **bold** start\n\n  - inner",
        "***both***\\\nnew line\n# Heading",
        "- " * 30 + "deep",
    ],
)
def test_unusual_words_make_a_document(text):
    item = AppendixItem(heading="Item", text=text, parts=(AppendixPart("a", text),))

    document = read(replace(said(text), appendix=(item,)))

    assert "Yours sincerely" in texts(document)


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not on this machine")
@pytest.mark.parametrize("layout", Layout)
def test_document_opens_in_an_office(layout, tmp_path):
    source = tmp_path / "letter.docx"
    source.write_bytes(word_letter(words_in(layout)))

    subprocess.run(  # noqa: S603
        [OFFICE, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, source],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip

    assert (tmp_path / "letter.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.django_db
def test_office_takes_its_letter_as_a_word_file_and_that_is_on_record(client):
    letter = make_letter(signed=True)
    by = make_user(Role.CASEWORKER, letter.body)
    client.force_login(by)

    page = client.get(letter.get_absolute_url()).content.decode()
    answer = client.get(reverse("letters:docx", args=[letter.pk]))

    taken = Document(BytesIO(b"".join(answer)))
    event = Event.objects.get(action="export")
    assert "the office’s own (Word)" in page
    assert taken.core_properties.subject == letter.reference
    assert (event.by, event.body, event.object_pk) == (by, letter.body, str(letter.pk))
    assert 'filename="unsigned-' in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Type"].endswith("wordprocessingml.document")
    assert Letter.objects.get().sha256 == letter.sha256


@pytest.mark.django_db
def test_letter_whose_logo_is_gone_is_refused_in_words(client):
    letter = make_letter()
    words = letter.letter_words
    words = replace(words, letterhead=replace(words.letterhead, logo="letterheads/gone.png"))
    Letter.objects.filter(pk=letter.pk).update(words=words.as_data())
    client.force_login(make_user(Role.CASEWORKER, letter.body))

    answer = client.get(reverse("letters:docx", args=[letter.pk]), follow=True)

    assert "cannot be made for Word" in answer.content.decode()
    assert not Event.objects.filter(action="export").exists()
