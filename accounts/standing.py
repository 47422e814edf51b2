"""Whether the words that stand in the tables are those that the record last tells of.

A model whose long words are recorded (`accounts.words`) names them in `recorded_words`.
The triggers keep the record, not the words of a draft: whoever owns the database can write
over them, and the last event on that row then has another digest. A row that has no events
of its own names in `recorded_on` the model that has, and its own field with that row's key.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F

from accounts.models import Event
from accounts.words import DIGEST, NOW, key_in_record, print_of

AT_ONCE = 200  # rows looked at together


@dataclass(frozen=True)
class OtherWords:
    """One row whose words are not those that the record tells of."""

    kind: str
    pk: int
    what: str

    def __str__(self):
        return f"{self.kind} {self.pk}: {self.what}"


def recorded_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if fields_of(model)]


def fields_of(model: type[models.Model]) -> tuple[str, ...]:
    return getattr(model, "recorded_words", ())


def _some(rows: Iterable[Any]) -> Iterator[list[Any]]:
    rows = iter(rows)
    while some := list(islice(rows, AT_ONCE)):
        yield some


def altered_words() -> Iterator[OtherWords]:
    """Yield each row that was changed, added or removed past the record, a few rows at a time."""
    for model in recorded_models():
        on = getattr(model, "recorded_on", None)
        label, key = on or (model._meta.label_lower, "pk")
        rows = model._default_manager.order_by("pk").values("pk", *fields_of(model), told_on=F(key))
        for some in _some(rows.iterator(chunk_size=AT_ONCE)):
            yield from _compared(model, label, some)
        if not on:
            yield from _gone(model)


def _compared(
    model: type[models.Model], label: str, rows: list[dict[str, Any]]
) -> Iterator[OtherWords]:
    last: dict[str, dict[str, str]] = {}
    older: set[str] = set()  # told of before digests of words were recorded
    keys = {str(row["told_on"]) for row in rows}
    events = Event.objects.filter(object_type=label, object_pk__in=keys).order_by("number")
    for key, data in events.values_list("object_pk", "data").iterator(chunk_size=AT_ONCE):
        if "words" not in data:
            older.add(key)
            continue
        told = {name: pair[NOW][DIGEST] for name, pair in data["words"].items()}
        last.setdefault(key, {}).update(told)
    for row in rows:
        key = str(row["told_on"])
        other = _other(model, row, last.get(key, {}), key in older)
        if other:
            said = f"the words in {', '.join(other)} are not those that the record last tells of"
            yield OtherWords(model._meta.label_lower, row["pk"], said)


def _other(
    model: type[models.Model], row: dict[str, Any], told: dict[str, str], is_older: bool
) -> list[str]:
    """Return the fields of a row that hold other words than were told of."""
    found = []
    for name in fields_of(model):
        words, key = row[name], key_in_record(model, row["pk"], name)
        unknown = key not in told and (is_older or not words)
        if not unknown and told.get(key) != print_of(words)[DIGEST]:
            found.append(name)
    return found


def _gone(model: type[models.Model]) -> Iterator[OtherWords]:
    label = model._meta.label_lower
    told = Event.objects.filter(object_type=label, data__has_key="words")
    keys = told.order_by("object_pk").values_list("object_pk", flat=True).distinct()
    for some in _some(keys.iterator(chunk_size=AT_ONCE)):
        there = model._default_manager.filter(pk__in=some).values_list("pk", flat=True)
        for key in sorted(set(some) - {str(pk) for pk in there}):
            yield OtherWords(label, int(key), "the row is gone, and the record tells of no removal")
