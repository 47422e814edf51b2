"""A saved web page to text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree, html

from recommendations.sources import plain
from recommendations.sources.drafts import HEADING, PARAGRAPH, Draft
from recommendations.sources.errors import TooBig, UnreadableFile
from recommendations.sources.marks import mark

MAX_BYTES = 50_000_000
MAX_DEPTH = 200
MAX_MAINS = 20

_DROPPED = frozenset(
    [
        *("script", "style", "noscript", "template", "nav", "form", "button", "select", "svg"),
        *("iframe", "object", "head", "figure", "video", "audio", "dialog", "input", "textarea"),
    ]
)
_ROLES = frozenset(["navigation", "banner", "contentinfo", "search", "dialog", "alertdialog"])
_BLOCKS = frozenset(
    [
        *("p", "div", "section", "article", "main", "blockquote", "pre", "dt", "dd", "dl", "body"),
        *("html", "address", "aside", "figcaption", "center", "fieldset", "details", "summary"),
        *("header", "footer", "hgroup", "caption"),
    ]
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([a-z0-9_-]{2,40})"
    rb"|<\?xml[^>]{0,100}encoding\s*=\s*[\"']([a-z0-9_-]{2,40})",
    re.I,
)
NOT_A_PAGE = "This file is not a web page. Save the page again as HTML, or copy its words."
TOO_DEEP = "This page is nested too deeply to read. Copy its words and paste them."


def read_page(data: bytes) -> str:
    """Return the text of a saved page, without the site's own furniture.

    Raises UnreadableFile, TooBig or TextTooLong.
    """
    if len(data) > MAX_BYTES:
        raise TooBig("This page is over 50 MB. Copy its words and paste them.")
    root = _tree(_decoded(data))
    draft = Draft()
    _Reader(draft).read(_body(root))
    return draft.text


def _decoded(data: bytes) -> str:
    declared = _DECLARED.search(data[:4_096])
    name = (declared[1] or declared[2]).decode("ascii").lower() if declared else ""
    if name and name not in ("utf-8", "utf8", "unicode") and not data.startswith(b"\xef\xbb\xbf"):
        name = {"iso-8859-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252"}.get(name, name)
        try:
            text = data.decode(name, "replace")
        except (LookupError, UnicodeError):
            text = ""
        if text and not name.startswith(("utf-16", "utf-32", "utf_16", "utf_32", "utf-7")):
            return text
    return plain.decode(data)


def _tree(text: str) -> etree._Element:
    text = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text)
    text = re.sub("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff]", "", text)
    parser = html.HTMLParser(
        no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError, MemoryError) as error:
        raise UnreadableFile(NOT_A_PAGE) from error
    if root is None:
        raise UnreadableFile(NOT_A_PAGE)
    return root


def _body(root: etree._Element) -> etree._Element:
    """Return the page's main part where it names one that holds most of its words."""
    mains = [e for e in root.iter("main", "article") if isinstance(e.tag, str)]
    mains = [*mains, *root.xpath("//*[@role='main']")][:MAX_MAINS]
    if not mains:
        return root
    main = max(mains, key=_weight)
    return main if _weight(main) * 4 > _weight(root) else root


def _weight(element: etree._Element) -> int:
    return sum(len(text) for text in element.itertext("p", "li", "td", "h1", "h2", "h3", "div"))


@dataclass
class _List:
    ordered: bool
    style: str = "1"
    count: int = 0


@dataclass
class _Reader:
    """Walks a page in order, gathering words until a block ends."""

    draft: Draft
    words: list[str] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    mark: str = ""
    depth: int = 0

    def read(self, element: etree._Element) -> None:
        self.element(element)
        self.flush()

    def element(self, element: etree._Element) -> None:
        if not isinstance(element.tag, str) or _is_dropped(element):
            return
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise TooBig(TOO_DEEP)
        tag = element.tag.lower()
        if tag in _HEADINGS:
            self.flush()
            self.words.append(_flat(element))
            self.flush(HEADING)
        elif tag in ("ul", "ol", "menu"):
            self.list(element, tag)
        elif tag == "li":
            self.item(element)
        elif tag == "table":
            self.table(element)
        elif tag == "br":
            self.words.append("\v")
        elif tag in _BLOCKS:
            self.flush()
            self.inside(element)
            self.flush()
        else:
            self.inside(element)
        self.depth -= 1

    def inside(self, element: etree._Element) -> None:
        self.words.append(element.text or "")
        for child in element:
            self.element(child)
            self.words.append(child.tail or "")

    def list(self, element: etree._Element, tag: str) -> None:
        self.flush()
        if not self.lists:
            self.draft.part()
        style = element.get("type") or _style(element)
        start = _whole(element.get("start"), 1)
        self.lists.append(_List(tag == "ol", style, start - 1))
        self.inside(element)
        self.flush()
        self.lists.pop()
        if not self.lists:
            self.draft.part()

    def item(self, element: etree._Element) -> None:
        self.flush()
        own = self.lists[-1] if self.lists else _List(False)
        own.count = _whole(element.get("value"), own.count + 1)
        self.mark = f"{mark(own.count, own.style)}." if own.ordered else "-"
        self.inside(element)
        self.flush()
        self.mark = ""

    def table(self, element: etree._Element) -> None:
        self.flush()
        self.draft.part()
        if _is_layout(element):
            self.inside(element)
            self.flush()
            return
        for row in _rows(element):
            cells = [c for c in row if isinstance(c.tag, str) and c.tag.lower() in ("td", "th")]
            self.draft.row([_flat(cell, breaks=True) for cell in cells])
        self.draft.part()

    def flush(self, kind: str = PARAGRAPH) -> None:
        words, self.words = "".join(self.words), []
        if not words.strip():
            return
        if self.mark:
            self.draft.item(self.mark, words, len(self.lists) - 1)
            self.mark = ""
        else:
            self.draft.add(kind, words)


def _is_dropped(element: etree._Element) -> bool:
    tag = element.tag.lower()
    if tag in _DROPPED or element.get("hidden") is not None:
        return True
    if element.get("role", "").lower() in _ROLES or element.get("aria-hidden") == "true":
        return True
    if tag in ("header", "footer"):
        return not any(a.tag in ("main", "article", "section") for a in element.iterancestors())
    return "display:none" in element.get("style", "").replace(" ", "").lower()


def _flat(element: etree._Element, breaks: bool = False) -> str:
    return "".join(_pieces(element, breaks, 0))


def _pieces(element: etree._Element, breaks: bool, depth: int) -> Iterator[str]:
    if depth > MAX_DEPTH:
        raise TooBig(TOO_DEEP)
    block = breaks and (element.tag in _BLOCKS or element.tag in ("li", "br", "tr"))
    if block:
        yield "\v"
    if breaks and element.tag == "li":
        yield "- "
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and not _is_dropped(child):
            yield from _pieces(child, breaks, depth + 1)
        yield child.tail or ""
    if block:
        yield "\v"


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _is_layout(table: etree._Element) -> bool:
    """Say whether a table only sets out a page: one column, or tables and headings in it."""
    inner = next(table.iterdescendants("table", "h1", "h2", "h3", "h4"), None)
    widest = max((len(row) for row in _rows(table)), default=0)
    return inner is not None or widest < 2


def _style(element: etree._Element) -> str:
    words = element.get("style", "").replace(" ", "").lower()
    for name, style in (("lower-alpha", "a"), ("lower-roman", "i"), ("upper-alpha", "A")):
        if f"list-style-type:{name}" in words:
            return style
    return "1"


def _whole(words: str | None, otherwise: int) -> int:
    try:
        return min(max(int(words or ""), 0), 9_999)
    except ValueError:
        return otherwise
