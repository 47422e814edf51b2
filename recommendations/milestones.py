"""Milestones as a person writes them, one a line, and what a line lacks.

"31 March 2027: rota agreed, done 12 March 2027" is reached; without the end it is to come.
"""

from dataclasses import dataclass
from datetime import date, datetime

MOST = 20
LONGEST = 200
FIRST_YEAR = 2000
EXAMPLE = "31 March 2027: new rota in use"
DONE = ", done "


@dataclass(frozen=True)
class Planned:
    """One milestone: what is reached by a day, and the day on which it was."""

    words: str
    due_on: date
    done_on: date | None = None

    def __str__(self):
        end = f"{DONE}{self.done_on:%-d %B %Y}" if self.done_on else ""
        return f"{self.due_on:%-d %B %Y}: {self.words}{end}"


class Unreadable(ValueError):
    """A line is no milestone; the message says which and why."""


def read_milestones(text: str) -> list[Planned]:
    """Return the milestones that `text` holds, in its order. Raises Unreadable."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST:
        raise Unreadable(f"Give at most {MOST} milestones.")
    return [_read(line, number) for number, line in enumerate(lines, start=1)]


def _read(line: str, number: int) -> Planned:
    day, colon, rest = line.partition(":")
    due_on = _day(day)
    if due_on is None or not colon:
        raise Unreadable(f"Milestone {number} must begin with its day and a colon: {EXAMPLE}")
    words, done, end = rest.rpartition(DONE)
    done_on = _day(end) if done else None
    if done and done_on is None:
        words, done = rest, ""  # the words themselves speak of something done
    words = (words if done else rest).strip()
    if not words:
        raise Unreadable(f"Milestone {number} needs words after the colon: {EXAMPLE}")
    if len(words) > LONGEST:
        raise Unreadable(f"Milestone {number} must be {LONGEST} characters or fewer.")
    return Planned(words, due_on, done_on)


def _day(text: str) -> date | None:
    for form in ["%d %B %Y", "%d %b %Y", "%d/%m/%Y"]:
        try:
            day = datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        return day if FIRST_YEAR <= day.year < FIRST_YEAR + 100 else None
    return None
