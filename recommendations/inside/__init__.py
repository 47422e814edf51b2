"""What an evidence file holds that acts by itself, and the files attached in it.

A file is a stranger's, so it is looked into apart, held to a share of time and memory.
ClamAV does not unpack what is attached to a PDF, so each attachment is written out for it.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.base import File

from pcc_tracker import apart

MOST_SECONDS = 30
MOST_MEMORY = 1024 * 1024 * 1024
UNREAD = "It could not be looked into: it takes too much time or memory."


@dataclass(frozen=True)
class Inside:
    """What to be careful of, in words; and the paths of what was attached, each written out.

    `acts` are those of the notes that say that it does something by itself.
    """

    notes: tuple[str, ...]
    attached: tuple[Path, ...] = ()
    acts: tuple[str, ...] = ()


def look_apart(path: Path, ending: str, folder: Path) -> Inside:
    """Look into a file in a process of its own, which writes attachments to `folder`."""
    try:
        said = json.loads(
            apart.run(
                "recommendations.inside.looking", b"", str(path), ending, str(folder),
                seconds=MOST_SECONDS,
            )
        )  # fmt: skip
    except (apart.Failed, ValueError):
        return Inside((UNREAD,), tuple(sorted(folder.iterdir())))
    attached = tuple(folder / name for name in said["attached"])
    return Inside(tuple(said["notes"]), attached, tuple(said["acts"]))


def acts_of(file: "File[Any]", ending: str) -> tuple[str, ...]:
    """Return what an uploaded file does by itself, in words; nothing for one that only shows."""
    with TemporaryDirectory() as place:
        path, attached = Path(place, "file"), Path(place, "attached")
        attached.mkdir()
        file.seek(0)
        with path.open("wb") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
        file.seek(0)
        return look_apart(path, ending, attached).acts
