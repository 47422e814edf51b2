"""Parts that several layouts have in common."""

from letters.fields import plain
from letters.layouts.content import NOT_FOR_US, Content, Item, ReportPart, paragraphs
from letters.style import Style
from letters.words import Section
from pcc_tracker.markdown import run_by_run


def opening(content: Content, *, heading: str = "") -> Section:
    """Return the office's first sentences and its own comments on the reports."""
    blocks = content.blocks
    words = paragraphs(
        content.corrects,
        blocks["opening"],
        blocks["recommendations"],
        content.covers,
        content.opening,
    )
    return Section(words, heading)


def closing(content: Content, heading: str) -> Section:
    """Return what the body will do next, how it follows progress, and its last sentences."""
    blocks = content.blocks
    return Section(paragraphs(content.closing, blocks["oversight"], blocks["closing"]), heading)


def led(lead: str, text: str) -> str:
    """Return the text after a few words that lead it in; one in another language stays apart."""
    return f"{lead}\n\n{text}" if text.startswith(":::") else f"{lead} {text}"


def within(lead: str, text: str) -> str:
    """Return the text as all of one item of a list, its paragraphs and lists set in."""
    return f"{lead} {run_by_run(text)}".replace("\n", "\n  ")


def comments_words(content: Content) -> str:
    """Return all that the chief officer said: on the whole, then on each recommendation."""
    several = len(content.reports) > 1
    on_items: list[str] = []
    for report in content.reports:
        said = [led(f"**{i.name}.**", i.force_comment) for i in report.items if i.force_comment]
        on_items += [f"**{plain(report.title)}**", *said] if several and said else said
    return paragraphs(content.comments, *on_items)


def chief_officer(content: Content, style: Style, *, quoted: bool) -> list[Section]:
    """Return the chief officer's comments, unless they stand in an appendix, and the reply."""
    words = "" if style.appends_comments else comments_words(content)
    heading = content.say("comments_of", title=content.chief_title)
    by = ", ".join(filter(None, [content.chief_name, content.chief_title]))
    said = Section(words, heading, kind="quote", by=by) if quoted else Section(words, heading)
    reply = "reply" if words.strip() else "reply_to"  # those comments stand elsewhere
    return [said, Section(content.reply, content.say(reply, title=content.chief_title))]


def by_report(content: Content, report: ReportPart, *, level: int = 2) -> tuple[list[Section], int]:
    """Return a heading for the report where the letter answers several, and the next level."""
    if len(content.reports) == 1:
        return [], level
    return [Section(heading=report.title, level=level, kind="heading")], level + 1


def headed(content: Content, items: tuple[Item, ...]) -> str:
    """Return "Recommendation 2: accepted"."""
    return f"{content.named(items)}: {content.say(items[0].answer.position)}"


def not_for_this_office(
    content: Content, groups: list[tuple[Item, ...]], level: int
) -> list[Section]:
    """Return, in one section, the items that are not for this office, each with its reason."""
    lines = [
        within(f"- {item.name}:", item.answer.text.strip())
        for group in groups
        for item in group
        if item.answer.position == NOT_FOR_US
    ]
    heading = content.say("not_for_this_office")
    return [Section("\n".join(lines), heading, level)] if lines else []


def verbatim(content: Content, item: Item, group: tuple[Item, ...]) -> Section:
    """Return a recommendation's own words; its number too where one answer serves several."""
    number = item.name if len(group) > 1 else ""
    to = content.say("to", whom=item.to) if item.to else ""
    return Section(item.text, kind="quote", by=": ".join(filter(None, [number, to])))
