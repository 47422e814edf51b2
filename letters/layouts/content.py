"""What a letter has to say, before any layout. Plain values; long text is Markdown."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from letters.language import ENGLISH, as_said_by, in_english, listed, word

NOT_FOR_US = "not_for_us"


@dataclass(frozen=True)
class Answer:
    """What the body says: its position, the action or the reason, who and by when."""

    position: str = ""  # as responses.workflow.Position has it, empty where nothing is said
    text: str = ""
    owner: str = ""
    by_when: str = ""  # in words
    by_day: date | None = None

    @property
    def is_given(self) -> bool:
        return bool(self.position and self.text.strip())


@dataclass(frozen=True)
class Item:
    """One recommendation of a report, with what the force and the body say to it."""

    kind: str
    number: str
    stem: str  # "6" of 6a, 6b and 6c; unique to the item where it has no number
    name: str  # "Recommendation 6c"
    text: str
    heading: str = ""
    to: str = ""  # the addressees in words
    deadline: str = ""  # the report's own words, or the day
    answer: Answer = field(default_factory=Answer)
    force_comment: str = ""
    for_body: bool = False
    for_force: bool = False


@dataclass(frozen=True)
class ReportPart:
    """One report that the letter answers; days in words, and as days for machines."""

    title: str
    kind: str
    published_on: str
    publishers: str
    deadline: str
    items: tuple[Item, ...] = ()
    published_day: date | None = None
    last_day: date | None = None

    def count(self, kind: str) -> int:
        return sum(item.kind == kind for item in self.items)


@dataclass(frozen=True)
class Enclosure:
    """A file that comes with the letter; of a withheld one the public copy has the reason alone."""

    title: str
    name: str = ""
    sha256: str = ""
    withheld: str = ""  # why it is kept out of publication


@dataclass(frozen=True)
class Content:
    """Everything that the layouts of one letter may put on the page."""

    reports: tuple[ReportPart, ...]
    blocks: dict[str, str]  # the office's own sentences, filled in
    opening: str
    reply: str
    closing: str
    comments: str  # the chief officer's, on the whole
    chief_name: str
    chief_title: str
    force: str
    the_force: str  # its name within a sentence
    holder_title: str
    dated_on: str
    sent_to: str
    covers: str = ""  # which other reports the response answers too
    corrects: str = ""  # which letter it corrects, and why
    enclosures: tuple[Enclosure, ...] = ()
    several: bool = False  # whether the body is of several people, who write "we"
    language: str = ENGLISH

    def say(self, name: str, **values: str) -> str:
        return word(as_said_by(name, several=self.several), self.language, **values)

    @property
    def items(self) -> list[Item]:
        return [item for report in self.reports for item in report.items]

    def answered(self, report: ReportPart) -> list[tuple[Item, ...]]:
        """Return the answered items of a report; one answer for several numbers comes once."""
        given = [item for item in report.items if item.answer.is_given]
        return list(_together(given, lambda item: (item.kind, item.answer)))

    def named(self, items: tuple[Item, ...]) -> str:
        """Return "Recommendation 2", or "Recommendations 10 and 22" for one answer to both."""
        numbers = [item.number for item in items if item.number]
        if len(items) == 1 or len(numbers) < len(items):
            return listed((item.name for item in items), self.language)
        return f"{self.say(f'{items[0].kind}_many')} {listed(numbers, self.language)}"

    def answer_words(self, item: Item) -> str:
        """Return what the body says to an item, with who does it and by when."""
        answer, details = item.answer, []
        if answer.owner:
            details.append(self.say("who", who=in_english(answer.owner, self.language)))
        if answer.by_when:
            details.append(self.say("by_when", day=answer.by_when))
        return "\n\n".join(filter(None, [answer.text.strip(), " ".join(details)]))


def _together(items: list[Item], key: Callable[[Item], object]) -> Iterator[tuple[Item, ...]]:
    """Yield runs of items that have the same key; those that say "not for us" stay single."""

    def single(item: Item) -> object:
        return (key(item), item.name if item.answer.position == NOT_FOR_US else "")

    for _, run in groupby(items, single):
        yield tuple(run)


def paragraphs(*texts: str) -> str:
    """Return the texts that hold words, as paragraphs."""
    return "\n\n".join(text.strip() for text in texts if text.strip())
