"""What a person should know about the text as a whole; repeats are kept once."""

import re
from dataclasses import replace

from recommendations.extraction.patterns import MODAL
from recommendations.extraction.shapes import RECOMMENDATION, Proposed

SHOWN = 20


def without_repeats(items: list[Proposed]) -> tuple[list[Proposed], list[str]]:
    """Return the items with each kept once, the longest, and notes of both places."""
    kept: dict[tuple[str, str], list[Proposed]] = {}
    texts: dict[tuple[str, str | None, str], Proposed] = {}
    notes: list[str] = []
    for item in items:
        key = (item.kind, item.number or "")
        words = _words(item.text)
        same = (item.kind, item.number, words)
        if same in texts:
            notes.append(_repeat(texts[same], item))
            continue
        texts[same] = item
        rivals = kept.setdefault(key, [])
        rival = rivals[0] if rivals and item.number else None
        if rival is None or (both := _differ(rival, item)):
            if rival is not None and both:
                item = replace(item, doubts=(*item.doubts, _twice(item, rival)))
            rivals.append(item)
        else:
            notes.append(_repeat(rival, item))
            rivals[0] = _kept(rival, item)
    order = [item for rivals in kept.values() for item in rivals]
    return sorted(order, key=lambda item: item.first_line), notes


def _differ(one: Proposed, other: Proposed) -> bool:
    """Say whether two texts under one number are two items and not one told twice."""
    a, b = _words(one.text)[:2_000].split(), _words(other.text)[:2_000].split()
    if not (MODAL.search(one.text) and MODAL.search(other.text)):
        return False
    shared = len(set(a) & set(b)) / max(1, min(len(set(a)), len(set(b))))
    return shared < 0.6


def _kept(one: Proposed, other: Proposed) -> Proposed:
    """Return the fuller of two, with a doubt when the other says something else."""
    better = _better(one, other)
    worse = other if better is one else one
    if _words(worse.text) in _words(better.text):
        return better
    doubt = f"Line {worse.first_line + 1} tells it in other words: check which is right."
    return replace(better, doubts=(*better.doubts, doubt))


def _better(one: Proposed, other: Proposed) -> Proposed:
    def weight(item: Proposed) -> tuple[bool, int]:
        return bool(MODAL.search(item.text)), len(item.text)

    return max(one, other, key=weight)


def _twice(item: Proposed, rival: Proposed) -> str:
    return f"The number {item.number} is also on line {rival.first_line + 1} with other words."


def _repeat(kept: Proposed, item: Proposed) -> str:
    name = item.number or f"“{item.text[:40]}”"
    return f"{name} is on lines {kept.first_line + 1} and {item.first_line + 1}; it was kept once."


def _words(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


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


def missed(places: list[tuple[int, str]]) -> list[str]:
    """Return notes of text that reads like a recommendation and was not taken."""
    return [
        f"Line {line + 1} reads like a recommendation and was not taken: “{text[:80]}”."
        for line, text in places[:SHOWN]
    ]


def skipped(replies: int) -> list[str]:
    """Return a note of how often somebody's answer was left out."""
    places = "place" if replies == 1 else "places"
    return [f"Replies were skipped in {replies} {places}."] if replies else []


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + f" and {words[-1]}"
