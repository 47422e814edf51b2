"""Items inside running text: quoted ones, and what "recommends that" introduces."""

import re

from recommendations.extraction import markers
from recommendations.extraction.lines import Block
from recommendations.extraction.names import Names
from recommendations.extraction.patterns import MODAL
from recommendations.extraction.replies import is_reply
from recommendations.extraction.shapes import Found

_QUOTED = re.compile(
    r"“([^“”]{30,2000})”|(?<![\w\"])\"([^\"]{30,2000})\"(?!\w)|‘([^‘’]{40,2000})’(?!\w)"
    r"|(?<!\w)'((?:[^']|(?<=\w)'(?=\w)){40,2000})'(?!\w)"
)
_SAID = re.compile(
    r"\brecommend(?:s|ed|ation)?(?:\s+(?:was|is))?,?\s+that,?\s+(?P<what>[^.?!]{20,1500}[.?!]?)",
    re.I,
)
_EARLIER = re.compile(
    r"\b(?:previous(?:ly)?|earlier|last|had)\b|\b(?:19|20)\d\d\s+(?:report|inspection)|\bin\s+(?:19|20)\d\d\b",
    re.I,
)
_COUNTED = re.compile(r"(?<=\s)\((?P<n>\d{1,2})\)\s+(?=\S)")
_ENDS = re.compile(r"[.?!](?=\s+[A-Z“])")
TAKEN_OUT = "Taken out of a sentence: check where it begins and ends."
_NAMED = re.compile(r"recommend|areas? for improvement|\bafi|causes? (?:of|for) concern", re.I)


def quoted_items(blocks: list[Block], names: Names) -> list[Found]:
    """Return quotations that set a duty and that the words before them call an item."""
    found = []
    for block in blocks:
        for match in _QUOTED.finditer(block.text):
            words = match[match.lastindex or 0]
            before = block.text[max(0, match.start() - 300) : match.start()]
            named = list(_NAMED.finditer(before))
            if not named or not MODAL.search(words) or len(words.split()) < 8:
                continue
            if is_reply(words, names):
                continue
            item = Found(None, markers.kind_of(named[-1][0]), block.first, block.last)
            item.say("p", words.strip(), block.first, block.last)
            item.doubts.append("Quoted inside other words: check where it begins and ends.")
            found.append(item)
    return found


def counted_items(blocks: list[Block], names: Names) -> list[Found]:
    """Return what a sentence counts: "three recommendations: (1) forces should …; (2) …"."""
    found = []
    for block in blocks:
        marks = list(_COUNTED.finditer(block.text))
        counts = [int(mark["n"]) for mark in marks]
        before = block.text[: marks[0].start()] if marks else ""
        in_turn = len(counts) > 1 and counts == list(range(counts[0], counts[0] + len(counts)))
        if not in_turn or not _NAMED.search(before[-300:]):
            continue
        ends = [mark.start() for mark in marks[1:]] + [_sentence_end(block.text, marks[-1].end())]
        for mark, end in zip(marks, ends, strict=True):
            words = block.text[mark.end() : end].strip()
            if not MODAL.search(words) or is_reply(words, names):
                continue
            item = Found(mark["n"], markers.kind_of(before), block.first, block.last)
            item.say("p", words, block.first, block.last)
            item.doubts.append(TAKEN_OUT)
            found.append(item)
    return found


def _sentence_end(text: str, start: int) -> int:
    end = _ENDS.search(text, start)
    return end.start() + 1 if end else len(text)


def said_items(blocks: list[Block], names: Names) -> list[Found]:
    """Return what "recommends that" introduces, to the end of its sentence."""
    found = []
    for block in blocks:
        for match in _SAID.finditer(block.text):
            before = re.split(r"[.?!]\s", block.text[: match.start()])[-1]
            if _EARLIER.search(before[-200:]):
                continue
            if not MODAL.search(match["what"][:300]) or is_reply(match["what"], names):
                continue
            item = Found(None, "recommendation", block.first, block.last)
            item.say("p", match["what"].strip(), block.first, block.last)
            item.doubts.append(TAKEN_OUT)
            found.append(item)
    return found
