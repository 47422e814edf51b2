"""Who is named where in a text: groups, national bodies and forces by any of their names."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from recommendations.extraction.shapes import KnownBody

CHIEF_CONSTABLES = "chief_constables"
COMMISSIONERS = "police_and_crime_commissioners"
THE_FORCE = "@force"
THE_AGENCY = "@agency"
INSPECTORS = frozenset({"hmicfrs", "hmic", "hmcpsi", "hmi_prisons", "hmi_probation"})
GROUPS = frozenset({CHIEF_CONSTABLES, COMMISSIONERS})

# Phrases with a capital in them must be written so; others match in any case.
_RULES: dict[str, tuple[str, ...]] = {
    CHIEF_CONSTABLES: (
        "chief constables",
        "chief officers",
        "chief constable of each force",
        "forces",
        "police forces",
        "police services",
        "the police service",
        "police force",
        "each force",
        "every force",
        "any force",
        "each chief constable",
        "every chief constable",
        "constabularies",
    ),
    THE_FORCE: (
        "the force",
        "the constabulary",
        "the chief constable",
        "force should",
        "force must",
        "force needs",
    ),
    THE_AGENCY: ("the agency",),
    COMMISSIONERS: (
        "police and crime commissioners",
        "police & crime commissioners",
        "police, fire and crime commissioners",
        "police (fire) and crime commissioners",
        "police and crime commissioner",
        "police, fire and crime commissioner",
        "local policing bodies",
        "PCCs",
        "PFCCs",
        "PCC",
    ),
    "npcc": ("national police chiefs' council", "national police chiefs council", "NPCC"),
    "apcc": ("association of police and crime commissioners", "APCC"),
    "home_office": ("Home Office", "home secretary"),
    "college_of_policing": ("college of policing", "the college of policing", "the College"),
    "cps": ("crown prosecution service", "director of public prosecutions", "CPS"),
    "iopc": ("independent office for police conduct", "IOPC"),
    "ipcc": ("independent police complaints commission", "IPCC"),
    "acpo": ("association of chief police officers", "ACPO"),
    "hmicfrs": (
        "HMICFRS",
        "his majesty's inspectorate of constabulary",
        "her majesty's inspectorate of constabulary and fire",
    ),
    "hmic": ("HMIC", "her majesty's inspectorate of constabulary"),
    "hmcpsi": ("HMCPSI", "crown prosecution service inspectorate"),
    "hmpps": (
        "HMPPS",
        "HM Prison and Probation Service",
        "his majesty's prison and probation service",
        "her majesty's prison and probation service",
        "prison and probation service",
    ),
    "ministry_of_justice": ("ministry of justice", "MoJ"),
    "nca": ("national crime agency", "NCA"),
    "btp": ("british transport police", "BTP"),
    "attorney_general": ("attorney general's office", "attorney general"),
    "government": ("the Government", "HM Government", "UK Government"),
    "welsh_government": ("welsh government",),
    "local_police": ("local police",),
    "safeguarding_partners": ("safeguarding partners",),
    "local_authorities": ("local authorities", "local authority"),
    "probation_service": ("probation service",),
    "nhs_england": ("NHS England",),
}
# Two forces are led by a commissioner, named as often as the force is.
_LED = {
    "metropolitan": (
        "Commissioner of Police of the Metropolis",
        "Commissioner of the Metropolis",
        "Commissioner of the Metropolitan Police Service",
        "Commissioner of the Metropolitan Police",
        "Metropolitan Police Commissioner",
        "Met Commissioner",
        "Commissioner of the Met",
    ),
    "city-of-london": (
        "Commissioner of Police for the City of London",
        "Commissioner of the City of London Police",
        "City of London Police Commissioner",
    ),
}
# Bodies that are inspected as forces are, and called "the force" or "the agency".
_AGENCIES = frozenset({"other_force", "law_enforcement_agency"})
_FORCE_TAIL = re.compile(r"\s+(?:Police Service|Police|Constabulary)$", re.I)
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_LEAD = re.compile(
    r"(?:\s+(?:national\s+|portfolio\s+|strategic\s+)?leads?\b"
    r"(?:\s+(?:for|on)\s+[^,.;:]{1,60}?(?=$|[,.;:]|\s+(?:should|must|to|and)\b))?)"
)
_LEAD_MORE = re.compile(
    r"\s+and\s+(?!(?:the|all|each|every|both)\b)(?P<what>[^,.;:]{1,60}?)"
    r"(?=$|[,.;:]|\s+(?:should|must|to|and)\b)"
)


@dataclass(frozen=True)
class Mention:
    """A body or group named at text[start:end]."""

    start: int
    end: int
    code: str
    whole: bool = True  # False for an area's bare name, as "Surrey"

    @property
    def is_force(self) -> bool:
        return self.code.startswith("force:")


@dataclass(frozen=True)
class _Phrase:
    words: str
    exact: bool
    code: str
    whole: bool


class Names:
    """The names a text may use on the day it was published."""

    def __init__(self, bodies: Iterable[KnownBody], published: date | None) -> None:
        self._by_first: dict[str, list[_Phrase]] = {}
        self._slugs: dict[str, str] = {}
        self._agencies: set[str] = set()
        for body in bodies:
            self._add_body(body, published)
        for code, phrases in _RULES.items():
            for phrase in phrases:
                self._add(phrase, code)
        for phrases_ in self._by_first.values():
            phrases_.sort(key=lambda p: len(p.words), reverse=True)

    def _add(self, words: str, code: str, *, exact: bool | None = None, whole: bool = True) -> None:
        words = fold(words)
        first = _WORD.match(words)
        if first is None:
            return
        exact = words != words.lower() if exact is None else exact
        phrase = _Phrase(words if exact else words.lower(), exact, code, whole)
        self._by_first.setdefault(first[0].lower(), []).append(phrase)

    def _add_body(self, body: KnownBody, published: date | None) -> None:
        names = [body.name, *(n.text for n in body.names)]
        if body.kind != "force":
            code = body.slug.replace("-", "_")
            if body.kind in _AGENCIES:
                self._agencies.add(code)
            for name in names:
                self._add(name, code, exact=len(name.split()) == 1 or name.startswith("the "))
            return
        code = f"force:{body.name_on(published)}"
        area = body.slug.removeprefix("force-")
        self._slugs[area] = code
        for title in _LED.get(area, ()):
            self._add(title, code, exact=False)
        for name in names:
            base = _FORCE_TAIL.sub("", name)
            if base == name:
                self._add(name, code, exact=True)
                continue
            for spelt in _spellings(base):
                self._add(f"{spelt} Police", code, exact=False)
                self._add(f"{spelt} Constabulary", code, exact=False)
                self._add(spelt, code, exact=True, whole=False)
            self._add(name, code, exact=False)

    def find(self, text: str) -> list[Mention]:
        """Return the names in the text, in order, longest first where they overlap."""
        text = fold(text)
        lower = text.lower()
        found: list[Mention] = []
        end = 0
        for word in _WORD.finditer(text):
            if word.start() < end:
                continue
            mention = self._at(text, lower, word.start(), word[0].lower())
            if mention and _of_force(text, found, mention):
                mention = replace(mention, start=found.pop().start)
            if mention:
                found.append(mention)
                end = mention.end
        return found

    def _at(self, text: str, lower: str, start: int, first: str) -> Mention | None:
        for phrase in self._by_first.get(first, ()):
            end = start + len(phrase.words)
            said = (text if phrase.exact else lower)[start:end]
            if said != phrase.words and not (first == "the" and said[1:] == phrase.words[1:]):
                continue
            if text[end : end + 1].isalnum() or lower[max(0, start - 6) : start] == "armed ":
                continue
            if phrase.code == "npcc" and (lead := _LEAD.match(text, end)):
                end = self._lead_end(text, lower, lead.end())
            return Mention(start, end, phrase.code, phrase.whole)
        return None

    def _lead_end(self, text: str, lower: str, end: int) -> int:
        """Return where a lead's subject ends: "lead for stop and search" names one."""
        more = _LEAD_MORE.match(text, end)
        word = _WORD.match(text, more.start("what")) if more else None
        if more and word and not self._at(text, lower, word.start(), word[0].lower()):
            return more.end()
        return end

    def force_at(self, slug: str) -> str | None:
        """Return the code of the force whose web address says `slug`."""
        return self._slugs.get(slug.lower())

    def force_in(self, heading: str) -> str | None:
        """Return the one force that a title or heading is about, or None."""
        mentions = [m for m in self.find(heading) if m.code.startswith("force:")]
        mentions = [m for m in mentions if not heading[m.end :].lower().startswith(" region")]
        whole = {m.code for m in mentions if m.whole}
        codes = whole or {m.code for m in mentions}
        return codes.pop() if len(codes) == 1 else None

    def subject_of(self, title: str) -> str | None:
        """Return the one force or agency that a report's title is about, or None."""
        agencies = {m.code for m in self.find(title)} & self._agencies
        only = not any(m.is_force for m in self.find(title)) and len(agencies) == 1
        return agencies.pop() if only else self.force_in(title)


def _spellings(area: str) -> set[str]:
    """Return the ways an area is spelt: with "and" or "&", with or without its hyphens."""
    joined = area.replace(" & ", " and ")
    hyphened = {joined, joined.replace("-", " ")}
    return hyphened | {name.replace(" and ", " & ") for name in hyphened}


def _of_force(text: str, found: list[Mention], mention: Mention) -> bool:
    """Say whether a force's name goes with the last mention: "the chief constable of Kent"."""
    if not (found and mention.is_force and found[-1].code == THE_FORCE):
        return False
    between = text[found[-1].end : mention.start]
    return bool(re.fullmatch(r"\s+(?:of|for|in)\s+(?:the\s+)?", between))


def fold(text: str) -> str:
    """Return the text with straight apostrophes; no character moves."""
    return text.replace("\u2019", "'").replace("\u2018", "'")


@lru_cache(maxsize=8)
def _names(bodies: tuple[KnownBody, ...], published: date | None) -> Names:
    return Names(bodies, published)


def names_on(bodies: Sequence[KnownBody], published: date | None) -> Names:
    """Return the names of these bodies on a day, with the groups and national bodies."""
    return _names(tuple(bodies), published)
