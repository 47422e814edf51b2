"""Find where each item starts and ends among the blocks of a text."""

import re
from dataclasses import dataclass, field

from recommendations.extraction import addressees, markers
from recommendations.extraction.lines import BULLET, PARAGRAPH, Block
from recommendations.extraction.names import Names
from recommendations.extraction.shapes import (
    AREA_FOR_IMPROVEMENT,
    CAUSE_OF_CONCERN,
    RECOMMENDATION,
    Found,
)

_ANAPHOR = re.compile(
    r"(?:This|These|They|It|Such|In doing so|In particular|To (?:do|achieve|help)|As part of this|Doing so"
    r"|The (?:aim|purpose|plan|review|guidance|process))\b"
)


@dataclass
class Section:
    """A list being read: what it is of, whom it is for, and how its items are set."""

    kind: str
    words: str
    style: str = ""
    count: int = 0
    broken: bool = False
    plural: bool = True


@dataclass
class Finder:
    """Reads blocks in order. `bare` also takes unmarked paragraphs that set a duty."""

    names: Names
    bare: bool = False
    found: list[Found] = field(default_factory=list)
    missed: list[tuple[int, str]] = field(default_factory=list)
    replies: int = 0
    item: Found | None = None
    section: Section | None = None
    concern: bool = False
    replying: bool = False
    logging: bool = False
    last_gap: int = 0
    last_style: str = ""
    audience: str = ""  # the last heading that may say whom items are for
    indent: int = 0
    bulleted: bool = False  # the open item is itself a bullet

    def read(self, blocks: list[Block]) -> list[Found]:
        for block in blocks:
            self._step(block)
        self._close()
        return self.found

    def _step(self, block: Block) -> None:
        text = block.text
        if markers.LOG.search(text):
            self._log(text)
        elif self._opens_marked(block):
            self.logging = False
        elif markers.is_reply_heading(text):
            self._reply()
        elif markers.is_list_heading(text) and block.kind == PARAGRAPH:
            self._open_section(text)
        elif self.item is not None and self._takes_fact(self.item, block):
            pass
        elif self._is_group_heading(block):
            self._group_heading(text)
        elif self._is_heading(block):
            self._heading(text)
        elif self.item is not None and self._continues(self.item, block):
            self._add(self.item, block)
        else:
            self._outside(block)

    def _log(self, text: str) -> None:
        self._close()
        self.replying = True
        opened, closed = text.lower().rfind("[comment]"), text.lower().rfind("[/comment]")
        self.logging = opened > closed

    def _reply(self) -> None:
        self._close()
        self.replies += not self.replying
        self.replying = True
        self.concern = False

    def _opens_marked(self, block: Block) -> bool:
        marker = markers.read_marker(block.text)
        if marker is None:
            return False
        self._close()
        self.replying = False
        self.concern = False
        if not marker.numbers and not marker.rest and marker.kind == RECOMMENDATION:
            self.section = Section(marker.kind, block.text, plural=False)
        elif marker.numbers:
            self.section = None
        if marker.rest and (
            markers.is_reply_heading(marker.rest) or self._is_reply(marker.rest, None)
        ):
            self._reply()
            return True
        self._open(block, marker)
        return True

    def _open(self, block: Block, marker: markers.Marker) -> None:
        number = marker.numbers[0] if marker.numbers else None
        item = Found(number, marker.kind, block.first, block.last)
        item.also = marker.numbers[1:]
        item.section = self.section.words if self.section else self.audience
        rest = marker.rest
        before, colon, after = rest.partition(":")
        if addressees.only_names(rest, self.names):
            item.to, rest = rest, ""
        elif colon and len(before) < 200 and addressees.only_names(before, self.names):
            item.to, rest = before, after.strip()
        elif bracket := re.match(r"\(([^()]{2,120})\)\s*[:.–-]?\s*", rest):
            if addressees.only_names(bracket[1], self.names):
                item.to, rest = bracket[1], rest[bracket.end() :]
        self.bulleted = False
        self.item, self.last_gap, self.last_style = item, 0, PARAGRAPH
        if rest and (markers.has_duty(rest) or len(rest.split()) > 14 or rest.endswith(".")):
            item.parts.append(("p", rest))
        else:
            item.heading = rest

    def _open_section(self, text: str) -> None:
        self._close()
        self.replying = False
        self.concern = False
        kind = markers.kind_of(text)
        self.audience = text
        self.section = Section(
            kind, text, plural=not re.search(r"\barea for|\bcause (?:of|for)|\bAFI\b", text)
        )
        if kind == CAUSE_OF_CONCERN and not self.section.plural:
            self.section.style = PARAGRAPH

    def _is_group_heading(self, block: Block) -> bool:
        if block.kind != PARAGRAPH or block.text[-1] in ".;":
            return False
        return addressees.only_names(block.text, self.names)

    def _group_heading(self, text: str) -> None:
        """Take a heading that only names bodies: an item's addressee, or a list's."""
        if self.item is not None and not self.item.parts:
            self.item.to = text
            return
        self._close()
        self.audience = text
        if self.section:
            self.section.words = text
            self.section.style, self.section.broken = "", False

    def _is_heading(self, block: Block) -> bool:
        if (
            self.item is not None
            and self.item.parts
            and self.item.opening.endswith(":")
            and not block.level
        ):
            return False
        loose = block.gap or self.item is None or not self.item.parts
        return block.kind == PARAGRAPH and bool(
            (block.level and len(block.text) < 120 and not markers.has_duty(block.text))
            or (loose and markers.looks_like_heading(block.text))
        )

    def _heading(self, text: str) -> None:
        if self.item is not None and not self.item.parts:
            if not self.item.heading:
                self.item.heading = text
            else:
                self.item.parts.append(("p", text))
            return
        self._close()
        self.concern = False
        self.audience = ""
        if self.section and self.section.count and self.section.style != "number":
            self.section = None

    def _continues(self, item: Found, block: Block) -> bool:
        if not item.parts:
            return not self._is_reply(block.text, item)
        if self._new_in_list(block) or (
            item.kind == CAUSE_OF_CONCERN and self._under_concern(block)
        ):
            return False
        before = item.parts[-1][1]
        hanging = before[-1] in ":;," or before.endswith((" and", " or"))
        if self._is_reply(block.text, item):
            return False
        if (
            block.kind == BULLET
            or markers.LETTER.match(block.text)
            or markers.DOTTED.match(block.text)
        ):
            spread = block.gap >= 2 and self.last_style == BULLET and self.last_gap < 2
            in_list = hanging or self.last_style == BULLET or markers.has_duty(block.text)
            return (in_list and not spread) or bool(markers.LETTER.match(block.text))
        if block.text[0].islower() and before[-1] not in ".?!":
            return True
        if item.kind == AREA_FOR_IMPROVEMENT and not hanging:
            return addressees.opens_with_duty(block.text, self.names)
        return (
            hanging
            or markers.has_duty(block.text)
            or bool(_ANAPHOR.match(block.text) and not self.replies and item.kind == RECOMMENDATION)
        )

    def _under_concern(self, block: Block) -> bool:
        return markers.has_duty(block.text) and not block.text[0].islower()

    def _new_in_list(self, block: Block) -> bool:
        """Say whether the block is the next item of the list being read."""
        item = self.item
        if self.bulleted and item is not None and self._nested(item, block):
            return False
        if self.concern and self.bulleted:
            return block.kind == BULLET
        if self.concern and block.kind == PARAGRAPH and item is not None and item.number is None:
            return addressees.opens_with_duty(block.text, self.names)
        section = self.section
        if section is None or not section.count:
            return False
        if section.style == "number":
            return block.kind == PARAGRAPH and self._next_number(block.text) is not None
        if section.style == BULLET:
            return block.kind == BULLET
        return (
            section.plural
            and block.kind == PARAGRAPH
            and addressees.opens_with_duty(block.text, self.names)
        )

    def _nested(self, item: Found, block: Block) -> bool:
        """Say whether a bullet belongs inside the item, which is a bullet itself."""
        if block.kind != BULLET or block.indent > self.indent + 1:
            return block.kind == BULLET
        return item.opening.endswith(":") and not markers.has_duty(block.text)

    def _next_number(self, text: str) -> str | None:
        match = markers.NUMBERED.match(text)
        return match["n"] if match else None

    def _takes_fact(self, item: Found, block: Block) -> bool:
        """Take a line such as "Owner: chief constables" or "Deadline: 31 March 2024"."""
        meta = markers.META.fullmatch(block.text)
        if meta is None:
            return False
        if meta["key"].lower().startswith(markers.DUE_KEYS):
            item.due = meta["value"]
        elif addressees.only_names(meta["value"], self.names):
            item.to = meta["value"]
        else:
            return False
        item.last = block.last
        return True

    def _add(self, item: Found, block: Block) -> None:
        style = "b" if block.kind == BULLET else "p"
        if (
            item.parts
            and style == "p"
            and block.text[0].islower()
            and item.parts[-1][1][-1] not in ".:;?!"
        ):
            item.parts[-1] = (item.parts[-1][0], f"{item.parts[-1][1]} {block.text}")
        else:
            item.parts.append((style, block.text))
        item.last, self.last_gap, self.last_style = block.last, block.gap, block.kind

    def _close(self) -> None:
        item, self.item = self.item, None
        if item is None:
            return
        if not item.parts and item.heading:
            item.parts, item.heading = [("p", item.heading)], ""
        if item.parts:
            self.found.append(item)
            self.concern = item.kind == CAUSE_OF_CONCERN or (self.concern and item.number is None)

    def _outside(self, block: Block) -> None:
        """Read a block that belongs to no open item: the next of a list, or nothing."""
        was_open = self.item is not None
        self._close()
        if self.section and self._starts_in_list(self.section, block):
            self._start(block, self.section)
        elif self.concern and self._starts_under_concern(block):
            self._start(block, None)
        elif self.bare and self._starts_bare(block):
            self._start(block, None)
        else:
            self.concern = self.concern and not self._is_reply(block.text, None)
            if self.section and self.section.count:
                self.section.broken = True
            if self._is_reply(block.text, None):
                self.replies += was_open
            elif not (was_open or self.logging) and addressees.opens_with_duty(
                block.text, self.names
            ):
                self.missed.append((block.first, block.text))

    def _starts_in_list(self, section: Section, block: Block) -> bool:
        if self._is_reply(block.text, None):
            return False
        number = self._next_number(block.text) if block.kind == PARAGRAPH else None
        strict = section.broken or self.replying
        if number is not None:
            if section.style in ("", "number") and (not strict or markers.has_duty(block.text)):
                section.style = "number"
                return True
            return False
        if block.kind == BULLET and section.style in ("", BULLET):
            if not strict:
                section.style = BULLET
            return not strict
        if section.style not in ("", PARAGRAPH) or block.kind == BULLET:
            return False
        if section.kind == CAUSE_OF_CONCERN and not section.count:
            return True
        if addressees.opens_with_duty(block.text, self.names) or (
            not strict and markers.has_duty(block.text) and not section.count
        ):
            section.style = PARAGRAPH
            return section.plural or not section.count
        return False

    def _starts_under_concern(self, block: Block) -> bool:
        return markers.has_duty(block.text) and not self._is_reply(block.text, None)

    def _starts_bare(self, block: Block) -> bool:
        if self.logging or self._is_reply(block.text, None) or block.text[-1] == "?":
            return False
        return addressees.opens_with_duty(block.text, self.names)

    def _start(self, block: Block, section: Section | None) -> None:
        text, number = block.text, None
        kind = section.kind if section else RECOMMENDATION
        if section:
            section.count += 1
            section.broken = False
            if section.style == "number" and (match := markers.NUMBERED.match(text)):
                number, text = match["n"], text[match.end() :]
        item = Found(number, kind, block.first, block.last)
        item.section = section.words if section else ""
        item.parts.append(("p", text))
        self.bulleted, self.indent = block.kind == BULLET, block.indent
        self.item, self.last_gap, self.last_style, self.replying = item, block.gap, PARAGRAPH, False
        if section is None or section.style == BULLET:
            self.last_style = block.kind

    def _is_reply(self, text: str, item: Found | None) -> bool:
        """Say whether the words answer an item rather than make one."""
        if markers.is_first_person(text):
            return True
        if item is not None and item.kind == CAUSE_OF_CONCERN:
            return False
        first = re.split(r"[.?!]\s+(?=[A-Z])", text[:600], maxsplit=1)[0]
        mentions = self.names.find(text[:600])
        opening = [
            m for m in mentions if re.fullmatch(r"(?:the\s+|both\s+)*", text[: m.start], re.I)
        ]
        tells = bool(opening) and markers.is_indicative(first[opening[0].end :])
        if markers.has_duty(text):
            local = tells and opening[0].code.startswith("force:") and not markers.has_duty(first)
            return bool(local and item is not None and not self._names_force(item))
        if tells:
            return True
        forces = {m.code for m in mentions if m.code.startswith("force:") and m.whole}
        return bool(item is not None and item.parts and forces and not self._names_force(item))

    def _names_force(self, item: Found) -> bool:
        words = " ".join([item.to, item.section, item.opening[:300]])
        return any(m.code.startswith(("force:", "@")) for m in self.names.find(words))
