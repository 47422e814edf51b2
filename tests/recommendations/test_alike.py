"""Which texts say much the same, and in what order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.alike import most_alike, words_of

CUSTODY = "Chief constables should make sure that detained children see a nurse within an hour."
REWORDED = "By May, chief constables should make sure every detained child sees a nurse in an hour."
OTHERS = [
    ("reworded", REWORDED),
    ("fraud", "Chief constables should make sure that reports of fraud are allocated in a day."),
    ("vetting", "Chief constables should make sure that vetting is renewed before it lapses."),
    ("retail", "Chief constables should agree with shops what evidence they will hand over."),
]


def keys(text, others, *, least=0.0, most=5):
    return [key for key, _ in most_alike(text, others, least=least, most=most)]


def test_same_in_other_words_comes_first_and_the_rest_stays_below():
    scores = dict(most_alike(CUSTODY, OTHERS, least=0, most=5))

    assert max(scores, key=scores.get) == "reworded"
    assert scores["reworded"] > 0.25
    assert max(score for key, score in scores.items() if key != "reworded") < 0.25


def test_same_words_score_one_whatever_their_order_case_and_number():
    assert most_alike("Do it now", [("a", "now, NOW do it.")], least=0.9, most=1) == [("a", 1.0)]


def test_what_every_text_says_counts_for_less_than_a_rare_word():
    usual = "Chief constables should make sure"
    others = [(n, f"{usual} of {word}") for n, word in enumerate(["dogs", "boats", "bail"])]

    assert keys(f"{usual} that bail is rare", others, most=1) == [2]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("caf\u00e9 closed", "cafe\u0301 closed"),
        ("STRASSE gesperrt", "straße gesperrt"),
        ("Heddlu a throsedd ŵyl", "heddlu A THROSEDD ŴYL"),
    ],
)
def test_ways_of_writing_the_same_word_are_one(one, other):
    assert words_of(one) == words_of(other)


def test_plain_english_reads_as_any_other_text():
    assert words_of("It’s 24 hours, x_y") == {"it", "hours"}
    assert words_of("Its 24 hours, x_y") == {"its", "hours"}


def test_those_below_the_least_are_left_out_and_no_more_than_most_are_given():
    assert keys(CUSTODY, OTHERS, least=0.25) == ["reworded"]
    assert len(keys(CUSTODY, OTHERS, most=2)) == 2


@pytest.mark.parametrize("text", ["", "12 3 4", "—"])
def test_text_without_words_is_like_nothing(text):
    assert keys(text, [*OTHERS, ("empty", "")]) == []


@given(st.text(), st.lists(st.text()))
def test_any_text_gets_scores_between_none_and_one(text, others):
    found = most_alike(text, enumerate(others), least=0, most=9)

    assert all(0 < score <= 1 for _, score in found)
    assert [score for _, score in found] == sorted((s for _, s in found), reverse=True)
