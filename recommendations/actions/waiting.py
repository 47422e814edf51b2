"""Taking rows that wait to be read, one worker at a time, and letting one be tried again."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.models import Event, User, events_last
from accounts.permissions import Permission, require
from recommendations.models import FileCheck, Register, Report, Source

LEASE = timedelta(minutes=2)  # longer than any reading may take
MOST_TRIES = 3
GIVEN_UP = (
    "This could not be read, though it was tried several times. Copy the recommendations out of"
    " it and paste them."
)
NOT_CHECKED = "This file could not be checked, though it was tried several times. Give another."


def take_next(kind: type[Source] | type[Register] | type[FileCheck], at: datetime) -> Any:
    """Lease the next row of its kind to be read, so that no second worker has it, or None."""
    for waiting in kind.objects.waiting(at)[:10]:
        row = kind.objects.filter(pk=waiting.pk, read_at=None, next_try_at=waiting.next_try_at)
        if waiting.tries >= MOST_TRIES:
            row.update(problem=NOT_CHECKED if issubclass(kind, FileCheck) else GIVEN_UP)
        elif row.update(next_try_at=at + LEASE, tries=F("tries") + 1):
            return waiting
    return None


@transaction.atomic
@events_last()
def read_again(waiting: Source | Register, *, by: User, at: datetime) -> None:
    """Let the worker try once more to read what it could not."""
    about: Report | Register = waiting if isinstance(waiting, Register) else waiting.report
    body = about.body if isinstance(about, Register) else about.recorded_for
    require(by, Permission.CAPTURE, body)
    row = type(waiting).objects.kept().filter(pk=waiting.pk, read_at=None).exclude(problem="")
    if row.update(problem="", tries=0, next_try_at=at):
        Event.record("read again", about, by=by, at=at, body=body)
