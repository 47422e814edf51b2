"""Pages to one text: what is read after what."""

from dataclasses import dataclass, field, replace

from recommendations.sources.pdf.columns import in_order
from recommendations.sources.pdf.footnotes import body_size, without_footnotes
from recommendations.sources.pdf.furniture import without_edges
from recommendations.sources.pdf.lines import Line, to_lines
from recommendations.sources.pdf.paragraphs import Setting, paragraphs, setting_of
from recommendations.sources.pdf.runs import Leaf, Run
from recommendations.sources.pdf.tables import Grid, grids
from recommendations.sources.pdf.writing import Writer, hyphenated_words, union
from recommendations.sources.shapes import Place, Source


@dataclass(slots=True)
class Flow:
    """Columns to be read one after the other, then a table."""

    columns: list[list[Line]] = field(default_factory=list)
    table: Grid | None = None
    page: int = 0


def to_source(leaves: list[Leaf], sizes: tuple[tuple[float, float], ...]) -> Source:
    """Return the text that the pages show, in the order in which they are read."""
    for leaf in leaves:
        _draw_bullets(leaf)
    without_edges(leaves)
    body = body_size(leaves)
    flows = [Flow()]
    noted = 0
    for leaf in leaves:
        noted += _add_page(flows, leaf, body)
    columns = [column for flow in flows for column in flow.columns]
    setting = setting_of(columns, body)
    writer = Writer(hyphenated_words(columns))
    header = ""
    for flow in flows:
        for paragraph in paragraphs(flow.columns, setting):
            writer.paragraph(paragraph)
            header = ""
        if flow.table is not None:
            header = _write_table(flow.table, flow.page, setting, writer, header)
    notes = (f"Footnotes on {noted} pages were left out.",) if noted else ()
    return Source("\n".join(writer.lines), tuple(writer.places), sizes, notes)


def _add_page(flows: list[Flow], leaf: Leaf, body: float) -> bool:
    """Add a page to the flows, and say whether it had footnotes."""
    tables = grids(leaf)
    groups: list[tuple[int, list[Line]]] = []
    rest = leaf.runs
    for at, table in enumerate(tables):
        above = [run for run in rest if run.base < table.box[1] + 2]
        rest = [run for run in rest if run.base >= table.box[1] + 2]
        groups += [(at, to_lines(runs, leaf.number)) for runs in in_order(above)]
    groups += [(len(tables), to_lines(runs, leaf.number)) for runs in in_order(rest)]
    kept = without_footnotes([lines for _, lines in groups], body, leaf.height)
    for count, ((at, _), lines) in enumerate(zip(groups, kept, strict=True)):
        while flows[-1].table is not None or _tables_on(flows, leaf.number) < at:
            _close(flows, tables, leaf.number)
        if lines:
            _name_column(lines, count)
            flows[-1].columns.append(lines)
    while _tables_on(flows, leaf.number) < len(tables):
        _close(flows, tables, leaf.number)
    return sum(map(len, kept)) < sum(len(lines) for _, lines in groups)


def _tables_on(flows: list[Flow], page: int) -> int:
    return sum(1 for flow in flows[-50:] if flow.table is not None and flow.page == page)


def _close(flows: list[Flow], tables: list[Grid], page: int) -> None:
    """Put the page's next table after what came before it."""
    done = _tables_on(flows, page)
    if flows[-1].table is not None:
        flows.append(Flow())
    if done < len(tables):
        flows[-1].table, flows[-1].page = tables[done], page


def _name_column(lines: list[Line], column: int) -> None:
    edges = min(line.left for line in lines), max(line.right for line in lines)
    for line in lines:
        line.column, line.edges = column, edges


def _draw_bullets(leaf: Leaf) -> None:
    """Write a bullet where a small drawn mark stands before a line."""
    for left, top, right, bottom in leaf.dots[:500]:
        for run in leaf.runs:
            if run.top <= (top + bottom) / 2 <= run.bottom and 0 < run.left - right < 3 * run.size:
                bullet = replace(run, text="•", left=left, right=right, lead=right - left)
                leaf.runs.append(bullet)
                break


def _write_table(table: Grid, page: int, setting: Setting, writer: Writer, header: str) -> str:
    """Write the rows of a table; return its header, which the next page may repeat."""
    writer.blank()
    for at, row in enumerate(table.rows):
        text = "| " + " | ".join(_cell(runs, page, setting, writer) for runs in row) + " |"
        boxes = [(r.left, r.top, r.right, r.bottom) for runs in row for r in runs]
        if at == 0 and text == header:
            continue
        writer.line(text, Place(page, union(boxes)))
        header = header or text
    return header


def _cell(runs: list[Run], page: int, setting: Setting, writer: Writer) -> str:
    lines = to_lines(runs, page)
    if not lines:
        return ""
    _name_column(lines, 0)
    pieces = (writer.words(paragraph) for paragraph in paragraphs([lines], setting))
    return "<br>".join(piece.removeprefix("## ").strip().replace("|", "\\|") for piece in pieces)
