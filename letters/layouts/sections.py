"""Layout B: a letter with a section for each recommendation, its text and both answers."""

from dataclasses import replace

from letters.layouts.content import Content, Item
from letters.layouts.shared import (
    by_report,
    chief_officer,
    closing,
    headed,
    led,
    opening,
    verbatim,
)
from letters.style import Style
from letters.words import Section


def lay(content: Content, style: Style) -> list[Section]:
    overall = replace(content, reports=())
    sections = [opening(content), *chief_officer(overall, style, quoted=True)]
    for report in content.reports:
        head, level = by_report(content, report)
        groups = content.answered(report)
        sections += head if groups else []
        for group in groups:
            sections += _section(content, group, level)
    return [*sections, closing(content, content.say("oversight"))]


def _section(content: Content, group: tuple[Item, ...], level: int) -> list[Section]:
    sections = [Section(heading=headed(content, group), level=level, kind="heading")]
    sections += [verbatim(content, item, group) for item in group]
    force = content.say("force_action", force=content.the_force)
    said = [item for item in group if item.force_comment]
    comments = [
        led(f"**{item.name}.**", item.force_comment) if len(said) > 1 else item.force_comment
        for item in said
    ]
    return [
        *sections,
        Section("\n\n".join(comments), force, level + 1),
        Section(content.answer_words(group[0]), content.say("our_position"), level + 1),
    ]
