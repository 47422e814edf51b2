"""The open item, and whether the next block is more of it, the next item or neither."""

import re
from dataclasses import dataclass, field

from recommendations.extraction import lists, markers
from recommendations.extraction.addressees import opens_with_duty
from recommendations.extraction.lines import BULLET, PARAGRAPH, Block
from recommendations.extraction.lists import Section
from recommendations.extraction.names import Names
from recommendations.extraction.patterns import has_duty, leads_on
from recommendations.extraction.replies import is_reply
from recommendations.extraction.shapes import (
    AREA_FOR_IMPROVEMENT,
    CAUSE_OF_CONCERN,
    RECOMMENDATION,
    Found,
)
from recommendations.extraction.stems import Stem

_ANAPHOR = re.compile(
    r"(?:This|These|They|It|Such|In doing so|In particular|To (?:do|achieve|help)|Doing so"
    r"|As part of this|The (?:aim|purpose|plan|review|guidance|process))\b"
)
_ENDED = re.compile(r"[.?!][”’\"')\]]*$")


@dataclass
class State:
    """What has been read so far; `bare` also takes unmarked paragraphs that set a duty."""

    names: Names
    bare: bool = False
    answered: bool = False  # an office's page, where words that follow are its own
    found: list[Found] = field(default_factory=list)
    leads: dict[int, Stem] = field(default_factory=dict)  # by first line
    replies: int = 0
    item: Found | None = None
    section: Section | None = None
    audience: str = ""  # the last heading that may say whom items are for
    limit: str = ""  # the last heading that says by when
    reference: str = ""  # the number of the item to come, on a line of its own
    led: str = ""  # whom the words that lead to a numbered list name
    concern: bool = False  # what comes is under a cause of concern
    replying: bool = False
    logging: bool = False
    opener: Block | None = None  # the open item's first block, where it is no marker
    last: Block | None = None  # the open item's last block

    def _is_heading(self, block: Block) -> bool:
        if block.kind != PARAGRAPH:
            return False
        if block.level:
            return len(block.text) < 120 and not has_duty(block.text)
        parts = self.item.parts if self.item else []
        if parts and (parts[0].words.endswith(":") or not block.gap):
            return False
        return markers.looks_like_heading(block.text)

    def _continues(self, item: Found, block: Block) -> bool:
        """Say whether the block is more of the open item."""
        if not item.parts:
            return not is_reply(block.text, self.names, item)
        if self._is_next(item, block) or is_reply(block.text, self.names, item):
            return False
        before = item.parts[-1].words
        hanging = before.endswith(";") or leads_on(before)
        if markers.LETTER.match(block.text):
            return True
        if block.kind == BULLET or markers.DOTTED.match(block.text):
            unended = block.kind == BULLET and not _ENDED.search(before)
            return self._continues_list(block, hanging or unended)
        if hanging or (block.text[0].islower() and before[-1] not in ".?!"):
            return True
        if item.kind == AREA_FOR_IMPROVEMENT:
            return opens_with_duty(block.text, self.names)
        if has_duty(block.text) and not self.answered:
            return True
        if has_duty(block.text) and _ANAPHOR.match(block.text):
            return True
        if opens_with_duty(block.text, self.names):
            return True
        explains = item.kind == RECOMMENDATION and not self.replies
        return explains and bool(_ANAPHOR.match(block.text))

    def _continues_list(self, block: Block, hanging: bool) -> bool:
        after_bullet = self.last is not None and self.last.kind == BULLET
        spread = after_bullet and block.gap >= 2 and self.last is not None and self.last.gap < 2
        return (hanging or after_bullet or has_duty(block.text)) and not spread

    def _is_next(self, item: Found, block: Block) -> bool:
        """Say whether the block is not more of the open item but the one after it."""
        dotted = markers.DOTTED.match(block.text)
        if dotted and item.number and dotted["n"].startswith(f"{item.number}."):
            return False
        if item.kind == CAUSE_OF_CONCERN:
            return has_duty(block.text) and not block.text[0].islower()
        if self.opener is not None and self.opener.kind == BULLET:
            if block.kind == BULLET and lists.nested(item.opening, self.opener, block):
                return False
            if self.concern:
                return block.kind == BULLET
            if self.bare and block.kind == BULLET and opens_with_duty(block.text, self.names):
                return True
        if self._counts_on(item, block):
            return True
        if self.concern and block.kind == PARAGRAPH and item.number is None:
            return opens_with_duty(block.text, self.names)
        return self.section is not None and lists.is_next(self.section, block, self.names)

    def _counts_on(self, item: Found, block: Block) -> bool:
        """Say whether a list without a heading goes on: "1. Forces should", "2. PCCs should"."""
        own, number = item.number or "", markers.list_number(block.text) or ""
        unmarked = self.bare and self.opener is not None and own.isdigit() and number.isdigit()
        return unmarked and int(number) == int(own) + 1 and has_duty(block.text)
