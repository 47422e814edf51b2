"""The chain of the record: each event bears the digest of itself and of the one before.

Nothing here knows the database: rows come in as mappings, in the order of their numbers.
Whoever owns the database can drop its triggers and alter a row; then the digests no longer
fit. Who also makes all later digests anew is found by a head kept outside the database.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

START = "0" * 64  # what stands before the first event
MOST_NAMED = 100_000  # events missing in one place that are named one by one
FIELDS = [
    "number", "previous", "at", "by", "by_name", "body", "action", "object_type", "object_pk",
    "object_name", "note", "data",
]  # fmt: skip


@dataclass(frozen=True)
class Head:
    """The last event of the chain, as it was written down outside the database."""

    digest: str
    number: int | None = None
    on: str = ""


@dataclass(frozen=True)
class Fault:
    """One place where the record is not as it was written."""

    number: int
    what: str
    at: str = ""
    action: str = ""

    def __str__(self):
        named = ", ".join(filter(None, [f"Event {self.number}", self.at, self.action]))
        return f"{named}: {self.what}"


CHANGED = "its words are not those it was written with"
UNLINKED = "it does not follow the event before it"
MISSING = "missing"
TWICE = "its number is used twice"
REORDERED = "it was not written in this place"
CUT_OFF = "missing: the record is cut off before this event, which a head names"
REWRITTEN = "its digest is not the one that a head names: the record was made anew"


def plain(data: object) -> object:
    """Return `data` as both databases give it back: lists for tuples, and no broken numbers."""
    return json.loads(json.dumps(data), parse_float=str, parse_constant=str)


def canonical(event: Mapping[str, Any]) -> bytes:
    """Return the one spelling of an event on which its digest stands."""
    values = {name: event[name] for name in FIELDS}
    values["at"] = _moment(event["at"])
    return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest(event: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(event)).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def check(rows: Iterable[Mapping[str, Any]], heads: Iterable[Head] = ()) -> Iterator[Fault]:
    """Yield what is wrong with the chain, reading each row once.

    `rows` hold FIELDS, `digest` and `pk`, in the order of their numbers. An altered row
    is named by itself; where its digest was made anew, the row after it is. What is cut
    off at the end shows only against heads kept elsewhere.
    """
    kept = _Heads(heads)
    last_number, last_digest, last_pk = 0, START, 0
    for row in rows:
        number, pk = row["number"], row["pk"]
        for missing in range(last_number + 1, min(number, last_number + MOST_NAMED)):
            yield Fault(missing, MISSING)
        said = _fault_of(row, last_number, last_digest, last_pk) or kept.fault_of(row)
        if said:
            yield Fault(number, said, _moment(row["at"]), str(row["action"]))
        last_number = number
        if said == CHANGED:
            last_digest = ""  # nothing can be asked to follow it
        else:
            last_digest, last_pk = row["digest"], max(pk, last_pk)
    yield from kept.left(last_number)


def _fault_of(row, last_number: int, before: str, last_pk: int) -> str:
    if row["number"] <= last_number:
        return TWICE
    if digest(row) != row["digest"]:
        return CHANGED
    if before and row["number"] == last_number + 1 and row["previous"] != before:
        return UNLINKED
    return REORDERED if row["pk"] < last_pk else ""


class _Heads:
    """The heads that have still to be met on the way along the chain."""

    def __init__(self, heads: Iterable[Head]):
        self.numbered: dict[int, Head] = {}
        self.others: dict[str, Head] = {}
        for head in heads:
            if head.number is None:
                self.others[head.digest] = head
            else:
                self.numbered[head.number] = head

    def fault_of(self, row) -> str:
        self.others.pop(row["digest"], None)
        head = self.numbered.pop(row["number"], None)
        return REWRITTEN if head and head.digest != row["digest"] else ""

    def left(self, last_number: int) -> Iterator[Fault]:
        for head in self.numbered.values():
            if head.number and head.number > last_number:
                yield Fault(head.number, CUT_OFF, head.on)
        for _ in self.others:
            yield Fault(last_number + 1, CUT_OFF)
