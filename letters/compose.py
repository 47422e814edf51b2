"""From a response to the words of its letter, and to what becomes public. Reads only."""

from dataclasses import dataclass
from datetime import date

from bodies.models import Body, OfficeTerm
from letters.fields import fill
from letters.models import Contact, Letter, Letterhead, LetterTemplate
from letters.words import (
    AppendixItem,
    AppendixPart,
    LetterWords,
    Party,
    Section,
    Signatory,
)
from letters.words import Letterhead as Head
from recommendations.deadlines import day_number
from recommendations.models import Recommendation
from recommendations.numbers import tidy
from responses.models import Response
from responses.queries import DeskItem, desk, received_comments
from responses.workflow import Position


def day_words(day: date) -> str:
    """Return the day as letters write it: 19 July 2021."""
    return f"{day.day} {day:%B %Y}"


def listed(words) -> str:
    """Return "2, 3 and 4" for three words."""
    words = list(words)
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


@dataclass(frozen=True)
class Addresses:
    """Who is who on the day of the letter. `problems` says what the records lack."""

    secretary_of_state: OfficeTerm | None
    secretary_contact: Contact | None
    inspectors_contact: Contact | None
    signatory: OfficeTerm | None
    chief_officer: OfficeTerm | None
    chief_contact: Contact | None
    force: Body | None
    letterhead: Letterhead | None

    @property
    def problems(self) -> list[str]:
        lacks = {
            "who is Secretary of State on that day": self.secretary_of_state,
            "an e-mail address of the Home Office for section 55 responses": self.secretary_contact
            and self.secretary_contact.email,
            "an e-mail address of the inspectors for section 55 responses": self.inspectors_contact
            and self.inspectors_contact.email,
            "who holds this body's office on that day": self.signatory,
            "a letterhead of this body for that day": self.letterhead,
        }
        return [f"The records do not hold {what}." for what, value in lacks.items() if not value]


def addresses_on(body: Body, day: date) -> Addresses:
    """Return everybody the letter names, as on `day`."""
    home_office = Body.objects.filter(slug="home-office").first()
    inspectors = Body.objects.on(day).filter(slug__in=["hmicfrs", "hmic"]).first()
    force = body.force_on(day)

    def contact(of: Body | None) -> Contact | None:
        return Contact.objects.on(day).filter(body=of).first() if of else None

    return Addresses(
        secretary_of_state=home_office.holder_on(day) if home_office else None,
        secretary_contact=contact(home_office),
        inspectors_contact=contact(inspectors),
        signatory=body.holder_on(day),
        chief_officer=force.holder_on(day) if force else None,
        chief_contact=contact(force),
        force=force,
        letterhead=Letterhead.objects.on(day).filter(body=body).first(),
    )


def default_reference(body: Body, day: date) -> str:
    """Return a reference as offices write them, day and initials, that is not yet issued."""
    letterhead = Letterhead.objects.on(day).filter(body=body).first()
    person = letterhead.enquiries_to if letterhead else ""
    stem = f"{day:%Y%m%d}{''.join(word[0].upper() for word in person.split())}"
    taken = set(
        Letter.objects.filter(body=body, reference__startswith=stem).values_list(
            "reference", flat=True
        )
    )
    return next(
        candidate
        for n in range(1, len(taken) + 2)
        if (candidate := stem if n == 1 else f"{stem}-{n}") not in taken
    )


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
    return f"{noun} {listed(numbers)} {verb} {to_whom}. "


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
        (i.recommendation.report_id, i.recommendation.stem or i.recommendation.pk)
        for i in items
        if i.applies or (force and i.recommendation.applies_to(force))
    }
    groups: dict[tuple, list[Recommendation]] = {}
    for item in items:
        key = (item.recommendation.report_id, item.recommendation.stem or item.recommendation.pk)
        if key in applying:
            groups.setdefault(key, []).append(item.recommendation)
    return tuple(_appendix_item(group) for group in groups.values())


def _appendix_item(group: list[Recommendation]) -> AppendixItem:
    first = group[0]
    lettered = [r for r in group if r.number != r.stem]
    if len(group) == 1 and not lettered:
        heading = f"{first}: To {_to(first)}" if first.addressees.all() else str(first)
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


def _to(recommendation: Recommendation) -> str:
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
    opening = [fill(template.opening, values), fill(template.recommendations, values)]
    opening += [response.opening]
    closing = [response.closing, fill(template.oversight, values)]
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


def public_content(letter: Letter) -> dict:
    """Return, as plain data, everything that publication makes public: section 55(5)."""
    response = letter.response
    comments = received_comments(response)
    day = letter.dated_on
    who = addresses_on(response.body, day)
    return {
        "body": response.body.name_on(day),
        "reports": [
            {
                "title": report.title,
                "published_on": report.published_on.isoformat(),
                "url": report.url,
                "basis": report.get_basis_display(),
                "under_the_act": report.is_under_the_act,
            }
            for report in response.reports.all()
        ],
        "opening": response.opening,
        "closing": response.closing,
        "reply": response.reply,
        "passages": [_public_passage(item) for item in desk(response)],
        "chief_officer": who.chief_officer.styled_name if who.chief_officer else "",
        "chief_officer_title": who.chief_officer.title if who.chief_officer else "Chief officer",
        "force": who.force.name_on(day) if who.force else "",
        "comments": [
            {"on": str(c.recommendation) if key else "", "text": c.text}
            for key, c in sorted(comments.items(), key=lambda pair: pair[0] or 0)
        ],
        "invited_on": response.invitation.invited_on.isoformat(),
        "signatory": f"{letter.signatory_name}, {letter.signatory_title}",
        "reference": letter.reference,
        "dated_on": day.isoformat(),
        "pdf_name": pdf_name(letter),
        "pdf_sha256": letter.public_sha256,
    }


def _public_passage(item: DeskItem) -> dict:
    recommendation, passage = item.recommendation, item.passage
    return {
        "title": str(recommendation),
        "heading": recommendation.heading,
        "text": recommendation.text,
        "addressees": _to(recommendation),
        "deadline": recommendation.deadline_text,
        "position": passage.get_position_display(),
        "words": passage.text,
        "owner": passage.owner,
        "by_when": passage.by_when.isoformat() if passage.by_when else "",
    }


def pdf_name(letter: Letter) -> str:
    """Return a file name that says what the file is."""
    report = letter.response.reports.first()
    title = slug_words(report.title if report else letter.reference, 60)
    return f"{letter.dated_on:%Y-%m-%d}-response-{title}-{letter.body.slug}.pdf"


def slug_words(text: str, longest: int) -> str:
    """Return a slug of whole words, at most `longest` characters."""
    slug = "".join(c if c.isalnum() and c.isascii() else "-" for c in text.lower())
    words = [word for word in slug.split("-") if word]
    while len("-".join(words)) > longest and len(words) > 1:
        words.pop()
    return "-".join(words)[:longest]


def day_published(letter: Letter, published_on: date) -> list[tuple[str, int]]:
    """Return for each report its title and which day of its period `published_on` is."""
    return [
        (report.title, day_number(report.published_on, published_on))
        for report in letter.response.reports.all()
    ]
