"""Break an item into its lettered or dotted parts where each part is owed by itself."""

import re
from dataclasses import replace

from recommendations.extraction import markers
from recommendations.extraction.addressees import in_sentence
from recommendations.extraction.deadlines_text import NONE, read_deadline
from recommendations.extraction.names import Names
from recommendations.extraction.patterns import MODAL
from recommendations.extraction.shapes import Found, Part

_INLINE = re.compile(r"(?:(?<=^)|(?<=[\s;:,.]))\((?P<n>[a-h])\)\s+(?=\S)")
_INLINE_DOTTED = re.compile(r"(?<=[.;:]\s)(?P<n>\d{1,3}\.\d{1,2})[.:]?\s+(?=[A-Z])")


def split_item(item: Found, names: Names) -> list[Found]:
    """Return the item and its parts as items of their own, or the item alone.

    Dotted numbers (7.1) always stand alone. Letters do where the item has only
    a heading of its own, or where a part names who must act.
    """
    if item.number is None:
        return _led_by(item)
    if item.also and len(item.parts) == len(item.also) + 1 and all(_is_duty(p) for p in item.parts):
        return [
            replace(item, number=number, parts=[part], also=(), doubts=[])
            for number, part in zip((item.number, *item.also), item.parts, strict=True)
        ]
    pieces = _inline(item)
    marks = [_mark(piece.words, item.number) for piece in pieces]
    dotted = any(mark and "." in mark[0] for mark in marks)
    if not any(marks) or not (dotted or _stand_alone(pieces, marks, names)):
        return [item]
    return _divide(item, pieces, marks)


def _led_by(item: Found) -> list[Found]:
    """Return the dotted numbers that half a sentence leads to: "the force should:", "1.1 train"."""
    lead, marks = item.opening, [markers.DOTTED.match(part.words) for part in item.parts[1:]]
    chapters = {mark["n"].partition(".")[0] if mark else "" for mark in marks}
    if not lead.endswith(":") or len(marks) < 2 or len(chapters) != 1 or "" in chapters:
        return [item]
    due = lead if read_deadline(lead, None).rule != NONE else item.due
    return [
        replace(
            item, number=mark["n"], section=lead, due=due, first=part.first, last=part.last,
            parts=[part._replace(style="p", words=part.words[mark.end() :])], doubts=[],
        )
        for mark, part in zip(marks, item.parts[1:], strict=True)
        if mark
    ]  # fmt: skip


def _is_duty(part: Part) -> bool:
    return part.style == "p" and bool(MODAL.search(part.words))


def _inline(item: Found) -> list[Part]:
    """Return the item's pieces with "(a) … (b) …" and ". 7.1 …" on lines of their own."""
    pieces: list[Part] = []
    for part in item.parts:
        words = part.words
        inline = list(_INLINE.finditer(words))
        cuts = [m.start() for m in inline] if [m["n"] for m in inline[:2]] == ["a", "b"] else []
        own = (m for m in _INLINE_DOTTED.finditer(words) if m["n"].split(".")[0] == item.number)
        cuts += [m.start() for m in own]
        cuts.sort()
        for start, end in zip([0, *cuts], [*cuts, len(words)], strict=True):
            if words[start:end].strip():
                pieces.append(part._replace(words=words[start:end].strip()))
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


def _stand_alone(pieces: list[Part], marks: list[tuple[str, int] | None], names: Names) -> bool:
    first = next(i for i, mark in enumerate(marks) if mark)
    lead = " ".join(piece.words for piece in pieces[:first])
    if not MODAL.search(lead) and not re.search(r"\b(?:to|that)\s*:$", lead):
        return True
    owners = [
        in_sentence(piece.words[mark[1] :], names).addressees
        for piece, mark in zip(pieces, marks, strict=True)
        if mark
    ]
    return len(owners) > 1 and sum(bool(o) for o in owners) * 2 > len(owners)


def _divide(item: Found, pieces: list[Part], marks: list[tuple[str, int] | None]) -> list[Found]:
    whole = replace(item, parts=[], doubts=list(item.doubts))
    found = [whole]
    for piece, mark in zip(pieces, marks, strict=True):
        if mark is None:
            found[-1].parts.append(piece)
            continue
        own = [piece._replace(style="p", words=piece.words[mark[1] :])]
        found.append(
            replace(item, number=mark[0], parent=item.number, parts=own, doubts=[], also=(), due="")
        )
    for part in found[1:]:
        part.first, part.last = part.parts[0].first, part.parts[-1].last
    lead = " ".join(piece.words for piece in whole.parts)
    if MODAL.search(lead) or len(lead.split()) > 8:
        whole.last = whole.parts[-1].last
        return found
    for part in found[1:]:
        part.heading = part.heading or lead[:200]
        part.due = item.due
    return found[1:]
