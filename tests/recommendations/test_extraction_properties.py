"""What holds for every text: a result or a named error, and nothing made up."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.extraction import EmptyText, Extraction, ExtractionError, TextTooLong, extract
from recommendations.extraction.lines import MAX_CHARACTERS, clean
from tests.recommendations.reading_texts import bodies, read

FRAGMENTS = st.sampled_from(
    [
        *("Recommendation 1", "Recommendation 2: To chief constables", "Recommendations", "AFI 3:"),
        *("Areas for improvement", "Cause of concern", "Forces should plan.", "PCCs should act;"),
        *("• by May 2024, forces must plan", "- a. NPCC to report within six months.", "(b) it"),
        *("7.1 The force should act.", "| No | Recommendation |", "|--|--|", "| 1 | Plan. |"),
        *("Force response:", "We have done it.", "“Forces should plan their work well”", "1. So"),
        *("[on]1st May 2020 [comment]", "Published: 1 May 2023", "", "investi-", "gators", "\t"),
        *("Recommendations 10 and 22", "immediately", "> quoted", "# Findings", "a\tb\tc", "12"),
    ]
)
TEXTS = st.one_of(st.text(), st.lists(FRAGMENTS, max_size=25).map("\n".join))
HOSTILE = ["\x00", "\ud800", "“", "(", "|", "\t", "- ", "1.", "recommend", "by 31 ", ".....", "<b"]


@given(TEXTS)
def test_any_text_gives_a_result_or_a_named_error(text):
    try:
        found = extract(text, published=date(2023, 6, 15), bodies=bodies())
    except ExtractionError as error:
        assert str(error)
    else:
        assert isinstance(found, Extraction)


@given(TEXTS)
def test_every_letter_of_an_item_is_in_the_source_in_its_order(text):
    """What a page repeats at its head or foot may be left out from between."""
    try:
        found = extract(text)
    except EmptyText:
        return
    source = _letters(clean(text))
    for item in found.recommendations:
        for piece in re.split(r"\n+(?:- )?", item.text):
            rest = iter(source)
            assert all(letter in rest for letter in _letters(piece))


@given(TEXTS)
def test_lines_are_within_the_source_and_in_order(text):
    try:
        items = extract(text).recommendations
    except EmptyText:
        return
    last = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")) - 1

    assert all(0 <= item.first_line <= item.last_line <= last for item in items)
    assert [item.first_line for item in items] == sorted(item.first_line for item in items)


@given(TEXTS)
def test_codes_and_rules_are_known(text):
    try:
        items = extract(text, bodies=bodies()).recommendations
    except EmptyText:
        return
    for item in items:
        assert not any(code.startswith("@") for code in (*item.addressees, *item.partners))
        assert not set(item.addressees) & set(item.partners)
        assert item.text.strip() == item.text != ""
        assert item.deadline is None or item.deadline_text


@given(st.integers(1, 400))
def test_numbers_are_read_back(number):
    item = read(f"Recommendation {number}\n\nForces should plan.\n").recommendations[0]

    assert item.number == str(number)


@pytest.mark.parametrize("piece", HOSTILE)
def test_long_hostile_text_gives_a_result_or_a_named_error(piece):
    try:
        found = extract(f"Recommendation 1\n{piece * 20_000}")
    except ExtractionError as error:
        assert str(error)
    else:
        assert isinstance(found, Extraction)


@pytest.mark.parametrize(
    "text", ["", " \n\t", "\ufeff", "\u200b\n\u00ad", "12\n\n404 Page not found"]
)
def test_empty_text_is_refused(text):
    with pytest.raises(EmptyText):
        extract(text)


def test_text_that_is_too_long_is_refused():
    with pytest.raises(TextTooLong):
        extract("a" * (MAX_CHARACTERS + 1))


def test_invisible_characters_and_line_ends_do_not_matter():
    plain = "Recommendation 1\n\nForces should plan by May 2024.\n"
    heading = "\ufeffRecommen\u00addation\u00a01\r\n\r\n"
    dressed = f"{heading}Forces\u200b should\u202e plan by&nbsp;May 2024.\r"

    assert read(dressed).recommendations == read(plain).recommendations


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Published: 26 May 2021", date(2021, 5, 26)),
        ("Published on: 26/05/2021", date(2021, 5, 26)),
        ("The report was published on 26 May 2021.", date(2021, 5, 26)),
        ("Publication date: 2021-05-26", date(2021, 5, 26)),
        ("Updated: 26 May 2021", None),
    ],
)
def test_day_of_publication_is_read(line, day):
    found = read(f"Custody\n{line}\n\nRecommendation 1\nForces should plan.\n", None)

    assert found.published == day
    assert ("The day of publication is not in the text." in found.notes) == (day is None)


def _letters(text: str) -> str:
    return "".join(re.findall(r"[a-z0-9]", text.lower()))
