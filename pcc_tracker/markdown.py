"""Typed words to safe HTML, the same for a page and for a letter."""

import re

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {"p", "ul", "ol", "li", "strong", "em", "blockquote", "br", "a"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "li": {"value"}}
SCHEMES = {"http", "https", "mailto"}
BULLET = re.compile(r"^([ \t]*)[•●▪◦‣·][ \t]*", re.MULTILINE)

# A single line break is kept, because people press Enter once. Rules that would
# swallow what was typed (indented code, a line of dashes, pictures) are off.
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
    ["code", "fence", "backticks", "hr", "lheading", "image", "reference"]
)


def _heading_open(self, tokens, index, options, env):
    return "<p><strong>"


def _heading_close(self, tokens, index, options, env):
    return "</strong></p>\n"


def _list_item_open(self, tokens, index, options, env):
    """Keep the number that was typed: 6 then 8 must not read as 6 then 7."""
    number = tokens[index].info
    return f'<li value="{int(number)}">' if number.isdigit() else "<li>"


_markdown.add_render_rule("heading_open", _heading_open)
_markdown.add_render_rule("heading_close", _heading_close)
_markdown.add_render_rule("list_item_open", _list_item_open)


def to_html(text: str) -> SafeString:
    """Return `text` as paragraphs and lists; anything else in it becomes plain words.

    Lines that begin with a typed bullet are lists, as those with "-" are.
    """
    html = _markdown.render(BULLET.sub(r"\1- ", text or ""))
    clean = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, url_relative="deny"
    )
    return mark_safe(clean)  # noqa: S308
