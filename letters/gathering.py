"""From a response and the records of a day to what its letter has to say. Reads only."""

from dataclasses import dataclass
from datetime import date

from bodies.groups import Kind
from letters.addresses import Addresses
from letters.covering import covered_words
from letters.fields import fill, plain
from letters.language import ENGLISH, day_words, listed, word
from letters.layouts import Answer, Content, Item, ReportPart
from letters.models import Letter, LetterTemplate
from letters.style import Style
from recommendations.deadlines import SECTION_55_DAYS, last_day
from recommendations.models import Recommendation, Report
from responses.models import Passage, Response
from responses.queries import DeskItem, desk, received_comments

UNDER_THE_ACT = ", as section 55 of the Police Act 1996 asks of me as local policing body"
CORONATION = date(2022, 9, 8)  # from this day the inspectors are His Majesty's
COLLECTIVE = {Kind.MOPAC, Kind.COMMON_COUNCIL}


@dataclass(frozen=True)
class Gathered:
    """A response's rows, read once for one letter."""

    response: Response
    who: Addresses
    day: date
    reports: list[Report]
    items: list[DeskItem]
    public: bool = False  # whether what is kept out of publication is left out
    language: str = ENGLISH


def gather(response: Response, who: Addresses, day: date, *, public: bool = False) -> Gathered:
    reports = list(response.reports.prefetch_related("publishers"))
    return Gathered(response, who, day, reports, desk(response), public)


def to_whom(recommendation: Recommendation, language: str = ENGLISH) -> str:
    """Return the addressees in a line: "chief constables, and police and crime commissioners"."""
    names = [
        word(addressee.group, language) if addressee.group else str(addressee.body)
        for addressee in recommendation.addressees.all()
    ]
    joint = f", {word('and', language)} "
    return joint.join(names) if len(names) == 2 else listed(names, language)


def named(recommendation: Recommendation, language: str = ENGLISH) -> str:
    """Return "Recommendation 6c" in the letter's language."""
    if language == ENGLISH or not recommendation.number:
        return str(recommendation)
    return f"{word(recommendation.kind, language)} {recommendation.number}"


def field_values(found: Gathered, style: Style) -> dict[str, str]:
    """Return what the fields of an office's template stand for in this letter."""
    response, who, day, language = found.response, found.who, found.day, found.language
    publishers = {body.pk: body.name_on(day) for r in found.reports for body in r.publishers.all()}
    force, chief, holder = who.force, who.chief_officer, who.signatory
    for_force = [
        i.recommendation for i in found.items if force and i.recommendation.applies_to(force)
    ]
    for_body = [i.recommendation for i in found.items if i.applies]
    cites = style.statutory_opening and response.is_under_the_act
    return {
        "report": listed((report.title for report in found.reports), language),
        "publishers": listed(publishers.values(), language) or "the inspectors",
        "published_on": listed(
            sorted({day_words(r.published_on, language) for r in found.reports}), language
        ),
        "law": UNDER_THE_ACT if cites else "",
        "capacity": response.body.name_on(day),
        "force": force.name_on(day) if force else "the force",
        "area": response.body.area,
        "chief_officer": chief.styled_name if chief else "",
        "chief_officer_title": chief.title if chief else "chief officer",
        "holder_title": holder.title if holder else "",
        "we": "We" if response.body.kind in COLLECTIVE else "I",
        "majesty": "His Majesty’s" if day >= CORONATION else "Her Majesty’s",
        "for_force": _apply(for_force, f"to {force.name_on(day)}" if force else ""),
        "for_body": _apply(for_body, "to this office"),
        "counts": _counts(found),
        "last_day": day_words(last_day(found.reports[0].published_on, SECTION_55_DAYS), language)
        if found.reports
        else "",
    }


def _apply(recommendations: list[Recommendation], to_whom: str) -> str:
    numbers = [r.number for r in recommendations if r.number]
    if not numbers:
        return ""
    noun = "Recommendation" if len(numbers) == 1 else "Recommendations"
    verb = "applies" if len(numbers) == 1 else "apply"
    return f"{noun} {listed(numbers)} {verb} {to_whom}."


def _counts(found: Gathered) -> str:
    """Return "11 recommendations, 3 of them to chief constables and 1 to …", or nothing."""
    asked = [i.recommendation for i in found.items if i.recommendation.must_be_explained]
    if not asked:
        return ""
    force = found.who.force
    to_force = sum(bool(force and r.is_addressed_to(force)) for r in asked)
    to_body = sum(r.is_addressed_to(found.response.body) for r in asked)
    whole = f"{len(asked)} recommendation{'' if len(asked) == 1 else 's'}"
    return f"{whole}, {to_force} of them to chief constables and {to_body} to local policing bodies"


def content_of(found: Gathered, template: LetterTemplate, values: dict[str, str]) -> Content:
    """Return all that the letter has to say, for a layout to put on the page."""
    who, response, language = found.who, found.response, found.language
    safe = {name: plain(value) for name, value in values.items()}
    comments = received_comments(response)
    return Content(
        reports=tuple(_part(found, report, comments) for report in found.reports),
        blocks={
            name: fill(getattr(template, name), safe)
            for name in ["opening", "recommendations", "oversight"]
        },
        opening=response.opening,
        reply=response.reply,
        closing=response.closing,
        comments=comments[None].text if None in comments else "",
        chief_name=values["chief_officer"],
        chief_title=values["chief_officer_title"],
        force=values["force"],
        holder_title=values["holder_title"],
        dated_on=day_words(found.day, language),
        sent_to=_sent_to(who, found.day),
        covers=covered_words(response),
        corrects=_corrects(found),
        language=language,
    )


def _corrects(found: Gathered) -> str:
    """Return the sentence that names the letter which this one corrects, or nothing."""
    old = found.response.corrects
    letter = Letter.objects.filter(response=old).first() if old else None
    if letter is None:
        return ""
    return word(
        "corrects",
        found.language,
        reference=plain(letter.reference),
        day=day_words(letter.dated_on, found.language),
        reason=plain(found.response.correction_reason),
    )


def _sent_to(who: Addresses, day: date) -> str:
    minister = who.secretary_of_state.title if who.secretary_of_state else ""
    inspectors = who.inspectors_contact.body.name_on(day) if who.inspectors_contact else ""
    return listed(filter(None, [minister, inspectors]))


def _part(found: Gathered, report: Report, comments: dict) -> ReportPart:
    language = found.language
    items = [i for i in found.items if i.recommendation.report_id == report.pk]
    deadline = last_day(report.published_on, SECTION_55_DAYS)
    return ReportPart(
        title=report.title,
        kind=report.get_kind_display(),
        published_on=day_words(report.published_on, language),
        publishers=listed((b.name_on(found.day) for b in report.publishers.all()), language),
        deadline=day_words(deadline, language) if report.is_under_the_act else "",
        items=tuple(_item(found, item, comments) for item in items),
        published_day=report.published_on,
        last_day=deadline if report.is_under_the_act else None,
    )


def _item(found: Gathered, item: DeskItem, comments: dict) -> Item:
    r, passage, language = item.recommendation, item.passage, found.language
    comment = comments.get(r.pk)
    return Item(
        kind=r.kind,
        number=r.number,
        stem=r.stem or f"#{r.pk}",
        name=named(r, language),
        text=r.text,
        heading=r.heading,
        to=to_whom(r, language),
        deadline=r.deadline_text or (day_words(r.due_on, language) if r.due_on else ""),
        answer=_answer(found, passage),
        force_comment=comment.text.strip() if comment else "",
        for_body=item.applies,
        for_force=bool(found.who.force and r.applies_to(found.who.force)),
    )


def _answer(found: Gathered, passage: Passage) -> Answer:
    if found.public and passage.withheld_reason:
        reason = plain(passage.withheld_reason)
        return Answer(passage.position, word("withheld", found.language, reason=reason))
    by_when = day_words(passage.by_when, found.language) if passage.by_when else ""
    return Answer(
        passage.position, passage.text.strip(), passage.owner, by_when, by_day=passage.by_when
    )
