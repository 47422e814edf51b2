"""The bodies a text may name: from the database, or from the file they are loaded from."""

import csv
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, transaction

from bodies.models import Body
from recommendations.extraction import KnownBody, Name


def known_bodies() -> list[KnownBody]:
    """Return every body by its present and other names.

    Reads the database where bodies are loaded; before that, or where it has no
    tables yet, `fixtures/bodies.csv`. Returns [] where neither is there.
    """
    return _loaded() or read_bodies(Path(settings.BASE_DIR) / "fixtures" / "bodies.csv")


def _loaded() -> list[KnownBody]:
    try:
        with transaction.atomic():
            bodies = list(Body.objects.prefetch_related("names").order_by("slug"))
    except DatabaseError:
        return []
    return [
        KnownBody(
            body.slug,
            body.name,
            str(body.kind),
            tuple(Name(other.name, other.until) for other in body.names.all()),
        )
        for body in bodies
    ]


def read_bodies(path: Path) -> list[KnownBody]:
    """Return the bodies in a CSV file; [] where there is no file.

    Aliases stand between semicolons, and former names as "Name until 2022-12-31".
    """
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [
            KnownBody(row["slug"], row["name"], row["kind"], _names(row))
            for row in csv.DictReader(file)
        ]


def _names(row: dict[str, str]) -> tuple[Name, ...]:
    aliases = [Name(alias.strip()) for alias in _pieces(row.get("aliases"))]
    former = []
    for piece in _pieces(row.get("former_names")):
        name, _, day = piece.rpartition(" until ")
        former.append(Name(name.strip(), date.fromisoformat(day.strip())))
    return (*aliases, *former)


def _pieces(cell: str | None) -> list[str]:
    return [piece for piece in (cell or "").split(";") if piece.strip()]
