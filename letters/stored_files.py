"""Every file in the storage that has a recorded hash, one after the other."""

from collections.abc import Iterator
from typing import Any

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
