"""Layout D: a form, a block of facts, the force's and the office's responses, a table."""

from dataclasses import replace

from letters.layouts.content import Content, Item, ReportPart, paragraphs
from letters.layouts.shared import by_report, comments_words, led
from letters.style import Style
from letters.words import Section


def lay(content: Content, style: Style) -> list[Section]:
    facts = [_facts(content, report) for report in content.reports]
    overall = replace(content, reports=())
    force = "" if style.appends_comments else comments_words(overall)
    blocks = content.blocks
    office = paragraphs(
        content.corrects, blocks["opening"], blocks["recommendations"], content.covers,
        content.opening,
        content.reply, content.closing, blocks["oversight"], blocks["closing"],
    )  # fmt: skip
    tables: list[Section] = []
    for report in content.reports:
        head, level = by_report(content, report)
        rows = tuple(_row(content, group) for group in content.answered(report))
        columns = (content.say("table_item"), content.say("table_answer"))
        title = "" if head else content.say("responses")
        table = Section(heading=title, level=level, kind="table", columns=columns, rows=rows)
        tables += [*head, table] if rows else []
    return [
        *facts,
        Section(force, content.say("force_response", force=content.the_force)),
        Section(office, content.say("office_response", title=content.holder_title)),
        *tables,
    ]


def _facts(content: Content, report: ReportPart) -> Section:
    said = [
        ("fact_title", report.title),
        ("fact_kind", report.kind),
        ("fact_publishers", report.publishers),
        ("fact_published", report.published_on),
        ("fact_deadline", report.deadline),
        ("fact_recommendations", str(report.count("recommendation"))),
        ("fact_areas", str(report.count("area_for_improvement"))),
        ("fact_sent", content.dated_on),
        ("fact_sent_to", content.sent_to),
    ]
    rows = tuple((content.say(name), value) for name, value in said if value)
    heading = content.say("facts")
    return Section(heading=heading, kind="facts", rows=rows)


def _row(content: Content, group: tuple[Item, ...]) -> tuple[str, str]:
    """Return a row: the recommendations' words; the force's answer and the office's."""
    left = paragraphs(f"**{content.named(group)}**", *(item.text for item in group))
    force = [
        led(f"**{content.say('force_action', force=content.the_force)}.**", item.force_comment)
        for item in group
        if item.force_comment
    ]
    position = content.say(group[0].answer.position)
    lead, words = f"**{position[:1].upper()}{position[1:]}.**", content.answer_words(group[0])
    alone = words.startswith(":::")  # paragraphs in the other language
    return left, paragraphs(*force, lead, words) if alone else paragraphs(*force, f"{lead} {words}")
