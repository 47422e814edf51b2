"""What importing a register would bring, row by row; and each row that cannot be taken."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from recommendations.extraction import KnownBody, markers
from recommendations.extraction.deadlines_text import find_day
from recommendations.extraction.names import Names, names_on
from recommendations.extraction.reading import Context, read_items
from recommendations.extraction.shapes import Found, Proposed
from recommendations.extraction.tables import TableRow, found_in_row, number_in
from recommendations.registers.columns import FIELDS, Mapping, Row

LONGEST_TITLE = 300
LONGEST_NUMBER = 20
FIRST_YEAR = 1990
MOST_PROBLEMS = 200
LABELS = {each.name: each.label for each in FIELDS}
GUARD = re.compile(r"^'(?=[=+\-@\t\r])")  # what a spreadsheet puts before a formula it must not run
KIND = re.compile(r"rec|afi|area|improvement|cause|concern|\bcoc\b|^r$", re.I)


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be taken. `row` counts from 1, as spreadsheets do."""

    row: int
    column: str
    words: str


@dataclass(frozen=True)
class PlannedReport:
    """One report of the register; `found` and `lines` are as a read text has them."""

    title: str
    published_on: date
    found: list[Proposed]
    lines: list[str]


@dataclass
class Plan:
    """All that importing would bring. Nothing may be imported while there are problems."""

    reports: list[PlannedReport] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Line:
    """A row of the register with what its columns say, by field."""

    number: int
    cells: dict[str, str]

    def __str__(self) -> str:
        named = [f"{LABELS[name]}: {words}" for name, words in self.cells.items() if words]
        return " ".join(f"Row {self.number}. {'. '.join(named)}".split())


def plan(
    rows: Sequence[Row], mapping: Mapping, *, bodies: Sequence[KnownBody], today: date
) -> Plan:
    """Return what the rows below the headings say, report by report."""
    made = Plan()
    groups: dict[tuple[str, date], list[_Line]] = {}
    for line in _lines(rows, mapping):
        key = _report_of(line, mapping, made, today)
        if key is not None:
            groups.setdefault(key, []).append(line)
    for (title, published_on), lines in groups.items():
        names = names_on(bodies, published_on)
        made.reports.append(_report(title, published_on, lines, names, made))
    if not groups and not made.problems:
        made.problems.append(Problem(mapping.header + 1, "", "There is no row below the headings."))
    made.problems = sorted(made.problems, key=lambda p: p.row)
    if (more := len(made.problems) - MOST_PROBLEMS) > 0:
        last = made.problems[MOST_PROBLEMS].row
        made.problems[MOST_PROBLEMS:] = [Problem(last, "", f"And {more} more from here on.")]
    return made


def _lines(rows: Sequence[Row], mapping: Mapping) -> Iterator[_Line]:
    """Yield the rows that say something; an empty title and date are those of the row above."""
    above: dict[str, str] = {}
    columns = [(n, mapping.columns[n]) for n in LABELS if n in mapping.columns]
    for at in range(mapping.header + 1, len(rows)):
        row = rows[at]
        cells = {
            name: GUARD.sub("", row[column]).strip() if column < len(row) else ""
            for name, column in columns
        }
        if not any(cells.values()):
            continue
        if not cells.get("title") and not cells.get("published_on"):
            cells |= above
        above = {name: cells[name] for name in ("title", "published_on") if name in cells}
        yield _Line(at + 1, cells)


def _report_of(line: _Line, mapping: Mapping, made: Plan, today: date) -> tuple[str, date] | None:
    """Return the report's title and day, or None with the problems said."""
    before = len(made.problems)

    def refuse(name: str, words: str) -> None:
        made.problems.append(Problem(line.number, LABELS[name], words))

    title = " ".join(line.cells.get("title", "").split()) or mapping.title
    if not title:
        refuse("title", "The title of the report is missing.")
    elif len(title) > LONGEST_TITLE:
        refuse("title", f"The title has {len(title)} characters; {LONGEST_TITLE} is the most.")
    said = line.cells.get("published_on", "")
    day = find_day(said) if said else mapping.published_on
    if day is None:
        refuse("published_on", f"“{said[:60]}” is not a date." if said else "It is missing.")
    elif day > today:
        refuse("published_on", f"{day:%-d %B %Y} is still to come.")
    elif day.year < FIRST_YEAR:
        refuse("published_on", f"{day:%-d %B %Y} is before {FIRST_YEAR}.")
    if not line.cells.get("text"):
        refuse("text", "There is no text.")
    if line.cells.get("kind") and not KIND.search(line.cells["kind"]):
        known = "recommendation, area for improvement or cause of concern"
        refuse("kind", f"“{line.cells['kind'][:60]}” is none of {known}.")
    if len(_number(line)) > LONGEST_NUMBER:
        refuse("number", f"A number has at most {LONGEST_NUMBER} characters.")
    return (title, day) if day and len(made.problems) == before else None


def _number(line: _Line) -> str:
    words = line.cells.get("number", "")
    return number_in(words) or markers.tidy_number(words)


def _report(
    title: str, published_on: date, lines: list[_Line], names: Names, made: Plan
) -> PlannedReport:
    items = [_item(at, line) for at, line in enumerate(lines)]
    read = read_items(items, Context(names, published_on, names.force_in(title)))
    kept: dict[tuple[str, str], Proposed] = {}
    again = 0
    for proposed in read:
        line = lines[proposed.first_line]
        if proposed.deadline and proposed.deadline < published_on:
            words = f"{proposed.deadline:%-d %B %Y} is before the report was published."
            made.problems.append(Problem(line.number, LABELS["due_on"], words))
        key = (proposed.kind, proposed.number or proposed.text)
        if key not in kept:
            kept[key] = proposed
        elif kept[key].text.split() == proposed.text.split():
            kept[key] = _joined(kept[key], proposed)
            again += 1
        else:
            first = lines[kept[key].first_line].number
            words = f"The number {proposed.number} stands in row {first} too, with other words."
            made.problems.append(Problem(line.number, LABELS["number"], words))
    if again:
        rows = "row says" if again == 1 else "rows say"
        made.notes.append(
            f"“{title}”: {again} {rows} what an earlier row says. It is kept once, with the"
            " addressees of all its rows."
        )
    return PlannedReport(title, published_on, list(kept.values()), [str(line) for line in lines])


def _item(at: int, line: _Line) -> Found:
    cells = line.cells
    kind = markers.kind_of(f"{cells.get('kind', '')} {cells.get('number', '')}")
    if re.search(r"\bcoc\b", cells.get("kind", ""), re.I):
        kind = markers.CAUSE_OF_CONCERN
    row = TableRow([], at, at)
    told = {"to": cells.get("addressees", ""), "due": cells.get("due_on", "")}
    words = "\n".join(filter(str.strip, cells["text"].splitlines()))
    item = found_in_row(words, told, row, _number(line) or None, kind)
    item.heading = cells.get("heading", "")
    return item


def _joined(one: Proposed, other: Proposed) -> Proposed:
    """Return one recommendation for two rows that say the same to different bodies."""
    together = tuple(dict.fromkeys([*one.addressees, *other.addressees]))
    missing = "No addressee was found."
    doubts = one.doubts if not together else tuple(d for d in one.doubts if d != missing)
    return replace(one, addressees=together, doubts=doubts)
