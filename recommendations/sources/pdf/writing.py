"""Paragraphs and tables to lines of text, each with its place."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from recommendations.extraction.lines import join_lines
from recommendations.sources.pdf.lines import Line
from recommendations.sources.pdf.paragraphs import BULLET, HEADING, Paragraph
from recommendations.sources.pdf.runs import Box
from recommendations.sources.shapes import Place

_GLYPH = re.compile(r"\S\s+")
_HYPHENATED = re.compile(r"\b[a-z]+-[a-z]+", re.I)
_KEYWORD = re.compile(r"(?:recommendation|rec|area for|afi|cause of)", re.I)


@dataclass
class Writer:
    """Gathers lines and their places."""

    hyphenated: set[str]
    lines: list[str] = field(default_factory=list)
    places: list[Place | None] = field(default_factory=list)

    def paragraph(self, paragraph: Paragraph) -> None:
        if paragraph.gap or paragraph.kind != BULLET:
            self.blank()
        for text, place in self._pieces(paragraph):
            self.line(text, place)

    def blank(self) -> None:
        if self.lines and self.lines[-1]:
            self.line("", None)

    def line(self, text: str, place: Place | None) -> None:
        self.lines.append(text)
        self.places.append(place)

    def words(self, paragraph: Paragraph) -> str:
        """Return a paragraph's words on one line, with its mark."""
        return " ".join(text for text, _ in self._pieces(paragraph, apart=False))

    def _pieces(self, paragraph: Paragraph, apart: bool = True) -> list[tuple[str, Place]]:
        """Return the paragraph's text: a line for each column, where they can be told as one."""
        parts = [list(p) for _, p in groupby(paragraph.lines, lambda x: (x.page, x.column))]
        pieces: list[tuple[list[str], Place]] = []
        for part in parts:
            texts = [line.text for line in part]
            place = Place(part[0].page, union(line.box for line in part))
            if pieces and not (apart and _parts(pieces[-1][0], texts)):
                pieces[-1][0].extend(texts)
            else:
                pieces.append((texts, place))
        said = [(join_lines(texts, self.hyphenated), place) for texts, place in pieces]
        return [(_marked(said[0][0], paragraph), said[0][1]), *said[1:]]


def _parts(before: list[str], after: list[str]) -> bool:
    """Say whether two lines are read as one paragraph though they stand on two lines."""
    ends = before[-1].endswith(":") or _KEYWORD.match(before[0])
    return after[0][:1].islower() and not ends and " " in after[0][2:8]


def _marked(text: str, paragraph: Paragraph) -> str:
    if paragraph.kind == HEADING:
        return f"## {text}"
    if paragraph.kind == BULLET:
        words = _GLYPH.sub("", text, count=1) if paragraph.lines[0].mark else text
        return f"{'    ' * min(paragraph.depth, 4)}- {words}"
    return text


def union(boxes: Iterable[Box]) -> Box:
    """Return the smallest box around the boxes."""
    left, top, right, bottom = zip(*boxes, strict=True)
    return (
        round(min(left), 1),
        round(min(top), 1),
        round(max(right), 1),
        round(max(bottom), 1),
    )


def hyphenated_words(columns: Iterable[list[Line]]) -> set[str]:
    """Return the hyphenated words that stand whole on a line, if any word is broken."""
    texts = [line.text for lines in columns for line in lines]
    if not any(text.endswith("-") for text in texts):
        return set()
    return {word.lower() for text in texts for word in _HYPHENATED.findall(text)}
