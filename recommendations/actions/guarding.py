"""What is done about a stored file that is not the one that was given."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.actions import tell
from accounts.models import Event, events_last
from recommendations.stored import NotAsGiven, Stored, Why

FOUND = {Why.ALTERED: "find altered", Why.GONE: "find missing"}


@transaction.atomic
@events_last()
def note_not_as_given(error: NotAsGiven, *, at: datetime) -> None:
    """Put into the record that a file was found altered or missing, and tell its body's people.

    Once a day for each file, however often it is asked for. A storage that does not answer
    says nothing of the file.
    """
    stored, done = error.stored, FOUND.get(error.why)
    if done is None:
        return
    noted = Event.objects.about(stored.row).filter(action=done, note=stored.name)
    if noted.filter(at__date=timezone.localdate(at)).exists():
        return
    Event.record(
        done, stored.row, by=None, at=at, body=stored.body, note=stored.name,
        sha256=[stored.sha256, error.found], file=stored.file.name,
    )  # fmt: skip
    if stored.body:
        tell(stored.body, str(error), stored.place, by=None, at=at)


def must_be_as_given(files: Iterable[Stored], *, at: datetime) -> None:
    """Raise NotAsGiven for the first of these that is not as it was given, and note it.

    To be called before a transaction begins, which would take the note back.
    """
    for stored in files:
        try:
            stored.check()
        except NotAsGiven as error:
            note_not_as_given(error, at=at)
            raise
