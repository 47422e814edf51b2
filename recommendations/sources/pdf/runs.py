"""One page of a PDF to runs of words, and the rules and dots drawn beside them."""

import ctypes
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pypdfium2 as pdfium
from pypdfium2 import raw

from recommendations.sources.errors import TooBig

Box = tuple[float, float, float, float]

MAX_DRAWN = 20_000
MAX_RUNS = 10_000  # on one page
CROWDED = "A page of this PDF holds more words than can be read. Copy its text and paste it."
HYPHENS = "\x02\ufffe"
SET_HYPHENS = "\u2010\u00ad"  # a hyphen only at a word's end
# Within a run, words stand no further apart than this many times their size.
GAP = 1.0
_WORD = re.compile(rf"[^\s{HYPHENS}]+[{HYPHENS}]?|[{HYPHENS}]")
_NOTED = re.compile(r"(?P<words>.*?[^\d\s.,£$€/–-].*?|.*[A-Za-z’”)][.,;:])(?P<note>\d{1,3})$")
_ORDINAL = frozenset(["st", "nd", "rd", "th"])
_BOLD = re.compile(rb"bold|black|heavy|semib|demi", re.I)


@dataclass(slots=True)
class Run:
    """Words on one baseline, in points from the page's top left.

    `size` is the height of the type, `lead` the width of the first word, `second`
    where the second word starts.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    lead: float
    second: float = 0.0
    bold: bool = False
    first: int = 0
    last: int = 0


@dataclass(slots=True)
class Leaf:
    """What one page shows. `rules` are boxes of lines and frames, `dots` of drawn bullets."""

    number: int
    width: float
    height: float
    runs: list[Run] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    dots: list[Box] = field(default_factory=list)


@dataclass(slots=True)
class _Word:
    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    first: int
    last: int


def read_leaf(page: pdfium.PdfPage, number: int) -> Leaf:
    """Return what a page shows, its runs in the order in which the file has them."""
    width, height = page.get_size()
    leaf = Leaf(number, width, height)
    turn = _turn(page)
    textpage = page.get_textpage()
    try:
        leaf.runs = _runs(_words(textpage, turn))
        _set_bold(textpage, leaf.runs)
    finally:
        textpage.close()
    _draw(page, leaf, turn)
    return leaf


def _turn(page: pdfium.PdfPage) -> Callable[[float, float], tuple[float, float]]:
    """Return what takes a point of the file to where the page shows it."""
    left, bottom, right, top = page.get_bbox()
    return {
        90: lambda x, y: (y - bottom, x - left),
        180: lambda x, y: (right - x, y - bottom),
        270: lambda x, y: (top - y, right - x),
    }.get(page.get_rotation(), lambda x, y: (x - left, top - y))


def _characters(textpage: pdfium.PdfTextPage) -> str:
    """Return the page's text with one character for each index."""
    count = textpage.count_chars()
    text = textpage.get_text_range() if count else ""
    if len(text) == count:
        return text
    codes = (raw.FPDFText_GetUnicode(textpage.raw, at) for at in range(count))
    return "".join(chr(code) if 0 < code < 0x110000 else "\ufffd" for code in codes)


def _words(
    textpage: pdfium.PdfTextPage, turn: Callable[[float, float], tuple[float, float]]
) -> Iterator[_Word]:
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    at_box, at_x, at_y = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    handle = textpage.raw
    get_box, get_origin = raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetCharOrigin

    def measured(text: str, first: int, last: int) -> _Word:
        get_box(handle, first, at_box)
        one, two = turn(box.left, box.top), turn(box.right, box.bottom)
        size = abs(two[1] - one[1])
        if last != first:
            get_box(handle, last, at_box)
            ends = turn(box.left, box.top), turn(box.right, box.bottom)
        else:
            ends = one, two
        get_origin(handle, first, at_x, at_y)
        corners = (one, two, *ends)
        across, down = [c[0] for c in corners], [c[1] for c in corners]
        base = turn(x.value, y.value)[1]
        return _Word(text, min(across), min(down), max(across), max(down), base, size, first, last)

    for match in _WORD.finditer(_characters(textpage)):
        text, first, end = match[0], match.start(), match.end()
        if text[-1] in HYPHENS or text[-1] in SET_HYPHENS:
            text = text[:-1] + "-"
        noted = _NOTED.match(text) if text[-1].isdigit() and not text.isdigit() else None
        if noted:
            cut = first + noted.start("note")
            words, note = (
                measured(noted["words"], first, cut - 1),
                measured(noted["note"], cut, end - 1),
            )
            if note.size < words.size * 0.85:
                yield words
                yield note
                continue
        yield measured(text, first, end - 1)


def _runs(words: Iterator[_Word]) -> list[Run]:
    runs: list[Run] = []
    run: Run | None = None
    for word in words:
        if word.size <= 0:
            continue
        if run is not None and _goes_on(run, word):
            _add(run, word)
            continue
        if run is not None and _is_raised(run, word) and word.text.isdigit():
            continue
        if len(runs) == MAX_RUNS:
            raise TooBig(CROWDED)
        run = Run(
            *(word.text, word.left, word.top, word.right, word.bottom, word.base, word.size),
            *(word.right - word.left,),
            first=word.first,
            last=word.last,
        )
        runs.append(run)
    return runs


def _goes_on(run: Run, word: _Word) -> bool:
    near = -0.3 * run.size < word.left - run.right < GAP * max(run.size, word.size)
    return near and abs(word.base - run.base) < 0.15 * max(run.size, word.size)


def _is_raised(run: Run, word: _Word) -> bool:
    """Say whether a word is small and set above the line, right after the run."""
    small = word.size < 0.85 * run.size and 0.05 * run.size < run.base - word.base < 0.7 * run.size
    return small and -0.3 * run.size < word.left - run.right < 0.6 * run.size


def _add(run: Run, word: _Word) -> None:
    glued = word.text in _ORDINAL and word.size < 0.85 * run.size
    run.text += word.text if glued else f" {word.text}"
    run.second = run.second or word.left
    run.right, run.last = max(run.right, word.right), word.last
    run.top, run.bottom = min(run.top, word.top), max(run.bottom, word.bottom)
    run.size = max(run.size, word.size)


def _set_bold(textpage: pdfium.PdfTextPage, runs: list[Run]) -> None:
    buffer, flags = ctypes.create_string_buffer(160), ctypes.c_int()

    def is_bold(at: int) -> bool:
        buffer.value = b""
        raw.FPDFText_GetFontInfo(textpage.raw, at, buffer, 160, ctypes.byref(flags))
        return bool(_BOLD.search(buffer.value))

    for run in runs:
        run.bold = is_bold(run.first) and is_bold(run.last)


def _draw(
    page: pdfium.PdfPage, leaf: Leaf, turn: Callable[[float, float], tuple[float, float]]
) -> None:
    """Note the page's lines and frames, and small marks that may be bullets."""
    edges = [ctypes.c_float() for _ in range(4)]
    handle = page.raw
    for at in range(min(raw.FPDFPage_CountObjects(handle), MAX_DRAWN)):
        thing = raw.FPDFPage_GetObject(handle, at)
        if raw.FPDFPageObj_GetType(thing) != raw.FPDF_PAGEOBJ_PATH:
            continue
        if not raw.FPDFPageObj_GetBounds(thing, *map(ctypes.byref, edges)):
            continue
        one = turn(edges[0].value, edges[3].value)
        two = turn(edges[2].value, edges[1].value)
        box = (min(one[0], two[0]), min(one[1], two[1]), max(one[0], two[0]), max(one[1], two[1]))
        across, down = box[2] - box[0], box[3] - box[1]
        if max(across, down) > 12:
            leaf.rules.append(box)
        elif min(across, down) >= 1.5 and max(across, down) < 2 * min(across, down):
            leaf.dots.append(box)
