"""What stands of a report against what another text of it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

UNCHANGED, CHANGED, NEW, GONE = "unchanged", "changed", "new", "gone"
ALIKE = 0.75  # of the words in order: below this two texts are not versions of one


@dataclass(frozen=True)
class Standing:
    """One item that stands, as far as a comparison goes; `pk` is its key."""

    pk: int
    kind: str
    number: str
    text: str
    deadline_text: str
    due_on: str | None  # ISO
    addressees: frozenset[str]


@dataclass(frozen=True)
class Row:
    """One line of a comparison. `at` is the place of `found` in the list it came from."""

    state: str
    standing: Standing | None = None
    found: dict[str, Any] | None = None
    at: int = -1
    differs: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        if self.found:
            return self.found["number"]
        return self.standing.number if self.standing else ""

    @property
    def kind(self) -> str:
        if self.found:
            return self.found["kind"]
        return self.standing.kind if self.standing else ""


def compare(standing: Sequence[Standing], found: Sequence[dict[str, Any]]) -> list[Row]:
    """Return a row for each item of either list: found ones in their order, then those gone.

    Items are matched by kind and number, then by their words.
    """
    left = list(standing)
    matched: dict[int, Standing] = {}
    for same in (_same_number, _same_words, _like_words):
        for at, item in enumerate(found):
            if at not in matched and (other := next((s for s in left if same(s, item)), None)):
                matched[at] = other
                left.remove(other)
    rows = [_row(matched.get(at), item, at) for at, item in enumerate(found)]
    return rows + [Row(GONE, other) for other in left]


def _row(standing: Standing | None, item: dict[str, Any], at: int) -> Row:
    if standing is None:
        return Row(NEW, found=item, at=at)
    differs = tuple(differences(standing, item))
    return Row(CHANGED if differs else UNCHANGED, standing, item, at, differs)


def differences(standing: Standing, item: dict[str, Any]) -> list[str]:
    """Return what differs, in words for a page."""
    differs = []
    if standing.number != item["number"]:
        differs.append("number")
    if standing.kind != item["kind"]:
        differs.append("kind")
    if _words(standing.text) != _words(item["text"]):
        differs.append("text")
    if frozenset(item["addressees"]) - standing.addressees:
        differs.append("addressees")
    if item["deadline_text"] and _words(standing.deadline_text) != _words(item["deadline_text"]):
        differs.append("deadline")
    return differs


def _words(text: str) -> list[str]:
    return text.casefold().split()


def _same_number(standing: Standing, item: dict[str, Any]) -> bool:
    named = (standing.kind, standing.number) == (item["kind"], item["number"])
    return bool(standing.number) and named


def _same_words(standing: Standing, item: dict[str, Any]) -> bool:
    return _words(standing.text) == _words(item["text"])


def _like_words(standing: Standing, item: dict[str, Any]) -> bool:
    if standing.number and item["number"]:
        return False
    matcher = SequenceMatcher(None, _words(standing.text), _words(item["text"]), autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE
