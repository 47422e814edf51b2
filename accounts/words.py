"""What the record says of long words: never the words, but what proves which stood when.

For each field that changed, the SHA-256 of the words before and after and how many
characters they have. Whoever holds the words of a day can show that they were those.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

LENGTH, DIGEST = "characters", "sha256"
WAS, NOW = "was", "is"

Print = dict[str, Any]


@dataclass(frozen=True)
class Rewording:
    """Words of one field that were changed, as a page says it."""

    name: str
    was: int
    now: int
    was_sha256: str
    sha256: str

    @classmethod
    def of(cls, key: str, pair: Mapping[str, Print]) -> "Rewording":
        was, now = pair[WAS], pair[NOW]
        name = key.rpartition("-")[2].replace("_cy", " in Welsh").replace("_", " ")
        return cls(name, was[LENGTH], now[LENGTH], was[DIGEST], now[DIGEST])

    def __str__(self):
        """Say how long they are: "2,104 characters, was 1,990"."""
        return f"{self.now:,} characters, was {self.was:,}"


def print_of(words: str | None) -> Print:
    """Return the length of `words` and their digest.

    >>> print_of("")["characters"]
    0
    """
    words = words or ""
    digest = hashlib.sha256(words.encode(errors="replace")).hexdigest()
    return {LENGTH: len(words), DIGEST: digest}


def reworded(
    before: object, after: object, fields: Iterable[str], *, every: bool = False
) -> dict[str, dict[str, Print]]:
    """Return `{field: {"was": …, "is": …}}` of the words that differ.

    Both are objects or mappings; None stands for nothing there before.
    `every` tells also of those that stayed, for a row that takes the place of another.
    """
    found = {}
    for name in fields:
        was, now = print_of(_words(before, name)), print_of(_words(after, name))
        if every or was != now:
            found[_key(after, name)] = {WAS: was, NOW: now}
    return found


def key_in_record(model: type, pk: int, name: str) -> str:
    """Return how the record names a field: with its row, where another row has the event."""
    return f"{model.__name__.lower()}-{pk}-{name}" if hasattr(model, "recorded_on") else name


def _key(row: Any, name: str) -> str:
    return key_in_record(type(row), getattr(row, "pk", 0), name)


def _words(held: object, name: str) -> str:
    if held is None:
        return ""
    value = held.get(name) if isinstance(held, Mapping) else getattr(held, name)
    return "" if value is None else str(value)
