"""Text being put together from a file with structure: Word or a web page."""

import re
from dataclasses import dataclass, field

from recommendations.extraction.errors import TextTooLong
from recommendations.extraction.lines import MAX_CHARACTERS

HEADING, PARAGRAPH, ITEM, TABLE = "heading", "paragraph", "item", "table"

_SPACES = re.compile(r"[ \t\r\n\f\v]+")


@dataclass
class Draft:
    """Lines of text. Blank lines part paragraphs; items of one list stand together."""

    lines: list[str] = field(default_factory=list)
    before: str = ""
    characters: int = 0

    def add(self, kind: str, words: str) -> None:
        """Add a block. "\\v" in its words breaks the line. Raises TextTooLong."""
        pieces = [_SPACES.sub(" ", piece).strip() for piece in words.split("\v")]
        pieces = [piece for piece in pieces if piece]
        if not pieces:
            return
        if self.lines and not (kind == self.before and kind in (ITEM, TABLE)):
            self.lines.append("")
        if kind == HEADING:
            pieces = [f"## {' '.join(pieces)}"]
        self.lines += pieces
        self.before = kind
        self.characters += sum(map(len, pieces))
        if self.characters > MAX_CHARACTERS:
            raise TextTooLong(
                f"The text has more than {MAX_CHARACTERS:,} characters. Give a part of it."
            )

    def item(self, mark: str, words: str, depth: int = 0) -> None:
        """Add an item of a list, set in by its depth."""
        first, *rest = [_SPACES.sub(" ", piece).strip() for piece in words.split("\v")]
        self.add(ITEM, "\v".join([f"{mark} {first}".strip(), *rest]))
        at = len(self.lines) - 1
        if mark == "-" and depth and at >= 0:
            self.lines[at] = "    " * min(depth, 6) + self.lines[at]

    def row(self, cells: list[str]) -> None:
        """Add a row of a table, its cells' paragraphs parted by <br>."""
        tidy = [_cell(cell) for cell in cells]
        if any(tidy):
            self.add(TABLE, "| " + " | ".join(tidy) + " |")

    def part(self) -> None:
        """Let what comes next stand apart from what came before."""
        self.before = ""

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def _cell(words: str) -> str:
    pieces = (_SPACES.sub(" ", piece).strip() for piece in words.split("\v"))
    return "<br>".join(piece.replace("|", "\\|") for piece in pieces if piece)
