"""Tell what somebody answers from what inspectors ask."""

import re

from recommendations.extraction.addressees import opens_with_duty
from recommendations.extraction.names import Names
from recommendations.extraction.patterns import MODAL, any_of, has_duty
from recommendations.extraction.shapes import CAUSE_OF_CONCERN, RECOMMENDATION, Found

_ORGANISATION = any_of(
    "police", "constabulary", "council", "office", "college", "authority", "pf?cc", "mopac"
)
_NAMED = rf"(?:(?-i:[A-Z])[\w’'-]+\s+(?:(?:and|&)\s+)?){{1,4}}{_ORGANISATION}(?:[’']s?)?"
_REPLIER = (
    r"(?:(?:the\s+)?"
    + any_of(
        *("chief constable(?:[’']?s)?", "force(?:[’']s)?", "constabulary", "police"),
        *("commissioner(?:[’']?s)?", "pf?cc(?:[’']?s)?", "opcc", "(?:deputy )?mayor(?:[’']?s)?"),
        *("npcc", "apcc", "college", "home office", "government", "our", "my", "initial"),
        *("local", "management", "agency", "lead", "current", "interim", "further", "latest"),
        *("formal", "published", _NAMED),
    )
    + r"\s+){0,4}"
)
_REPLY = any_of(
    *("responses?", "reply", "replies", "updates?", "comments?", "position", "commentary"),
    *("assurance", "progress", "statement", "actions?(?: (?:taken|plan|planned|update))?"),
    *("feedback", "assessment", "evidence", "narrative", "view"),
)
_HEADING = re.compile(
    rf"{_REPLIER}{_REPLY}"
    r"(?:\s+(?:to|on|from|by|in|for|against|was|is|date|so\s+far|received)\b.{0,100})?\s*[:.–-]*",
    re.I,
)
_LOCAL_HEADING = re.compile(
    r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,2} (?:[Rr]esponse|[Uu]pdate|[Cc]omments?|[Pp]osition):?"
)
_ITEM = any_of("recommendations?", "areas? for improvement", "afis?")
_VERDICT = any_of(
    *("accept(?:ed|s)?", "agree[ds]?", "reject(?:ed)?", "completed?", "implemented", "on-?going"),
    *("noted", "in progress", "closed", "open", "discharged"),
)
_STARTS = (
    rf"{_REPLIER}(?:{_REPLY}|status|rag(?:\s+rating)?|outcome|governance|grading)"
    r"\s*(?:\([^()]{0,60}\))?\s*(?::|\s[–-]\s)",
    rf"(?:this|the|that|these)\s+{_ITEM}\s+"
    r"(?:is|has|was|will|relates|applies|have|are|were|does|did|remains|now)\b",
    rf"(?:partially\s+|fully\s+|not\s+)?{_VERDICT}\s*(?:$|[.,:;–-])",
    r"(?:not\s+applicable|n/a)\b",
    r"recommendations?\s+\d{1,3}\b",
    r"in\s+response\s+to\s+(?:(?:this|the|these)\s+)?(?:recommendation|area|report)",
    r"response\s+to\s+(?:recommendation|area)",
    r"what\s+(?:we|the\s+force|i)\s+(?:are|have|has|is|will|did)",
    r"how\s+(?:we|the\s+force|i)\s+",
    r"with\s+(?:regards?|respect)\s+to\s+(?:this\s+)?(?:recommendation|area)",
    r"(?:action|lead|status|update|rag)s?\s*:",
)
_START = re.compile("|".join(f"(?:{start})" for start in _STARTS), re.I)
_ABOUT = re.compile(
    r"(?:our |my |the )?(?:respon|progress|update|actions? taken|how we|what we)", re.I
)
_ALONE = re.compile(r"\bI(?!\s+recommend)\b|\b[Mm]y\b")
_INSPECTING = any_of(
    *("recommend", "expect", "believe", "consider", "encourage", "inspect", "report"),
    *("previous inspection",),
)
_TOGETHER = re.compile(
    rf"\b(?:[Ww]e|[Oo]ur|us)\b(?!\s+(?:therefore\s+|also\s+|would\s+)?{_INSPECTING})"
)
_INDICATIVE = re.compile(
    any_of(
        *("has", "have", "had", "is", "are", "was", "were", "will", "does", "did", "do", "now"),
        *("already", "currently", "continues?", "uses?", "welcomes?", "accepts?", "recogni[sz]es?"),
        *("acknowledges?", "introduced", "launched", "created", "undertakes?", "works"),
        *("remains?", "holds?", "carried", "reviewed"),
    )
    + r"\b",
    re.I,
)
_ANSWER_DUE = re.compile(
    r"(?:(?:we|the\s+(?:inquiry|chair))\b[^.]{0,40}?\b(?:ask|expect|require)s?\b(?:\s+that)?\s+)?"
    r"(?:the|each|every|all|any|those)\s+(?:[\w’'-]+\s+){0,4}"
    r"(?:bod(?:y|ies)|organisations?|institutions?|recipients?|agenc(?:y|ies))\b"
    r"[^.]{0,60}\bshould\b[^.]{0,60}\b(?:(?:its|their|a)\s+(?:\w+\s+)?responses?\s+(?:to|by|within)"
    r"|respond\s+(?:by|within|to\s+(?:the|this|these)\s+(?:report|recommendation)))",
    re.I,
)
_TITLE = re.compile(
    r"(?:actions?|assessment|assurance|commentary|evidence|feedback|governance|narrative|progress"
    r"|statement|view)\.?",
    re.I,
)
_LACKS = re.compile(
    r"n[’']t\b|\b(?:not|never|cannot|too|lacks?|lacking|fails?|failing|poor|weak|inconsisten\w+|limited"
    r"|unable|insufficient\w*|inadequate\w*|without|missing|slow|unclear)\b",
    re.I,
)
_FINDS = re.compile(
    r"\b(?:is|are|remains?)\s+(?:also\s+)?(?:an?\s+|therefore\s+an?\s+)?"
    r"(?:areas?\s+for\s+improvement|causes?\s+(?:of|for)\s+concern)[.;]?$",
    re.I,
)
_ARTICLES = re.compile(r"(?:(?:the|both)\s+)*", re.I)
_SENTENCE_END = re.compile(r"[.?!]\s+(?=[A-Z])")


def may_be_title(text: str) -> bool:
    """Say whether a word that opens replies is as good a title: "Recommendation 3: Evidence"."""
    return bool(_TITLE.fullmatch(text))


def is_reply_heading(text: str) -> bool:
    """Say whether the block opens what somebody answers."""
    if len(text) <= 120 and not MODAL.search(text):
        if _HEADING.fullmatch(text) or (_ABOUT.match(text) and re.search(_ITEM, text, re.I)):
            return True
        if len(text) <= 60 and _LOCAL_HEADING.fullmatch(text):
            return True
    return bool(_START.match(text[:300]) or _ANSWER_DUE.match(text[:300]))


def finds(kind: str, text: str) -> bool:
    """Say whether the text is a finding, as areas for improvement may be: it tells what lacks."""
    first = _SENTENCE_END.split(text[:600], maxsplit=1)[0]
    return kind != RECOMMENDATION and bool(_LACKS.search(first))


def is_reply(text: str, names: Names, item: Found | None = None) -> bool:
    """Say whether the words answer an item rather than make one.

    `item` is the open item, if any: words that tell of one force are no part of
    an item addressed to all.
    """
    spoken = re.sub(r"“[^“”]{0,2000}”", "", text[:3_000])
    if _ALONE.search(spoken):
        return True
    if _TOGETHER.search(spoken) and not opens_with_duty(text, names):
        return True
    if item is not None and item.kind == CAUSE_OF_CONCERN:
        return False
    if _FINDS.search(spoken) or (item is not None and finds(item.kind, text) and not item.parts):
        return False
    return _tells(text[:600], names, item)


def _tells(text: str, names: Names, item: Found | None) -> bool:
    """Say whether the words tell what a named body does, and not what it should."""
    first = _SENTENCE_END.split(text, maxsplit=1)[0]
    mentions = names.find(text)
    opening = [m for m in mentions if _ARTICLES.fullmatch(text[: m.start])]
    tells = bool(opening) and _is_indicative(first[opening[0].end :])
    elsewhere = item is not None and not _names_force(item, names)
    if has_duty(text):
        return tells and elsewhere and opening[0].is_force and not has_duty(first)
    if tells:
        return True
    forces = any(m.is_force and m.whole for m in mentions)
    return forces and elsewhere and item is not None and bool(item.parts)


def _is_indicative(after_subject: str) -> bool:
    return bool(_INDICATIVE.match(after_subject.lstrip(" ,’'s")))


def _names_force(item: Found, names: Names) -> bool:
    words = " ".join([item.to, item.section, item.opening[:300]])
    return any(m.is_force or m.code == "@force" for m in names.find(words))
