"""Lines that read like a recommendation and belong to no item: counted, named and quoted."""

import re
from collections.abc import Container, Iterable

from recommendations.extraction import markers
from recommendations.extraction.addressees import in_sentence
from recommendations.extraction.lines import BULLET, Block
from recommendations.extraction.lists import sets_duty
from recommendations.extraction.names import Names
from recommendations.extraction.notes import SHOWN
from recommendations.extraction.patterns import has_duty
from recommendations.extraction.replies import is_reply, is_reply_heading
from recommendations.extraction.shapes import Found

_SENTENCE_END = re.compile(r"(?<=[.?!])\s+(?=[A-Z“(])")
_RANGES = 50


def left_over(
    body: list[Block], found: Iterable[Found], names: Names, leads: Container[int] = ()
) -> list[str]:
    """Return notes of what looks like a recommendation on lines that no item has.

    `leads` are the lines of words that lead to items: "Forces should:".
    """
    items = list(found)
    taken = {line for item in items for line in range(item.first, item.last + 1)}
    ends = {item.last for item in items}
    places: dict[int, Block] = {}
    for block in body:
        if block.first in taken or block.first in places or block.first in leads:
            continue
        follows = block.first - block.gap - 1 in ends
        if _asks(block.text, names) or (follows and _follows_on(block.text, names)):
            places[block.first] = block
    if not places:
        return []
    left = list(places.values())
    return [_count(left), *(_quote(block) for block in left[:SHOWN])]


def doubt_endings(body: list[Block], found: Iterable[Found]) -> None:
    """Doubt each item under which a bullet, or the rest of a sentence, stands that it has not."""
    items = list(found)
    taken = {line for item in items for line in range(item.first, item.last + 1)}
    ending = {item.last: item for item in items}
    for block in body:
        item = ending.get(block.first - block.gap - 1)
        if item is None or block.first in taken:
            continue
        if block.kind == BULLET or block.text[:1].islower():
            item.doubts.append(f"Words follow that were not taken: “{block.text[:80]}”.")


def _asks(text: str, names: Names) -> bool:
    """Say whether the words give a named body, or a list's next number, something to do."""
    if is_reply_heading(text):
        return False
    if number := markers.NUMBERED.match(text) or markers.DOTTED.match(text):
        if has_duty(text):
            return True
        text = text[number.end() :]
    return any(
        in_sentence(sentence, names).addressees for sentence in _SENTENCE_END.split(text[:5_000])
    )


def _follows_on(text: str, names: Names) -> bool:
    """Say whether words right under an item set a duty of their own, to nobody by name."""
    return sets_duty(text) and not is_reply_heading(text) and not is_reply(text, names)


def _count(left: list[Block]) -> str:
    lines = sorted({line for block in left for line in range(block.first, block.last + 1)})
    named = [_range(block) for block in left[:_RANGES]]
    more = f" and {len(left) - _RANGES} more places" if len(left) > _RANGES else ""
    if len(lines) == 1:
        return f"1 line looks like a recommendation and belongs to no item: line {named[0]}."
    where = ", ".join(named) + more
    return f"{len(lines)} lines look like a recommendation and belong to no item: lines {where}."


def _range(block: Block) -> str:
    first, last = block.first + 1, block.last + 1
    return str(first) if first == last else f"{first}–{last}"


def _quote(block: Block) -> str:
    line = block.first + 1
    return f"Line {line} reads like a recommendation and was not taken: “{block.text[:80]}”."
