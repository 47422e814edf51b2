"""The numbers that Word counts by itself: "Recommendation 4", "4.1", "(b)", bullets."""

import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from recommendations.sources.marks import mark

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STYLES = {
    "lowerLetter": "a",
    "upperLetter": "A",
    "lowerRoman": "i",
    "upperRoman": "I",
}
MAX_STYLES = 5_000
_CHAIN = 20


@dataclass(frozen=True)
class _Level:
    words: str = ""
    style: str = "decimal"
    start: int = 1


@dataclass
class _List:
    """A list of the document: its levels, and the counter it may share with others."""

    levels: dict[int, _Level]
    abstract: str
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the lists of one document as its paragraphs are passed in order."""

    def __init__(self, document: Any) -> None:
        self._lists = _lists(document)
        self._styles = _styles(document)
        self._counts: dict[str, dict[int, int]] = {}
        self._restarted: set[str] = set()

    def is_heading(self, paragraph: etree._Element) -> bool:
        return (
            any(
                re.fullmatch(r"(?:heading \d|title|subtitle)", style.name) or 0 <= style.outline < 9
                for style in self._chain(_value(paragraph, "pPr", "pStyle"))
            )
            or 0 <= _whole(_value(paragraph, "pPr", "outlineLvl"), -1) < 9
        )

    def label(self, paragraph: etree._Element) -> tuple[str, int]:
        """Return the paragraph's own mark ("4.", "-" or nothing) and its level from 0."""
        number, level = self._list_of(paragraph)
        own = self._lists.get(number or "")
        if own is None or level not in own.levels:
            return "", 0
        if own.levels[level].style == "bullet":
            return "-", level
        if own.levels[level].style == "none":
            return "", level
        counts = self._count(number or "", own, level)
        return self._shown(own, level, counts), level

    def _list_of(self, paragraph: etree._Element) -> tuple[str | None, int]:
        number = _value(paragraph, "pPr", "numPr", "numId")
        level = _value(paragraph, "pPr", "numPr", "ilvl")
        for style in self._chain(_value(paragraph, "pPr", "pStyle")):
            number = number if number is not None else style.number
            level = level if level is not None else style.level
        if number == "0":
            return None, 0
        return number, min(max(_whole(level, 0), 0), 8)

    def _count(self, number: str, own: _List, level: int) -> dict[int, int]:
        counts = self._counts.setdefault(own.abstract, {})
        if number not in self._restarted:
            self._restarted.add(number)
            for at, start in own.starts.items():
                counts[at] = start - 1
        start = own.levels[level].start
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]
        for above in range(level):
            if above in own.levels:
                counts.setdefault(above, own.levels[above].start)
        return counts

    def _shown(self, own: _List, level: int, counts: dict[int, int]) -> str:
        def number(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            style = own.levels.get(at, _Level()).style
            return mark(counts.get(at, 1), _STYLES.get(style, "1"))

        return re.sub(r"%([1-9])", number, own.levels[level].words)

    def _chain(self, name: str | None) -> "list[_Style]":
        """Return a paragraph style and those it is based on."""
        chain: list[_Style] = []
        while name in self._styles and len(chain) < _CHAIN:
            chain.append(self._styles[name])
            name = chain[-1].based
        return chain


@dataclass(frozen=True)
class _Style:
    name: str
    based: str | None
    number: str | None
    level: str | None
    outline: int


def _styles(document: Any) -> dict[str | None, _Style]:
    found: dict[str | None, _Style] = {}
    for style in list(document.styles.element.iterchildren(f"{_W}style"))[:MAX_STYLES]:
        found[style.get(f"{_W}styleId")] = _Style(
            (_value(style, "name") or "").lower(),
            _value(style, "basedOn"),
            _value(style, "pPr", "numPr", "numId"),
            _value(style, "pPr", "numPr", "ilvl"),
            _whole(_value(style, "pPr", "outlineLvl"), -1),
        )
    return found


def _lists(document: Any) -> dict[str, _List]:
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError, AttributeError):
        return {}
    abstract = {
        element.get(f"{_W}abstractNumId"): _levels(element)
        for element in root.iterchildren(f"{_W}abstractNum")
    }
    lists: dict[str, _List] = {}
    for element in root.iterchildren(f"{_W}num"):
        name = _value(element, "abstractNumId") or ""
        own = _List(dict(abstract.get(name, {})), name)
        for override in element.iterchildren(f"{_W}lvlOverride"):
            level = _whole(override.get(f"{_W}ilvl"), 0)
            own.levels.update(_levels(override))
            start = _value(override, "startOverride")
            if start is not None:
                own.starts[level] = _whole(start, 1)
        lists[element.get(f"{_W}numId") or ""] = own
    return lists


def _levels(element: etree._Element) -> dict[int, _Level]:
    return {
        _whole(level.get(f"{_W}ilvl"), 0): _Level(
            _value(level, "lvlText") or "",
            _value(level, "numFmt") or "decimal",
            _whole(_value(level, "start"), 1),
        )
        for level in element.iterchildren(f"{_W}lvl")
    }


def _value(element: etree._Element, *path: str) -> str | None:
    """Return the w:val of the element at the path, or None."""
    found: etree._Element | None = element
    for name in path:
        found = found.find(f"{_W}{name}") if found is not None else None
    return found.get(f"{_W}val") if found is not None else None


def _whole(words: str | None, otherwise: int) -> int:
    try:
        return int(words or "")
    except ValueError:
        return otherwise
