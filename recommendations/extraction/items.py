"""Find where each item starts and ends among the blocks of a text."""

from recommendations.extraction import lists, markers
from recommendations.extraction.addressees import only_names
from recommendations.extraction.deadlines_text import is_limit
from recommendations.extraction.facts import take_fact
from recommendations.extraction.lines import BULLET, PARAGRAPH, Block
from recommendations.extraction.lists import Section
from recommendations.extraction.openings import from_marker
from recommendations.extraction.patterns import has_duty, leads_on
from recommendations.extraction.replies import finds, is_reply, is_reply_heading, may_be_title
from recommendations.extraction.shapes import (
    CAUSE_OF_CONCERN,
    RECOMMENDATION,
    Found,
)
from recommendations.extraction.state import State
from recommendations.extraction.stems import Stem, leads

_LOGGED = ("on", "comment")


class Finder(State):
    """Reads blocks in order."""

    def read(self, blocks: list[Block]) -> list[Found]:
        """Return the items in the blocks, in their order."""
        self.leads = leads(blocks, self.names)
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
        elif stem := self._stem(block):
            self._lead(stem)
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
        if reference := markers.REFERENCE.fullmatch(block.text):
            self._refer(reference["number"])
            return True
        if self.item is not None and take_fact(self.item, block, self.names):
            return True
        return block.kind == PARAGRAPH and is_limit(block.text) and self._heads(block.text)

    def _refer(self, number: str) -> None:
        """Take a line that only numbers: the open item's, or that of the item to come."""
        if self.item is None or self.item.parts:
            self._close()
            self.reference = number
        elif self.item.number is None:
            self.item.number = number

    def _heads(self, text: str) -> bool:
        """Take a line that only says by when: the open item's, or that of what follows."""
        if self.item is not None and not self.item.parts:
            self.item.due = text
            return True
        if self.item is not None and leads_on(self.item.parts[-1].words):
            return False
        self._close()
        self.limit = text
        self._restyle()
        return True

    def _stem(self, block: Block) -> Stem | None:
        """Return the words that lead to a list, unless an item with a number has the list."""
        stem = self.leads.get(block.first)
        numbered = self.item is not None and self.item.number is not None
        if stem is None or (numbered and not self.opener and not stem.marked):
            return None
        return stem if stem.marked or self.section or self.bare else None

    def _lead(self, stem: Stem) -> None:
        self._close()
        self.limit = stem.limit or ("" if self.led else self.limit)
        self.led = stem.to
        if not stem.marked:
            self.section = self.section or Section(RECOMMENDATION, stem.to)
        self._restyle()

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
        replies = is_reply(rest, self.names) and not finds(marker.kind, rest)
        told = {item.number for item in self.found}
        titled = may_be_title(rest) and told.isdisjoint(marker.numbers)
        if rest and not titled and (is_reply_heading(rest) or replies):
            self._reply()
            return
        section = self.section.words if self.section else self.led or self.audience
        self.item = from_marker(block, marker, section, self.names)
        self.opener = self.last = None

    def _open_section(self, text: str) -> None:
        self._close()
        self.replying = self.concern = False
        self.audience, self.limit, self.led = text, "", ""
        self.section = lists.open_section(text)

    def _group_heading(self, text: str) -> None:
        """Take a heading that only names bodies: an item's addressee, or a list's."""
        if self.item is not None and not self.item.parts:
            self.item.to = text
            return
        self._close()
        self.audience, self.led = text, ""
        if self.section:
            self.section.words = text
            self._restyle()

    def _heading(self, block: Block) -> None:
        if self.item is not None and not self.item.parts:
            if self.item.heading:
                self._add(self.item, block)
            self.item.heading = self.item.heading or block.text
            return
        self._close()
        self.concern = False
        self.audience = self.limit = self.led = ""
        if self.section and not lists.outlives(self.section, block.text):
            self.section = None
        elif self.section and self.section.themed:
            self.section.broken = False
        elif self.section and self.section.count:
            self.section.broken = True

    def _add(self, item: Found, block: Block) -> None:
        lettered = markers.LETTER.match(block.text)
        if block.kind == PARAGRAPH and block.text[0].islower() and not lettered:
            item.go_on(block.text, block.first, block.last)
        else:
            style = "b" if block.kind == BULLET else "p"
            item.say(style, block.text, block.first, block.last)
        item.last, self.last = block.last, block

    def _close(self) -> None:
        item, self.item = self.item, None
        if item is None:
            return
        if not item.parts and item.heading:
            item.say("p", item.heading, item.first, item.last)
            item.heading = ""
        if item.parts:
            trailing = markers.TRAILING.search(item.parts[-1].words)
            item.number = item.number or (trailing["n"] if trailing else None)
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
        elif (has_duty(block.text) and (self.concern or self.reference)) or (
            self.bare and (counts_on or lists.is_bare(block, self.names))
        ):
            self._start(block, None)
            return
        if self.section and self.section.count:
            self.section.broken = True

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
        item.to = self.led if not section or section.style != PARAGRAPH else ""
        item.number, self.reference = item.number or self.reference or None, ""
        item.say("p", text, block.first, block.last)
        self.item, self.opener, self.last, self.replying = item, block, block, False
