"""The four layouts that offices use: each turns the same content into a letter's sections.

Pure: no model, database or clock. A new layout is one module with `lay`, and a choice in
letters/style.py.
"""

from letters.layouts import form, narrative, sections, statement
from letters.layouts.content import Answer, Content, Enclosure, Item, ReportPart
from letters.layouts.shared import comments_words
from letters.style import Layout, Style
from letters.words import Section

__all__ = ["Answer", "Content", "Enclosure", "Item", "ReportPart", "appended", "lay_out"]

LAYOUTS = {
    Layout.NARRATIVE: narrative.lay,
    Layout.SECTIONS: sections.lay,
    Layout.STATEMENT: statement.lay,
    Layout.FORM: form.lay,
}


def lay_out(content: Content, style: Style) -> tuple[Section, ...]:
    """Return the sections of the letter's body, without those that hold no words."""
    laid = LAYOUTS[Layout(style.layout)](content, style)
    return tuple(s for s in laid if s.has_words or s.kind == "heading")


def appended(content: Content, style: Style) -> tuple[Section, ...]:
    """Return the appendix with the chief officer's whole comments, where the office has one."""
    if not style.appends_comments:
        return ()
    by = ", ".join(filter(None, [content.chief_name, content.chief_title]))
    words = comments_words(content)
    return (Section(words, kind="quote", by=by),) if words.strip() else ()
