"""The data within a letter's PDF, and the outline beside it."""

from dataclasses import replace
from datetime import date

import pytest

from letters.actions import preview
from letters.attached import attached_data, content_data
from letters.public import public_content
from letters.render import render_letter
from letters.style import Layout
from letters.words import LetterWords
from responses.actions import save_words
from tests.factories import (
    AT,
    make_force_and_body,
    make_letter,
    make_national_bodies,
    make_recommendation,
    make_report,
    make_response,
)
from tests.letters.pdfs import attachment, bookmarks, breaches, tables
from tests.letters.sample_words import WORDS
from tests.letters.test_layouts import CONTENT, REPORT, words_in

MACHINE = {"schema", "kind", "position", "language", "dated_on", "signed_on", "published_on"} | {
    "last_day", "by_when",
}  # fmt: skip


def with_data(**values) -> LetterWords:
    return replace(WORDS, data=content_data(replace(CONTENT, **values)))


@pytest.mark.parametrize("sealed", [False, True])
def test_data_are_within_the_pdf_and_it_stays_what_it_is(sealed):
    pdf = render_letter(with_data(), sealed=sealed)

    data, facts = attachment(pdf)
    assert breaches(pdf) == []
    assert facts == {
        "/UF": "response.json",
        "/AFRelationship": "/Data",
        "/Desc": "This response as data (JSON)",
        "/Subtype": "/application/json",
    }
    assert (data["schema"], data["dated_on"], data["signed_on"], data["reference"]) == (
        "section-55-response/1", "2021-07-19", "2021-07-19", "20210719AB",
    )  # fmt: skip


def test_data_say_what_the_letter_answers():
    report = replace(REPORT, published_day=date(2021, 5, 26), last_day=date(2021, 7, 20))

    data, _ = attachment(render_letter(with_data(reports=(report,)), sealed=False))

    [told] = data["reports"]
    assert (told["published_on"], told["last_day"]) == ("2021-05-26", "2021-07-20")
    assert told["items"][0] == {
        "kind": "recommendation",
        "number": "2",
        "name": "Recommendation 2",
        "heading": "",
        "text": "Forces should do what number 2 asks:\n\n- at once; and\n- well.",
        "addressees": "chief constables",
        "deadline": "",
        "force_comment": "We have trained two hundred officers.",
        "position": "accepted",
        "answer": "I have paid for what 2 asks.",
        "owner": "Ada Brook",
        "by_when": "",
    }
    assert data["signatory"] == {
        "name": "Rowan Ashby", "title": "Police, Fire and Crime Commissioner",
    }  # fmt: skip
    assert [party["title"] for party in data["addressees"]] == ["Home Secretary"]


def test_data_of_the_same_words_are_the_same_bytes():
    words = with_data()

    assert attached_data(words) == attached_data(LetterWords.from_data(words.as_data()))
    assert render_letter(words, sealed=True) == render_letter(words, sealed=True)


def test_letter_from_before_there_were_data_has_what_its_words_say():
    old = WORDS.as_data()
    del old["data"]

    data, _ = attachment(render_letter(LetterWords.from_data(old), sealed=False))

    assert "reports" not in data
    assert data["title"] == WORDS.title


def test_data_keep_signs_that_no_font_has():
    words = replace(with_data(opening="Thanks \U00012345"), cc=("half a sign \ud83d",))

    data, _ = attachment(render_letter(words, sealed=False))

    assert (data["opening"], data["copies"]) == ("Thanks \U00012345", ["half a sign ?"])


def leaves(value, name=""):
    """Yield each text of plain data that is not a word for machines."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(part, key)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from leaves(part, name)
    elif isinstance(value, str) and value and name not in MACHINE:
        yield value


@pytest.mark.django_db
def test_nothing_is_in_the_data_but_what_the_letter_says_or_publication_makes_public():
    make_national_bodies()
    area = make_force_and_body("Wessmere")
    report = make_report(area.body, forces=[area.force])
    make_recommendation(report, "1")
    make_recommendation(report, "2", heading="Training")
    response = make_response(area.body, report, state="draft")
    save_words(
        response, version=response.version, opening="Good.", reply="I agree.", closing="Soon.",
        by=response.drafted_by, at=AT,
    )  # fmt: skip
    type(response).objects.filter(pk=response.pk).update(state="approved")
    letter = make_letter(type(response).objects.get(pk=response.pk))
    words = letter.letter_words

    data, _ = attachment(preview(letter))

    printed = words.as_data() | {"data": {}}
    public = "\n".join([*leaves(printed), *leaves(public_content(letter, words))])
    assert [text for text in leaves(data) if text not in public] == []
    assert [item["number"] for item in data["reports"][0]["items"]] == ["1", "2"]
    assert data["opening"] == "Good."


@pytest.mark.django_db
def test_signed_letter_has_its_data_and_stays_within_pdf_a_and_pdf_ua():
    letter = make_letter(signed=True)

    pdf = preview(letter)

    data, _ = attachment(pdf)
    assert breaches(pdf) == []
    assert data["signed_on"] == AT.date().isoformat()
    assert data["reference"] == letter.reference


@pytest.mark.parametrize("layout", Layout)
def test_outline_leads_to_every_heading(layout):
    words = words_in(layout)

    marks = bookmarks(render_letter(words, sealed=True))

    assert marks[0] == (0, words.title)
    headings = [f"{s.number} {s.heading}".strip() for s in words.sections if s.heading]
    appendix = [words.appendix_title, *(item.heading for item in words.appendix)]
    assert [words for _, words in marks[1:]] == headings + appendix
    assert {depth for depth, _ in marks[1:]} <= {1, 2, 3}


def test_table_without_header_cells_is_found(monkeypatch):
    plain = "letters.render.render_to_string"
    html = "<html lang=en><title>A</title><body><h1>A</h1><table><tr><td>1</td></tr></table>"
    monkeypatch.setattr(plain, lambda *args: html)

    with pytest.raises(AssertionError, match="<table>"):
        render_letter(WORDS, sealed=False)


def test_tables_of_the_form_have_header_cells():
    found = tables(render_letter(words_in(Layout.FORM), sealed=False))

    assert len(found) >= 2
    assert all("/TH" in table for table in found)
