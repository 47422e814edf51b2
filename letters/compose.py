"""From a response to the words of its letter. Reads only."""

from datetime import date

from django.conf import settings

from letters.addresses import Addresses, addresses_on
from letters.attached import content_data
from letters.fields import fill
from letters.gathering import content_of, field_values, gather
from letters.language import ENGLISH, WELSH, word
from letters.layouts import Content, Item, ReportPart, appended, lay_out
from letters.models import Delegation, LetterTemplate
from letters.style import AddressedTo, Style
from letters.words import AppendixItem, AppendixPart, LetterWords, Party, Signatory
from letters.words import Letterhead as Head
from recommendations.numbers import tidy
from responses.models import Response


def compose(
    response: Response,
    *,
    dated_on: date,
    reference: str,
    your_reference: str = "n/a",
    template: LetterTemplate | None = None,
    public: bool = False,
    delegation: Delegation | None = None,
) -> LetterWords:
    """Return the letter of `response` as on `dated_on`, in the body's own template and style.

    The office's own copy is protectively marked and holds every word; the `public` one
    has no marking, and the reason in place of what is kept out of publication. With a
    `delegation` the deputy signs it for the holder of the office.

    Raises ValueError when `addresses_on` has problems: ask it first.
    """
    who = addresses_on(response.body, dated_on)
    if who.problems:
        raise ValueError(" ".join(who.problems))
    template = template or LetterTemplate.of(response.body)
    style = template.style
    found = gather(response, who, dated_on, public=public)
    values = field_values(found, style)
    content = content_of(found, template, values)
    head = who.letterhead
    items = _appendix(content) if style.lists_recommendations else ()
    further = appended(content, style)
    return LetterWords(
        title=content.say("response_to", report=values["report"]),
        letterhead=head_of(head, content.language),
        footer=_said(head, "footer", content.language).strip(),
        colour=head.colour.lower(),
        **_addressed(who, style, content),
        reference=reference,
        your_reference=your_reference or "n/a",
        dated_on=dated_on,
        enquiries_to=head.enquiries_to,
        enquiries_email=head.enquiries_email or head.email,
        sections=lay_out(content, style),
        numbered=style.numbered,
        marking="" if public else settings.DRAFT_MARKING,
        signatory=_signatory(who.signatory, delegation, content),
        cc=tuple(filter(None, map(str.strip, fill(template.cc, values).strip(", ").splitlines()))),
        appendix_title=appendix_title("A", content.say("recommendations")),
        appendix=items,
        appended_title=appendix_title(
            "B" if items else "A", content.say("comments_of", title=content.chief_title)
        )
        if further
        else "",
        appended=further,
        data=content_data(content),
    )


def _said(head, name: str, language: str) -> str:
    """Return what a letterhead says, in the letter's language where the office gave it so."""
    welsh = getattr(head, f"{name}_cy") if language == WELSH else ""
    return welsh or getattr(head, name)


def head_of(head, language: str) -> Head:
    """Return the head of a letter in `language`."""
    address = _said(head, "address", language)
    return Head(
        name=_said(head, "name", language),
        address=tuple(filter(None, map(str.strip, address.splitlines()))),
        telephone=head.telephone,
        fax=head.fax,
        email=head.email,
        web=head.web,
        logo=head.logo.name or "",
    )


def _signatory(holder, delegation: Delegation | None, content: Content) -> Signatory:
    if delegation is None:
        return Signatory(name=holder.styled_name, title=holder.title)
    return Signatory(
        name=str(delegation.deputy),
        title=delegation.title,
        on_behalf_of=content.say("on_behalf_of", title=holder.title),
    )


def _addressed(who: Addresses, style: Style, content: Content) -> dict:
    """Return addressees, salutation and valediction; a statement to nobody has none of them."""
    if style.addressed_to == AddressedTo.NOBODY:
        return {"addressee": None, "salutation": "", "valediction": ""}
    minister, contact = who.secretary_of_state, who.secretary_contact
    said = {
        "addressee": Party(
            name=minister.styled_name,
            title=minister.title,
            address=tuple(contact.address.splitlines()),
            email=contact.email,
        ),
        "salutation": content.say("dear", who=minister.salutation),
        "valediction": content.say("valediction"),
    }
    if style.addressed_to == AddressedTo.BOTH:
        said["second_addressee"] = _inspector(who)
    return said


def _inspector(who: Addresses) -> Party:
    contact, chief = who.inspectors_contact, who.chief_inspector
    lines = tuple(contact.address.splitlines())
    if chief is None:
        return Party(name=contact.body.name, address=lines, email=contact.email)
    return Party(name=chief.styled_name, title=chief.title, address=lines, email=contact.email)


def appendix_title(letter: str, title: str, language: str = ENGLISH) -> str:
    return word("appendix", language, letter=letter, title=title)


def _appendix(content: Content) -> tuple[AppendixItem, ...]:
    """Return what applies to this office or its force; a lettered set is shown whole."""
    shown: list[AppendixItem] = []
    for report in content.reports:
        groups = _groups(report)
        made = [_appendix_item(content, group) for group in groups]
        if made and len(content.reports) > 1:
            shown.append(AppendixItem(heading=report.title))
        shown += made
    return tuple(shown)


def _groups(report: ReportPart) -> list[list[Item]]:
    """Return the sets in which something applies: 6a, 6b and 6c are one."""
    groups: dict[tuple[str, str], list[Item]] = {}
    for item in report.items:
        groups.setdefault((item.kind, item.stem), []).append(item)
    return [g for g in groups.values() if any(i.for_body or i.for_force for i in g)]


def _appendix_item(content: Content, group: list[Item]) -> AppendixItem:
    first = group[0]
    lettered = [item for item in group if item.number != item.stem]
    if len(group) == 1 and (not lettered or not first.number):
        name = first.name if first.number else content.say(first.kind)
        to = content.say("to", whom=first.to) if first.to else ""
        return AppendixItem(heading=": ".join(filter(None, [name, to])), text=first.text)
    whole = next((item for item in group if item.number == item.stem), None)
    title = f"{content.say(first.kind)} {first.stem}"
    return AppendixItem(
        heading=": ".join(filter(None, [title, first.heading])),
        text=whole.text if whole else "",
        parts=tuple(
            AppendixPart(label=tidy(i.number.removeprefix(i.stem)), text=i.text) for i in lettered
        ),
    )
