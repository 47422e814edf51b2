"""Source text to blocks: paragraphs, bullets, headings and table rows, each with its lines."""

import re
from dataclasses import dataclass, replace
from html import unescape

from recommendations.extraction.errors import TextTooLong
from recommendations.extraction.replies import is_reply_heading

MAX_CHARACTERS = 5_000_000
MAX_LINES = 100_000
MAX_BLOCKS = 60_000

CROWDED = (
    f"The text has more than {MAX_LINES:,} lines or {MAX_BLOCKS:,} paragraphs."
    " Give the part with the recommendations."
)

PARAGRAPH, BULLET, ROW = "paragraph", "bullet", "row"

_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
_HYPHENS = {0x2010: "-", 0x2011: "-"}
_ENTITY = re.compile(r"&(?:nbsp|amp|quot|[lr][sd]quo|[nm]dash|bull|hellip|#39|#160|#82\d\d);")
_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_TAG = re.compile(r"</?(?:u|b|i|em|strong|p|span|li|ul|ol|div|sup)\b[^<>]{0,200}>", re.I)
_LINK = re.compile(r"\[([^\[\]]{1,300})\]\(https?://[^()\s]{1,500}\)")
_DOT = "•‣◦▪▫●○■□·∙⁃➢►✓\uf0b7\uf0a7\uf076"
_BULLET = re.compile(rf"(?:[{_DOT}]\s*|[–—*+-]\s+|-(?=[A-Za-z“‘])|o\s+(?=\S))")
_INLINE = re.compile(
    rf"(?<=\S)\s+(?=[{_DOT}]\s)"
    r"|(?<=[.;”*])\s+(?=(?:\*\*)?(?:[A-Z][\w’']{1,20}\s){0,3}"
    r"(?:[Rr]esponse|[Uu]pdate|[Cc]omments?|[Pp]osition)\s?:)"
)
_RULE = re.compile(r"[-_=*·—–\s]{3,}")
_QUOTE = re.compile(r"(?:>\s?)+")
_MARKDOWN = re.compile(r"(#{1,6})\s+")
_LIST_MARK = re.compile(
    r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]\s+\S|\d{1,2}\.\d{1,2}(?:\.\d{1,2})?\.?\s+[A-Z(“]"
)
_KEYWORD = re.compile(
    r"(?:(?:RECOMMENDATION|REC|Recommendation|Rec|Area [Ff]or [Ii]mprovement|AFI"
    r"|Cause of [Cc]oncern)s?"
    r"[ \t]*(?:[Nn]o\.?|[Nn]umber)?[ \t]*(?:\d{0,3}[a-z]?|[IVX]{1,5})[ \t]*"
    r"(?:[:.–-]|$|[Tt]o\b|[Ff]or\b))"
    r"|\[/?(?:on|status|comment)\]"
)
_TO_WHOM = re.compile(
    r"(?:Recommendation|RECOMMENDATION|Rec)s?\b.{0,20}\b(?:[Tt]o|TO|[Ff]or)\s(?!.*\bshould\b)"
)
_LABEL = re.compile(r"(?:URL|[A-Z][a-z]+(?: [A-Za-z]+){0,2}):(?:\s|$)")
_COMPOUND = frozenset(
    [
        *("all", "anti", "co", "cross", "early", "end", "evidence", "ex", "first", "follow"),
        *("force", "full", "half", "high", "ill", "in", "inter", "intelligence", "long", "low"),
        *("multi", "non", "off", "on", "out", "over", "part", "post", "pre", "problem", "re"),
        *("real", "risk", "second", "self", "semi", "short", "so", "sub", "super", "third"),
        *("trauma", "two", "under", "up", "victim", "well", "whole", "year"),
    ]
)


@dataclass(frozen=True)
class Block:
    """A run of lines that belong together; `gap` counts blank lines before it."""

    kind: str
    text: str
    first: int
    last: int
    gap: int = 0
    level: int = 0
    indent: int = 0


def clean(text: str) -> str:
    """Return the text with one kind of line end and space, without invisible characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\u00ad\n", "-\n").translate(_HYPHENS)
    text = _ENTITY.sub(lambda entity: unescape(entity[0]), text)
    return _SPACES.sub(" ", _INVISIBLE.sub("", text))


@dataclass
class _Draft:
    """A block whose lines are still coming."""

    block: Block
    lines: list[str]

    def settled(self, hyphenated: set[str]) -> Block:
        if len(self.lines) == 1:
            return self.block
        return replace(self.block, text=join_lines(self.lines, hyphenated))


def blocks(text: str) -> list[Block]:
    """Return the blocks of a clean text. Line numbers count from 0.

    Raises TextTooLong: no report has so many lines, and each takes its time.
    """
    drafts: list[_Draft] = []
    width = _wrap_width(text)
    gap = filled = 0
    for number, line in enumerate(text.split("\n")):
        pieces = [p for p in _pieces(line, number) if p.text] if line.strip() else []
        gap += not pieces
        filled += bool(pieces)
        if filled > MAX_LINES or len(drafts) > MAX_BLOCKS:
            raise TextTooLong(CROWDED)
        for piece in pieces:
            if drafts and not gap and _continues(drafts[-1], piece, width):
                drafts[-1].lines.append(piece.text)
                drafts[-1].block = replace(drafts[-1].block, last=piece.last)
            else:
                drafts.append(_Draft(replace(piece, gap=gap), [piece.text]))
            gap = 0
    hyphenated = _hyphenated(drafts)
    return [draft.settled(hyphenated) for draft in drafts]


def _hyphenated(drafts: list[_Draft]) -> set[str]:
    """Return the hyphenated words that stand whole somewhere, if any word is broken."""
    if not any(line.endswith("-") for draft in drafts for line in draft.lines[:-1]):
        return set()
    lines = (line.lower() for draft in drafts for line in draft.lines)
    return {word for line in lines for word in re.findall(r"\b[a-z]+-[a-z]+", line)}


def _pieces(line: str, number: int) -> list[Block]:
    """Return what one source line holds: usually one block, several with inline bullets."""
    pieces = []
    for part in _BREAKS.split(line):
        if _is_row(part):
            pieces.append(Block(ROW, part.strip(" "), number, number))
            continue
        bits = _INLINE.split(part)
        if len(bits) > MAX_BLOCKS:
            raise TextTooLong(CROWDED)
        for bit in bits:
            pieces.append(_piece(bit, number))
    return pieces


def _is_row(line: str) -> bool:
    bare = line.strip()
    if _BULLET.match(bare):
        return False
    return bare.count("|") >= 2 or bare.startswith("|") or bool(re.search(r"\S\t+\s*\S", line))


def _piece(line: str, number: int) -> Block:
    bare = line.strip()
    indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
    if quote := _QUOTE.match(bare):
        bare = bare[quote.end() :].strip()
    if _RULE.fullmatch(bare):
        return Block(PARAGRAPH, "", number, number)
    level = 0
    if heading := _MARKDOWN.match(bare):
        level, bare = len(heading[1]), bare[heading.end() :].strip(" #")
    elif bare.startswith("**") and bare.endswith("**") and len(bare) < 120:
        level = 6
    kind = PARAGRAPH
    if bullet := _BULLET.match(bare):
        kind, bare = BULLET, bare[bullet.end() :]
    return Block(kind, _plain(bare), number, number, level=level, indent=indent)


def _plain(text: str) -> str:
    """Return the words without Markdown emphasis, links' addresses and HTML tags."""
    text = _LINK.sub(r"\1", _TAG.sub("", text.replace("**", "").replace("__", "")))
    if len(text) > 2 and text[0] == text[-1] == "*":
        text = text[1:-1]
    return " ".join(re.sub(r"<br\s{0,3}/?>", " ", text).split())


def _wrap_width(text: str) -> int:
    """Return the width at which the text was wrapped, or 0 when it was not.

    Wrapped text has many lines, and hardly any much longer than the rest.
    """
    lengths = sorted(n for n in (len(line.rstrip()) for line in text.split("\n")) if n > 20)
    if len(lengths) < 6:
        return 0
    width = lengths[int(len(lengths) * 0.9)]
    full = sum(1 for n in lengths if n >= width * 0.75)
    even = width <= 130 and lengths[-1] <= width * 1.3 and full * 2 >= len(lengths)
    return width if even else 0


def _continues(draft: _Draft, after: Block, width: int) -> bool:
    """Say whether a line goes on with the block before it."""
    before, last_line = draft.block, draft.lines[-1]
    if ROW in (before.kind, after.kind) or after.kind == BULLET or before.level or after.level:
        return False
    if any(mark.match(after.text) for mark in (_LIST_MARK, _KEYWORD, _LABEL)):
        return False
    if len(draft.lines) == 1 and _KEYWORD.fullmatch(last_line):
        return False
    if len(draft.lines) == 1 and _titled(last_line, after.text):
        return False
    if last_line.endswith(":") or (len(draft.lines) == 1 and _TO_WHOM.match(last_line)):
        return False
    if after.text[0].islower():
        return True
    if last_line.endswith(("; and", "; or")):
        return False
    if len(after.text) <= 60 and _stands_alone(last_line, after.text):
        return False
    if width and len(last_line) + before.indent >= width * 0.75:
        return True
    return len(last_line) > 45 and last_line[-1] not in '.:;!?”"’)]'


def _titled(before: str, line: str) -> bool:
    """Say whether an item's title ends here: the next line's first word would have fitted in."""
    fits = len(before) + 1 + len(line.split(" ", 1)[0]) < len(line)
    return fits and line[0].isupper() and bool(_KEYWORD.match(before))


def _stands_alone(before: str, line: str) -> bool:
    """Say whether a short line is a heading, though no blank line sets it off."""
    ended = before[-1] in ".!?" and line[-1] not in ".,;:!?" and len(line) <= 40
    return ended or is_reply_heading(line)


def join_lines(lines: list[str], hyphenated: set[str]) -> str:
    """Return lines as one; a hyphen at a line end goes unless the word is a compound.

    >>> join_lines(["a non-", "specialist investi-", "gator"], set())
    'a non-specialist investigator'
    """
    joined = [lines[0]]
    for line in lines[1:]:
        broken = re.search(r"([A-Za-z]+)-$", joined[-1][-40:])
        tail = re.match(r"[a-z]+", line)
        if not broken or not tail:
            joined.append(f" {line}")
            continue
        if (
            broken[1].lower() not in _COMPOUND
            and f"{broken[1]}-{tail[0]}".lower() not in hyphenated
        ):
            joined[-1] = joined[-1][:-1]
        joined.append(line)
    return "".join(joined)
