"""How regular expressions here are put together, and the few that many modules share."""

import re

MODAL = re.compile(
    r"\b(?:should|must|needs?\s+to|ought\s+to|shall"
    r"|(?:is|are)\s+(?:required|expected|asked)\s+to)\b",
    re.I,
)
RECOMMENDS = re.compile(
    r"[“\"‘]?(?:we|hmicfrs|hmic)\s+(?:therefore\s+|also\s+|further\s+)?recommends?\s+that\b", re.I
)
LIMIT = re.compile(
    r"(?:by|within|before|not\s+later|no\s+later|immediately|with\s+immediate|as\s+soon\s+as"
    r"|without\s+delay|urgently|(?:in|over)\s+the\s+(?:next|coming)|as\s+a\s+(?:matter\s+of|priority)"
    r"|for\s+now|in\s+future|from\s+(?:now|\d{1,2}\s))\b",
    re.I,
)
_DANGLING = re.compile(
    r"\b(?:and|or|to|of|in|on|at|for|with|by|from|into|as|than|that|which|whether|where|when|if"
    r"|the|an?|its|their|include[sd]?|including|following|are|is|be|should|must)$",
    re.I,
)
_LEADERS = re.compile(r"(?:\.{4,}|(?:\. ){4,}|…{2,})\s*\d{1,4}\s*$")


_VERBS = (
    "adopt|agree|appoint|arrange|ask|assess|assure|audit|begin|bring|carry|change|check|clear"
    "|collate|collect|commission|complete|conduct|consider|consult|create|decide|define|design"
    "|develop|draw|end|ensure|establish|evaluate|examine|explain|fill|find|finish|fix|give|go"
    "|hold|identify|implement|improve|include|increase|introduce|invest|issue|keep|limit|look"
    "|make|map|measure|monitor|name|nominate|obtain|offer|prepare|produce|prioriti[sz]e|promote"
    "|provide|publish|put|recruit|reduce|refresh|remind|remove|reopen|replace|report|require"
    "|resolve|review|revise|satisfy|scrutini[sz]e|see|seek|send|set|share|show|start|stop"
    "|strengthen|submit|support|take|tell|test|train|undertake|update|use|work|write"
)
_LIMITED = re.compile(
    r"(?:(?:by|within|before|(?:no|not) later than)\b[^.;:]{4,60}?|with immediate effect"
    r"|immediately)(?:\s*\([^()]{1,80}\))?,\s*"
    rf"(?:[a-z][^.,;:]{{3,80}},\s*)?(?:and\s+)?(?-i:{_VERBS})\s",
    re.I,
)
_ORDER = re.compile(rf"(?:immediately\s+)?(?:{_VERBS})\s", re.I)


def any_of(*words: str) -> str:
    """Return a pattern for any of the phrases, with any white space for each space."""
    return "(?:" + "|".join(word.replace(" ", r"\s+") for word in words) + ")"


def ends_in_leaders(text: str) -> bool:
    """Say whether the text ends as a line of contents does: dots and a page number."""
    return bool(_LEADERS.search(text[-80:]))


def leads_on(text: str) -> bool:
    """Say whether the text cannot end here: it stops at a comma, a colon or a word like "to"."""
    return text.endswith((",", ":")) or bool(_DANGLING.search(text[-20:]))


def limits_duty(text: str) -> bool:
    """Say whether the text opens with a time limit and an order: "By 1 May 2024, publish"."""
    return bool(_LIMITED.match(text[:400]))


def gives_order(text: str) -> bool:
    """Say whether the text opens with an order: "Publish the results"."""
    return bool(_ORDER.match(text[:60]))


def has_duty(text: str) -> bool:
    """Say whether the text tells somebody to do something."""
    return bool(MODAL.search(text[:3_000]) or RECOMMENDS.match(text))
