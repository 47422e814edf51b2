"""Propose recommendations from the text of what an inspectorate published.

Pure: no model, database, network or clock. What comes out is a proposal for a
person to confirm, with doubts and notes saying where to look.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from recommendations.extraction import notes as remarks
from recommendations.extraction.addressees import introduced
from recommendations.extraction.errors import EmptyText, ExtractionError, TextTooLong
from recommendations.extraction.furniture import Head, read_head, without_furniture
from recommendations.extraction.items import Finder
from recommendations.extraction.leftovers import doubt_endings, left_over
from recommendations.extraction.lines import MAX_CHARACTERS, Block, blocks, clean
from recommendations.extraction.names import Names, names_on
from recommendations.extraction.parts import split_item
from recommendations.extraction.prose import counted_items, quoted_items, said_items
from recommendations.extraction.reading import Context, read_items
from recommendations.extraction.shapes import Extraction, Found, KnownBody, Name, Proposed
from recommendations.extraction.tables import split_tables

__all__ = [
    "EmptyText",
    "Extraction",
    "ExtractionError",
    "KnownBody",
    "Name",
    "Proposed",
    "TextTooLong",
    "extract",
]

_ANSWER = re.compile(r"respon[ds]|comments|action[- ]plan|update", re.I)
_REGISTER = re.compile(r"/recommendations?/([a-z-]+)/\d+|recommendation-theme=", re.I)


UNMARKED = "No number or heading marks it: check that it is a recommendation."


def extract(
    text: str,
    *,
    published: date | None = None,
    title: str = "",
    bodies: Sequence[KnownBody] = (),
) -> Extraction:
    """Return the recommendations that a text proposes, in its order.

    `published` and `title` win over what the text says of itself. `bodies` gives
    the forces and national bodies it may name. Raises EmptyText or TextTooLong
    (over 5,000,000 characters).
    """
    if len(text) > MAX_CHARACTERS:
        raise TextTooLong(f"The text has {len(text):,} characters; {MAX_CHARACTERS:,} is the most.")
    text = clean(text)
    head, body = read_head(blocks(text))
    body = without_furniture(body)
    if not body:
        raise EmptyText("The text has no words to read.")
    head = replace(head, title=title or head.title, published=published or head.published)
    names = names_on(bodies, head.published)
    finder = _finder(head, names, logged="[status]" in text)
    found, said = _find(body, names, finder)
    said += left_over(body, found, names, leads=finder.leads)
    doubt_endings(body, found)
    parts = [part for item in found for part in split_item(item, names)]
    context = _context(head, parts, names, _around(body, found))
    read, repeats = remarks.without_repeats(read_items(parts, context))
    said += [*repeats[: remarks.SHOWN], *remarks.gaps(read)]
    if head.published is None:
        said.append("The day of publication is not in the text.")
    return Extraction(head.title, head.published, head.url, tuple(read), tuple(said))


def _finder(head: Head, names: Names, *, logged: bool) -> Finder:
    """Return a finder that knows whether it reads a register or an office's answer."""
    return Finder(
        names,
        bare=logged or bool(_REGISTER.search(head.url)),
        answered=bool(_ANSWER.search(f"{head.title} {head.url}")),
    )


def _find(body: list[Block], names: Names, finder: Finder) -> tuple[list[Found], list[str]]:
    """Return the items and notes: marked and listed ones, else quoted, else unmarked ones."""
    running, tabled = split_tables(body)
    found = sorted([*tabled, *finder.read(running)], key=lambda item: item.first)
    if found:
        return found, remarks.skipped(finder.replies)
    found = quoted_items(running, names) or counted_items(running, names)
    if not found:
        found = Finder(names, bare=True).read(running) or said_items(running, names)
        for item in found:
            if item.number is None:
                item.doubts.append(UNMARKED)
    return found, []


def _context(head: Head, items: list[Found], names: Names, around: list[str]) -> Context:
    force = names.subject_of(head.title) or _register_force(head, names)
    audience = introduced(around, names) if items else ()
    return Context(names, head.published, force, _local(items, names), audience)


def _around(body: list[Block], found: list[Found]) -> list[str]:
    """Return the first words that belong to no item."""
    taken = {line for item in found for line in range(item.first, item.last + 1)}
    return [block.text for block in body if block.first not in taken][:300]


def _local(items: list[Found], names: Names) -> str | None:
    """Return the one force that the items name in full, or None."""
    words = "\n".join(f"{item.section}\n{item.opening[:500]}" for item in items[:500])
    forces = {m.code for m in names.find(words) if m.is_force and m.whole}
    return forces.pop() if len(forces) == 1 else None


def _register_force(head: Head, names: Names) -> str | None:
    match = _REGISTER.search(head.url)
    return names.force_at(match[1]) if match and match[1] else None
