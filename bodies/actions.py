"""Loading the reference data on bodies."""

import csv
from datetime import date
from pathlib import Path

from django.db import transaction

from bodies.models import Body, BodyName, Oversight


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _load_names(body: Body, row: dict[str, str]) -> None:
    wanted: dict[str, date | None] = {
        alias.strip(): None for alias in row["aliases"].split(";") if alias.strip()
    }
    for former in filter(None, row["former_names"].split(";")):
        name, until = former.rsplit(" until ", 1)
        wanted[name.strip()] = date.fromisoformat(until)
    for name, until_day in wanted.items():
        BodyName.objects.update_or_create(body=body, name=name, defaults={"until": until_day})


@transaction.atomic
def load_bodies(bodies_csv: Path, oversight_csv: Path) -> int:
    """Create or refresh every body and who oversees whom; return how many bodies.

    Rows are matched by slug, so loading again changes nothing that has not
    changed in the files. Raises KeyError or ValueError for a file of another form.
    """
    rows = _rows(bodies_csv)
    plain = ["name", "name_cy", "kind", "area", "officer_title", "note"]
    for row in rows:
        values: dict[str, object] = {field: row[field] for field in plain}
        values |= {"starts_on": _day(row["starts_on"]), "ends_on": _day(row["ends_on"])}
        body, _ = Body.objects.update_or_create(slug=row["slug"], defaults=values)
        _load_names(body, row)
    by_slug = Body.objects.in_bulk(field_name="slug")
    for row in rows:
        if row["successor"]:
            Body.objects.filter(slug=row["slug"]).update(successor=by_slug[row["successor"]])
    for row in _rows(oversight_csv):
        Oversight.objects.update_or_create(
            local_policing_body=by_slug[row["local_policing_body"]],
            force=by_slug[row["force"]],
            starts_on=_day(row["starts_on"]),
            defaults={"ends_on": _day(row["ends_on"])},
        )
    return len(rows)
