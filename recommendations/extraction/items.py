"""Find where each item starts and ends among the blocks of a text."""

import re
from dataclasses import dataclass, field

from recommendations.extraction import lists, markers
from recommendations.extraction.addressees import addressed, only_names, opens_with_duty
from recommendations.extraction.deadlines_text import is_limit
from recommendations.extraction.facts import take_fact
from recommendations.extraction.lines import BULLET, PARAGRAPH, Block
from recommendations.extraction.lists import Section
from recommendations.extraction.names import Names
from recommendations.extraction.patterns import has_duty, leads_on
from recommendations.extraction.replies import is_reply, is_reply_heading
from recommendations.extraction.shapes import (
    AREA_FOR_IMPROVEMENT,
    CAUSE_OF_CONCERN,
    RECOMMENDATION,
    Found,
)

_ANAPHOR = re.compile(
    r"(?:This|These|They|It|Such|In doing so|In particular|To (?:do|achieve|help)|Doing so"
    r"|As part of this|The (?:aim|purpose|plan|review|guidance|process))\b"
)
_LOGGED = ("on", "comment")
_ENDED = re.compile(r"[.?!][”’\"')\]]*$")


@dataclass
class Finder:
    """Reads blocks in order. `bare` also takes unmarked paragraphs that set a duty."""

    names: Names
    bare: bool = False
    answered: bool = False  # an office's page, where words that follow are its own
    found: list[Found] = field(default_factory=list)
    replies: int = 0
    item: Found | None = None
    section: Section | None = None
    audience: str = ""  # the last heading that may say whom items are for
    limit: str = ""  # the last heading that says by when
    concern: bool = False  # what comes is under a cause of concern
    replying: bool = False
    logging: bool = False
    opener: Block | None = None  # the open item's first block, where it is no marker
    last: Block | None = None  # the open item's last block

    def read(self, blocks: list[Block]) -> list[Found]:
        """Return the items in the blocks, in their order."""
        for block in blocks:
            self._step(block)
        self._close()
        return self.found

    def _step(self, block: Block) -> None:
        text = block.text
        if markers.LOG.search(text):
            self._log(text)
        elif marker := markers.read_marker(text):
            self._marked(block, marker)
        elif self._is_fact(block):
            pass
        elif is_reply_heading(text):
            self._reply()
        elif block.kind == PARAGRAPH and lists.is_list_heading(text):
            self._open_section(text)
        elif block.kind == PARAGRAPH and text[-1] not in ".;" and only_names(text, self.names):
            self._group_heading(text)
        elif self._is_heading(block):
            self._heading(block)
        elif self.item is not None and self._continues(self.item, block):
            self._add(self.item, block)
        else:
            self._outside(block)

    def _is_fact(self, block: Block) -> bool:
        """Take a line that says something of the open item, or of those to come."""
        if self.item is not None and take_fact(self.item, block, self.names):
            return True
        return block.kind == PARAGRAPH and is_limit(block.text) and self._heads(block.text)

    def _heads(self, text: str) -> bool:
        """Take a line that only says by when: the open item's, or that of what follows."""
        if self.item is not None and not self.item.parts:
            self.item.due = text
            return True
        if self.item is not None and leads_on(self.item.opening):
            return False
        self._close()
        self.limit = text
        self._restyle()
        return True

    def _restyle(self) -> None:
        """Let the list go on under a heading of its own, set as it may be."""
        if self.section:
            self.section.style, self.section.broken = "", False

    def _log(self, text: str) -> None:
        self._close()
        self.replying = True
        words = text.lower()
        self.logging = any(words.rfind(f"[{tag}]") > words.rfind(f"[/{tag}]") for tag in _LOGGED)

    def _reply(self) -> None:
        self._close()
        self.replies += not self.replying
        self.replying = True
        self.concern = False

    def _marked(self, block: Block, marker: markers.Marker) -> None:
        self._close()
        self.replying = self.logging = self.concern = False
        if marker.numbers:
            self.section = None
        elif not marker.rest and marker.kind == RECOMMENDATION:
            self.section = Section(marker.kind, block.text, plural=False)
        rest = marker.rest
        if rest and (is_reply_heading(rest) or is_reply(rest, self.names)):
            self._reply()
            return
        item = Found(next(iter(marker.numbers), None), marker.kind, block.first, block.last)
        item.also = marker.numbers[1:]
        item.section = self.section.words if self.section else self.audience
        item.to, rest = addressed(rest, self.names)
        if rest and (has_duty(rest) or len(rest.split()) > 14 or rest.endswith(".")):
            item.say("p", rest, block.first, block.last)
        else:
            item.heading = rest
        self.item, self.opener, self.last = item, None, None

    def _open_section(self, text: str) -> None:
        self._close()
        self.replying = self.concern = False
        self.audience, self.limit = text, ""
        self.section = lists.open_section(text)

    def _group_heading(self, text: str) -> None:
        """Take a heading that only names bodies: an item's addressee, or a list's."""
        if self.item is not None and not self.item.parts:
            self.item.to = text
            return
        self._close()
        self.audience = text
        if self.section:
            self.section.words = text
            self._restyle()

    def _is_heading(self, block: Block) -> bool:
        if block.kind != PARAGRAPH:
            return False
        if block.level:
            return len(block.text) < 120 and not has_duty(block.text)
        parts = self.item.parts if self.item else []
        if parts and (parts[0].words.endswith(":") or not block.gap):
            return False
        return markers.looks_like_heading(block.text)

    def _heading(self, block: Block) -> None:
        if self.item is not None and not self.item.parts:
            if self.item.heading:
                self._add(self.item, block)
            self.item.heading = self.item.heading or block.text
            return
        self._close()
        self.concern = False
        self.audience = self.limit = ""
        if self.section and not lists.outlives(self.section, block.text):
            self.section = None
        elif self.section and self.section.themed:
            self.section.broken = False

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
        if item.kind == CAUSE_OF_CONCERN:
            return has_duty(block.text) and not block.text[0].islower()
        if self.opener is not None and self.opener.kind == BULLET:
            if block.kind == BULLET and self._nested(item, block, self.opener):
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

    def _nested(self, item: Found, block: Block, opener: Block) -> bool:
        """Say whether a bullet belongs inside the item, which is a bullet itself."""
        inside = item.opening.endswith(":") and not has_duty(block.text)
        return inside or block.indent > opener.indent + 1

    def _add(self, item: Found, block: Block) -> None:
        style = "b" if block.kind == BULLET else "p"
        before, text = (item.parts[-1].words if item.parts else ""), block.text
        goes_on = style == "p" and text[0].islower() and not markers.LETTER.match(text)
        if before and goes_on and before[-1] not in ".:;?!":
            item.parts[-1] = item.parts[-1]._replace(words=f"{before} {text}", last=block.last)
        else:
            item.say(style, text, block.first, block.last)
        item.last, self.last = block.last, block

    def _close(self) -> None:
        item, self.item = self.item, None
        if item is None:
            return
        if not item.parts and item.heading:
            item.say("p", item.heading, item.first, item.last)
            item.heading = ""
        if item.parts:
            item.due = item.due or self.limit
            self.found.append(item)
            self.concern = item.kind == CAUSE_OF_CONCERN or (self.concern and item.number is None)

    def _outside(self, block: Block) -> None:
        """Read a block that belongs to no open item: the next of a list, or nothing."""
        was_open = self.item is not None
        counts_on = self.item is not None and self._counts_on(self.item, block)
        self._close()
        replies = is_reply(block.text, self.names)
        if self.logging:
            return
        if replies:
            self.replies += was_open
            self.concern = False
        elif self.section and lists.starts_item(
            self.section, block, self.names, replying=self.replying
        ):
            self._start(block, self.section)
            return
        elif (self.concern and has_duty(block.text)) or (
            self.bare and (counts_on or self._is_bare(block))
        ):
            self._start(block, None)
            return
        if self.section and self.section.count:
            self.section.broken = True

    def _is_bare(self, block: Block) -> bool:
        asks = block.text[-1] == "?"
        return not (self.logging or asks) and opens_with_duty(block.text, self.names)

    def _start(self, block: Block, section: Section | None) -> None:
        item = Found(None, RECOMMENDATION, block.first, block.last)
        text = block.text
        if section:
            section.count += 1
            section.broken = False
            item.kind, item.section = section.kind, section.words
        numbered = section is None or section.style == lists.NUMBER
        if numbered and (match := markers.numbered(text)):
            item.number, text = match["n"], text[match.end() :]
        item.say("p", text, block.first, block.last)
        self.item, self.opener, self.last, self.replying = item, block, block, False
