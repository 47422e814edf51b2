"""Read a saved text and show the recommendations it proposes."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recommendations.extraction import Extraction, ExtractionError, Proposed, extract
from recommendations.known_bodies import known_bodies

ENCODINGS = ("utf-8", "cp1252")


class Command(BaseCommand):
    help = "Show the recommendations proposed by the text of a report. Nothing is saved."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="FILE")
        parser.add_argument(
            "--published", type=_day, help="The day the report was published, as YYYY-MM-DD."
        )
        parser.add_argument("--json", action="store_true", help="Print JSON.")

    def handle(self, *args: Any, path: Path, published: date | None, **options: Any) -> None:
        try:
            read = extract(_text(path), published=published, bodies=known_bodies())
        except ExtractionError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_as_json(read) if options["json"] else _as_table(read))


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise CommandError(f"{words} is not a date such as 2021-05-26.") from error


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CommandError(f"{path} is not text in UTF-8 or Windows-1252.")


def _as_json(read: Extraction) -> str:
    return json.dumps(asdict(read), default=date.isoformat, ensure_ascii=False, indent=1)


def _as_table(read: Extraction) -> str:
    lines = [read.title or "No title", f"Published: {read.published or 'not known'}", ""]
    for item in read.recommendations:
        lines += _rows(item)
    lines += [f"Note: {note}" for note in read.notes]
    return "\n".join(lines)


def _rows(item: Proposed) -> list[str]:
    kind = item.kind.replace("_", " ")
    due = f"{item.deadline or '-'} ({item.deadline_text or item.deadline_rule})"
    rows = [
        f"{item.number or '-':<6} {kind:<20} {due}",
        f"       to {', '.join(item.addressees) or '-'}",
        f"       {' '.join(item.text.split())[:90]}",
    ]
    return rows + [f"       ? {doubt}" for doubt in item.doubts] + [""]
