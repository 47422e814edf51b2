"""What acts by itself in a Word or Excel file, or leads out of it.

An Office file is a ZIP of parts. What a part is, its content type says and not its name; what
it leads to stands in the relationships beside it (ECMA-376, part 2).
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO

from recommendations.inside.markup import Attributes, Unreadable, read_markup, value_of

TYPES = "[content_types].xml"
LARGEST_TYPES = 1024 * 1024
MOST_MARKUP = 300 * 1024 * 1024
MOST_PARTS = 10_000
MARKUP = (".xml", ".rels", ".vml")  # and whatever a content type says is markup
BROKEN = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError,
    RuntimeError, Unreadable,
)  # fmt: skip

MACROS = "It holds macros."
DDE = "It has a field that can start a program (DDE)."
COMPUTED = "It has a field that only shows what it does when it is opened."
TEMPLATE = "It takes its template from another place when it is opened."
FETCHES = "It fetches something from another place when it is opened."
DATA = "It takes data from other files."
CONNECTION = "It takes data from another place."
HOLDS = "It holds other files or controls."
ACTS = frozenset({MACROS, DDE, COMPUTED, TEMPLATE, FETCHES})

# What a content type says of a part that runs: VBA under any name, the "...macroEnabled" kinds
# of a document, sheets of Excel 4 macros in either spelling.
RUNS = ("vbaproject", "vbadata", "macroenabled", "macrosheet")
RUNS_BY_NAME = ("vbaproject.bin", "vbadata.xml")
HELD = ("oleobject", "activex", "package", "control")

# Relationships that lead elsewhere and that an Office program follows by itself.
FOLLOWED = {
    "attachedtemplate": TEMPLATE,
    "externallinkpath": DATA,
    "externallink": DATA,
    "oleobject": FETCHES,
    "package": FETCHES,
    "frame": FETCHES,
    "subdocument": FETCHES,
    "afchunk": FETCHES,
    "image": FETCHES,
}
NOT_FOLLOWED = {"hyperlink"}  # a person presses it

STARTS = re.compile(r'^[\s"]*dde(?:auto)?\b', re.IGNORECASE)
TAKES_IN = re.compile(
    r'^[\s"]*(?:link|includetext|includepicture|import|include|database|rd)\b', re.I
)
# In a sheet: program|topic!item, and the functions that ask another place or program.
FORMULAS = {"f", "formula", "formula1", "formula2", "definedName"}
QUOTED = re.compile(r"""\"[^"]*"|'[^']*'""")  # only said, or the name of a sheet
ASKS = re.compile(r"(?:WEBSERVICE|RTD|CALL|REGISTER\.ID)\s?\(", re.I)
LONGEST_FORMULA = 8192  # characters, as Excel has it


def holds_macros(file: IO[bytes]) -> bool:
    """Say whether a part of it is a macro, whatever its name. Raises one of BROKEN."""
    with zipfile.ZipFile(file) as archive:
        return _holds_macros(archive)


def _holds_macros(archive: zipfile.ZipFile) -> bool:
    infos = archive.infolist()
    names = [info.filename.lower() for info in infos]
    if any(name.endswith(RUNS_BY_NAME) or "/macrosheets/" in name for name in names):
        return True
    return any(kind in said for said, _ in _content_types(archive) for kind in RUNS)


def _content_types(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Return every content type that the file names, with the ending of the parts it is of.

    That is the whole name for one part alone. A second list of types counts too.
    """
    found: list[tuple[str, str]] = []

    def began(name: str, attributes: Attributes) -> None:
        said = value_of(attributes, "ContentType").lower()
        part = value_of(attributes, "PartName").lower().lstrip("/")
        found.append((said, part or "." + value_of(attributes, "Extension").lower()))

    lists = [info for info in archive.infolist() if info.filename.lower() == TYPES]
    if not lists:
        raise Unreadable
    for info in lists:
        with archive.open(info) as stream:
            read_markup(stream, LARGEST_TYPES, began)
    return found


def notes_of(file: IO[bytes]) -> Iterator[str]:
    """Yield what to be careful of. Raises one of BROKEN for what cannot be read to its end."""
    with zipfile.ZipFile(file) as archive:
        infos = archive.infolist()
        if len(infos) > MOST_PARTS:
            raise Unreadable
        names = [info.filename.lower() for info in infos]
        if _holds_macros(archive):
            yield MACROS
        if any("/embeddings/" in name or "/activex/" in name for name in names):
            yield HOLDS
        if any("/externallinks/" in name for name in names):
            yield DATA
        if any(PurePosixPath(name).name == "connections.xml" for name in names):
            yield CONNECTION
        types = _content_types(archive)
        if any(kind in said for said, _ in types for kind in ("oleobject", "activex")):
            yield HOLDS
        markup = (*MARKUP, *(end for said, end in types if said.endswith(("+xml", "/xml"))))
        room = MOST_MARKUP
        for info in infos:
            part = _Part()
            if not info.filename.lower().endswith(markup):
                continue
            with archive.open(info) as stream:
                room -= read_markup(stream, room, part.began, part.said, part.ended)
            yield from part.notes


class _Part:
    """Goes through one part: relationships, fields of Word, links of Excel."""

    def __init__(self) -> None:
        self.notes: dict[str, None] = {}
        self.fields: list[list[str]] = []  # the words of each field that is open, inner last
        self.alone: list[str] = []  # words of a field that never began
        self.in_words = False
        self.formula: list[str] | None = None

    def began(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            self._relationship(attributes)
        elif name == "ddeLink":
            self.notes[DDE] = None
        elif name == "oleLink":
            self.notes[DATA] = None
        elif name == "fldSimple":
            self._field(value_of(attributes, "instr"))
        elif name == "fldChar":
            self._mark(value_of(attributes, "fldCharType"))
        elif name in ("instrText", "delInstrText"):
            self.in_words = True
        elif name in FORMULAS:
            self.formula = []

    def said(self, words: str) -> None:
        if self.formula is not None:
            self.formula.append(words)
        if self.in_words:
            (self.fields[-1] if self.fields else self.alone).append(words)

    def ended(self, name: str) -> None:
        if name in ("instrText", "delInstrText"):
            self.in_words = False
            if not self.fields:
                self._field("".join(self.alone))
        elif name in FORMULAS and self.formula is not None:
            self._computes("".join(self.formula)[:LONGEST_FORMULA])
            self.formula = None

    def _computes(self, formula: str) -> None:
        """Look at what a cell or a name computes: no formula but a link to a program has a bar."""
        formula = QUOTED.sub("", formula)
        if "|" in formula:
            self.notes[DDE] = None
        elif ASKS.search(formula):
            self.notes[FETCHES] = None

    def _mark(self, kind: str) -> None:
        """Follow where a field begins, shows its result and ends; one may stand in another."""
        if kind == "begin":
            if self.fields and not "".join(self.fields[-1]).strip(' "\t\r\n'):
                self.notes[COMPUTED] = None
            self.fields.append([])
        elif kind in ("separate", "end") and self.fields:
            self._field("".join(self.fields[-1]))
            if kind == "end":
                self.fields.pop()
            else:
                self.fields[-1].append("\N{NULL}")  # what follows is shown and says nothing

    def _field(self, words: str) -> None:
        if STARTS.match(words):
            self.notes[DDE] = None
        elif TAKES_IN.match(words):
            self.notes[FETCHES] = None

    def _relationship(self, attributes: Attributes) -> None:
        kind = value_of(attributes, "Type").rpartition("/")[2].lower()
        if value_of(attributes, "TargetMode").lower() == "external":
            if kind not in NOT_FOLLOWED:
                self.notes[FOLLOWED.get(kind, FETCHES)] = None
        elif kind in HELD:
            self.notes[HOLDS] = None
