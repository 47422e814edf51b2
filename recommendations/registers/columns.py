"""Which column of a register holds what: guessed from its headings, said by a person."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

Row = Sequence[str]

SEARCHED = 20  # rows in which headings are looked for
LONGEST_HEADING = 80  # characters


@dataclass(frozen=True)
class Field:
    """What a column may hold, its label, and the headings that offices give it."""

    name: str
    label: str
    headings: str

    @property
    def name_of_column(self) -> str:
        return f"column_{self.name}"

    def is_meant_by(self, words: str) -> bool:
        return bool(re.fullmatch(self.headings, words, re.I))


_NO = r"(?:number|no\.?|ref(?:erence)?\.?|id|#)"
_ITEM = r"(?:rec(?:ommendation)?|afi|item|action)"

# In the order in which a heading is tried: "Recommendation number" is no text.
FIELDS = (
    Field("number", "Number", rf"(?:hmicfrs )?(?:{_ITEM}s? ?)?{_NO}(?: ?/ ?{_NO})?|rec\.?"),
    Field(
        "published_on",
        "Publication date of the report",
        r"(?:report )?(?:date )?(?:of )?(?:publi\w+|issued?)(?: (?:date|on))?|report date"
        r"|date of report",
    ),
    Field(
        "due_on",
        "Deadline",
        r"(?:.* )?(?:deadline|due)(?: .*)?|by when|target(?: date)?|timescales?"
        r"|completion date|complete by|to be completed.*",
    ),
    Field(
        "addressees",
        "Addressed to",
        r"(?:rec(?:ommendation)? )?(?:addressees?|addressed to|owners?|directed (?:to|at)|for whom)"
        r"|applies to|made to|responsible (?:body|organisation)|organisations?|body|force",
    ),
    Field("kind", "Kind", r"(?:rec(?:ommendation)? )?(?:type|kind|category)(?: of .*)?"),
    Field(
        "title",
        "Title of the report",
        r"(?:title of )?(?:the )?(?:hmicfrs |inspection |hmic )?"
        r"(?:reports?|inspections?|publication)(?: (?:title|name))?|(?:report )?title|source",
    ),
    Field("heading", "Heading or theme", r"heading|theme|topic|subject|area"),
    Field(
        "text",
        "The recommendation’s words",
        rf"(?:full |detail of |details of |text of )?(?:the )?{_ITEM}s?(?: ?/ ?afis?)?"
        r"(?: (?:text|details?|wording|description|in full|made))?"
        r"|(?:text|wording|description|details?)(?: of .*)?|areas? for improvement.*"
        r"|(?:hmicfrs )?findings?|causes? of concern.*|(?:hmicfrs )?recommendations?",
    ),
)
NAMES = tuple(each.name for each in FIELDS)


@dataclass(frozen=True)
class Mapping:
    """Where a register's facts stand. Rows and columns count from 0.

    `title` and `published_on` hold for every row where no column gives them.
    """

    sheet: int = 0
    header: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    title: str = ""
    published_on: date | None = None

    def in_words(self) -> str:
        """Say which column holds what, counted as spreadsheets count, for the record."""
        said = [
            f"{each.label}: column {self.columns[each.name] + 1}"
            for each in FIELDS
            if each.name in self.columns
        ]
        said += [f"Title: {self.title}"] if self.title else []
        said += [f"Publication date: {self.published_on:%-d %B %Y}"] if self.published_on else []
        return f"Sheet {self.sheet + 1}, headings in row {self.header + 1}. {'; '.join(said)}"

    def as_data(self) -> dict[str, Any]:
        day = self.published_on.isoformat() if self.published_on else None
        return asdict(self) | {"published_on": day}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Mapping":
        day = data.get("published_on")
        return cls(**data | {"published_on": date.fromisoformat(day) if day else None})


def headings(row: Row) -> dict[str, int]:
    """Return the columns that a row of headings names, by field, each once."""
    columns: dict[str, int] = {}
    for at, cell in enumerate(row):
        words = " ".join(re.sub(r"[*:_\s]+", " ", cell).split())
        if not words or len(words) > LONGEST_HEADING:
            continue
        for each in FIELDS:
            if each.name not in columns and each.is_meant_by(words):
                columns[each.name] = at
                break
    return columns


def guess(sheets: Sequence[Sequence[Row]]) -> Mapping:
    """Return the sheet, row of headings and columns that look most like a register's."""
    best = Mapping()
    for sheet, rows in enumerate(sheets):
        for header, row in enumerate(rows[:SEARCHED]):
            columns = headings(row)
            if len(columns) > len(best.columns):
                best = Mapping(sheet, header, columns)
    if "text" in best.columns or not sheets:
        return best
    longest = _longest_column(sheets[best.sheet][best.header + 1 :], best.columns)
    columns = best.columns if longest is None else best.columns | {"text": longest}
    return Mapping(best.sheet, best.header, columns)


def _longest_column(rows: Sequence[Row], taken: dict[str, int]) -> int | None:
    """Return the column, not taken yet, with the most words: the recommendations' own."""
    sizes: dict[int, int] = {}
    for row in rows[:200]:
        for at, cell in enumerate(row):
            sizes[at] = sizes.get(at, 0) + len(cell)
    free = {at: size for at, size in sizes.items() if at not in taken.values() and size}
    return max(free, key=lambda at: free[at], default=None)
