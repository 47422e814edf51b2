"""Runs to lines: what stands on one baseline of one column."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from recommendations.sources.pdf.runs import Box, Run

# A page number set apart at the right is joined by dots, so that the entry of a
# table of contents still looks like one.
LEADERS = " ........ "
_PAGE = re.compile(r"\d{1,3}")
_GLYPHS = "•‣◦▪▫●○■□·∙⁃➢►✓–—*§\ufffd\uf000-\uf0ff-"
_BULLET = re.compile(rf"[{_GLYPHS}]\s|o\s(?=\S)")
_NUMBER = re.compile(
    r"(?:\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]|\d{1,3}(?:\.\d{1,2}){1,2}[.)]?|\d{1,2}[a-z])\s"
)


@dataclass(slots=True)
class Line:
    """A line of a column. `mark` is the bullet or number that opens it, if any.

    `indent` is where the words after it start, `lead` how wide the first word is.
    `column` tells columns apart in the whole file, `edges` are its left and right.
    """

    text: str
    page: int
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    lead: float
    bold: bool
    indent: float
    mark: str = ""
    column: int = 0
    edges: tuple[float, float] = (0.0, 0.0)
    entry: bool = False

    @property
    def box(self) -> Box:
        return self.left, self.top, self.right, self.bottom


def to_lines(runs: Iterable[Run], page: int) -> list[Line]:
    """Return the lines that the runs of one column make, from the top."""
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (run.base, run.left)):
        for line in lines[-3:]:
            if _on_line(line, run):
                line.append(run)
                break
        else:
            lines.append([run])
    return [_line(sorted(line, key=lambda run: run.left), page) for line in lines]


def _on_line(line: list[Run], run: Run) -> bool:
    size = max(line[0].size, run.size)
    same = abs(run.base - line[0].base) < 0.25 * size
    raised = min(line[0].size, run.size) < 0.85 * size and abs(run.base - line[0].base) < 0.5 * size
    if not (same or raised):
        return False
    return all(run.left > r.right - 0.5 * size or run.right < r.left + 0.5 * size for r in line)


def _line(runs: list[Run], page: int) -> Line:
    main = max(runs, key=lambda run: (len(run.text) > 3, run.size, len(run.text)))
    text, entry = runs[0].text, False
    for before, run in zip(runs, runs[1:], strict=False):
        far = run.left - before.right > 2.5 * main.size
        entry = run is runs[-1] and far and bool(_PAGE.fullmatch(run.text))
        text += f"{LEADERS if entry else ' '}{run.text}"
    mark, indent = _mark(text, runs)
    wide = [run for run in runs if len(run.text) > 1] or runs
    return Line(
        text,
        page,
        runs[0].left,
        min(run.top for run in runs),
        max(run.right for run in runs),
        max(run.bottom for run in runs),
        main.base,
        main.size,
        runs[0].lead,
        all(run.bold for run in wide),
        indent,
        mark,
        entry=entry or bool(re.search(r"(?:\.\s?){4,}\s*\d{1,4}$", text)),
    )


def _mark(text: str, runs: list[Run]) -> tuple[str, float]:
    """Return the bullet ("-") or number that opens a line, and where its words start."""
    found = _BULLET.match(text) or _NUMBER.match(text)
    if found is None:
        return "", runs[0].left
    alone = " " not in runs[0].text
    indent = runs[1].left if alone and len(runs) > 1 else runs[0].second
    if text[0] == "o" and indent - runs[0].right < 0.4 * runs[0].size and alone is False:
        return "", runs[0].left
    return ("-" if _BULLET.match(text) else found[0].strip()), indent or runs[0].left
