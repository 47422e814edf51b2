"""Word and Excel files that run something, or lead elsewhere, under whatever name and spelling."""

import io
import time
import zipfile

import pytest
from django.core.exceptions import ValidationError
from docx import Document
from openpyxl import Workbook

from accounts.errors import Refused
from recommendations.files import examine
from recommendations.inside import acts_of, office
from tests.factories import make_attachment, make_response, make_upload
from tests.hostile_files import (
    DDE_WORDS,
    content_types,
    field,
    office_file,
    relationship,
    simple_field,
    word_words,
)

PACKAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships/"


def notes_of(content: bytes) -> list[str]:
    return list(dict.fromkeys(office.notes_of(io.BytesIO(content))))


# --- Macros ----------------------------------------------------------------------------------

VBA = "application/vnd.ms-office.vbaProject"
MACRO_FILES = {
    "VBA under another name": {"[Content_Types].xml": content_types(("/word/a.bin", VBA))},
    "VBA by its ending": {"[Content_Types].xml": content_types((".dat", VBA))},
    "in other letters": {"[Content_Types].xml": content_types(("/word/a", VBA.upper()))},
    "spelt as signs": {
        "[Content_Types].xml": content_types(("/word/a", VBA)).replace(b"vba", b"&#118;&#x62;a")
    },
    "in two-byte letters": {
        "[Content_Types].xml": content_types(("/word/a", VBA)).decode().encode("utf-16")
    },
    "a document with macros": {
        "[Content_Types].xml": content_types(
            ("/word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml")
        )
    },
    "a second list of types": {
        "[content_types].XML": content_types(("/word/a", VBA)),
    },
}
SHEETS = {
    "Excel 4 macros": {"xl/macrosheets/sheet1.xml": b"<x/>"},
    "Excel 4 macros elsewhere": {
        "[Content_Types].xml": content_types(
            ("/xl/worksheets/sheet9.xml", "application/vnd.ms-excel.macrosheet+xml")
        )
    },
    "Excel 4 macros of other lands": {
        "[Content_Types].xml": content_types(
            ("/xl/a.xml", "application/vnd.ms-excel.intlmacrosheet+xml")
        )
    },
    "a workbook with macros": {
        "[Content_Types].xml": content_types(
            ("/xl/workbook.xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
        )
    },
}


@pytest.mark.parametrize("kind", MACRO_FILES)
def test_macros_under_any_name_are_refused_in_word(kind):
    with pytest.raises(ValidationError, match="holds macros"):
        examine(make_upload("plan.docx", office_file(**MACRO_FILES[kind])))


@pytest.mark.parametrize("kind", SHEETS)
def test_macros_under_any_name_are_refused_in_excel(kind):
    content = office_file("xl/workbook.xml", **SHEETS[kind])

    with pytest.raises(ValidationError, match="holds macros"):
        examine(make_upload("plan.xlsx", content))


@pytest.mark.parametrize(
    "types",
    [
        b"<Types",
        b'<!DOCTYPE Types [<!ENTITY a "aaaa">]><Types>&a;</Types>',
        b"<Types>" + b" " * (office.LARGEST_TYPES + 1) + b"</Types>",
        b"<x/><x/>",
    ],
)
def test_types_that_cannot_be_read_are_refused(types):
    content = office_file(**{"[Content_Types].xml": types})

    with pytest.raises(ValidationError, match="is damaged"):
        examine(make_upload("plan.docx", content))


def test_a_file_without_types_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")

    with pytest.raises(ValidationError, match="is damaged"):
        examine(make_upload("plan.docx", out.getvalue()))


def test_files_as_the_programs_write_them_are_taken_and_nothing_is_said():
    word, sheet = io.BytesIO(), io.BytesIO()
    document = Document()
    document.add_paragraph("A plan.")
    document.save(word)
    Workbook().save(sheet)

    for name, content in (("a.docx", word.getvalue()), ("a.xlsx", sheet.getvalue())):
        assert examine(make_upload(name, content))
        assert notes_of(content) == []


# --- What leads elsewhere --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "note"),
    [
        ("attachedTemplate", office.TEMPLATE),
        ("oleObject", office.FETCHES),
        ("frame", office.FETCHES),
        ("subDocument", office.FETCHES),
        ("aFChunk", office.FETCHES),
        ("image", office.FETCHES),
        ("somethingNew", office.FETCHES),
        ("externalLinkPath", office.DATA),
    ],
)
@pytest.mark.parametrize("mode", ["External", "external"])
def test_what_the_program_follows_by_itself_is_said(kind, note, mode):
    part = relationship(PACKAGE + kind, mode)

    assert notes_of(office_file(**{"word/_rels/settings.xml.rels": part})) == [note]


def test_a_link_that_a_person_presses_is_nothing_to_say():
    part = relationship(PACKAGE + "hyperlink", "External")

    assert notes_of(office_file(**{"word/_rels/document.xml.rels": part})) == []


@pytest.mark.parametrize("kind", ["oleObject", "package", "control"])
def test_what_is_packed_in_is_said_under_any_name(kind):
    part = relationship(PACKAGE + kind, "Internal")

    assert notes_of(office_file(**{"word/_rels/document.xml.rels": part})) == [office.HOLDS]


def test_objects_by_their_type_are_said():
    types = content_types(
        ("/word/a.bin", "application/vnd.openxmlformats-officedocument.oleObject")
    )

    assert notes_of(office_file(**{"[Content_Types].xml": types})) == [office.HOLDS]


# --- DDE -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", DDE_WORDS)
def test_dde_in_word_is_said_however_it_is_written(kind):
    content = office_file(**{"word/document.xml": DDE_WORDS[kind]})

    (note,) = notes_of(content)
    assert note in (office.DDE, office.COMPUTED)
    assert (note == office.COMPUTED) == kind.startswith("computed")
    assert acts_of(make_upload("a.docx", content), ".docx") == (note,)


@pytest.mark.parametrize("part", ["word/header1.xml", "word/footnotes.xml", "word/odd.part"])
def test_dde_is_found_in_every_part_with_words(part):
    types = content_types((f"/{part}", "application/vnd.example+xml"))
    content = office_file(**{"[Content_Types].xml": types, part: DDE_WORDS["whole"]})

    assert notes_of(content) == [office.DDE]


@pytest.mark.parametrize(
    ("words", "notes"),
    [
        (field(" PAGE "), []),
        (field(' HYPERLINK "https://office.example" '), []),
        (field(" TOC \\o "), []),
        (simple_field(" ADDED DDE "), []),
        (field(" IF ", field(" PAGE "), " = 1 "), []),
        (field(" LINK Excel.Sheet.8 C:\\\\a.xls "), [office.FETCHES]),
        (field(' INCLUDEPICTURE "https://elsewhere.example/a.png" '), [office.FETCHES]),
        (field(" DATABASE \\\\c x "), [office.FETCHES]),
        (simple_field(" rd C:\\\\a.docx "), [office.FETCHES]),
        (simple_field(" includetext C:\\\\a.docx "), [office.FETCHES]),
        ("<w:r><w:t>DDEAUTO is a field.</w:t></w:r>", []),
    ],
)
def test_other_fields_are_what_they_are(words, notes):
    assert notes_of(office_file(**{"word/document.xml": word_words(words)})) == notes


SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.mark.parametrize(
    "formula, notes",
    [
        ("cmd|'/c calc'!A0", [office.DDE]),
        ("SUM(1,'cmd'|'/c calc'!A0)", [office.DDE]),
        ('_xlfn.WEBSERVICE("https://a.example")', [office.FETCHES]),
        ('rtd ("program",,"x")', [office.FETCHES]),
        ("'A|B'!A1&\"cmd|x WEBSERVICE(\"", []),
        ("SUM(A1:A9)", []),
    ],
)
@pytest.mark.parametrize("element", ["f", "definedName"])
def test_what_a_formula_starts_or_asks_is_said(element, formula, notes):
    words = formula.replace("&", "&amp;")
    sheet = f'<x xmlns="{SPREADSHEET}"><{element}>{words}</{element}></x>'.encode()

    assert notes_of(office_file(**{"xl/worksheets/sheet1.xml": sheet})) == notes


def test_dde_in_excel_is_said():
    link = (
        b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    )
    content = office_file("xl/workbook.xml", **{"xl/externalLinks/externalLink1.xml": link})

    assert notes_of(content) == [office.DATA, office.DDE]


# --- Limits ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "markup",
    [
        b"<a>",
        b'<!DOCTYPE a [<!ENTITY x "ha">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]><a/>',
        b'<?xml version="1.0" encoding="nonsense"?><a/>',
    ],
)
def test_markup_that_cannot_be_read_safely_is_said_to_be_damaged(markup):
    content = office_file(**{"word/document.xml": markup})

    with pytest.raises(office.BROKEN):
        notes_of(content)


def test_much_markup_is_read_in_little_time(tmp_path):
    words = word_words("<w:r><w:t>Plan</w:t></w:r>" * 300_000)
    content = office_file(**{"word/document.xml": words})
    began = time.monotonic()

    assert notes_of(content) == []
    assert time.monotonic() - began < 10


@pytest.mark.django_db
def test_a_file_that_acts_is_not_attached_for_publication():
    draft = make_response()
    content = office_file(**{"word/document.xml": DDE_WORDS["split"]})

    with pytest.raises(Refused, match="can start a program.*cannot be published"):
        make_attachment(draft, make_upload("plan.docx", content))
    assert make_attachment(
        draft, make_upload("plan.docx", content), withheld_reason="It names officers."
    )
