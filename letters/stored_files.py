"""Every file in the storage that has a recorded hash, one after the other."""

from collections.abc import Iterator
from typing import Any

from accounts.models import Event
from letters.models import Letter
from recommendations.room import kept_rows, models_with_files
from recommendations.stored import Stored

AT_ONCE = 50


def every_file() -> Iterator[Stored]:
    """Yield each file that was given or sealed and is not disposed of.

    Rows are fetched a few at a time, each time anew: no cursor stays open while large files
    are read.
    """
    for model in models_with_files():
        for row in _rows(kept_rows(model).exclude(file="")):
            yield row.stored
    for letter in _rows(Letter.objects.signed()):
        for language in letter.languages:
            yield letter.stored(language)
            if letter.file(language, public=False).name != letter.file(language).name:
                yield letter.stored(language, public=False)


def _rows(rows: Any) -> Iterator[Any]:
    last = 0
    while found := list(rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        yield from found
        last = found[-1].pk


def digests_on_record() -> set[str]:
    """Return every SHA-256 with which the record tells that a file was given.

    What was found in place of a file is on the record too, and is none of them.
    """
    told: set[str] = set()
    for key in ("sha256", "evidence"):
        events = Event.objects.filter(data__has_key=key).exclude(action__startswith="find ")
        for said in events.values_list(f"data__{key}", flat=True).iterator():
            told.update([said] if isinstance(said, str) else filter(None, said))
    return told


def is_on_record(stored: Stored, told: set[str]) -> bool:
    """Say whether the hash beside a file is one that the record tells of.

    Who owns the database and the storage can change both the file and the hash beside it. A
    letter bears its own seal instead.
    """
    return isinstance(stored.row, Letter) or stored.sha256 in told
