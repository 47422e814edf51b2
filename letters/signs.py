"""The signs of a letter: those that no page can show, and what stands in their place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from letters.words import LetterWords

STAND_IN = "\u25a1"  # an empty square: Arial and what replaces it have one
# What no font draws and no XML may hold: controls, halves of characters, private signs.
UNPRINTABLE = [*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0xA0), *range(0xD800, 0xF900)]
REPAIRS = dict.fromkeys([*UNPRINTABLE, 0xFFFD, 0xFFFE, 0xFFFF], STAND_IN) | {
    0x0B: "\n",  # Word's line and page breaks, and its bullet
    0x0C: "\n",
    0x85: "\n",
    0xF0B7: "\u2022",
}
# What the fonts that letters need have for sure: Latin as English and Welsh write it.
USUAL = {chr(code) for code in [0x0A, *range(0x20, 0x7F), *range(0xA0, 0x180)]} | set(
    "\u2010\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u20ac"
)
NEAR = 30  # characters on each side that show where a sign stands


@dataclass(frozen=True)
class LostSign:
    """A sign that becomes an empty square, its number such as "U+1F44F", and words around it."""

    sign: str
    near: str

    @property
    def code(self) -> str:
        return f"U+{ord(self.sign):04X}"


def repaired(words: LetterWords, repairs: dict[int, str]) -> LetterWords:
    """Return the letter with each sign in `repairs` replaced, wherever it stands."""

    def mended(value: Any) -> Any:
        if isinstance(value, str):
            return value.translate(repairs)
        if isinstance(value, dict):
            return {key: mended(part) for key, part in value.items()}
        if isinstance(value, (list, tuple)):
            return [mended(part) for part in value]
        return value

    return LetterWords.from_data(mended(words.as_data()))


def unusual(words: LetterWords) -> set[str]:
    """Return the signs of a letter that a usual font may lack."""
    return set().union(*_drawn(words)) - USUAL


def unprintable(signs: Iterable[str]) -> set[str]:
    """Return which of some signs no font at all draws."""
    return {sign for sign in signs if REPAIRS.get(ord(sign)) == STAND_IN}


def places(words: LetterWords, signs: set[str]) -> list[LostSign]:
    """Return where each of some signs stands first in a letter, in its order."""
    found: dict[str, LostSign] = {}
    for text in _drawn(words):
        for at, sign in enumerate(text):
            if sign in signs and sign not in found:
                near = text[max(at - NEAR, 0) : at + NEAR + 1].translate(REPAIRS)
                found[sign] = LostSign(sign, " ".join(near.split()))
    return list(found.values())


def _drawn(words: LetterWords) -> Iterator[str]:
    return _texts(words.as_data() | {"data": {}})


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _texts(part)
