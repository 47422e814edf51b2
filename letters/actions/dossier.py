"""The whole file of a response, given out as one ZIP."""

from datetime import datetime
from tempfile import TemporaryFile
from typing import IO

from accounts.models import Event, User
from accounts.permissions import Permission, require
from letters.dossier import write_dossier
from responses.models import Response


def export_dossier(response: Response, *, by: User, at: datetime) -> IO[bytes]:
    """Return the ZIP as an open file, and record who took it."""
    require(by, Permission.READ, response.body)
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115  who asked for it closes it
    try:
        count = write_dossier(response, by, file)
    except Exception:
        file.close()
        raise
    Event.record("export", response, by=by, at=at, body=response.body, files=count)
    file.seek(0)
    return file
