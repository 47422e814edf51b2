"""Break an item into its lettered or dotted parts where each part is owed by itself."""

import re
from dataclasses import replace

from recommendations.extraction import markers
from recommendations.extraction.addressees import in_sentence
from recommendations.extraction.names import Names
from recommendations.extraction.patterns import MODAL
from recommendations.extraction.shapes import Found

_INLINE = re.compile(r"(?:(?<=^)|(?<=[\s;:,.]))\((?P<n>[a-h])\)\s+(?=\S)")
_INLINE_DOTTED = re.compile(r"(?<=[.;:]\s)(?P<n>\d{1,3}\.\d{1,2})[.:]?\s+(?=[A-Z])")


def split_item(item: Found, names: Names) -> list[Found]:
    """Return the item and its parts as items of their own, or the item alone.

    Dotted numbers (7.1) always stand alone. Letters do where the item has only
    a heading of its own, or where a part names who must act.
    """
    if item.number is None:
        return [item]
    if item.also and len(item.parts) == len(item.also) + 1 and all(_is_duty(p) for p in item.parts):
        return [
            replace(item, number=number, parts=[part], also=(), doubts=[])
            for number, part in zip((item.number, *item.also), item.parts, strict=True)
        ]
    pieces = _inline(item)
    marks = [_mark(words, item.number) for _, words in pieces]
    dotted = any(mark and "." in mark[0] for mark in marks)
    if not any(marks) or not (dotted or _stand_alone(pieces, marks, names)):
        return [item]
    return _divide(item, pieces, marks)


def _is_duty(part: tuple[str, str]) -> bool:
    return part[0] == "p" and bool(MODAL.search(part[1]))


def _inline(item: Found) -> list[tuple[str, str]]:
    """Return the item's pieces with "(a) … (b) …" and ". 7.1 …" on lines of their own."""
    pieces: list[tuple[str, str]] = []
    for style, words in item.parts:
        inline = [m for m in _INLINE.finditer(words)]
        cuts = [m.start() for m in inline] if [m["n"] for m in inline[:2]] == ["a", "b"] else []
        own = (m for m in _INLINE_DOTTED.finditer(words) if m["n"].split(".")[0] == item.number)
        cuts += [m.start() for m in own]
        for start, end in zip([0, *cuts], [*cuts, len(words)], strict=True):
            if words[start:end].strip():
                pieces.append((style, words[start:end].strip()))
    return pieces


def _mark(words: str, number: str) -> tuple[str, int] | None:
    """Return the part's number and where its words start, if the piece opens a part."""
    if dotted := markers.DOTTED.match(words):
        inside = dotted["n"].startswith(f"{number}.")
        return (dotted["n"], dotted.end()) if inside else None
    letter = markers.LETTER.match(words)
    if letter is None:
        return None
    return f"{number}{letter['a'] or letter['b']}", letter.end()


def _stand_alone(
    pieces: list[tuple[str, str]], marks: list[tuple[str, int] | None], names: Names
) -> bool:
    lead = " ".join(
        words for (_, words), mark in zip(pieces, _until_first(marks), strict=False) if mark is None
    )
    if not MODAL.search(lead) and not re.search(r"\b(?:to|that)\s*:$", lead):
        return True
    owners = [
        in_sentence(words[mark[1] :], names).addressees
        for (_, words), mark in zip(pieces, marks, strict=True)
        if mark
    ]
    return len(owners) > 1 and sum(bool(o) for o in owners) * 2 > len(owners)


def _until_first(marks: list[tuple[str, int] | None]) -> list[tuple[str, int] | None]:
    first = next(i for i, mark in enumerate(marks) if mark)
    return marks[:first]


def _divide(
    item: Found, pieces: list[tuple[str, str]], marks: list[tuple[str, int] | None]
) -> list[Found]:
    whole = replace(item, parts=[], doubts=list(item.doubts))
    found = [whole]
    for (style, words), mark in zip(pieces, marks, strict=True):
        if mark:
            part = replace(
                item,
                number=mark[0],
                parent=item.number,
                parts=[("p", words[mark[1] :])],
                doubts=[],
                also=(),
                due="",
            )
            found.append(part)
        else:
            found[-1].parts.append((style, words))
    if not whole.parts or not MODAL.search(" ".join(words for _, words in whole.parts)):
        heading = " ".join(words for _, words in whole.parts)
        for part in found[1:]:
            part.heading = part.heading or heading[:200]
            part.due = part.due or item.due
        return found[1:]
    return found
