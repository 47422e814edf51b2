"""What every file that a person gives is looked into for, wherever it is kept."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.fields.files import FieldFile

from bodies.models import Body
from recommendations.models.waiting import ReadByWorker, WaitingQuerySet
from recommendations.stored import Stored

NOT_TO_BE_HAD = {
    "waiting": "This file is not checked yet, so it cannot be downloaded. Try again in a minute.",
    "unscanned": "This file is not scanned for viruses yet. Try again in a minute.",
    "infected": "A virus was found in this file. It is in quarantine, and nobody can have it.",
    "failed": "This file could not be checked, so nobody can have it.",
}


class FileCheckQuerySet(WaitingQuerySet):
    def never_scanned(self):
        """Return those that were looked into while no scanner was set up."""
        return self.filter(read_at__isnull=False, is_scanned=False)


class FileCheck(ReadByWorker):
    """What the worker found in a file: a virus, or content that does things by itself.

    A model of these has a one-to-one field, named in `about`, to the row with the file.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for its check"
        CLEAN = "clean", "No virus found"
        UNSCANNED = "unscanned", "Not scanned for viruses"
        INFECTED = "infected", "In quarantine"
        FAILED = "failed", "Could not be checked"

    about: str
    is_scanned = models.BooleanField(default=False)
    notes = models.JSONField(default=list, blank=True, help_text="What to be careful of.")

    objects = FileCheckQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def of_files(cls) -> models.QuerySet:
        """Return the files that are to have one."""
        raise NotImplementedError

    def __str__(self):
        return f"Check of {self.checked}"

    @property
    def checked(self) -> "Checked":
        return getattr(self, self.about)

    @property
    def state(self) -> str:
        if self.problem:
            return self.State.FAILED
        if self.read_at is None:
            return self.State.WAITING
        if self.virus:
            return self.State.INFECTED
        return self.State.CLEAN if self.is_scanned else self.State.UNSCANNED

    def get_state_display(self) -> str:
        return self.State(self.state).label


def rules_of_checks(name: str) -> list[models.CheckConstraint]:
    """Return what holds for the rows of every model of checks; `name` begins their names."""
    return [
        models.CheckConstraint(
            name=f"{name}_is_made_or_has_a_problem", condition=Q(read_at=None) | Q(problem="")
        ),
        models.CheckConstraint(
            name=f"{name}_finds_a_virus_only_by_scanning",
            condition=Q(virus="") | Q(is_scanned=True, read_at__isnull=False),
        ),
    ]


class Checked(models.Model):
    """A row with a `file`, its `name`, `size` and `sha256`.

    The file is to be had only once its check, `check_made`, allows it.
    """

    whose: str  # the look-up of the body in whose room its file lies
    file: FieldFile
    name: str
    size: int
    sha256: str

    class Meta:
        abstract = True

    @property
    def checked_for(self) -> tuple[Body, int, str]:
        """Return the body that is told of a virus, who gave the file, and where it stands."""
        raise NotImplementedError

    @property
    def stored(self) -> Stored:
        body, _, place = self.checked_for
        return Stored(self.file, self.sha256, self.name, self, body, place)

    @property
    def disposed_of(self) -> str:
        return ""

    @property
    def state(self) -> str:
        """Say what its check has come to; a file from before there were checks has none."""
        check = getattr(self, "check_made", None)
        return check.state if check else FileCheck.State.UNSCANNED

    @property
    def may_be_had(self) -> bool:
        """Whether it may be downloaded: not what is gone, waits for its scan or was caught."""
        if self.disposed_of:
            return False
        states = FileCheck.State
        return self.state == states.CLEAN if settings.CLAMD else self.state != states.INFECTED

    @property
    def why_not_to_be_had(self) -> str:
        return "" if self.may_be_had else self.disposed_of or NOT_TO_BE_HAD[self.state]

    @property
    def warnings(self) -> list[str]:
        """Return what to be careful of in it, in words."""
        check = getattr(self, "check_made", None)
        return check.notes if check else []
