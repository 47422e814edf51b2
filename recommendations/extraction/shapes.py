"""What goes in and what comes out: plain values, no Django."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

RECOMMENDATION = "recommendation"
AREA_FOR_IMPROVEMENT = "area_for_improvement"
CAUSE_OF_CONCERN = "cause_of_concern"


@dataclass(frozen=True)
class Name:
    """Another name of a body: a former one has its last day, an alias has none."""

    text: str
    until: date | None = None


@dataclass(frozen=True)
class KnownBody:
    """A body that a text may name; `kind` is one of `bodies.groups.Kind`."""

    slug: str
    name: str
    kind: str
    names: tuple[Name, ...] = ()

    def name_on(self, day: date | None) -> str:
        """Return the name it went by on `day`, or the present one without a day."""
        former = [n for n in self.names if n.until is not None and day and day <= n.until]
        return min(former, key=lambda n: n.until or date.max).text if former else self.name


@dataclass(frozen=True)
class Proposed:
    """One recommendation as read, for a person to confirm.

    `number` is as printed ("6a", "7.1") or None; `kind` is recommendation,
    area_for_improvement or cause_of_concern; `text` is Markdown paragraphs and
    "- " bullets. `addressees`, `partners` and `returns_from` are codes: a group
    ("chief_constables"), a body's slug with underscores ("home_office"), or
    "force:" and the name the force had on the day of publication.
    `deadline_text` is verbatim; `deadline_rule` says how `deadline` was got from
    it. Lines count from 0 in the text as given. `doubts` want a person's eye.
    """

    number: str | None
    heading: str
    kind: str
    text: str
    addressees: tuple[str, ...]
    partners: tuple[str, ...]
    returns_from: tuple[str, ...]
    deadline: date | None
    deadline_text: str | None
    deadline_rule: str
    first_line: int
    last_line: int
    doubts: tuple[str, ...]
    parent_number: str | None


@dataclass(frozen=True)
class Extraction:
    """All that was read from one text; `notes` are about the text as a whole."""

    title: str
    published: date | None
    url: str
    recommendations: tuple[Proposed, ...]
    notes: tuple[str, ...]


class Part(NamedTuple):
    """A paragraph ("p") or bullet ("b") of an item, and its lines."""

    style: str
    words: str
    first: int
    last: int


@dataclass
class Found:
    """One item's place and words, before its addressees and deadline are read."""

    number: str | None
    kind: str
    first: int
    last: int
    heading: str = ""
    to: str = ""  # whom the item's own heading or owner column names
    section: str = ""  # the heading that it stands under
    due: str = ""  # a deadline column or "Deadline:" line
    parent: str | None = None
    in_table: bool = False
    also: tuple[str, ...] = ()  # further numbers in the same heading
    parts: list[Part] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @property
    def opening(self) -> str:
        return self.parts[0].words if self.parts else ""

    def say(self, style: str, words: str, first: int, last: int) -> None:
        """Add a paragraph or bullet."""
        self.parts.append(Part(style, words, first, last))

    def go_on(self, words: str, first: int, last: int) -> None:
        """Add words to the last part, or a paragraph where that has ended."""
        before = self.parts[-1].words if self.parts else ""
        if before and before[-1] not in ".:;?!":
            self.parts[-1] = self.parts[-1]._replace(words=f"{before} {words}", last=last)
        else:
            self.say("p", words, first, last)
