"""Going through a stranger's file. Run apart only."""

import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import pikepdf

from pcc_tracker.apart import limit
from recommendations.inside import MOST_MEMORY, MOST_SECONDS, UNREAD, Inside, office

MOST_ATTACHED = 100
MOST_UNPACKED = 300 * 1024 * 1024
DEEPEST = 3  # attachments in attachments
DEEPEST_NESTED = 100
MOST_OBJECTS = 500_000
MOST_NOTES = 20

ACTS = {
    "/JavaScript": "It runs JavaScript.",
    "/Launch": "It starts a program.",
    "/SubmitForm": "It sends what is filled in to another place.",
    "/ImportData": "It takes data from another file.",
    "/RichMedia": "It plays film or sound by a program of its own.",
    "/Rendition": "It plays film or sound by a program of its own.",
    "/GoToR": "It opens another file.",
    "/GoToE": "It opens a file that is attached to it.",
}
LOCKED = "It is locked with a password, so nobody could look into it."
TWO_THINGS = "It is an archive (ZIP) too, which another program would open."
DAMAGED = "It is damaged, so nobody could look into all of it."


def look_inside(path: Path, ending: str, folder: Path) -> Inside:
    """Return what a file holds; write what is attached to `folder`, each under a number."""
    if ending in (".docx", ".xlsx"):
        return Inside(tuple(_office(path)))
    two = (TWO_THINGS,) if zipfile.is_zipfile(path) else ()
    if ending == ".pdf":
        found = _Pdf(folder).read(path)
        return Inside((*found.notes, *two), found.attached)
    return Inside(two)


class _Pdf:
    """Goes through every object of a PDF, and of the PDFs attached to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.notes: dict[str, None] = {}
        self.attached: list[str] = []
        self.room = MOST_UNPACKED

    def read(self, path: Path) -> Inside:
        self._file(path, 0)
        if self.attached:
            count = len(self.attached)
            many = f"{count} files are" if count > 1 else "1 file is"
            self.notes[f"{many} attached to it."] = None
        paths = tuple(self.folder / name for name in self.attached)
        return Inside(tuple(self.notes)[:MOST_NOTES], paths)

    def _file(self, path: Path, depth: int) -> None:
        try:
            with pikepdf.open(path) as pdf:
                for number, found in enumerate(pdf.objects):
                    if number > MOST_OBJECTS:
                        self.notes[UNREAD] = None
                        return
                    self._object(found, depth)
        except pikepdf.PasswordError:
            self.notes[LOCKED] = None
        except pikepdf.PdfError:
            self.notes[DAMAGED] = None

    def _object(self, found: Any, depth: int, nested: int = 0) -> None:
        """Look at one object and at all that stands directly in it."""
        if nested > DEEPEST_NESTED:
            self.notes[UNREAD] = None
            return
        try:
            if isinstance(found, pikepdf.Stream) and found.get("/Type") == "/EmbeddedFile":
                self._attachment(found, depth)
                return
            inner = list(found) if isinstance(found, pikepdf.Array) else []
            if isinstance(found, (pikepdf.Dictionary, pikepdf.Stream)):
                self._entries(found, depth)
                inner = [value for _, value in found.items()]
        except pikepdf.PdfError:
            self.notes[DAMAGED] = None
            return
        for part in inner:
            if isinstance(part, (pikepdf.Dictionary, pikepdf.Array)) and not part.is_indirect:
                self._object(part, depth, nested + 1)

    def _entries(self, found: Any, depth: int) -> None:
        for name in ("/S", "/Subtype"):
            if note := ACTS.get(str(found.get(name, ""))):
                self.notes[note] = None
        if "/JS" in found:
            self.notes[ACTS["/JavaScript"]] = None
        if "/XFA" in found:
            self.notes["It has a form of the kind that can run programs (XFA)."] = None
        files = found.get("/EF")
        if isinstance(files, pikepdf.Dictionary):
            for _, stream in files.items():
                # One that says of itself that it is an attached file is met on its own.
                if isinstance(stream, pikepdf.Stream) and stream.get("/Type") != "/EmbeddedFile":
                    self._attachment(stream, depth)

    def _attachment(self, stream: Any, depth: int) -> None:
        if len(self.attached) >= MOST_ATTACHED:
            self.notes[UNREAD] = None
            return
        data = bytes(stream.read_bytes())
        self.room -= len(data)
        if self.room < 0:
            self.notes[UNREAD] = None
            return
        name = f"{len(self.attached):03}"
        (self.folder / name).write_bytes(data)
        self.attached.append(name)
        if data.lstrip()[:5] == b"%PDF-" and depth < DEEPEST:
            self._file(self.folder / name, depth + 1)


def _office(path: Path) -> list[str]:
    """Return what to be careful of in a Word or Excel file; one with macros is refused before."""
    notes: dict[str, None] = {}
    try:
        with path.open("rb") as file:
            for note in office.notes_of(file):
                notes[note] = None
    except office.BROKEN:
        notes[DAMAGED] = None
    return list(notes)


def main(path: str, ending: str, folder: str) -> None:
    limit(seconds=MOST_SECONDS, memory=MOST_MEMORY)
    found = look_inside(Path(path), ending, Path(folder))
    names = [path.name for path in found.attached]
    acts = [note for note in found.notes if note in ACTS.values() or note in office.ACTS]
    json.dump({"notes": found.notes, "attached": names, "acts": acts}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
