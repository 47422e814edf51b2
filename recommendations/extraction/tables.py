"""Items from tables whose header row names their columns: pipes, or tabs."""

import re
from dataclasses import dataclass

from recommendations.extraction import markers
from recommendations.extraction.errors import TextTooLong
from recommendations.extraction.lines import CROWDED, MAX_BLOCKS, PARAGRAPH, Block
from recommendations.extraction.patterns import any_of, has_duty
from recommendations.extraction.shapes import RECOMMENDATION, Found

_ROLES = (
    (
        "due",
        any_of("deadline", r"due\b.*", "by when", "target.*", "timescale", "complet.*", "date"),
    ),
    (
        "number",
        r"(?:hmicfrs\s+)?(?:rec(?:ommendation)?s?|afi|item|action|hmic)?\.?\s*"
        + any_of(r"no\.?s?", "number", r"ref(?:erence)?\.?", "id", "#"),
    ),
    ("number", r"#|rec\.?|afi\.?"),
    (
        "to",
        rf".*\b{any_of('owner', 'addressee', 'addressed to', 'responsib[a-z]+', 'directed to')}.*",
    ),
    ("to", r"(?:(?:made|addressed|directed)\s+)?(?:for|to)"),
    ("to", rf".*\b{any_of('for whom', 'applies to', 'who', 'audience', 'lead')}\b.*"),
    ("sub", r".*\bsub[\s-]*(?:recommendation|rec|part)s?\b.*|part"),
    (
        "reply",
        rf".*\b{any_of('respon[a-z]+', 'updates?', 'progress', 'comments?', 'status')}\b.*",
    ),
    (
        "reply",
        rf".*\b{any_of('position', 'rag', 'evidence', 'actions? taken', 'plan', 'grading')}\b.*",
    ),
    ("kind", r"type|category|kind"),
    (
        "text",
        rf".*\b{any_of('recomm?endations?', 'areas? for improvement', 'afis?', 'findings?')}\b.*",
    ),
    (
        "text",
        rf".*\b{any_of('causes? of concern', 'text', 'description', 'wording', 'detail')}\b.*",
    ),
)
_ROLE = [(role, re.compile(words, re.I)) for role, words in _ROLES]
_PART = re.compile(r"(?:\d{1,3}\.\d{1,2}|\(?[a-z][.)]?)?")
_REFERENCE = re.compile(r"(?=\D*\d)[A-Za-z0-9]{1,6}(?:[/.-][A-Za-z0-9]{1,6}){1,3}")
_KINDS = re.compile(
    any_of("recommendation", "rec", "area for improvement", "afi", "cause of concern", "coc"), re.I
)
_SEPARATOR = re.compile(r"[|\s:+-]+")


@dataclass
class TableRow:
    """The cells of one row, and its lines."""

    cells: list[str]
    first: int
    last: int


def split_tables(blocks: list[Block]) -> tuple[list[Block], list[Found]]:
    """Return the blocks with tables taken out, and the items the tables hold.

    A table without a header that names a recommendation column comes back as
    one block for each cell, to be read as running text.
    """
    rest: list[Block] = []
    found: list[Found] = []
    run: list[Block] = []
    for block in [*blocks, None]:
        if block is not None and (block.kind == "row" or _goes_on(run, block)):
            run.append(block)
            continue
        if run:
            flat, items = _read_table(run)
            rest += flat
            found += items
            run = []
            if len(rest) > 2 * MAX_BLOCKS:
                raise TextTooLong(CROWDED)
        if block is not None:
            rest.append(block)
    return rest, found


def _goes_on(run: list[Block], block: Block) -> bool:
    """Say whether a line continues a cell: its row opened with a pipe and has not closed."""
    if not run or block.gap or len(run) > 5_000:
        return False
    for before in reversed(run):
        if before.kind == "row":
            opened = before.text.startswith("|") and not before.text.endswith("|")
            return opened or before.text == "|" or block.text.endswith("|")
    return False


def _read_table(run: list[Block]) -> tuple[list[Block], list[Found]]:
    rows = _rows(run)
    for at, row in enumerate(rows[:3]):
        roles = _roles(row.cells)
        if "text" in roles or "sub" in roles:
            return [], _items(rows[at + 1 :], _settled(roles, rows[at + 1 :]))
    flat = [
        Block(PARAGRAPH, cell, row.first, row.last, gap=1)
        for row in rows
        for cell in _loose(row.cells)
        if cell
    ]
    return flat, []


def _loose(cells: list[str]) -> list[str]:
    """Return a row's cells as running text, with a list's number before its words."""
    number = re.fullmatch(r"\(?(\d{1,3}|[a-z])[.)]?", cells[0])
    if number and len(cells) > 1 and cells[1]:
        return [f"{number[1]}. {cells[1]}", *cells[2:]]
    return cells


def _rows(run: list[Block]) -> list[TableRow]:
    lines: list[tuple[list[str], int, int]] = []
    led = run[0].text.startswith("|")
    for block in run:
        opens = block.kind == "row" and (block.text.startswith("|") or not led)
        if opens or not lines:
            lines.append(([block.text], block.first, block.last))
        else:
            lines[-1][0].append(block.text)
            lines[-1] = (lines[-1][0], lines[-1][1], block.last)
    rows = []
    for texts, first, last in lines:
        text = " ".join(texts)
        if not _SEPARATOR.fullmatch(text):
            rows.append(TableRow(_cells(text), first, last))
    return rows


def _cells(text: str) -> list[str]:
    if "|" not in text:
        return [" ".join(cell.split()) for cell in re.split(r"\t", text)]
    inner = re.sub(r"^\s*\|", "", re.sub(r"(?<!\\)\|\s*$", "", text))
    cells = re.split(r"(?<!\\)\|", inner)
    return [_plain(cell.replace("\\|", "|")) for cell in cells]


def _plain(cell: str) -> str:
    cell = re.sub(r"<br\s{0,3}/?>", "\n", cell).replace("**", "")
    lines = (" ".join(line.split()) for line in cell.split("\n"))
    return "\n".join(line for line in lines if line)


def _roles(cells: list[str]) -> list[str]:
    roles = []
    for cell in cells:
        words = cell.strip(" :*").replace("\n", " ")
        named = markers.read_marker(words)
        if (named and named.numbers) or has_duty(words):
            return []
        role = next((r for r, rx in _ROLE if len(words) < 60 and rx.fullmatch(words)), "")
        roles.append("" if role in roles and role != "reply" else role)
    return roles


def _settled(roles: list[str], rows: list[TableRow]) -> list[str]:
    """Return the roles; a column of "Recommendation 1" holds numbers, whatever it is called."""
    roles = _without_kinds(roles, rows)
    if "number" in roles or "text" not in roles:
        return roles
    for i, role in enumerate(roles):
        cells = [row.cells[i] for row in rows if len(row.cells) > i and row.cells[i]]
        if role == "" and cells and all(_is_name(cell) for cell in cells):
            return [*roles[:i], "number", *roles[i + 1 :]]
    at = roles.index("text")
    cells = [row.cells[at] for row in rows if len(row.cells) > at and row.cells[at]]
    if not cells or not all(number_in(cell) for cell in cells):
        return roles
    others = [i for i, role in enumerate(roles) if role == "" and i > at]
    wordy = [i for i in others if _words_in(rows, i) >= 5 * len(rows)]
    settled = list(roles)
    for i in wordy[:1]:
        settled[at], settled[i] = "number", "text"
    return settled


def _without_kinds(roles: list[str], rows: list[TableRow]) -> list[str]:
    """Return the roles; a column that only says "AFI" or "Recommendation" holds kinds."""
    at = roles.index("text") if "text" in roles else len(roles)
    cells = [row.cells[at] for row in rows if len(row.cells) > at and row.cells[at]]
    wordy = [i for i, role in enumerate(roles) if not role and _words_in(rows, i) >= 5 * len(rows)]
    if not (cells and wordy and all(_KINDS.fullmatch(cell) for cell in cells)):
        return roles
    settled = list(roles)
    settled[at], settled[wordy[0]] = "kind", "text"
    return settled


def _is_name(cell: str) -> bool:
    marker = markers.read_marker(cell)
    return marker is not None and not marker.rest


def _joined(cells: list[str], roles: list[str]) -> list[str]:
    """Return a row's cells, a part's number joined to its words where it has a cell of its own."""
    at = roles.index("sub") if "sub" in roles else -1
    if at < 0 or len(cells) <= len(roles) or not _PART.fullmatch(cells[at]):
        return cells
    return [*cells[:at], f"{cells[at]} {cells[at + 1]}".strip(), *cells[at + 2 :]]


def _words_in(rows: list[TableRow], at: int) -> int:
    return sum(len(row.cells[at].split()) for row in rows if len(row.cells) > at)


def _items(rows: list[TableRow], roles: list[str]) -> list[Found]:
    found: list[Found] = []
    number: str | None = None
    for row in rows:
        cell = dict(zip(roles, _joined(row.cells, roles), strict=False))
        own = number_in(cell.get("number", ""))
        number = own or (number if not cell.get("text") else None)
        if words := cell.get("text", ""):
            found.append(_item(words, cell, row, number))
            number = found[-1].number
        if words := cell.get("sub", ""):
            found += _subs(words, cell, row, number)
    return [item for item in found if item.parts]


def number_in(words: str) -> str | None:
    if marker := markers.read_marker(words):
        return marker.numbers[0] if marker.numbers else None
    match = re.fullmatch(r"\D{0,12}?(\d{1,3}(?:\.\d{1,2})*\s?\(?[a-z]?\)?)[.)]?", words.strip())
    if match:
        return markers.tidy_number(match[1])
    reference = _REFERENCE.fullmatch(words.strip())
    return reference[0] if reference else None


def _item(words: str, cell: dict[str, str], row: TableRow, number: str | None) -> Found:
    kind = markers.kind_of(" ".join([cell.get("kind", ""), cell.get("number", "")]))
    if marker := markers.read_marker(words):
        kind, words = marker.kind, marker.rest or words
        number = marker.numbers[0] if marker.numbers else number
    else:
        match = markers.DOTTED.match(words) or markers.NUMBERED.match(words)
        if match and (number is None or match["n"].startswith(number)):
            number, words = match["n"], words[match.end() :]
    return found_in_row(words, cell, row, number, kind)


def _subs(words: str, cell: dict[str, str], row: TableRow, parent: str | None) -> list[Found]:
    subs: list[Found] = []
    for piece in re.split(r"\n|(?<=[.;])\s+(?=\d{1,3}\.\d{1,2}\s+[A-Z])", words):
        number = None
        if match := markers.DOTTED.match(piece):
            number, piece = match["n"], piece[match.end() :]
        elif parent and (letter := markers.LETTER.match(piece)):
            number = f"{parent}{letter['a'] or letter['b']}"
            piece = piece[letter.end() :]
        elif subs:
            subs[-1].say("p", piece, row.first, row.last)
            continue
        item = found_in_row(piece, cell, row, number, RECOMMENDATION)
        item.parent = parent
        subs.append(item)
    return subs


def found_in_row(
    words: str, cell: dict[str, str], row: TableRow, number: str | None, kind: str
) -> Found:
    item = Found(number, kind, row.first, row.last, in_table=True)
    item.to, item.due = cell.get("to", ""), cell.get("due", "")
    for line in words.split("\n"):
        bullet = re.match(r"[•*]\s*|[–-]\s+", line)
        item.say("b" if bullet else "p", line[bullet.end() if bullet else 0 :], row.first, row.last)
    if number and "." in number:
        item.parent = number.rsplit(".", 1)[0]
    return item
