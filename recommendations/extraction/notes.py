"""What a person should know about the text as a whole; repeats are kept once."""

import re
from dataclasses import replace

from recommendations.extraction.patterns import MODAL
from recommendations.extraction.shapes import RECOMMENDATION, Proposed

SHOWN = 20
RIVALS = 50
SAME_NUMBER = "Another item here has the same number."


def without_repeats(items: list[Proposed]) -> tuple[list[Proposed], list[str]]:
    """Return the items with what is told twice kept once, and notes of both places.

    Different texts under one number are all kept, each with a doubt.
    """
    kept: dict[tuple[str, str], list[Proposed]] = {}
    texts: dict[tuple[str, str | None, str], Proposed] = {}
    notes: list[str] = []
    for item in items:
        same = (item.kind, item.number, _words(item.text))
        if same in texts:
            notes.append(_repeat(texts[same], item))
            continue
        texts[same] = item
        rivals = kept.setdefault((item.kind, item.number or ""), [])
        near = rivals[:RIVALS] if item.number else []
        at = next((i for i, rival in enumerate(near) if _tells_same(rival, item)), None)
        if at is None:
            rivals.append(item)
        else:
            notes.append(_repeat(rivals[at], item))
            rivals[at] = _better(rivals[at], item)
    order = [item for (_, number), rivals in kept.items() for item in _doubted(number, rivals)]
    return sorted(order, key=lambda item: item.first_line), notes


def _doubted(number: str, rivals: list[Proposed]) -> list[Proposed]:
    if not number or len(rivals) < 2:
        return rivals
    return [replace(item, doubts=(*item.doubts, SAME_NUMBER)) for item in rivals]


def _tells_same(one: Proposed, other: Proposed) -> bool:
    """Say whether one of two texts is in the other, or is a mere title of it."""
    less, more = sorted((one, other), key=lambda item: len(_words(item.text)))
    inside = f" {_words(less.text)} " in f" {_words(more.text)} "
    return inside or _letters(less.text) == _letters(more.text) or _is_title(less, more)


def _is_title(item: Proposed, of: Proposed) -> bool:
    """Say whether an item is a few words without a duty, most of them from the other's text."""
    title = f"{item.heading} {item.text}"
    if len(title.split()) > 20 or title.endswith(".") or MODAL.search(title):
        return False
    words = {word for word in _words(title).split() if len(word) > 3}
    shared = words & set(_words(of.text).split())
    return bool(MODAL.search(of.text)) and len(shared) * 2 > len(words)


def _better(one: Proposed, other: Proposed) -> Proposed:
    def weight(item: Proposed) -> tuple[bool, int]:
        return bool(MODAL.search(item.text)), len(item.text)

    return max(one, other, key=weight)


def _repeat(kept: Proposed, item: Proposed) -> str:
    name = item.number or f"“{item.text[:40]}”"
    return f"{name} is on lines {kept.first_line + 1} and {item.first_line + 1}; it was kept once."


def _words(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def _letters(text: str) -> str:
    return _words(text).replace(" ", "")


def gaps(items: list[Proposed]) -> list[str]:
    """Return a note of the whole numbers below the highest that no item has."""
    numbers = {
        int(found[0])
        for item in items
        if item.kind == RECOMMENDATION and item.number and (found := re.match(r"\d+", item.number))
    }
    missing = [n for n in range(1, max(numbers, default=0)) if n not in numbers]
    if not missing:
        return []
    verb = "do" if len(missing) > 1 else "does"
    return [f"{_listed([str(n) for n in missing[:SHOWN]])} {verb} not appear in this text."]


def skipped(replies: int) -> list[str]:
    """Return a note of how often somebody's answer was left out."""
    places = "place" if replies == 1 else "places"
    return [f"Replies were skipped in {replies} {places}."] if replies else []


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + f" and {words[-1]}"
