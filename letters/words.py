"""The words of a letter: what is frozen at signing and all that a layout may print.

Plain values with no model behind them, so that a letter made again from its
stored words is the same letter. Long text is Markdown.
"""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, TypeVar

T = TypeVar("T")

TALL_LINES = 40  # of half the width; a page has some fifty


@dataclass(frozen=True)
class Letterhead:
    """Whose paper it is. `address` is one line each."""

    name: str
    address: tuple[str, ...] = ()
    telephone: str = ""
    fax: str = ""
    email: str = ""
    web: str = ""
    logo: str = ""  # path in the private file storage, or nothing


@dataclass(frozen=True)
class Party:
    """An addressee as on the day: "Rt Hon … MP", "Home Secretary", postal lines."""

    name: str
    title: str = ""
    address: tuple[str, ...] = ()
    email: str = ""


@dataclass(frozen=True)
class Signatory:
    name: str
    title: str
    image: str = ""  # path in the private file storage, or nothing
    signed_on: str = ""  # the day of signing as "2021-07-19", once signed
    on_behalf_of: str = ""  # "on behalf of the Mayor", when a deputy signs

    @property
    def standing(self) -> str:
        """Say in what capacity: the title and, for a deputy, for whom."""
        return ", ".join(filter(None, [self.title, self.on_behalf_of]))


@dataclass(frozen=True)
class AppendixPart:
    """A lettered part: label "a", its Markdown."""

    label: str
    text: str


@dataclass(frozen=True)
class AppendixItem:
    """One recommendation as published: "Recommendation 2: To chief constables"."""

    heading: str
    text: str = ""
    parts: tuple[AppendixPart, ...] = ()


@dataclass(frozen=True)
class Section:
    """A run of the letter's body; `heading` may be empty in a plain narrative.

    `kind` says how it is drawn: "words"; "quote", said by `by`; "facts", a table of
    name and value; "table", under `columns`. Cells and text are Markdown. `number`
    stands before the heading.
    """

    text: str = ""
    heading: str = ""
    level: int = 2
    kind: str = "words"
    number: str = ""
    by: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def has_words(self) -> bool:
        return bool(self.text.strip() or self.rows)

    @property
    def is_tall(self) -> bool:
        """Whether a row may be taller than a page: then no head is drawn again above its rest."""
        cells = (cell for row in self.rows for cell in row)
        lines = (sum(1 + len(line) // 40 for line in cell.splitlines()) for cell in cells)
        return any(count > TALL_LINES for count in lines)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Section":
        rows = tuple(tuple(row) for row in data.get("rows", ()))
        return cls(**data | {"columns": tuple(data.get("columns", ())), "rows": rows})


@dataclass(frozen=True)
class LetterWords:
    """Everything printed on the letter, in order, and the data attached to it."""

    title: str  # the PDF's own title, also the subject
    letterhead: Letterhead
    addressee: Party | None
    reference: str
    dated_on: date
    salutation: str  # "Dear Home Secretary"
    sections: tuple[Section, ...]
    signatory: Signatory
    second_addressee: Party | None = None
    your_reference: str = "n/a"
    enquiries_to: str = ""
    enquiries_email: str = ""
    valediction: str = "Yours sincerely"
    cc: tuple[str, ...] = ()
    enclosures: tuple[str, ...] = ()  # what comes with the letter, one line each
    appendix_title: str = "Appendix A - Recommendations"
    appendix: tuple[AppendixItem, ...] = ()
    appended_title: str = ""
    appended: tuple[Section, ...] = ()  # a further appendix, of running words
    numbered: bool = False  # whether paragraphs are numbered
    footer: str = ""
    colour: str = ""  # of headings, as "#0b4f6c"
    rule_colour: str = ""  # of rules; where it is empty, that of headings
    marking: str = ""  # protective marking, printed top and bottom when not empty
    language: str = "en-GB"
    data: dict[str, Any] = field(default_factory=dict)  # as in letters/attached.py

    @property
    def addressees(self) -> tuple[Party, ...]:
        """Return to whom it goes: one, two together, or nobody."""
        return tuple(filter(None, [self.addressee, self.second_addressee]))

    def as_data(self) -> dict[str, Any]:
        """Return plain JSON data; `from_data` reads it back to an equal value."""
        return asdict(self) | {"dated_on": self.dated_on.isoformat()}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "LetterWords":
        second = data.get("second_addressee")
        return cls(
            **data
            | {
                "letterhead": _read(Letterhead, data["letterhead"], "address"),
                "addressee": _read(Party, data["addressee"], "address")
                if data["addressee"]
                else None,
                "second_addressee": _read(Party, second, "address") if second else None,
                "dated_on": date.fromisoformat(data["dated_on"]),
                "sections": tuple(Section.from_data(s) for s in data["sections"]),
                "appended": tuple(Section.from_data(s) for s in data.get("appended", ())),
                "signatory": Signatory(**data["signatory"]),
                "cc": tuple(data["cc"]),
                "enclosures": tuple(data.get("enclosures", ())),
                "appendix": tuple(
                    AppendixItem(
                        heading=item["heading"],
                        text=item["text"],
                        parts=tuple(AppendixPart(**p) for p in item["parts"]),
                    )
                    for item in data["appendix"]
                ),
            }
        )


def _read(kind: type[T], data: dict[str, Any], *lists: str) -> T:
    return kind(**data | {name: tuple(data[name]) for name in lists})
