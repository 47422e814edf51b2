"""Lists of items that have a heading together: what opens one, and what its next item is."""

import re
from dataclasses import dataclass

from recommendations.extraction import markers
from recommendations.extraction.addressees import opens_with_duty
from recommendations.extraction.lines import BULLET, PARAGRAPH, Block
from recommendations.extraction.names import Names
from recommendations.extraction.patterns import (
    MODAL,
    any_of,
    ends_in_leaders,
    gives_order,
    has_duty,
    limits_duty,
)
from recommendations.extraction.shapes import CAUSE_OF_CONCERN

NUMBER = "number"

_ORDER = re.compile(
    r"\b(?:recommendations?|areas?\s+for\s+(?:improvement|priority\s+action)|afis?"
    r"|causes?\s+(?:of|for)\s+concern"
    r"|recommend(?:s|ed)?(?:\s+that)?(?=\s*[:–-]|$))(?![\w’'])",
    re.I,
)
_TO_IMPROVE = re.compile(r"(?:what|areas?\s+that)\s+needs?\s+to\s+improve:?", re.I)
_ANSWERING = re.compile(
    any_of(
        *("respon[ds]", "progress", "update", "monitor", "implement", "oversight", "next steps"),
        *("tracker", "against", "previous", "closed", "how (?:we|i)", "what we", "status"),
        *("discharged", "actions? taken", "method", "glossary"),
    ),
    re.I,
)
_OPENS = re.compile(r"(?::|:\s*[-–]|\b(?:are|include|including|follows|below))\s*[-–.]?$")
_VERB = re.compile(
    rf"\b{any_of('is', 'are', 'was', 'were', 'has', 'have', 'made', 'makes', 'had', 'will')}\b"
    r"|\bapplies\b|\bwelcome\b"
)
_ENDS = re.compile(
    r"(?:\d+(?:\.\d+)*\.?\s+)?"
    + any_of(
        *("introduction", "background", "about", "summary", "foreword", "conclusions?", "next"),
        *("annex(?:es)?", "appendix", "appendices", "context", "main findings", "findings"),
        *("innovative", "promising", "good practice", "methodology", "how", "what", "why"),
        *("respon[ds]", "comments?", "contents", "progress", "glossary", "follow-?up"),
    ),
    re.I,
)
_ANAPHOR = re.compile(r"(?:this|these|they|it|such|we|our|i|he|she|there|if)\b", re.I)
_THEY = re.compile(
    r"(?:in (?:brief|short|summary|full),?\s+)?"
    r"(?:one|two|three|four|five|six|some|those|these|they)\b",
    re.I,
)
_THAT_THEY = re.compile(
    r"\b(?:recommend(?:s|ed)?\s+that|(?:are|is)\s+that\s+they\s+(?:should|must))$", re.I
)
_ONE = re.compile(r"\barea for|\bcause (?:of|for)|\bAFI\b", re.I)


@dataclass
class Section:
    """A list being read: what it is of, whom it is for, and how its items are set.

    `style` is number, bullet or paragraph once the first item shows it; `broken`
    means that other words have come between, so the next item must be plain.
    """

    kind: str
    words: str
    style: str = ""
    count: int = 0
    broken: bool = False
    plural: bool = True
    themed: bool = False  # its items stand under headings of their own
    chapter: str = ""  # "6" where its items are numbered 6.1, 6.2


def open_section(text: str) -> Section:
    """Return the list that a heading opens."""
    section = Section(markers.kind_of(text), text, plural=not _ONE.search(text))
    if section.kind == CAUSE_OF_CONCERN and not section.plural:
        section.style = PARAGRAPH
    return section


def is_list_heading(text: str) -> bool:
    """Say whether a short heading, or a sentence that ends in a colon, opens a list."""
    if _TO_IMPROVE.fullmatch(text):
        return True
    if len(text) > 400 or not _ORDER.search(text) or ends_in_leaders(text):
        return False
    if _OPENS.search(text):
        last = re.split(r"[.!?]\s+", text.rstrip(" .:-–"))[-1]
        last = text if _THEY.match(last) else last
        duty = MODAL.search(last) and not _THAT_THEY.search(last.rstrip(" .:-–"))
        return bool(_ORDER.search(last)) and not duty and not _ANSWERING.search(last)
    short = len(text.split()) <= 12 and text[-1] not in ".;,?!"
    return short and not any(rx.search(text) for rx in (MODAL, _VERB, _ANSWERING))


def outlives(section: Section, heading: str) -> bool:
    """Say whether the list goes on under a heading, such as the theme of its next items."""
    if not section.count:
        section.themed = section.plural and not _ENDS.match(heading)
        return True
    return section.style == NUMBER or (section.themed and not _ENDS.match(heading))


def is_next(section: Section, block: Block, names: Names) -> bool:
    """Say whether the block is the list's next item while an item is open."""
    if not section.count:
        return False
    if section.style == NUMBER:
        return block.kind == PARAGRAPH and markers.list_number(block.text) is not None
    if section.style == BULLET:
        return block.kind == BULLET
    if block.kind != PARAGRAPH or not section.plural:
        return False
    if opens_with_duty(block.text, names) or limits_duty(block.text):
        return True
    return section.themed and sets_duty(block.text)


def starts_item(section: Section, block: Block, names: Names, *, replying: bool) -> bool:
    """Say whether the block starts an item of the list, and settle the list's style."""
    strict = section.broken or replying
    style = _style(block)
    if section.style not in ("", style):
        return False
    if style == NUMBER:
        plain = has_duty(block.text) or (not replying and _orders(block.text))
        chapter = _chapter(block.text)
        starts = (not strict or plain) and (not section.count or chapter == section.chapter)
        section.chapter = chapter if starts else section.chapter
    elif style == BULLET:
        starts = not strict
    else:
        starts = _starts_paragraph(section, block, names, strict)
    if starts:
        section.style = style
    return starts


def sets_duty(text: str) -> bool:
    """Say whether the first sentence tells somebody to do something, and opens by itself."""
    first = re.split(r"[.?!]\s+(?=[A-Z])", text, maxsplit=1)[0]
    return text[0].isupper() and bool(MODAL.search(first)) and not _ANAPHOR.match(text)


def _chapter(text: str) -> str:
    """Return the chapter of a numbered paragraph: "6" of "6.2 The force should"."""
    number = markers.list_number(text) or ""
    return number.rpartition(".")[0]


def nested(opening: str, opener: Block, block: Block) -> bool:
    """Say whether a bullet belongs inside an item, which is a bullet itself."""
    return (opening.endswith(":") and not has_duty(block.text)) or block.indent > opener.indent + 1


def is_bare(block: Block, names: Names) -> bool:
    """Say whether a block that nothing marks gives a named body something to do."""
    return block.text[-1] != "?" and opens_with_duty(block.text, names)


def _orders(text: str) -> bool:
    """Say whether a numbered block tells somebody to act: "4. Publish the results"."""
    number = markers.numbered(text)
    return gives_order(text[number.end() :] if number else text)


def _style(block: Block) -> str:
    if block.kind == BULLET:
        return BULLET
    return NUMBER if markers.list_number(block.text) else PARAGRAPH


def _starts_paragraph(section: Section, block: Block, names: Names, strict: bool) -> bool:
    if section.kind == CAUSE_OF_CONCERN and not section.count:
        return True
    plain = opens_with_duty(block.text, names) or limits_duty(block.text)
    first = not strict and not section.count and has_duty(block.text)
    first = first or (section.themed and sets_duty(block.text))
    return (plain or first) and (section.plural or not section.count)
