"""From a response and the records of a day to what its letter has to say. Reads only."""

from dataclasses import dataclass
from datetime import date

from bodies.models import Body, OfficeTerm
from letters.addresses import Addresses
from letters.covering import covered_words
from letters.fields import BLOCKS, COLLECTIVE, fill, plain
from letters.language import (
    ENGLISH,
    WELSH,
    as_said_by,
    day_words,
    in_english,
    listed,
    said,
    said_at_length,
    text_in_english,
    welsh_and,
    word,
)
from letters.layouts import Answer, Content, Enclosure, Item, ReportPart
from letters.models import LetterTemplate
from letters.sentences import apply_to, corrects, reports_as_published, within
from letters.style import Style
from recommendations.deadlines import SECTION_55_DAYS, last_day
from recommendations.models import Recommendation, Report
from responses.models import ChiefOfficerComment, Passage, Response
from responses.queries import DeskItem, desk, received_comments

CORONATION = date(2022, 9, 8)  # from this day the inspectors are His Majesty's


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


def gather(
    response: Response,
    who: Addresses,
    day: date,
    language: str = ENGLISH,
    *,
    public: bool = False,
    with_areas: bool = True,
) -> Gathered:
    """Read what a letter is made from, without areas for improvement where the office says so."""
    reports = list(response.reports.prefetch_related("publishers"))
    area = Recommendation.Kind.AREA_FOR_IMPROVEMENT
    items = [i for i in desk(response) if with_areas or i.recommendation.kind != area]
    return Gathered(response, who, day, reports, items, public, language)


def name_of(body: Body, day: date, language: str = ENGLISH) -> str:
    """Return the body's name on the day; a former name has no Welsh."""
    name = body.name_on(day)
    return said(name, body.name_cy if name == body.name else "", language)


def title_of(term: OfficeTerm | None, language: str = ENGLISH) -> str:
    return said(term.title, term.title_cy, language) if term else ""


def to_whom(recommendation: Recommendation, language: str = ENGLISH) -> str:
    """Return the addressees in a line: "chief constables, and police and crime commissioners"."""
    names = [
        word(addressee.group, language)
        if addressee.group
        else said(addressee.body.name, addressee.body.name_cy, language)
        for addressee in recommendation.addressees.all()
    ]
    if language == WELSH:  # "at" again, for what follows it changes its first letter
        return ", ac at ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
    return ", and ".join(names) if len(names) == 2 else listed(names)


def named(recommendation: Recommendation, language: str = ENGLISH) -> str:
    """Return "Recommendation 6c" in the letter's language."""
    if language == ENGLISH or not recommendation.number:
        return in_english(str(recommendation), language)
    return f"{word(recommendation.kind, language)} {recommendation.number}"


def field_values(found: Gathered, style: Style) -> dict[str, str]:
    """Return what the fields of an office's template stand for in this letter."""
    response, who, day, language = found.response, found.who, found.day, found.language
    publishers = {
        body.pk: within(name_of(body, day, language), language)
        for r in found.reports
        for body in r.publishers.all()
    }
    days = [day_words(r.published_on, language) for r in found.reports]
    force, chief, holder = who.force, who.chief_officer, who.signatory
    force_name = name_of(force, day, language) if force else ""
    for_force = [
        i.recommendation for i in found.items if force and i.recommendation.applies_to(force)
    ]
    for_body = [i.recommendation for i in found.items if i.applies]
    cites = style.statutory_opening and response.is_under_the_act
    several = response.body.kind in COLLECTIVE
    law = as_said_by("under_the_act", several=several)
    we = as_said_by("we", several=several)
    majesty = "his_majesty" if day >= CORONATION else "her_majesty"
    return {
        "report": listed((in_english(r.title, language) for r in found.reports), language),
        "publishers": listed(publishers.values(), language) or word("the_inspectors", language),
        "reports": reports_as_published([_published(found, r) for r in found.reports], language),
        "published_on": listed(dict.fromkeys(days), language),
        "law": word(law, language) if cites else "",
        "capacity": name_of(response.body, day, language),
        "force": force_name or word("the_force", language),
        "the_force": within(force_name, language) or word("the_force", language),
        "area": response.body.area,
        "chief_officer": chief.styled_name if chief else "",
        "chief_officer_title": title_of(chief, language) or word("chief_officer", language),
        "holder_title": title_of(holder, language),
        "we": word(we, language),
        "majesty": word(majesty, language),
        "for_force": apply_to(for_force, found.reports, language, within(force_name, language)),
        "for_body": apply_to(for_body, found.reports, language),
        "appendix": word("in_appendix", language) if style.lists_recommendations else "",
        "counts": _counts(found),
        "last_day": _last_day(found),
    }


def _published(found: Gathered, report: Report) -> tuple[str, str, str]:
    names = [
        within(name_of(b, found.day, found.language), found.language)
        for b in report.publishers.all()
    ]
    by = listed(names, found.language) or word("the_inspectors", found.language)
    title = in_english(report.title, found.language)
    return title, by, day_words(report.published_on, found.language)


def _last_day(found: Gathered) -> str:
    """Return the last day of the 56; of several reports the first of theirs."""
    days = [last_day(report.published_on, SECTION_55_DAYS) for report in found.reports]
    return day_words(min(days), found.language) if days else ""


def _counts(found: Gathered) -> str:
    """Return "11 recommendations, 3 of them to chief constables and 1 to …", or nothing."""
    asked = [i.recommendation for i in found.items if i.recommendation.must_be_explained]
    if not asked:
        return ""
    force, language = found.who.force, found.language
    to_force = sum(bool(force and r.is_addressed_to(force)) for r in asked)
    to_body = sum(r.is_addressed_to(found.response.body) for r in asked)
    whole = word("count_one" if len(asked) == 1 else "count", language, count=str(len(asked)))
    joint = word("and") if language == ENGLISH else welsh_and(str(to_body))
    led_by_commissioner = "Commissioner" in title_of(found.who.chief_officer)
    chiefs = word("chief_officers" if led_by_commissioner else "chief_constables", language)
    return word(
        "counts", language, whole=whole, chiefs=chiefs, force=str(to_force), joint=joint,
        body=str(to_body),
    )  # fmt: skip


def content_of(found: Gathered, template: LetterTemplate, values: dict[str, str]) -> Content:
    """Return all that the letter has to say, for a layout to put on the page."""
    who, response, language = found.who, found.response, found.language
    safe = {name: plain(value) for name, value in values.items()}
    comments = received_comments(response)
    return Content(
        reports=tuple(_part(found, report, comments) for report in found.reports),
        blocks={
            name: fill(template.block(name, language), safe) for name in BLOCKS if name != "cc"
        },
        opening=said_at_length(response.opening, response.opening_cy, language),
        reply=said_at_length(response.reply, response.reply_cy, language),
        closing=said_at_length(response.closing, response.closing_cy, language),
        comments=_comment(comments.get(None), language),
        chief_name=values["chief_officer"],
        chief_title=values["chief_officer_title"],
        force=values["force"],
        the_force=values["the_force"],
        holder_title=values["holder_title"],
        dated_on=day_words(found.day, language),
        sent_to=_sent_to(who, found.day, language),
        covers=covered_words(response, language),
        corrects=corrects(response, language, safe=plain),
        enclosures=enclosures(response, language, public=found.public),
        several=response.body.kind in COLLECTIVE,
        language=language,
    )


def enclosures(response: Response, language: str, *, public: bool) -> tuple[Enclosure, ...]:
    """Return what comes with the letter; of a withheld file the public learns the reason alone."""
    return tuple(
        Enclosure(title="", withheld=a.withheld_reason)
        if public and a.withheld_reason
        else Enclosure(said(a.title, a.title_cy, language), a.name, a.sha256, a.withheld_reason)
        for a in response.attachments.all()
    )


def _comment(comment: ChiefOfficerComment | None, language: str) -> str:
    """Return the chief officer's words, in Welsh where the force gave them so."""
    return said_at_length(comment.text, comment.text_cy, language).strip() if comment else ""


def _sent_to(who: Addresses, day: date, language: str) -> str:
    minister, contact = who.secretary_of_state, who.inspectors_contact
    to = [
        title_of(minister, language),
        name_of(contact.body, day, language) if contact else "",
    ]
    return listed(filter(None, to), language)


def _part(found: Gathered, report: Report, comments: dict) -> ReportPart:
    language = found.language
    items = [i for i in found.items if i.recommendation.report_id == report.pk]
    deadline = last_day(report.published_on, SECTION_55_DAYS)
    return ReportPart(
        title=in_english(report.title, language),
        kind=word(f"kind_{report.kind}", language),
        published_on=day_words(report.published_on, language),
        publishers=listed(
            (name_of(b, found.day, language) for b in report.publishers.all()), language
        ),
        deadline=day_words(deadline, language) if report.is_under_the_act else "",
        items=tuple(_item(found, item, comments) for item in items),
        published_day=report.published_on,
        last_day=deadline if report.is_under_the_act else None,
    )


def _item(found: Gathered, item: DeskItem, comments: dict) -> Item:
    r, passage, language = item.recommendation, item.passage, found.language
    deadline = in_english(r.deadline_text, language)
    return Item(
        kind=r.kind,
        number=r.number,
        stem=r.stem or f"#{r.pk}",
        name=named(r, language),
        text=text_in_english(r.text, language),
        heading=in_english(r.heading, language),
        to=to_whom(r, language),
        deadline=deadline or (day_words(r.due_on, language) if r.due_on else ""),
        answer=_answer(found, passage),
        force_comment=_comment(comments.get(r.pk), language),
        for_body=item.applies,
        for_force=bool(found.who.force and r.applies_to(found.who.force)),
    )


def _answer(found: Gathered, passage: Passage) -> Answer:
    if found.public and passage.withheld_reason:
        reason = plain(in_english(passage.withheld_reason, found.language))
        return Answer(passage.position, word("withheld", found.language, reason=reason))
    language = found.language
    return Answer(
        passage.position,
        said_at_length(passage.text, passage.text_cy, language).strip(),
        passage.owner,
        day_words(passage.by_when, language) if passage.by_when else "",
        by_day=passage.by_when,
    )
