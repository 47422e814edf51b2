"""Who must act, and with whom: read from a heading, an owner column or a sentence's subject."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from recommendations.extraction.names import GROUPS, THE_AGENCY, THE_FORCE, Mention, Names, fold
from recommendations.extraction.patterns import LIMIT, MODAL, RECOMMENDS

SPAN = 1_500

_JOINT = re.compile(
    r"(?:[\s,;&()/]|\b(?:and|or|both|the|all|each|every|also|its|their|his|her|local|relevant|police"
    r"|in|England|Wales|of|lead|leads|chair|both|jointly|respectively|'s|s|territorial)\b|')*",
    re.I,
)
_PARTNER = re.compile(
    r",?\s*\b(?:in (?:conjunction|consultation|partnership|collaboration|co-?operation"
    r"|co-?ordination|liaison|agreement|discussion|association) with"
    r"|(?:working|work|works|jointly|together|along|liaising|liaise|consulting|engaging|engage"
    r"|collaborating|collaborate|agree|agreed) (?:closely )?with"
    r"|with (?:the )?(?:support|help|assistance|advice|input|agreement) (?:of|from)"
    r"|supported by|assisted by|alongside|consult|join|with)\s+(?:the |all |their |its |both )*",
    re.I,
)
_ASIDE = re.compile(
    r"\s*(?:now|which|who|whose|as|in|with|having|using|through|including|where|when|if|after"
    r"|before|following|working|acting|together|alongside|supported|subject|once|on|under|by"
    r"|and in particular|led|while|along|jointly|within|at)\b",
    re.I,
)
_TO_VERB = re.compile(r"[\s,]*(?:\([A-Za-z]{2,10}\))?[\s,]*to\s+(?!the\b|be\b|a\b)[a-z]{2,}")
_WHOLE = re.compile(
    r"(?:[\s,;&()/.:*–—-]|\b(?:to|for|and|or|the|all|both|each|every|in|England"
    r"|Wales|lead|leads|chair|of|police|with|conjunction|local|rec|addressed|in|consultation|working|partnership|collaboration"
    r"|joint(?:ly)?|shared|together|liaison"
    r"|recommendations?|specific|owner|owners)\b|'s?)*",
    re.I,
)
_LEAD = re.compile(
    r"[“\"‘]?\s*(?:\(?\d{1,3}[.)]\s+)?"
    r"(?:(?:we|hmicfrs|hmic|it\s+is|i|(?P<told>(?:the\s+)?(?:inspectorate|inspectors|report|inspection)))"
    r"\s+(?:therefore\s+|also\s+)?recommend(?:s|ed)?\s+that,?\s+)?",
    re.I,
)
_INTRODUCED = re.compile(
    r"\brecommendations?\s+(?:(?:that|which|is|are|was|were|made|addressed|directed|specific"
    r"|relevant|aimed|specifically|only)\s+){0,4}(?:to|for|at)\s+",
    re.I,
)
_PLAIN = re.compile(r"(?:(?:the|all|every|each|those|local|both)\s+)*", re.I)
_SAID = re.compile(r"(?:.{0,60}?\brecommend(?:s|ed)?\s+that|that)\b,?\s+", re.I)
_BEFORE = re.compile(
    r"(?:(?:within|by|before|(?:no|not)\s+later\s+than)\b[^.;:]{3,60}?(?:,\s*|\s+)|immediately,?\s+)?"
    rf"{_PLAIN.pattern}",
    re.I,
)
_CONDITION = re.compile(r"(?:if|to|so\s+that|until|while|where)\s", re.I)
_FIRST = re.compile(r"(?:[^.?!]|[.?!](?!\s+[A-Z“])){0,600}")
_BRACKETED = re.compile(r"\(([^()]{2,120})\)\s*[:.–-]?\s*")
_COLLATE = re.compile(r"\bcollat(?:e|es|ing|ion of)\b", re.I)


@dataclass(frozen=True)
class Parties:
    """Codes of who must act and of who works with them."""

    addressees: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()


def in_heading(words: str, names: Names) -> Parties:
    """Return whom words that only name bodies name: "To chief constables, and PCCs"."""
    return _parties(words, names.find(words))


def only_names(words: str, names: Names) -> bool:
    """Say whether the words name bodies and do nothing else."""
    if len(words) > 300:
        return False
    mentions = names.find(words)
    left = list(fold(words))
    for mention in mentions:
        left[mention.start : mention.end] = " " * (mention.end - mention.start)
    return bool(mentions) and bool(_WHOLE.fullmatch("".join(left)))


def addressed(rest: str, names: Names) -> tuple[str, str]:
    """Return whom a marker's own words name, and the words that are left."""
    if only_names(rest, names):
        return rest, ""
    for mark in (":", " – ", " - "):
        before, found, after = rest.partition(mark)
        if found and len(before) < 200 and only_names(before, names):
            return before, after.strip()
    bracket = _BRACKETED.match(rest)
    if bracket and only_names(bracket[1], names):
        return bracket[1], rest[bracket.end() :]
    return "", rest


def in_sentence(text: str, names: Names) -> Parties:
    """Return the subject of the text's first duty, and the partners it names.

    The subject is what stands before "should", "must" or "to" and a verb.
    """
    text = text[:SPAN]
    partners = _partners(text, names)
    subject = _subject(text, names)
    addressees = _unique(m.code for m in subject)
    return Parties(addressees, tuple(p for p in partners if p not in addressees))


def introduced(texts: Iterable[str], names: Names) -> tuple[str, ...]:
    """Return whom the words around the items say that all of them are for, if one answer."""
    found: set[tuple[str, ...]] = set()
    for text in texts:
        for said in _INTRODUCED.finditer(text[:SPAN]):
            after = text[said.end() : said.end() + 150]
            run = _run(after, names.find(after))
            if run and _PLAIN.fullmatch(after[: run[0].start]):
                found.add(_unique(m.code for m in run))
    return found.pop() if len(found) == 1 else ()


def opening(text: str, names: Names) -> tuple[str, ...]:
    """Return the bodies that the text opens with, time limit apart, whatever its verb."""
    run = _run(text, names.find(text[:200]))
    if run and _BEFORE.fullmatch(text[: run[0].start]):
        return _unique(m.code for m in run)
    return ()


def returned_from(text: str, names: Names) -> tuple[str, ...]:
    """Return the groups whose progress the addressee must collate."""
    found: list[str] = []
    for collate in _COLLATE.finditer(text[:SPAN]):
        for mention in names.find(text[collate.end() : collate.end() + 120])[:2]:
            if mention.code in GROUPS and mention.code not in found:
                found.append(mention.code)
    return tuple(found)


def opens_with_duty(text: str, names: Names) -> bool:
    """Say whether the text starts, time limit apart, with a named body that should act."""
    lead = _LEAD.match(text)
    first = _FIRST.match(text, lead.end() if lead else 0)
    body = first[0][:400] if first else ""
    if lead and lead["told"] and not text.endswith(":"):
        return False
    modal = MODAL.search(body)
    if not modal:
        return bool(RECOMMENDS.match(text) and _to_verb(text, names))
    mentions = [m for m in names.find(body[: modal.end()]) if m.start < modal.start()]
    if not mentions or _tells(body[mentions[0].end : modal.start()]):
        return False
    before = body[: mentions[0].start]
    return bool(_PLAIN.fullmatch(before) or LIMIT.match(body) or _CONDITION.match(before))


def _tells(between: str) -> bool:
    """Say whether a subject has a plain verb before the duty: "the force has … and must"."""
    verb = re.search(r"\b(?:has|is|are|was|were|will|had)\b", between)
    return bool(verb) and not re.search(
        r"\b(?:that|which|who|whose|where|if|when|what)\b", between[: verb.start() if verb else 0]
    )


def _subject(text: str, names: Names) -> list[Mention]:
    modal = MODAL.search(text)
    stop = re.search(r"[.?!]\s+[A-Z“]", text)
    if modal and not (stop and stop.start() < modal.start()):
        span = _without_asides(text[: modal.end()], modal.start(), names)
        subject = _head(span, names)
        if subject:
            return subject
    return _to_verb(text, names)


def _to_verb(text: str, names: Names) -> list[Mention]:
    """Return "Home Office" of "Home Office to provide", or of "recommend that the Home Office"."""
    mentions = names.find(text[:400])
    said = _SAID.match(text)
    start = said.end() if said else 0
    run = _run(text, [m for m in mentions if m.end > start])
    between = text[start : max(start, run[0].start)] if run else ""
    if not run or not (_BEFORE if said else _PLAIN).fullmatch(between.lstrip()):
        return []
    if said or _TO_VERB.match(text, run[-1].end):
        return run
    return []


def _without_asides(text: str, end: int, names: Names) -> str:
    """Return the words up to the modal, without partners and what stands between commas."""
    span = text[:end]
    for partner in _PARTNER.finditer(text[:end]):
        run = _run(span, [m for m in names.find(span) if m.start >= partner.end() - 4])
        if partner[0].startswith(","):
            run = _aside(span, run)
        if run and run[0].start <= partner.end() + 1:
            span = _blank(span, partner.start(), run[-1].end)
    if span.rstrip().endswith(","):
        pieces = span.rstrip().rstrip(",").split(",")
        for i in range(1, len(pieces)):
            kept = ",".join(pieces[:i])
            if _ASIDE.match(pieces[i]) and names.find(kept):
                return kept
    return span


def _aside(text: str, run: list[Mention]) -> list[Mention]:
    """Return the partners of ", working with A, and B": not B, unless a comma follows it."""
    if run and text[run[-1].end :].lstrip().startswith(","):
        return run
    for at in range(1, len(run)):
        if re.match(r"\s*,\s*and\b", text[run[at - 1].end :]):
            return run[:at]
    return run


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


def _head(span: str, names: Names) -> list[Mention]:
    """Return the bodies joined by "and" that head the last clause naming any."""
    mentions = names.find(span + " should" if span.rstrip().endswith("force") else span)
    mentions = [m for m in mentions if m.start < len(span)]
    if not mentions:
        return []
    clause = max(_clause_starts(span, mentions[-1].start))
    first = next(i for i, m in enumerate(mentions) if m.start >= clause)
    while first > 0 and _joined(span, mentions[first - 1], mentions[first]):
        first -= 1
    return _run(span, mentions[first:])


def _clause_starts(span: str, before: int) -> list[int]:
    marks = re.finditer(r",|;|:|\b(?:that|so|if|where|when)\b", span[:before])
    return [0, *(m.end() for m in marks if not _relative(span, m))]


def _relative(span: str, mark: "re.Match[str]") -> bool:
    """Say whether "that" belongs to the noun before it: "forces that have not"."""
    before = span[: mark.start()].rstrip().lower()
    return mark[0] in ("that", "where", "when") and before.endswith(
        ("forces", "force", "constables", "commissioners", "police", "pccs", "those")
    )


def _run(text: str, mentions: list[Mention]) -> list[Mention]:
    run = mentions[:1]
    for mention in mentions[1:]:
        if not _joined(text, run[-1], mention):
            break
        run.append(mention)
    return run


def _joined(text: str, one: Mention, other: Mention) -> bool:
    between = text[one.end : other.start]
    return len(between) < 60 and bool(_JOINT.fullmatch(fold(between)))


def _partners(text: str, names: Names) -> list[str]:
    found: list[str] = []
    mentions = names.find(text)
    for partner in _PARTNER.finditer(text):
        after = [m for m in mentions if m.start >= partner.end() - 4]
        run = _run(text, after)
        if partner[0].startswith(","):
            run = _aside(text, run)
        if run and run[0].start <= partner.end() + 1:
            found += [m.code for m in run if m.code not in found]
    return found


def _parties(words: str, mentions: list[Mention]) -> Parties:
    partner = _PARTNER.search(words)
    cut = partner.start() if partner else len(words)
    addressees = _unique(m.code for m in mentions if m.start < cut)
    partners = _unique(m.code for m in mentions if m.start >= cut)
    return Parties(addressees, tuple(p for p in partners if p not in addressees))


def _unique(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))


def settle(codes: tuple[str, ...], force: str | None) -> tuple[str, ...]:
    """Return the codes with "the force" made the force that the report is about."""
    agency = force if force and not force.startswith("force:") else None
    meant = {THE_FORCE: force or "chief_constables", THE_AGENCY: agency}
    return _unique(code for c in codes if (code := meant.get(c, c)))
