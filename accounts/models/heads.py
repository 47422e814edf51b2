"""The head of the record on each day, as it leaves the database."""

from django.db import models


class AuditHead(models.Model):
    """The last event of the chain when a day's head was taken, and what became of it.

    The row lets one worker alone write it down outside; what counts is what stands there.
    """

    on = models.DateField(unique=True)
    number = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    tried_at = models.DateTimeField(null=True)
    written_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-on"]

    def __str__(self):
        return f"{self.on.isoformat()} {self.number} {self.digest}"
