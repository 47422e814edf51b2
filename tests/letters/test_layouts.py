"""Each layout puts the same content on the page in its own order; each is read back from a PDF."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from letters.certificates import ensure_development_certificate, load_signer
from letters.language import ENGLISH, WELSH
from letters.layouts import Answer, Content, Item, ReportPart, appended, lay_out
from letters.render import letter_html, render_letter
from letters.seal import seal, verify
from letters.style import Appendix, Layout, Style
from letters.words import LetterWords
from tests.factories import AT
from tests.letters.pdfs import breaches, page_texts, structure, text_of
from tests.letters.sample_words import WORDS

SNAPSHOTS = Path(__file__).parent / "snapshots"


def item(number, kind="recommendation", **values) -> Item:
    names = {"recommendation": "Recommendation", "area_for_improvement": "Area for improvement"}
    values = {
        "name": f"{names[kind]} {number}",
        "text": f"Forces should do what number {number} asks:\n\n- at once; and\n- well.",
        "to": "chief constables",
        "answer": Answer("accepted", f"I have paid for what {number} asks.", "Ada Brook",
                         "31 March 2022"),
        "for_force": True,
    } | values  # fmt: skip
    return Item(kind=kind, number=number, stem=number, **values)


SAME = Answer("partly_accepted", "One plan serves both.")
REPORT = ReportPart(
    title="The police response to coastal smuggling",
    kind="Thematic inspection",
    published_on="26 May 2021",
    publishers="Inspectorate of Constabulary",
    deadline="20 July 2021",
    items=(
        item("2", force_comment="We have trained two hundred officers."),
        item("10", answer=SAME),
        item("22", answer=SAME),
        item("30", answer=Answer("not_for_us", "It asks the Home Office.")),
        item("1", "area_for_improvement"),
    ),
)
SECOND = replace(REPORT, title="Harbours by night", items=(item("5"),))
CONTENT = Content(
    reports=(REPORT,),
    blocks={
        "opening": "I write in response to the report.",
        "recommendations": "It makes four recommendations.",
        "oversight": "I will hold the force to account.",
        "closing": "I publish this response.",
    },
    opening="The report is welcome.",
    reply="I agree with the Chief Constable.",
    closing="We meet monthly.",
    comments="The force accepts every finding.",
    chief_name="Morgan Vale QPM",
    chief_title="Chief Constable",
    force="Wessmere Police",
    the_force="Wessmere Police",
    holder_title="Police, Fire and Crime Commissioner",
    dated_on="19 July 2021",
    sent_to="Home Secretary and Inspectorate of Constabulary",
)


def laid(layout, content=CONTENT, **style):
    return lay_out(content, Style(layout=layout, **style))


def headings(sections) -> list[str]:
    return [f"{s.number} {s.heading}".strip() for s in sections if s.heading]


def words_in(layout, content=CONTENT, **style) -> LetterWords:
    style = Style(layout=layout, **style)
    return replace(
        WORDS,
        sections=lay_out(content, style),
        appendix=WORDS.appendix if style.lists_recommendations else (),
        appended=appended(content, style),
        appended_title="Appendix B - Comments of the Chief Constable",
        numbered=style.numbered,
    )


def in_order(text: str, *expected: str) -> list[str]:
    """Return those of `expected` that do not follow each other in `text`."""
    missing, start = [], 0
    for words in expected:
        at = text.find(words, start)
        if at < 0:
            missing.append(words)
        else:
            start = at + len(words)
    return missing


def test_narrative_answers_in_prose_with_what_is_not_ours_last():
    assert headings(laid(Layout.NARRATIVE)) == [
        "Comments of the Chief Constable",
        "My reply to those comments",
        "Recommendation 2: accepted",
        "Recommendations 10 and 22: partly accepted",
        "Area for improvement 1: accepted",
        "Not for this office",
        "Oversight",
    ]


def test_sections_show_each_recommendation_with_both_answers():
    sections = laid(Layout.SECTIONS)

    assert headings(sections)[2:6] == [
        "Recommendation 2: accepted",
        "What Wessmere Police says",
        "My position",
        "Recommendations 10 and 22: partly accepted",
    ]
    quoted = [s for s in sections if s.kind == "quote"]
    assert [s.by for s in quoted] == [
        "Morgan Vale QPM, Chief Constable",
        "To chief constables",
        "Recommendation 10: To chief constables",
        "Recommendation 22: To chief constables",
        "To chief constables",
        "To chief constables",
    ]


def test_statement_is_numbered_and_quotes_the_chief_officer_by_name():
    assert headings(laid(Layout.STATEMENT)) == [
        "1. Comments of the Police, Fire and Crime Commissioner",
        "2. Comments of the Chief Constable",
        "3. My reply to those comments",
        "4. Response to each recommendation",
        "Recommendation 2: accepted",
        "Recommendations 10 and 22: partly accepted",
        "Recommendation 30: not for this office",
        "Area for improvement 1: accepted",
        "5. Next steps",
    ]


def test_form_gives_the_facts_and_a_table_of_two_columns():
    facts, force, office, table = laid(Layout.FORM)

    assert facts.rows == (
        ("Title of the report", "The police response to coastal smuggling"),
        ("Type of inspection", "Thematic inspection"),
        ("Published by", "Inspectorate of Constabulary"),
        ("Published", "26 May 2021"),
        ("Last day to publish this response", "20 July 2021"),
        ("Recommendations", "4"),
        ("Areas for improvement", "1"),
        ("Date of this response", "19 July 2021"),
        ("Sent to", "Home Secretary and Inspectorate of Constabulary"),
    )
    assert (force.heading, force.text) == (
        "Response of Wessmere Police", "The force accepts every finding.",
    )  # fmt: skip
    assert office.heading == "Response of the Police, Fire and Crime Commissioner"
    assert table.columns == ("Recommendation", "Response")
    assert [row[0].partition("\n")[0] for row in table.rows] == [
        "**Recommendation 2**",
        "**Recommendations 10 and 22**",
        "**Recommendation 30**",
        "**Area for improvement 1**",
    ]
    assert table.rows[0][1] == (
        "**What Wessmere Police says.** We have trained two hundred officers.\n\n"
        "**Accepted.** I have paid for what 2 asks.\n\nWho: Ada Brook. By when: 31 March 2022."
    )


@pytest.mark.parametrize("layout", Layout)
def test_several_reports_are_answered_each_under_its_title(layout):
    sections = laid(layout, replace(CONTENT, reports=(REPORT, SECOND)))

    titles = [s.heading for s in sections if s.kind == "heading"]
    assert in_order(" | ".join(titles), REPORT.title, SECOND.title) == []


@pytest.mark.parametrize("layout", Layout)
def test_comments_stand_in_the_appendix_instead_of_the_body_where_the_office_says_so(layout):
    style = {"appendix": Appendix.CHIEF_OFFICER}
    words = words_in(layout, **style)

    assert "The force accepts every finding." not in str(words.sections)
    assert "The force accepts every finding." in words.appended[0].text
    assert words.appended[0].by == "Morgan Vale QPM, Chief Constable"


@pytest.mark.parametrize("layout", Layout)
def test_every_word_of_the_content_is_on_the_page(layout):
    text = text_of(render_letter(words_in(layout), sealed=True))

    for said in [
        *CONTENT.blocks.values(), CONTENT.opening, CONTENT.reply, CONTENT.closing,
        CONTENT.comments, "We have trained two hundred officers.", "One plan serves both.",
        "It asks the Home Office.", "Who: Ada Brook. By when: 31 March 2022.",
        "I have paid for what 1 asks.",
    ]:  # fmt: skip
        assert said in text


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("several", [False, True])
def test_layout_is_within_pdf_a_and_pdf_ua(layout, several):
    reports = (REPORT, SECOND) if several else (REPORT,)
    content = replace(CONTENT, reports=reports)
    words = words_in(layout, content, appendix=Appendix.BOTH, numbered=True)

    assert breaches(render_letter(words, sealed=True)) == []


@pytest.mark.parametrize("layout", Layout)
def test_layout_in_welsh_is_within_pdf_a_and_pdf_ua(layout):
    words = replace(words_in(layout, replace(CONTENT, language=WELSH)), language=WELSH)

    pdf = render_letter(words, sealed=True)

    assert breaches(pdf) == []
    assert "19 Gorffennaf 2021" in text_of(pdf)
    assert "Tudalen 1 o" in text_of(pdf)


def test_tables_have_headers_that_are_read_aloud():
    content = replace(CONTENT, reports=(replace(REPORT, items=REPORT.items[:1]),))
    pdf = render_letter(words_in(Layout.FORM, content), sealed=False)

    tags = [tag for tag, _ in structure(pdf)]
    # A name for each of nine facts, and one for each of two columns.
    assert (tags.count("/Table"), tags.count("/TH")) == (2, 9 + 2)


def test_row_taller_than_a_page_goes_on_overleaf():
    tall = item("7", text="\n\n".join(f"Paragraph {n} of many." for n in range(1, 90)))
    content = replace(CONTENT, reports=(replace(REPORT, items=(tall,)),))

    text = text_of(render_letter(words_in(Layout.FORM, content), sealed=False))

    assert in_order(text, "Paragraph 1 of", "Paragraph 45 of", "Paragraph 89 of") == []


def test_paragraphs_are_numbered_where_the_office_says_so():
    text = text_of(render_letter(words_in(Layout.NARRATIVE, numbered=True), sealed=False))

    assert in_order(text, "1. I write in response", "2. It makes", "3. The report is") == []


def in_language(layout, language, **style) -> LetterWords:
    content = replace(CONTENT, language=language)
    return replace(words_in(layout, content, **style), language=language)


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    path = ensure_development_certificate(tmp_path_factory.mktemp("keys"))
    return load_signer(path, (path.parent / "passphrase").read_text())


@pytest.mark.parametrize("signed", [False, True], ids=["proof", "signed"])
@pytest.mark.parametrize("language", [ENGLISH, WELSH])
@pytest.mark.parametrize("layout", Layout)
def test_layout_is_valid_in_each_language_as_a_proof_and_signed(layout, language, signed, signer):
    words = in_language(layout, language, appendix=Appendix.BOTH)
    pdf = render_letter(words, sealed=signed)
    if signed:
        pdf = seal(pdf, signer=signer, at=AT, reason="a", name="b", location="c")
        verdict = verify(pdf, trusted=signer.certificate)
        assert (verdict.is_unaltered, verdict.trusted) == (True, True)

    assert breaches(pdf) == []


def test_narrative_of_sixty_pages_is_whole_and_valid():
    many = "\n\n".join(f"Paragraph {n} of many, with words enough for two lines. " * 3
                       for n in range(1, 1101))  # fmt: skip
    words = words_in(Layout.NARRATIVE, replace(CONTENT, opening=many))

    pdf = render_letter(words, sealed=True)

    pages = page_texts(pdf)
    assert len(pages) >= 60
    assert in_order(" ".join(pages), *(f"Paragraph {n} of" for n in (1, 600, 1100))) == []
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]
    assert breaches(pdf) == []


def test_cell_taller_than_a_page_is_valid_too():
    tall = item("7", text="\n\n".join(f"Paragraph {n} of many." for n in range(1, 90)))
    content = replace(CONTENT, reports=(replace(REPORT, items=(tall,)),))

    assert breaches(render_letter(words_in(Layout.FORM, content), sealed=True)) == []


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize(
    "said", ["שלום לכולם", "مرحبا بالجميع", "Well done 👏🏽 👨‍👩‍👧", "\u202eabc\u202c"]
)
def test_words_from_right_to_left_and_emoji_make_a_valid_letter(layout, said):
    pdf = render_letter(words_in(layout, replace(CONTENT, opening=said)), sealed=True)

    assert breaches(pdf) == []
    assert "I will hold the force to account." in text_of(pdf)


@pytest.mark.parametrize("language", [ENGLISH, WELSH])
@pytest.mark.parametrize("layout", Layout)
def test_html_of_the_layout_is_as_it_was(layout, language):
    html = letter_html(in_language(layout, language, appendix=Appendix.CHIEF_OFFICER), sealed=True)
    ending = "_cy" if language == WELSH else ""
    snapshot = SNAPSHOTS / f"layout_{layout}{ending}.html"

    tidy = "\n".join(line.rstrip() for line in html.splitlines() if line.strip()) + "\n"
    if os.environ.get("WRITE_SNAPSHOTS"):
        snapshot.write_text(tidy)
    assert tidy == snapshot.read_text()
