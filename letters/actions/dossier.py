"""The whole file of a response, given out as one ZIP."""

from datetime import datetime
from typing import IO

from accounts.models import Event, User
from accounts.permissions import Permission, require
from letters.dossier import write_dossier
from recommendations.actions import note_not_as_given
from responses.models import Response


def export_dossier(response: Response, out: IO[bytes], *, by: User, at: datetime) -> int:
    """Write the ZIP to an open file, and record who took it; return how many files it holds.

    A file that is not as it was given is left out, and noted in the record.
    """
    require(by, Permission.READ, response.body)
    count, not_as_given = write_dossier(response, by, out)
    for error in not_as_given:
        note_not_as_given(error, at=at)
    Event.record("export", response, by=by, at=at, body=response.body, files=count)
    return count
