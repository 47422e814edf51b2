"""Days counted as the Act counts them: publication day is day 1, and nothing moves the last."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.deadlines import (
    Clock,
    Milestone,
    bank_holidays,
    day_number,
    easter,
    last_day,
    last_working_day,
    milestones,
    months_after,
    section_55_due_on,
)

DAYS = st.dates(min_value=date(1996, 1, 1), max_value=date(2199, 12, 31))
MOMENT = datetime(2026, 3, 2, 23, 30, tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    ("published_on", "due_on"),
    [
        (date(2021, 5, 26), date(2021, 7, 20)),
        (date(2022, 11, 2), date(2022, 12, 27)),  # a substitute bank holiday, and still the day
        (date(2023, 12, 6), date(2024, 1, 30)),
        (date(2024, 1, 31), date(2024, 3, 26)),  # leap year
        (date(2023, 1, 31), date(2023, 3, 27)),
        (date(2024, 3, 20), date(2024, 5, 14)),
        (date(2021, 9, 20), date(2021, 11, 14)),  # a Sunday
        (date(2100, 1, 31), date(2100, 3, 27)),  # a century that is no leap year
    ],
)
def test_section_55_due_on_is_day_56(published_on, due_on):
    assert section_55_due_on(published_on) == due_on
    assert day_number(published_on, due_on) == 56


@given(DAYS)
def test_section_55_last_day_is_the_weekday_before_publications(published_on):
    due_on = section_55_due_on(published_on)

    assert due_on.weekday() == (published_on.weekday() - 1) % 7


@given(DAYS, st.integers(min_value=1, max_value=400))
def test_last_day_and_day_number_are_each_others_inverse(published_on, days):
    assert day_number(published_on, last_day(published_on, days)) == days


@pytest.mark.parametrize("count", [last_day, lambda m, _: section_55_due_on(m), months_after])
def test_deadline_refuses_a_moment(count):
    with pytest.raises(TypeError):
        count(MOMENT, 6)


def test_day_number_refuses_a_moment_on_either_side():
    with pytest.raises(TypeError):
        day_number(MOMENT, date(2026, 3, 2))
    with pytest.raises(TypeError):
        day_number(date(2026, 3, 2), MOMENT)


@pytest.mark.parametrize("days", [0, -1])
def test_last_day_refuses_less_than_a_day(days):
    with pytest.raises(ValueError, match="at least one day"):
        last_day(date(2026, 3, 2), days)


def test_day_before_publication_is_day_zero():
    assert day_number(date(2026, 3, 2), date(2026, 3, 1)) == 0


@pytest.mark.parametrize(
    ("start", "months", "day"),
    [
        (date(2021, 5, 26), 6, date(2021, 11, 26)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2022, 8, 31), 6, date(2023, 2, 28)),
        (date(2022, 12, 31), 2, date(2023, 2, 28)),
        (date(2022, 10, 31), 12, date(2023, 10, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2022, 12, 1), 1, date(2023, 1, 1)),
        (date(2022, 11, 30), 1, date(2022, 12, 30)),
    ],
)
def test_months_after_keeps_the_day_or_takes_the_months_last(start, months, day):
    assert months_after(start, months) == day


@given(DAYS, st.integers(min_value=0, max_value=48))
def test_months_after_never_leaves_its_month(start, months):
    day = months_after(start, months)

    passed = (day.year - start.year) * 12 + day.month - start.month
    assert passed == months
    assert day.day == start.day or (day + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (2021, date(2021, 4, 4)),
        (2024, date(2024, 3, 31)),
        (2026, date(2026, 4, 5)),
        (2027, date(2027, 3, 28)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter_is_the_known_sunday(year, sunday):
    assert easter(year) == sunday


def test_bank_holidays_of_2022_hold_the_substitutes():
    assert sorted(bank_holidays(2022)) == [
        date(2022, 1, 3),
        date(2022, 4, 15),
        date(2022, 4, 18),
        date(2022, 5, 2),
        date(2022, 5, 30),  # moved to June that year by proclamation, which no rule knows
        date(2022, 8, 29),
        date(2022, 12, 26),
        date(2022, 12, 27),
    ]


@pytest.mark.parametrize(
    ("due_on", "advised"),
    [
        (date(2022, 12, 27), date(2022, 12, 23)),
        (date(2021, 11, 14), date(2021, 11, 12)),
        (date(2021, 7, 20), date(2021, 7, 20)),
        (date(2026, 4, 6), date(2026, 4, 2)),  # Easter Monday
        (date(2026, 1, 1), date(2025, 12, 31)),
    ],
)
def test_last_working_day_is_advice_before_the_day(due_on, advised):
    assert last_working_day(due_on) == advised


@given(DAYS)
def test_last_working_day_is_never_after_the_day(due_on):
    day = last_working_day(due_on)

    assert timedelta(0) <= due_on - day <= timedelta(days=5)
    assert day.weekday() < 5


def test_clock_tells_days_and_what_is_left():
    clock = Clock(date(2022, 11, 2), date(2022, 12, 27), date(2022, 12, 11), "the Act")

    assert (clock.days, clock.day, clock.left) == (56, 40, 16)
    assert clock.working_day == date(2022, 12, 23)


def test_clock_on_its_last_day_has_none_left_and_is_not_late():
    clock = Clock(date(2021, 5, 26), date(2021, 7, 20), date(2021, 7, 20), "the Act")

    assert (clock.day, clock.left, clock.working_day) == (56, 0, None)


def test_clock_counts_below_zero_when_late():
    clock = Clock(date(2021, 5, 26), date(2021, 7, 20), date(2021, 7, 21), "the Act")

    assert (clock.day, clock.left) == (57, -1)


def test_milestones_say_what_is_done_late_next_and_later():
    published_on, today = date(2026, 3, 2), date(2026, 4, 1)
    marks = [
        ("Last day", date(2026, 4, 26), None),
        ("Invited", date(2026, 3, 2), date(2026, 3, 4)),
        ("Comments", date(2026, 3, 29), None),
        ("Draft", date(2026, 4, 5), None),
    ]

    rows = milestones(published_on, marks, today)

    assert rows == [
        Milestone("Invited", date(2026, 3, 2), 1, date(2026, 3, 4), "done"),
        Milestone("Comments", date(2026, 3, 29), 28, None, "late"),
        Milestone("Draft", date(2026, 4, 5), 35, None, "next"),
        Milestone("Last day", date(2026, 4, 26), 56, None, "later"),
    ]


def test_milestone_of_today_is_not_late():
    today = date(2026, 4, 1)

    rows = milestones(date(2026, 3, 2), [("Draft", today, None)], today)

    assert [row.state for row in rows] == ["next"]


def test_milestones_of_nothing_are_nothing():
    assert milestones(date(2026, 3, 2), [], date(2026, 3, 2)) == []
