"""Layout A: a letter in prose; what is recommended stands in an appendix."""

from letters.layouts.content import NOT_FOR_US, Content
from letters.layouts.shared import (
    by_report,
    chief_officer,
    closing,
    headed,
    not_for_this_office,
    opening,
)
from letters.style import Style
from letters.words import Section


def lay(content: Content, style: Style) -> list[Section]:
    sections = [opening(content), *chief_officer(content, style, quoted=False)]
    for report in content.reports:
        head, level = by_report(content, report)
        groups = content.answered(report)
        said = [
            Section(content.answer_words(group[0]), headed(content, group), level)
            for group in groups
            if group[0].answer.position != NOT_FOR_US
        ]
        said += not_for_this_office(content, groups, level)
        sections += [*head, *said] if said else []
    return [*sections, closing(content, content.say("oversight"))]
