"""From words or a file's bytes to what is found in them, as values that JSON can hold."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from bodies.groups import Group
from recommendations.extraction import Extraction, KnownBody, Name, Proposed, extract
from recommendations.numbers import tidy
from recommendations.registers import Mapping, plan
from recommendations.sources import read_source


@dataclass(frozen=True)
class Asked:
    """What is known of a report before its text is read."""

    title: str
    published_on: date
    bodies: tuple[KnownBody, ...]

    def as_json(self) -> bytes:
        bodies = [
            [b.slug, b.name, b.kind, [[n.text, n.until and n.until.isoformat()] for n in b.names]]
            for b in self.bodies
        ]
        return json.dumps([self.title, self.published_on.isoformat(), bodies]).encode()

    @classmethod
    def from_json(cls, data: bytes) -> "Asked":
        title, published_on, rows = json.loads(data)
        bodies = tuple(
            KnownBody(slug, name, kind, tuple(_name(*other) for other in names))
            for slug, name, kind, names in rows
        )
        return cls(title, date.fromisoformat(published_on), bodies)


def _name(text: str, until: str | None) -> Name:
    return Name(text, date.fromisoformat(until) if until else None)


def read_words(text: str, asked: Asked) -> dict[str, Any]:
    """Return `found` and `notes` of a text. Raises ExtractionError."""
    return _result(
        extract(text, published=asked.published_on, title=asked.title, bodies=asked.bodies), asked
    )


def read_file(data: bytes, ending: str, asked: Asked) -> dict[str, Any]:
    """Return what `read_words` does, with the file's `text`, `places` and `pages`."""
    source = read_source(data, ending)
    read = read_words(source.text, asked)
    places = [place and [place.page, *(round(edge, 1) for edge in place.box)]
              for place in source.places]  # fmt: skip
    return read | {
        "text": source.text,
        "places": places,
        "pages": [[round(length, 1) for length in size] for size in source.pages],
        "notes": [*source.notes, *read["notes"]],
    }


def read_register(sheets: list[list[list[str]]], mapping: Mapping, asked: Asked) -> dict[str, Any]:
    """Return what a register's rows would bring: `reports`, `problems` and `notes`.

    `asked.published_on` is the latest day on which a report may have been published.
    """
    slugs = _slugs(asked)
    made = plan(sheets[mapping.sheet], mapping, bodies=asked.bodies, today=asked.published_on)
    reports = [
        {
            "title": report.title,
            "published_on": report.published_on.isoformat(),
            "found": [_found(item, slugs) for item in report.found],
            "lines": report.lines,
        }
        for report in made.reports
    ]
    problems = [[problem.row, problem.column, problem.words] for problem in made.problems]
    return {"reports": reports, "problems": problems, "notes": made.notes}


def _result(read: Extraction, asked: Asked) -> dict[str, Any]:
    slugs = _slugs(asked)
    found = [_found(item, slugs) for item in read.recommendations]
    return {"found": found, "notes": list(read.notes)}


def _slugs(asked: Asked) -> dict[str, str]:
    slugs = {name.text.casefold(): body.slug for body in asked.bodies for name in body.names}
    return slugs | {body.name.casefold(): body.slug for body in asked.bodies}


def _found(item: Proposed, slugs: dict[str, str]) -> dict[str, Any]:
    codes = [_slug_of(code, slugs) for code in item.addressees]
    return {
        "number": tidy(item.number or "")[:20],
        "heading": item.heading[:300],
        "kind": item.kind,
        "text": item.text,
        "addressees": [code for code in codes if code],
        "returns_from": next((c for c in item.returns_from if c in Group.values), ""),
        "deadline_text": (item.deadline_text or "")[:300],
        "due_on": item.deadline.isoformat() if item.deadline else None,
        "doubts": list(item.doubts),
        "first_line": item.first_line,
        "last_line": item.last_line,
    }


def _slug_of(code: str, slugs: dict[str, str]) -> str | None:
    """Return the group code or body slug for an extractor's code, or None when unknown."""
    if code in Group.values:
        return code
    if code.startswith("force:"):
        return slugs.get(code.removeprefix("force:").casefold())
    return code.replace("_", "-")
