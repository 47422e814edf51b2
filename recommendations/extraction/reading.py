"""Turn each found item into a proposed recommendation: text, parties, time limit, doubts."""

import re
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest

from recommendations.extraction import addressees, deadlines_text
from recommendations.extraction.addressees import Parties
from recommendations.extraction.deadlines_text import NONE, SAME_TIME, Deadline
from recommendations.extraction.names import CHIEF_CONSTABLES, GROUPS, INSPECTORS, THE_FORCE, Names
from recommendations.extraction.owners import done_by
from recommendations.extraction.patterns import leads_on
from recommendations.extraction.shapes import (
    RECOMMENDATION,
    Found,
    Part,
    Proposed,
)

_TAIL = re.compile(r"(?<=[;,.])\s*(?:and|or)\s*$")
CUT = "The text seems to end in the middle."
_THE_FORCES = re.compile(
    r"(?:[^.;:]{0,80}?\W)?(?:the|both|these|the\s+two)\s+"
    r"(?:two\s+|three\s+)?(?:forces|chief\s+constables|constabularies)\s+(?:should|must|need)\b",
    re.I,
)
_OF_INSPECTORS = re.compile(r"\W*hmic(?:frs)?(?:[’']s)?\s+(?:recommendations?|areas?)\b", re.I)
_OPENING, _CLOSING = '“"‘', '”"’'


@dataclass(frozen=True)
class Context:
    """What the text as a whole says: its names, day and the one force it is about."""

    names: Names
    published: date | None
    force: str | None
    local: str | None = None  # the one force that the items name, where the title names none
    audience: tuple[str, ...] = ()  # whom the words around the items say they are for


def read_items(items: list[Found], context: Context) -> list[Proposed]:
    """Return the items read in order; parts take from their parent what they do not say."""
    read: list[Proposed] = []
    parents: dict[str, tuple[Found, Proposed, Deadline]] = {}
    last = Deadline()
    for item, after in zip_longest(items, items[1:]):
        parent = parents.get(item.parent or "")
        deadline = _deadline(item, context.published, parent[2] if parent else None)
        if read and deadline.rule == NONE and SAME_TIME.search(item.opening):
            deadline = deadlines_text.inherit(_source(last), read[-1].number or "the item before")
        last = deadline
        proposed = _read(item, context, deadline, parent[1] if parent else None)
        if _is_cut(item, after):
            proposed = replace(proposed, doubts=(*proposed.doubts, CUT))
        read.append(proposed)
        read += [replace(proposed, number=number) for number in item.also]
        if item.number:
            parents[item.number] = (item, proposed, deadline)
    return read


def _is_cut(item: Found, after: Found | None) -> bool:
    """Say whether the item's words lead on to words that are not in it or in its parts."""
    if not item.parts or item.parts[-1].style == "b" or item.in_table:
        return False
    if after is not None and after.parent and after.parent in (item.number, item.parent):
        return False
    words = item.parts[-1].words.strip()
    if after is not None and _TAIL.search(words):
        return False  # "…; and" before the next item of a list
    return leads_on(words)


def markdown(parts: list[Part]) -> str:
    """Return the item's paragraphs and "- " bullets as Markdown."""
    lines: list[str] = []
    before = ""
    for style, words, _, _ in parts:
        words = words.strip()
        if before and (style == "p" or before == "p"):
            lines.append("")
        lines.append(f"- {words}" if style == "b" else words)
        before = style
    text = _TAIL.sub("", "\n".join(lines).strip())
    return _unquoted(text)


def _unquoted(text: str) -> str:
    """Return the text without the quotation marks around the whole of it."""
    inner = text[1:-1]
    around = len(text) > 2 and text[0] in _OPENING and text[-1] in _CLOSING
    if around and not any(mark in inner for mark in '“”"'):
        return inner.strip()
    if text[:1] == "“" and "”" not in text:
        return text[1:].strip()
    return text


def _read(item: Found, context: Context, deadline: Deadline, parent: Proposed | None) -> Proposed:
    text = markdown(item.parts)
    said = _parties(item, text, context, parent)
    doubts = [*item.doubts, *deadline.doubts]
    force = context.force or context.local
    if not said.addressees:
        doubts.append("No addressee was found.")
    if item.also:
        together = ", ".join([item.number or "", *item.also])
        doubts.append(f"One text stands under several numbers: {together}.")
    if THE_FORCE in addressees.in_sentence(text, context.names).addressees and not force:
        doubts.append("Says “the force” and the text does not say which.")
    return Proposed(
        number=item.number,
        heading=item.heading,
        kind=item.kind,
        text=text,
        addressees=said.addressees,
        partners=said.partners,
        returns_from=addressees.returned_from(text, context.names),
        deadline=deadline.on,
        deadline_text=deadline.text,
        deadline_rule=deadline.rule,
        first_line=item.first,
        last_line=item.last,
        doubts=tuple(dict.fromkeys(doubts)),
        parent_number=item.parent,
    )


def _parties(item: Found, text: str, context: Context, parent: Proposed | None) -> Parties:
    """Return whom the item is for: its heading, its subject, its section, or the report's force."""
    names = context.names
    sentence = addressees.in_sentence(text, names)
    heading = addressees.in_heading(item.to, names)
    section = _not_by(addressees.in_heading(item.section, names), item.section, names)
    force = names.force_in(item.section) or context.force
    inherited = parent.addressees if parent else ()
    own = () if item.parent and heading.addressees and sentence.addressees else heading.addressees
    words = item.heading if re.match(r"(?:to|for)\b", item.heading, re.I) else ""
    named = addressees.in_heading(words, names).addressees
    opening = addressees.opening(text, names) if item.kind == RECOMMENDATION else ()
    meant = _forces_meant(text, section.addressees, sentence.addressees)
    only = addressees.only_names(item.section, names)
    joint = _jointly(section.addressees, sentence) if only else ()
    by = done_by(text, names)
    codes = own or meant or joint or sentence.addressees or named or inherited or opening or by
    codes = codes or section.addressees
    codes = codes or context.audience
    if not codes and context.force:
        codes = (context.force,)
    if not codes and item.kind != RECOMMENDATION:
        codes = _found_at(text, names)
    codes = addressees.settle(codes, force or context.local)
    partners = addressees.settle((*heading.partners, *sentence.partners), force)
    return Parties(codes, tuple(p for p in dict.fromkeys(partners) if p not in codes))


def _jointly(section: tuple[str, ...], said: Parties) -> tuple[str, ...]:
    """Return whom a heading names, where the text makes partners of some of them."""
    alone = bool(said.addressees) and set(said.addressees) < set(section)
    return section if alone and set(section) <= {*said.addressees, *said.partners} else ()


def _not_by(said: Parties, heading: str, names: Names) -> Parties:
    """Return whom a heading is for: not the inspectors whose finding a sentence says it is."""
    if addressees.only_names(heading, names) and not _OF_INSPECTORS.match(heading):
        return said
    return replace(said, addressees=tuple(c for c in said.addressees if c not in INSPECTORS))


def _found_at(text: str, names: Names) -> tuple[str, ...]:
    """Return whose shortcoming a finding tells: the first force or group that it names."""
    first = re.split(r"[.?!]\s+(?=[A-Z])", text[:600], maxsplit=1)[0]
    named = (m.code for m in names.find(first) if m.is_force or m.code in GROUPS)
    return tuple(named)[:1]


def _forces_meant(text: str, section: tuple[str, ...], said: tuple[str, ...]) -> tuple[str, ...]:
    """Return the forces that a heading names, where the text under it says "the forces"."""
    named = tuple(code for code in section if code.startswith("force:"))
    if len(named) < 2 or said != (CHIEF_CONSTABLES,):
        return ()
    return named if _THE_FORCES.match(text) else ()


def _deadline(item: Found, published: date | None, parent: Deadline | None) -> Deadline:
    """Return the item's own time limit, its table's, or its parent's."""
    own = deadlines_text.read_deadline(" ".join(part.words for part in item.parts), published)
    if own.rule != NONE:
        return own
    if item.due:
        due = deadlines_text.read_words(item.due, published)
        return replace(due, doubts=own.doubts + due.doubts)
    if parent and parent.rule != NONE:
        return deadlines_text.inherit(_source(parent), item.parent or "the heading")
    heading = deadlines_text.read_deadline(item.heading, published)
    return own if heading.rule == NONE else heading


def _source(parent: Deadline) -> Deadline:
    """Return a deadline with its own words, even where it was itself inherited."""
    text = re.sub(r" \(from [^()]*\)$", "", parent.text or "")
    return replace(parent, text=text or None)
