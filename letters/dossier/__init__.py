"""The whole file of a response as one ZIP, with the hash of everything in it. Reads only."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable
from typing import IO

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string

from accounts.models import Event, User
from letters.dossier.archive import Archive
from letters.dossier.files import add_files
from letters.dossier.words import words_of
from letters.models import LodgedCopy
from recommendations.spreadsheets import guarded
from recommendations.stored import NotAsGiven
from responses.basis import basis_of
from responses.models import Response

HEADINGS = ["When", "Who", "What", "To what", "Note"]


def write_dossier(response: Response, user: User, out: IO[bytes]) -> tuple[int, list[NotAsGiven]]:
    """Write all that `user` may see of a response to `out`.

    Reports as they were given, the force's evidence, attachments, letters in each language
    and form, signed copies, every word as a page and as JSON, the history, and what an
    approval would stand on. Returns how many files it holds, and which were not as given.
    """
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        archive = Archive(file)
        add_files(archive, response, user)
        words = words_of(response, user)
        files = {"files": archive.hashes[:], "left_out": archive.left_out[:]}
        page = render_to_string("letters/the_words.html", words | files)
        archive.write("the-words.html", page.encode())
        archive.write("the-words.json", _as_json(words | files))
        archive.write("history.csv", _history(_events(response, user)).encode())
        basis = json.dumps(basis_of(response), indent=2, sort_keys=True)
        archive.write("what-an-approval-is-about.json", basis.encode())
        archive.close()
    return len(archive.hashes), archive.not_as_given


def _as_json(data: dict) -> bytes:
    said = json.dumps(data, indent=1, ensure_ascii=False, cls=DjangoJSONEncoder)
    return said.encode(errors="replace")


def _events(response: Response, user: User) -> Iterable[Event]:
    letter = getattr(response, "letter", None)
    about = [letter, *LodgedCopy.objects.filter(letter=letter)] if letter else []
    return Event.objects.visible_to(user).about(response, *response.passages.all(), *about)


def _history(events: Iterable[Event]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for event in events:
        row = [event.at.isoformat(), event.by_name, event.action, event.object_name, event.note]
        writer.writerow([guarded(cell) for cell in row])
    return "\ufeff" + out.getvalue()
