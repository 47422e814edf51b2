"""Bodies named otherwise than as who should act: in a list with others, or as by whom."""

import re

from recommendations.extraction.addressees import in_heading, only_names
from recommendations.extraction.names import Names, fold

LONGEST_NAME = 5  # words of a body that is not known
_BETWEEN = re.compile(r"[,;/()&]|\b(?:and|or)\b")
_CLAUSE = re.compile(
    r"\b(?:that|which|who|whose|where|when|if|as|is|are|was|were|has|have|had|will|to|not|this"
    r"|these|it|they|we|i|there|by|within)\b",
    re.I,
)
_DONE_BY = re.compile(r"\bby\s+(?P<whom>[^,;:.]{3,80})[.;]?$")
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+(?=[A-Z“])")


def lists_bodies(words: str, names: Names) -> bool:
    """Say whether the words list bodies, known ones among others: "HMPPS, forces and prisons"."""
    mentions = names.find(words)
    left = list(fold(words))
    for mention in mentions:
        left[mention.start : mention.end] = "," * (mention.end - mention.start)
    others = [piece.split() for piece in _BETWEEN.split("".join(left))]
    short = all(len(piece) <= LONGEST_NAME for piece in others)
    return bool(mentions) and short and not _CLAUSE.search("".join(left))


def done_by(text: str, names: Names) -> tuple[str, ...]:
    """Return the bodies by whom something is to be done: "Review of outcomes by all forces"."""
    said = _DONE_BY.search(_SENTENCE_END.split(text[:600], maxsplit=1)[0])
    if said is None or not only_names(said["whom"], names):
        return ()
    return in_heading(said["whom"], names).addressees
