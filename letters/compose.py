"""From a response to the words of its letter. Reads only."""

from datetime import date

from django.conf import settings

from letters.addresses import Addresses, addresses_on
from letters.attached import content_data
from letters.fields import fill
from letters.gathering import content_of, field_values, gather, title_of
from letters.language import ENGLISH, WELSH, in_english, said, word
from letters.layouts import Content, Enclosure, Item, ReportPart, appended, lay_out
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
    language: str = ENGLISH,
) -> LetterWords:
    """Return the letter of `response` as on `dated_on`, in the body's own template and style.

    The office's own copy is protectively marked and holds every word; the `public` one
    has no marking, and the reason in place of what is kept out of publication. With a
    `delegation` the deputy signs it for the holder of the office. In Welsh, what only
    stands in English is marked as such: first of all what was recommended.

    Raises ValueError when `addresses_on` has problems: ask it first.
    """
    who = addresses_on(response.body, dated_on)
    if who.problems:
        raise ValueError(" ".join(who.problems))
    template = template or LetterTemplate.of(response.body)
    style = template.style
    found = gather(response, who, dated_on, language, public=public, with_areas=style.answers_areas)
    values = field_values(found, style)
    content = content_of(found, template, values)
    head = who.letterhead
    items = _appendix(content) if style.lists_recommendations else ()
    further = appended(content, style)
    return LetterWords(
        title=content.say("response_to", report=values["report"]),
        letterhead=head_of(head, language),
        footer=_in(head, "footer", language).strip(),
        colour=head.colour.lower(),
        rule_colour=head.rule_colour.lower(),
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
        cc=_copies(template.block("cc", language), values),
        enclosures=tuple(_enclosed(content, e) for e in content.enclosures),
        appendix_title=appendix_title("A", content.say("recommendations"), language),
        appendix=items,
        appended_title=appendix_title(
            "B" if items else "A", content.say("comments_of", title=content.chief_title), language
        )
        if further
        else "",
        appended=further,
        data=content_data(content),
        language=language,
    )


def _copies(block: str, values: dict[str, str]) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, fill(block, values).strip(", ").splitlines())))


def _enclosed(content: Content, enclosure: Enclosure) -> str:
    """Return the line that names what comes with the letter, or why the public lacks it."""
    if not enclosure.withheld:
        return enclosure.title
    reason = in_english(enclosure.withheld, content.language)
    if not enclosure.title:
        return content.say("withheld", reason=reason)
    return content.say("not_for_publication", what=enclosure.title, reason=reason)


def _in(head, name: str, language: str) -> str:
    """Return what a letterhead says, in the letter's language where the office gave it so."""
    welsh = getattr(head, f"{name}_cy") if language == WELSH else ""
    return welsh or getattr(head, name)


def head_of(head, language: str) -> Head:
    """Return the head of a letter in `language`, with the body's Welsh name for want of its own."""
    named_in_welsh = language == WELSH and head.body.name_cy and not head.name_cy
    address = _in(head, "address", language)
    return Head(
        name=head.body.name_cy if named_in_welsh else _in(head, "name", language),
        address=tuple(filter(None, map(str.strip, address.splitlines()))),
        telephone=head.telephone,
        fax=head.fax,
        email=head.email,
        web=head.web,
        logo=head.logo.name or "",
    )


def _signatory(holder, delegation: Delegation | None, content: Content) -> Signatory:
    if delegation is None:
        return Signatory(name=holder.styled_name, title=title_of(holder, content.language))
    return Signatory(
        name=str(delegation.deputy),
        title=in_english(delegation.title, content.language),
        on_behalf_of=content.say("on_behalf_of", title=title_of(holder, content.language)),
    )


def _addressed(who: Addresses, style: Style, content: Content) -> dict:
    """Return addressees, salutation and valediction; a statement to nobody has none of them."""
    if style.addressed_to == AddressedTo.NOBODY:
        return {"addressee": None, "salutation": "", "valediction": ""}
    minister, contact = who.secretary_of_state, who.secretary_contact
    words = {
        "addressee": Party(
            name=minister.styled_name,
            title=title_of(minister, content.language),
            address=tuple(contact.address.splitlines()),
            email=contact.email,
        ),
        "salutation": content.say(
            "dear", who=said(minister.salutation, minister.salutation_cy, content.language)
        ),
        "valediction": content.say("valediction"),
    }
    if style.addressed_to == AddressedTo.BOTH:
        words["second_addressee"] = _inspector(who, content.language)
    return words


def _inspector(who: Addresses, language: str) -> Party:
    contact, chief = who.inspectors_contact, who.chief_inspector
    lines = tuple(contact.address.splitlines())
    if chief is None:
        name = said(contact.body.name, contact.body.name_cy, language)
        return Party(name=name, address=lines, email=contact.email)
    title = title_of(chief, language)
    return Party(name=chief.styled_name, title=title, address=lines, email=contact.email)


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
