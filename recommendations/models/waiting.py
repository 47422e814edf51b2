"""What a person gave and the worker reads: the row is the queue."""

from datetime import datetime

from django.db import models

from accounts.models import User


class WaitingQuerySet(models.QuerySet):
    def waiting(self, at: datetime):
        """Return those that nothing was made of yet and whose turn has come."""
        return self.filter(read_at=None, problem="", next_try_at__lte=at).order_by("next_try_at")


class ReadByWorker(models.Model):
    """A row that waits until it is read, or until it is known why it cannot be."""

    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True, help_text="Why it could not be read.")
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    virus = models.CharField(max_length=200, blank=True, help_text="What the scanner found.")

    class Meta:
        abstract = True

    @property
    def is_waiting(self) -> bool:
        return self.read_at is None and not self.problem
