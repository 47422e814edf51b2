"""Word files, web pages and plain text in all their encodings, read to what they recommend."""

from io import BytesIO

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from recommendations.intake import Asked, read_file
from recommendations.sources import read_source
from tests.recommendations.pdf_layouts import PUBLISHED
from tests.recommendations.reading_texts import bodies

ASKED = Asked("Lost and found", PUBLISHED, bodies())
CHIEFS = "chief_constables"


def read(data: bytes, ending: str) -> list[tuple]:
    """Return number, kind, first and last word, addressees and deadline of each item."""
    found = read_file(data, ending, ASKED)["found"]
    return [
        (
            item["number"],
            item["kind"],
            item["text"].split()[0],
            item["text"].split()[-1],
            " ".join(item["addressees"]),
            item["due_on"],
        )
        for item in found
    ]


def saved(document) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def document(*paragraphs: tuple[str, str]):
    """Return a Word document of paragraphs, each with its style."""
    made = Document()
    for style, words in paragraphs:
        made.add_paragraph(words, style=style)
    return made


def test_word_headings_and_bullets_are_read():
    made = document(
        ("Title", "Lost and found"),
        ("Heading 1", "What we saw"),
        ("Normal", "The inspectors saw umbrellas."),
        ("Heading 2", "Recommendation 1"),
        ("Normal", "By 31 March 2027, chief constables should keep a book that shows:"),
        ("List Bullet", "who came;"),
        ("List Bullet", "what they brought."),
        ("Heading 2", "Area for improvement 1"),
        ("Normal", "Forces should look for owners."),
        ("Heading 1", "How we worked"),
        ("Normal", "We read 412 entries."),
    )

    assert read(saved(made), ".docx") == [
        ("1", "recommendation", "By", "brought.", CHIEFS, "2027-03-31"),
        ("1", "area_for_improvement", "Forces", "owners.", CHIEFS, None),
    ]
    assert "- who came;\n- what they brought." in read_source(saved(made), ".docx").text


def test_word_lists_count_their_own_numbers():
    made = document(
        ("Heading 1", "Recommendations"),
        ("List Number", "Chief constables should keep a book."),
        ("List Number", "Within six months, the Home Office should say for how long."),
        ("List Number", "The NPCC should agree on a form."),
        ("Heading 1", "Next steps"),
        ("Normal", "The inspectors will come back."),
    )

    assert read(saved(made), ".docx") == [
        ("1", "recommendation", "Chief", "book.", CHIEFS, None),
        ("2", "recommendation", "Within", "long.", "home-office", "2027-02-28"),
        ("3", "recommendation", "The", "form.", "npcc", None),
    ]


def test_word_table_is_read_by_its_columns():
    made = document(("Heading 1", "Action plan"))
    rows = [
        ("No.", "Recommendation", "Owner", "Due", "What we do"),
        ("4", "Keep a book.\nCount it.", "Chief constables", "31/03/2027", "We should buy one."),
        ("6a", "Say for how long.", "Home Office", "", "Not ours."),
    ]
    table = made.add_table(rows=0, cols=5)
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words

    assert read(saved(made), ".docx") == [
        ("4", "recommendation", "Keep", "it.", CHIEFS, "2027-03-31"),
        ("6a", "recommendation", "Say", "long.", "home-office", None),
    ]


def test_word_changes_read_as_accepted():
    made = document(("Heading 2", "Recommendation 1"), ("Normal", "Forces should keep "))
    paragraph = made.paragraphs[-1]
    for tag, holds, words in (("w:del", "w:delText", "two"), ("w:ins", "w:t", "three books.")):
        change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(holds)
        text.text = words
        change.set(qn("w:id"), "1")
        run.append(text)
        change.append(run)
        paragraph._p.append(change)

    assert "Forces should keep three books." in read_source(saved(made), ".docx").text


PAGE = """<!doctype html><html><head><title>Lost and found</title><style>p { color: red }</style>
</head><body><nav><ul><li>Forces should look here</li></ul></nav><header>Menu</header>
<div role="banner">We use cookies. You should accept them.</div><main><h1>Lost and found</h1>
<script>document.write("Recommendation 9: Forces should run.")</script>
<h2>Recommendation 1</h2><p>By 31&nbsp;March 2027, <b>chief</b> constables should keep a book
that shows:</p><ul><li>who came;</li><li>what they <i>brought</i>.</li></ul>
<table><tr><th>No.</th><th>Recommendation</th><th>For</th></tr>
<tr><td>2</td><td><p>Say for how long.</p></td><td>Home Office</td></tr></table>
<h2>Recommendations</h2><ol start="3"><li>The NPCC should agree on a form.</li></ol>
<p hidden>Recommendation 7: Forces should hide.</p></main>
<footer>Recommendation 8: Forces should rest.</footer></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_web_page_is_read_without_its_furniture(encoding):
    assert read(PAGE.encode(encoding), ".html") == [
        ("1", "recommendation", "By", "brought.", CHIEFS, "2027-03-31"),
        ("2", "recommendation", "Say", "long.", "home-office", None),
        ("3", "recommendation", "The", "form.", "npcc", None),
    ]


def test_web_page_in_the_encoding_that_it_declares():
    page = '<meta charset="iso-8859-1"><p>Recommendation 1: Forces should keep “books”.</p>'

    assert "“books”" in read_source(page.encode("cp1252"), ".htm").text


TEXT = "Recommendation 1\n\nBy 31 March 2027, forces should keep “books” – and count them.\n"
KEPT = [("1", "recommendation", "By", "them.", CHIEFS, "2027-03-31")]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"]
)  # fmt: skip
def test_text_in_any_encoding_is_read_alike(encoding):
    assert read(TEXT.encode(encoding), ".txt") == KEPT
    assert "“books” – and" in read_source(TEXT.encode(encoding), ".txt").text


def test_text_of_two_encodings_is_read_whole():
    mixed = TEXT.encode("utf-8") + "\nNobody said “yes”.\n".encode("cp1252")

    assert read(mixed, ".txt") == KEPT
    assert "“yes”" in read_source(mixed, ".txt").text


def test_marks_of_direction_and_control_do_not_matter():
    dressed = TEXT.replace("forces", "\u202eforces\u202c").replace("By", "\u200fBy\x07")
    dressed = dressed.replace("count", "co\u00adunt").replace("\n\n", "\r\n\x0b\r\n")

    assert read(dressed.encode(), ".txt") == KEPT
