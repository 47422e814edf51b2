"""Read an invented text as the product does, and say briefly what came out."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from recommendations.extraction import Extraction, KnownBody, extract
from recommendations.known_bodies import read_bodies

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = date(2023, 6, 15)


@cache
def bodies() -> tuple[KnownBody, ...]:
    return tuple(read_bodies(ROOT / "fixtures" / "bodies.csv"))


def read(text: str, published: date | None = PUBLISHED) -> Extraction:
    return extract(text, published=published, bodies=bodies())


@dataclass(frozen=True)
class Brief:
    """What a test expects of one item: number, first and last words, for whom, when."""

    number: str | None
    first: str
    last: str
    to: str
    due: str | None = None
    rule: str = "none"
    kind: str = "recommendation"


def briefs(text: str, expected: list[Brief]) -> list[Brief]:
    """Return the items as read, with as many first and last words as are expected of each."""
    items = read(text).recommendations
    found = []
    for at, item in enumerate(items):
        like = expected[at] if at < len(expected) else None
        words = item.text.split()
        found.append(
            Brief(
                item.number,
                " ".join(words[: len(like.first.split()) if like else 4]),
                " ".join(words[-len(like.last.split()) if like else -3 :]),
                ", ".join(item.addressees),
                item.deadline.isoformat() if item.deadline else None,
                item.deadline_rule,
                item.kind,
            )
        )
    return found
