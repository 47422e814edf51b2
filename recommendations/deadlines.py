"""Dates in, dates out: no clock and no database.

Days are Europe/London dates. Nothing here rolls a day forward.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

SECTION_55_DAYS = 56
SECTION_55_CITATION = "Police Act 1996 s.55(5A): publication day is day 1"
# Bank holidays that recur by rule are worked out; substitute days and one-offs are not known
# here, so the advice on working days names weekends and these only.
NEW_YEAR, CHRISTMAS, BOXING = (1, 1), (12, 25), (12, 26)


def _must_be_day(value: date) -> None:
    if isinstance(value, datetime):
        raise TypeError("Give the local date, not a moment.")


def last_day(published_on: date, days: int) -> date:
    """Return the last of `days` days beginning with the day of publication.

    Raises TypeError for a datetime, whose day depends on its time zone, and
    ValueError for fewer than one day.
    """
    _must_be_day(published_on)
    if days < 1:
        raise ValueError("A period has at least one day.")
    return published_on + timedelta(days=days - 1)


def section_55_due_on(published_on: date) -> date:
    """Return the last day on which the body may publish its comments.

    Publication day is day 1, so 56 days end 55 days later. Calendar days;
    weekends and bank holidays do not move it.
    Source: Police Act 1996 s.55(5A).

    >>> section_55_due_on(date(2022, 11, 2))
    datetime.date(2022, 12, 27)
    """
    return last_day(published_on, SECTION_55_DAYS)


def day_number(published_on: date, day: date) -> int:
    """Return which day of the period `day` is; publication day is 1.

    Days before publication give 0 and less.
    """
    _must_be_day(published_on)
    _must_be_day(day)
    return (day - published_on).days + 1


def months_after(start: date, months: int) -> date:
    """Return the same day `months` calendar months on, or that month's last day.

    "Within six months of publication" from 31 August ends in February.
    The corresponding date rule: domain usage, not the section 55 clock.

    >>> months_after(date(2021, 5, 26), 6)
    datetime.date(2021, 11, 26)
    """
    _must_be_day(start)
    year, month0 = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month0 + 1, min(start.day, calendar.monthrange(year, month0 + 1)[1]))


def easter(year: int) -> date:
    """Return Easter Sunday in the Gregorian calendar (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def _substitutes(year: int) -> set[date]:
    """Return New Year, Christmas and Boxing Day, moved off weekends as the law moves them."""
    days: set[date] = set()
    for month, day in (NEW_YEAR, CHRISTMAS, BOXING):
        holiday = date(year, month, day)
        while holiday.weekday() >= 5 or holiday in days:
            holiday += timedelta(days=1)
        days.add(holiday)
    return days


def bank_holidays(year: int) -> frozenset[date]:
    """Return the usual bank holidays of England and Wales, substitute days included.

    Days proclaimed for one year only (a coronation, a jubilee) are not among them.
    Source: Banking and Financial Dealings Act 1971 Sch 1 and yearly proclamations.
    """
    mondays = [d for d in (date(year, 5, n) for n in range(1, 32)) if d.weekday() == 0]
    august = [d for d in (date(year, 8, n) for n in range(1, 32)) if d.weekday() == 0]
    sunday = easter(year)
    moving = {sunday - timedelta(days=2), sunday + timedelta(days=1)}
    return frozenset(_substitutes(year) | moving | {mondays[0], mondays[-1], august[-1]})


def last_working_day(due_on: date) -> date:
    """Return the last working day on or before `due_on`: advice only, never the deadline."""
    day = due_on
    while day.weekday() >= 5 or day in bank_holidays(day.year):
        day -= timedelta(days=1)
    return day


@dataclass(frozen=True)
class Milestone:
    """One mark on a report's clock; `done_on` when it has happened."""

    label: str
    on: date
    day: int
    done_on: date | None
    state: str  # done, late, next, later


def milestones(
    published_on: date, marks: Sequence[tuple[str, date, date | None]], today: date
) -> list[Milestone]:
    """Return the marks in order of their day, each with its day number and its state.

    A mark is its label, the day it is for, and the day it was done or None. The
    first that is neither done nor late is "next".
    """
    rows: list[Milestone] = []
    seen_next = False
    for label, on, done_on in sorted(marks, key=lambda mark: mark[1]):
        if done_on:
            state = "done"
        elif on < today:
            state = "late"
        else:
            state = "later" if seen_next else "next"
            seen_next = True
        rows.append(Milestone(label, on, day_number(published_on, on), done_on, state))
    return rows


@dataclass(frozen=True)
class Clock:
    """One obligation's clock as a person reads it on a day."""

    published_on: date
    due_on: date
    today: date
    source: str  # the law, or whose rule it is

    @property
    def days(self) -> int:
        return day_number(self.published_on, self.due_on)

    @property
    def day(self) -> int:
        return day_number(self.published_on, self.today)

    @property
    def left(self) -> int:
        """Days after today that still count; below zero when the last day has gone."""
        return (self.due_on - self.today).days

    @property
    def working_day(self) -> date | None:
        """The last working day, when it is not the last day itself."""
        day = last_working_day(self.due_on)
        return day if day != self.due_on else None
