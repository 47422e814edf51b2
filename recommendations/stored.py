"""A file in the storage beside the SHA-256 it was given with: opened only while both agree.

Who can write to the storage can put another file in the place of one that somebody relied on.
Nothing here knows where files lie.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.files.base import File
from django.db.models import Model
from django.db.models.fields.files import FieldFile

from accounts.errors import Refused

PIECE = 1024 * 1024


class Why(StrEnum):
    ALTERED = "altered"
    GONE = "gone"
    AWAY = "away"  # the storage does not answer: nothing is known of the file


WORDS = {
    Why.ALTERED: "“{name}” is not the file that was given: what lies in the storage now has"
    " another SHA-256 than the one that was recorded. Nobody can have it. Tell the administrator"
    " of the service, who can bring it back from a backup.",
    Why.GONE: "“{name}” is not in the storage any more. Tell the administrator of the service, who"
    " can bring it back from a backup.",
    Why.AWAY: "“{name}” cannot be read now: {reason}. Try again later. If it stays so, tell the"
    " administrator of the service.",
}


class NotAsGiven(Refused):
    """A stored file that cannot be handed out: not the one that was given, gone, or not read."""

    def __init__(self, stored: "Stored", why: Why, *, found: str = "", reason: str = ""):
        self.stored, self.why, self.found = stored, why, found
        super().__init__(WORDS[why].format(name=stored.name, reason=reason))


@dataclass(frozen=True)
class Stored:
    """A stored file, the hash it was given with, and whom it concerns when it is another.

    `row` is what the record names, `body` whose people are told, `place` the page it is on.
    """

    file: FieldFile
    sha256: str
    name: str
    row: Model
    body: Any
    place: str = ""

    def opened(self) -> "File[Any]":
        """Return it open at its beginning, after all of it was read and found to be as given.

        It is read to its end first because what was sent cannot be called back; piece by
        piece, so that its size costs no memory. Raises NotAsGiven.
        """
        try:
            file = self.file.open("rb")
            try:
                self._compare(file)
            except BaseException:
                file.close()
                raise
        except FileNotFoundError as error:
            raise NotAsGiven(self, Why.GONE) from error
        except OSError as error:
            reason = error.strerror or str(error)
            raise NotAsGiven(self, Why.AWAY, reason=reason) from error
        return file

    def _compare(self, file: "File[Any]") -> None:
        file.seek(0)
        digest = hashlib.sha256()
        while piece := file.read(PIECE):
            digest.update(piece)
        if digest.hexdigest() != self.sha256:
            raise NotAsGiven(self, Why.ALTERED, found=digest.hexdigest())
        file.seek(0)

    def check(self) -> None:
        """Raise NotAsGiven unless it is as it was given."""
        self.opened().close()
