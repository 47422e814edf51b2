"""Registers: CSV and XLSX to tables of text."""

import csv
from collections.abc import Iterable
from datetime import date, datetime, time
from io import BytesIO, StringIO
from typing import Any

from openpyxl import load_workbook

from recommendations.extraction.errors import ExtractionError
from recommendations.sources.archives import DAMAGED, check_archive
from recommendations.sources.errors import TooBig, UnknownEnding, UnreadableFile
from recommendations.sources.plain import decode
from recommendations.sources.shapes import Table

MAX_SHEETS = 50
MAX_ROWS = 5_000
MAX_COLUMNS = 60
MAX_CELL = 20_000
MAX_CHARACTERS = 20_000_000

_SAMPLE = 20_000
_DELIMITERS = ",;\t|"


def read_tables(data: bytes, ending: str) -> tuple[Table, ...]:
    """Return the sheets of a ".csv" or ".xlsx" file, without empty rows at their ends.

    Formulas are not run: their stored value is read, or nothing. Raises
    ExtractionError: damaged, locked, or more than 5,000 rows, 60 columns or
    20,000 characters a cell.
    """
    ending = ending.lower()
    if ending == ".csv":
        return (Table("", _rows(_csv_rows(decode(data)))),)
    if ending == ".xlsx":
        return _workbook(data)
    raise UnknownEnding("Give the register as a .csv or .xlsx file.")


def _csv_rows(text: str) -> Iterable[list[str]]:
    try:
        yield from csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text))
    except csv.Error as error:
        raise UnreadableFile(
            "The columns of this file cannot be told apart. Save it anew as CSV and try again."
        ) from error


def _delimiter(text: str) -> str:
    """Return what most evenly divides the first rows."""

    def evenness(mark: str) -> tuple[int, int]:
        rows = csv.reader(StringIO(text[:_SAMPLE], newline=""), delimiter=mark)
        widths: list[int] = []
        try:
            widths = [len(row) for row, _ in zip(rows, range(50), strict=False) if row]
        except csv.Error:
            return 0, 0
        common = max(set(widths), key=widths.count, default=1)
        return (widths.count(common) if common > 1 else 0), common

    return max(_DELIMITERS, key=evenness)


def _workbook(data: bytes) -> tuple[Table, ...]:
    check_archive(data, "[Content_Types].xml")
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        if len(book.worksheets) > MAX_SHEETS:
            raise TooBig(f"This file has more than {MAX_SHEETS} sheets. Give the ones needed.")
        return tuple(Table(sheet.title, _rows(_cells(sheet))) for sheet in book.worksheets)
    except ExtractionError:
        raise
    except Exception as error:
        raise UnreadableFile(DAMAGED) from error


def _cells(sheet: Any) -> Iterable[tuple[object, ...]]:
    # What a sheet says of its own size may be false, and then asks for gigabytes.
    sheet.reset_dimensions()
    return sheet.iter_rows(values_only=True)


def _rows(rows: Iterable[Iterable[object]]) -> tuple[tuple[str, ...], ...]:
    """Return rows as text, within the limits; what is empty at their ends goes."""
    kept: list[tuple[str, ...]] = []
    characters = blanks = 0
    for row in rows:
        cells = [_cell(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            blanks += 1
            if blanks > MAX_ROWS * 20:
                raise TooBig(_MANY)
            continue
        kept += [()] * min(blanks, MAX_ROWS + 1)
        kept.append(tuple(cells))
        blanks = 0
        characters += sum(map(len, cells))
        _check(len(kept), cells, characters)
    return tuple(kept)


_MANY = f"This file has more than {MAX_ROWS:,} rows. Divide it and give the parts one by one."


def _check(count: int, cells: list[str], characters: int) -> None:
    if count > MAX_ROWS:
        raise TooBig(_MANY)
    if len(cells) > MAX_COLUMNS:
        raise TooBig(f"Row {count:,} has more than {MAX_COLUMNS} columns. Remove those not needed.")
    if max(map(len, cells)) > MAX_CELL:
        raise TooBig(f"A cell in row {count:,} has more than {MAX_CELL:,} characters. Shorten it.")
    if characters > MAX_CHARACTERS:
        raise TooBig("This file holds too much text. Divide it and give the parts one by one.")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        bare = value.time() == time(0)
        return value.date().isoformat() if bare else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
