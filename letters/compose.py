"""From a response to the words of its letter. Reads only."""

from datetime import date

from bodies.models import Body
from letters.addresses import Addresses, addresses_on
from letters.covering import covered_words
from letters.fields import fill, plain
from letters.models import LetterTemplate
from letters.words import (
    AppendixItem,
    AppendixPart,
    LetterWords,
    Party,
    Section,
    Signatory,
)
from letters.words import Letterhead as Head
from recommendations.models import Recommendation
from recommendations.numbers import tidy
from responses.models import Response
from responses.queries import DeskItem, desk, received_comments
from responses.workflow import Position

UNDER_THE_ACT = ", as section 55 of the Police Act 1996 asks of me as local policing body"


def day_words(day: date) -> str:
    """Return the day as letters write it: 19 July 2021."""
    return f"{day.day} {day:%B %Y}"


def listed(words) -> str:
    """Return "2, 3 and 4" for three words."""
    words = list(words)
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _values(response: Response, items: list[DeskItem], who: Addresses, day: date) -> dict[str, str]:
    reports = list(response.reports.prefetch_related("publishers"))
    publishers = {body.pk: body.name_on(day) for r in reports for body in r.publishers.all()}
    force, chief = who.force, who.chief_officer
    for_force = [i.recommendation for i in items if force and i.recommendation.applies_to(force)]
    for_body = [i.recommendation for i in items if i.applies]
    return {
        "report": listed(report.title for report in reports),
        "publishers": listed(publishers.values()) or "the inspectors",
        "published_on": listed(sorted({day_words(r.published_on) for r in reports})),
        "law": UNDER_THE_ACT if response.is_under_the_act else "",
        "capacity": response.body.name_on(day),
        "force": force.name_on(day) if force else "the force",
        "area": response.body.area,
        "chief_officer": chief.styled_name if chief else "",
        "chief_officer_title": chief.title if chief else "chief officer",
        "for_force": _numbers(for_force, f"to {force.name_on(day)}" if force else ""),
        "for_body": _numbers(for_body, "to this office"),
    }


def _numbers(recommendations: list[Recommendation], to_whom: str) -> str:
    numbers = [r.number for r in recommendations if r.number]
    if not numbers:
        return ""
    noun = "Recommendation" if len(numbers) == 1 else "Recommendations"
    verb = "applies" if len(numbers) == 1 else "apply"
    return f"{noun} {listed(numbers)} {verb} {to_whom}."


def _passage_words(item: DeskItem) -> str:
    passage = item.passage
    details = []
    if passage.owner:
        details.append(f"Who: {passage.owner}.")
    if passage.by_when:
        details.append(f"By when: {day_words(passage.by_when)}.")
    return "\n\n".join(filter(None, [passage.text.strip(), " ".join(details)]))


def _answers(items: list[DeskItem]) -> list[Section]:
    ours = [i for i in items if i.passage.is_explained and i.passage.position != "not_for_us"]
    others = [i for i in items if i.passage.is_explained and i.passage.position == "not_for_us"]
    sections = [
        Section(
            heading=f"{item.recommendation}: {Position(item.passage.position).label.lower()}",
            text=_passage_words(item),
        )
        for item in ours
    ]
    if others:
        lines = [f"- {i.recommendation}: {i.passage.text.strip()}" for i in others]
        sections.append(Section(heading="Not for this office", text="\n".join(lines)))
    return sections


def _chief_officer_sections(response: Response, values: dict[str, str]) -> list[Section]:
    comments = received_comments(response)
    words = [comments[None].text] if None in comments else []
    words += [f"**{c.recommendation}.** {c.text}" for key, c in comments.items() if key]
    sections = []
    if words:
        heading = f"Comments of the {values['chief_officer_title']}"
        sections.append(Section(heading=heading, text="\n\n".join(words)))
    if response.reply.strip():
        sections.append(Section(heading="My reply to those comments", text=response.reply))
    return sections


def _appendix(items: list[DeskItem], force: Body | None) -> tuple[AppendixItem, ...]:
    """Return what applies to this office or its force; a lettered set is shown whole."""
    applying = {
        _set_of(i.recommendation)
        for i in items
        if i.applies or (force and i.recommendation.applies_to(force))
    }
    groups: dict[tuple, list[Recommendation]] = {}
    for item in items:
        key = _set_of(item.recommendation)
        if key in applying:
            groups.setdefault(key, []).append(item.recommendation)
    return tuple(_appendix_item(group) for group in groups.values())


def _set_of(recommendation: Recommendation) -> tuple:
    """Return what 6a, 6b and 6c of one report have in common; an item without number is alone."""
    number = recommendation.stem or recommendation.pk
    return recommendation.report_id, recommendation.kind, number


def _appendix_item(group: list[Recommendation]) -> AppendixItem:
    first = group[0]
    lettered = [r for r in group if r.number != r.stem]
    if len(group) == 1 and not lettered:
        name = str(first) if first.number else first.get_kind_display()
        heading = f"{name}: To {to_whom(first)}" if first.addressees.all() else name
        return AppendixItem(heading=heading, text=first.text)
    whole = next((r for r in group if r.number == r.stem), None)
    title = f"{first.get_kind_display()} {first.stem}"
    return AppendixItem(
        heading=": ".join(filter(None, [title, first.heading])),
        text=whole.text if whole else "",
        parts=tuple(
            AppendixPart(label=tidy(r.number.removeprefix(r.stem)), text=r.text) for r in lettered
        ),
    )


def to_whom(recommendation: Recommendation) -> str:
    """Return the addressees in a line: "chief constables, and police and crime commissioners"."""
    names = [
        addressee.get_group_display().lower() if addressee.group else str(addressee.body)
        for addressee in recommendation.addressees.all()
    ]
    return ", and ".join(names) if len(names) == 2 else listed(names)


def compose(
    response: Response, *, dated_on: date, reference: str, your_reference: str = "n/a"
) -> LetterWords:
    """Return the letter of `response` as on `dated_on`.

    Raises ValueError when `addresses_on` has problems: ask it first.
    """
    who = addresses_on(response.body, dated_on)
    if who.problems:
        raise ValueError(" ".join(who.problems))
    items = desk(response)
    template = LetterTemplate.of(response.body)
    values = _values(response, items, who, dated_on)
    safe = {name: plain(value) for name, value in values.items()}
    opening = [fill(template.opening, safe), fill(template.recommendations, safe)]
    opening += [covered_words(response), response.opening]
    closing = [response.closing, fill(template.oversight, safe)]
    head, minister, holder = who.letterhead, who.secretary_of_state, who.signatory
    sections = [
        Section(text="\n\n".join(text for text in opening if text.strip())),
        *_chief_officer_sections(response, values),
        *_answers(items),
        Section(heading="Oversight", text="\n\n".join(t for t in closing if t.strip())),
    ]
    return LetterWords(
        title=f"Response to {values['report']}",
        letterhead=Head(
            name=head.name,
            address=tuple(filter(None, map(str.strip, head.address.splitlines()))),
            telephone=head.telephone,
            fax=head.fax,
            email=head.email,
            web=head.web,
            logo=head.logo.name or "",
        ),
        addressee=Party(
            name=minister.styled_name,
            title=minister.title,
            address=tuple(who.secretary_contact.address.splitlines()),
            email=who.secretary_contact.email,
        ),
        reference=reference,
        your_reference=your_reference or "n/a",
        dated_on=dated_on,
        enquiries_to=head.enquiries_to,
        enquiries_email=head.enquiries_email or head.email,
        salutation=f"Dear {minister.salutation}",
        sections=tuple(section for section in sections if section.text.strip()),
        signatory=Signatory(name=holder.styled_name, title=holder.title),
        cc=tuple(filter(None, map(str.strip, fill(template.cc, values).strip(", ").splitlines()))),
        appendix=_appendix(items, who.force),
    )
