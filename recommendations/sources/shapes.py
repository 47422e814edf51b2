"""What comes out of a file: plain values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where one line of the text stands: its page from 1, and its box.

    The box is left, top, right, bottom in points from the page's top left.
    """

    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class Source:
    """The text of a file, its lines joined by "\\n".

    `places` has one entry a line, or none where the source has no pages. `pages`
    gives each page's width and height in points. `notes` are for the officer.
    """

    text: str
    places: tuple[Place | None, ...] = ()
    pages: tuple[tuple[float, float], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One sheet, its cells as text. Dates are ISO; no row is yet known to be the header."""

    sheet: str
    rows: tuple[tuple[str, ...], ...]
