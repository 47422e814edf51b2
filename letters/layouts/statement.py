"""Layout C: a statement in numbered sections, read as a web page first."""

from dataclasses import replace

from letters.layouts.content import Content
from letters.layouts.shared import by_report, chief_officer, closing, headed, opening, verbatim
from letters.style import Style
from letters.words import Section


def lay(content: Content, style: Style) -> list[Section]:
    own = content.say("own_comments", title=content.holder_title)
    overall = replace(content, reports=())
    responses = [Section(heading=content.say("responses"), kind="heading")]
    for report in content.reports:
        head, level = by_report(content, report, level=3)
        groups = content.answered(report)
        responses += head if groups else []
        for group in groups:
            responses.append(Section(heading=headed(content, group), level=level, kind="heading"))
            for item in group:
                responses.append(verbatim(content, item, group))
                said = ", ".join(filter(None, [content.chief_name, content.chief_title]))
                responses.append(Section(item.force_comment, kind="quote", by=said))
            responses.append(Section(content.answer_words(group[0])))
    return numbered(
        [
            opening(content, heading=own),
            *chief_officer(overall, style, quoted=True),
            *(responses if len(responses) > 1 else []),
            closing(content, content.say("next_steps")),
        ]
    )


def numbered(sections: list[Section]) -> list[Section]:
    """Return the sections with those of the first level numbered: 1, 2, 3."""
    counted, made = 0, []
    for section in sections:
        shown = section.has_words or section.kind == "heading"
        if section.heading and section.level == 2 and shown:
            counted += 1
            section = replace(section, number=f"{counted}.")
        made.append(section)
    return made
