"""Recommendations as a spreadsheet that any office can open, and give back as a register."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from recommendations.models import Recommendation

HEADINGS = [
    "Report", "Publication date", "Number", "Kind", "Heading", "Recommendation", "Addressed to",
    "Deadline", "Due by",
]  # fmt: skip
WIDTHS = [40, 16, 10, 20, 30, 80, 40, 30, 16]
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def row_of(recommendation: Recommendation) -> list[str | date]:
    """Return the cells of one recommendation, as HEADINGS name them."""
    report = recommendation.report
    return [
        report.title,
        report.published_on,
        recommendation.number,
        recommendation.get_kind_display(),
        recommendation.heading,
        recommendation.text,
        "; ".join(str(addressee) for addressee in recommendation.addressees.all()),
        recommendation.deadline_text,
        recommendation.due_on or "",
    ]


def guarded(cell: str | date) -> str:
    """Return a cell as words that no spreadsheet takes for a formula; dates as ISO."""
    if isinstance(cell, date):
        return cell.isoformat()
    return f"'{cell}" if cell.startswith(STARTS_A_FORMULA) else cell


class Line:
    """Where the csv module writes a line, to be sent on at once."""

    def write(self, line: str) -> str:
        return line


def as_csv(recommendations: Iterable[Recommendation]) -> Iterator[str]:
    """Yield the lines of a CSV file that Excel opens as UTF-8."""
    writer = csv.writer(Line())
    yield "\ufeff" + writer.writerow(HEADINGS)
    for recommendation in recommendations:
        yield writer.writerow([guarded(cell) for cell in row_of(recommendation)])


def as_xlsx(recommendations: Iterable[Recommendation]) -> bytes:
    """Return an Excel file. Words are written as words, never as formulas."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Recommendations")
    sheet.freeze_panes = "A2"
    for at, width in enumerate(WIDTHS):
        sheet.column_dimensions[chr(65 + at)].width = width
    sheet.append([_cell(sheet, words, bold=True) for words in HEADINGS])
    for recommendation in recommendations:
        sheet.append([_cell(sheet, cell) for cell in row_of(recommendation)])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet, value: str | date, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=value if isinstance(value, date) else guarded(value))
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    cell.font = Font(bold=bold)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
