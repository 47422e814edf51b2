"""Which texts say much the same: words weighed by how rare they are. No database, no model."""

import heapq
import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable
from math import log, sqrt
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
WORD = re.compile(r"[^\W\d_]{2,}")
PLAIN_WORD = re.compile(r"[a-z]{2,}")  # the same for plain English, twice as fast
MARKS = "“”‘’–—…•"  # all that keeps most English from being plain


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text, each once, whatever their case or their way of writing é."""
    if not text.isascii():
        for mark in MARKS:
            text = text.replace(mark, " ")
    if text.isascii():
        return frozenset(PLAIN_WORD.findall(text.lower()))
    return frozenset(WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def most_alike(
    text: str, others: Iterable[tuple[K, str]], *, least: float, most: int
) -> list[tuple[K, float]]:
    """Return the keys of the `most` texts most like `text`, best first, each with its score.

    The score is the cosine between two texts as sets of words, from 0 (no word in
    common) to 1 (the same words). A word weighs log((n + 1) / d), where n is the number
    of texts and d in how many of them it stands: what every inspector writes weighs
    next to nothing, and a rare word much. Order and repetition count for nothing.
    Texts that score less than `least` are left out.
    """
    wanted = words_of(text)
    found = [(key, words_of(other)) for key, other in others]
    stands_in = Counter(wanted)
    for _, words in found:
        stands_in.update(words)
    weight = {word: log((len(found) + 2) / d) ** 2 for word, d in stands_in.items()}
    own = sum(weight[word] for word in wanted)
    scored = []
    for key, words in found:
        shared = sum(weight[word] for word in words & wanted)
        # The score is at most the root of what is shared of `own`: most texts stop here.
        if not shared or shared < least * least * own:
            continue
        whole = sum(map(weight.__getitem__, words))
        score = min(shared / sqrt(own * whole), 1.0)
        if score >= least:
            scored.append((score, key))
    best = heapq.nlargest(most, scored, key=lambda pair: pair[0])
    return [(key, score) for score, key in best]
