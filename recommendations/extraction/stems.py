"""Half a sentence that each item of a list completes: "The Home Office should:", "1. publish"."""

import re
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from recommendations.extraction.deadlines_text import is_limit
from recommendations.extraction.lines import BULLET, PARAGRAPH, Block
from recommendations.extraction.markers import list_number, read_marker
from recommendations.extraction.names import Names
from recommendations.extraction.owners import lists_bodies

_STEM = re.compile(
    r"(?:(?:we|hmicfrs|hmic)\s+(?:therefore\s+|also\s+)?recommend(?:s|ed)?\s+that\s+)?"
    r"(?P<who>[^:;.]{2,200}?),?\s+(?:should|must|shall|needs?\s+to|ought\s+to)\b"
    r"(?:\s+(?:also|all|both|each|jointly|together)\b)?(?P<when>[^:;.]{0,80}):",
    re.I,
)
_LEADS_ON = re.compile(r"(?:[;,:]|\b(?:and|or))\s*$", re.I)


@dataclass(frozen=True)
class Stem:
    """Whom a list's items are for, and by when, in the words that lead to the list."""

    to: str
    limit: str
    marked: bool = False  # the items have headings of their own: "Recommendation 8"


def leads(blocks: list[Block], names: Names) -> dict[int, Stem]:
    """Return the words that lead to a list whose items each stand alone, by their first line.

    Joint inspections set each body's recommendations so. Numbers after the words
    count recommendations. Bullets do only where the same is said to several
    bodies in turn and no bullet ends as part of a longer sentence: otherwise
    bullets, as letters, are parts of one recommendation.
    """
    found: dict[int, Stem] = {}
    bulleted: dict[int, Stem] = {}
    for at, block in enumerate(blocks[:-1]):
        stem = _read(block, names)
        if stem is None:
            continue
        after = blocks[at + 1]
        if read_marker(after.text):
            found[block.first] = replace(stem, marked=True)
        elif after.kind == PARAGRAPH and list_number(after.text):
            found[block.first] = stem
        elif not stem.limit and _whole_bullets(blocks, at + 1):
            bulleted[block.first] = stem
    if len({stem.to for stem in bulleted.values()}) > 1:
        found |= bulleted
    return found


def _whole_bullets(blocks: list[Block], start: int) -> bool:
    """Say whether the run of bullets has two or more, none leading on to the next."""
    run = list(takewhile(lambda block: block.kind == BULLET, islice(blocks, start, start + 60)))
    return len(run) > 1 and not any(_LEADS_ON.search(block.text[-10:]) for block in run)


def _read(block: Block, names: Names) -> Stem | None:
    match = _STEM.fullmatch(block.text) if block.kind == PARAGRAPH else None
    if match is None:
        return None
    who, limit = match["who"].strip(), match["when"].strip(" ,")
    before, comma, rest = who.partition(",")
    if comma and is_limit(before):
        who, limit = rest.strip(), limit or before
    if (limit and not is_limit(limit)) or not lists_bodies(who, names):
        return None
    return Stem(who, limit)
