"""Typed words to safe HTML, the same for a page and for a letter.

Words in the other language are marked as Pandoc marks them: a run as `[words]{lang=en}`,
paragraphs between a line `::: {lang=en}` and a line `:::`.
"""

import re

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {"p", "ul", "ol", "li", "strong", "em", "blockquote", "br", "a"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "li": {"value"}}
SCHEMES = {"http", "https", "mailto"}
RUN = re.compile(r"\[([^\[\]<>]*)\]\{lang=(en|cy)\}")
BLOCK = re.compile(r"^::: \{lang=(en|cy)\}\n(.*?)\n:::$", re.MULTILINE | re.DOTALL)
LINE = re.compile(r"^([ \t]*(?:[-*+•]|\d{1,3}[.)])?[ \t]*)(\S.*)$", re.MULTILINE)
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
    before, *blocks = BLOCK.split(text or "")
    html = _html(before) if before.strip() or not blocks else ""
    for language, inner, after in zip(blocks[::3], blocks[1::3], blocks[2::3], strict=True):
        html += f'<div lang="{language}">\n{_html(inner)}</div>\n{_html(after)}'
    return mark_safe(html)  # noqa: S308


def _html(text: str) -> str:
    html = _markdown.render(BULLET.sub(r"\1- ", text))
    clean = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, url_relative="deny"
    )
    return RUN.sub(r'<span lang="\2">\1</span>', clean)


def marked(text: str) -> SafeString:
    """Return one line of plain words with its runs in another language marked."""
    return mark_safe(RUN.sub(r'<span lang="\2">\1</span>', escape(text)))  # noqa: S308


def unmarked(text: str) -> str:
    """Return the plain words alone, for a place that can hold no mark."""
    return RUN.sub(r"\1", text)


def run_in(text: str, language: str) -> str:
    """Return `text` marked as a run in `language`; one with brackets stays as it is."""
    return text if not text or set("[]<>") & set(text) else f"[{text}]{{lang={language}}}"


def run_by_run(text: str) -> str:
    """Return paragraphs marked as in another language with each line marked by itself.

    A list can hold these, and not the marks around paragraphs.
    """
    found = BLOCK.fullmatch(text)
    if found is None:
        return text
    language, inner = found[1], found[2]
    return LINE.sub(lambda line: f"{line[1]}{run_in(line[2], language)}", inner)


def block_in(text: str, language: str) -> str:
    """Return paragraphs marked as being in `language`."""
    return f"::: {{lang={language}}}\n{text.strip()}\n:::" if text.strip() else ""


def address(email: str) -> SafeString:
    """Return an email address that breaks after its @ and not within a word."""
    return mark_safe(escape(email).replace("@", "@<wbr>"))  # noqa: S308 - escaped just before
