"""How long what is kept, and when it is due to go: from rules, dates and today alone.

Schedules are each body's own. The usual periods here are those of local schedules, by which
supporting papers are kept for six years; a body that has another schedule sets its own.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices

from recommendations.deadlines import months_after

LONGEST = 1200  # months


class Kind(TextChoices):
    """What may go in the end.

    The record of who did what is not among them, nor what was signed, published or given as
    an assurance update: that stays, and the database refuses its removal.
    """

    EVIDENCE = "evidence", "Evidence files"
    ATTACHMENT = "attachment", "Files that go with letters"
    COMMENT_FILE = "comment_file", "Files with the chief officer’s comments"
    ANSWER = "answer", "Answers within the force"
    LODGED = "lodged", "Scans of signed letters"
    SOURCE = "source", "Report files"
    REGISTER = "register", "Registers"
    WORDS = "words", "Unsaved words"


FROM = {
    Kind.EVIDENCE: "the day the action it is evidence of was done",
    Kind.ATTACHMENT: "the day the response was published",
    Kind.COMMENT_FILE: "the day the response was published",
    Kind.ANSWER: "the day the response was published",
    Kind.LODGED: "the day the response was published",
    Kind.SOURCE: "the day the response was published, or the report where none is owed",
    Kind.REGISTER: "the day it was imported",
    Kind.WORDS: "the day they were last typed",
}


@dataclass(frozen=True)
class Rule:
    """For how many months a kind is kept, None for good, and where that is laid down."""

    kind: Kind
    keep_months: int | None
    authority: str

    @property
    def period(self) -> str:
        if self.keep_months is None:
            return "for good"
        years, months = divmod(self.keep_months, 12)
        parts = [(years, "year"), (months, "month")]
        return " and ".join(f"{n} {unit}{'s' if n > 1 else ''}" for n, unit in parts if n)

    @property
    def starts(self) -> str:
        return FROM[self.kind]

    def __str__(self) -> str:
        return f"{self.kind.label}, kept {self.period} ({self.authority})"


SUPPORTING = "Usual local schedules: supporting papers, six years"
USUAL = {
    rule.kind: rule
    for rule in [
        Rule(Kind.EVIDENCE, 72, SUPPORTING),
        Rule(Kind.ATTACHMENT, None, "Published with the letter, and kept as it is"),
        Rule(Kind.COMMENT_FILE, 72, SUPPORTING),
        Rule(Kind.ANSWER, 72, SUPPORTING),
        Rule(Kind.LODGED, 72, SUPPORTING),
        Rule(Kind.SOURCE, 72, SUPPORTING),
        Rule(Kind.REGISTER, 72, SUPPORTING),
        Rule(Kind.WORDS, 12, "Never saved, so no record; kept no longer than they may be needed"),
    ]
}


def due_on(since: date, rule: Rule) -> date | None:
    """Return the first day on which what is kept since `since` may go; None for never.

    >>> due_on(date(2020, 2, 29), USUAL[Kind.EVIDENCE])
    datetime.date(2026, 2, 28)
    """
    return None if rule.keep_months is None else months_after(since, rule.keep_months)


def is_due(since: date, rule: Rule, today: date) -> bool:
    day = due_on(since, rule)
    return day is not None and day <= today


def not_after(rule: Rule, today: date) -> date | None:
    """Return a day after which nothing that is due today can have begun, for a first search."""
    if rule.keep_months is None:
        return None
    return months_after(today, -rule.keep_months) + timedelta(days=3)  # months end on 28 to 31
