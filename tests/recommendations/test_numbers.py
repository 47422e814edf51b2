"""Recommendation numbers: stored one way, ordered as a person counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.numbers import sort_key, stem, tidy


@pytest.mark.parametrize(
    ("printed", "stored"),
    [
        ("2", "2"),
        ("6 (C).", "6c"),
        ("6c", "6c"),
        ("7.1", "7.1"),
        ("Rec 3", "rec3"),
        (" 10. ", "10"),
        ("", ""),
        ("—", ""),
        (" 2022/01/R1 ", "2022/01/r1"),
        ("12/", "12"),
    ],
)
def test_tidy_gives_the_stored_form(printed, stored):
    assert tidy(printed) == stored


@given(st.text(max_size=20))
def test_tidy_twice_is_tidy_once(printed):
    assert tidy(tidy(printed)) == tidy(printed)


def test_sort_key_orders_as_a_person_counts():
    wanted = ["", "2", "3", "6", "6a", "6b", "6c", "7.1", "7.2", "7.10", "10", "10a", "43"]

    assert sorted(reversed(wanted), key=sort_key) == wanted


@given(st.integers(min_value=0, max_value=9999), st.integers(min_value=0, max_value=9999))
def test_sort_key_orders_whole_numbers_by_size(a, b):
    assert (sort_key(str(a)) < sort_key(str(b))) == (a < b)


@given(st.text(alphabet="0123456789abc./", max_size=20))
def test_sort_key_fits_its_column(number):
    assert len(sort_key(number)) <= 100


@pytest.mark.parametrize(
    ("number", "whole"),
    [
        ("6c", "6"),
        ("6", "6"),
        ("7.1", "7"),
        ("10a", "10"),
        ("", ""),
        ("2022/01/R1", "2022/01/r1"),
        ("2022/01/R1b", "2022/01/r1"),
    ],
)
def test_stem_is_the_leading_whole_number(number, whole):
    assert stem(number) == whole


def test_references_with_slashes_are_kept_apart_and_in_order():
    wanted = ["2022/01/r1", "2022/01/r2", "2022/01/r10", "2022/11/r1"]

    assert sorted(reversed(wanted), key=sort_key) == wanted
    assert len({stem(number) for number in wanted}) == 4
