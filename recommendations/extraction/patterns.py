"""How regular expressions here are put together, and the few that many modules share."""

import re

MODAL = re.compile(
    r"\b(?:should|must|needs?\s+to|ought\s+to|shall"
    r"|(?:is|are)\s+(?:required|expected|asked)\s+to)\b",
    re.I,
)
_DANGLING = re.compile(
    r"\b(?:and|or|to|of|in|on|at|for|with|by|from|into|as|than|that|which|whether|where|when|if"
    r"|the|an?|its|their|include[sd]?|including|following|are|is|be|should|must)$",
    re.I,
)
_LEADERS = re.compile(r"(?:\.{4,}|(?:\. ){4,}|…{2,})\s*\d{1,4}\s*$")


def any_of(*words: str) -> str:
    """Return a pattern for any of the phrases, with any white space for each space."""
    return "(?:" + "|".join(word.replace(" ", r"\s+") for word in words) + ")"


def ends_in_leaders(text: str) -> bool:
    """Say whether the text ends as a line of contents does: dots and a page number."""
    return bool(_LEADERS.search(text[-80:]))


def leads_on(text: str) -> bool:
    """Say whether the text cannot end here: it stops at a comma, a colon or a word like "to"."""
    return text.endswith((",", ":")) or bool(_DANGLING.search(text[-20:]))


def has_duty(text: str) -> bool:
    """Say whether the text tells somebody to do something."""
    return bool(MODAL.search(text[:3_000]))
