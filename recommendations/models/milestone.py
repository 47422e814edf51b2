"""What a force means to reach by which day, as one of its updates says it."""

from datetime import date

from django.db import models
from django.db.models import Q

from recommendations.milestones import LONGEST, Planned
from recommendations.models.update import AssuranceUpdate


class UpdateMilestone(models.Model):
    """One milestone of one update. Never changed: a later update says what is new."""

    update = models.ForeignKey(AssuranceUpdate, models.PROTECT, related_name="milestones")
    place = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=LONGEST)
    due_on = models.DateField()
    done_on = models.DateField(null=True)

    class Meta:
        ordering = ["update", "place"]
        constraints = [
            models.UniqueConstraint(
                name="milestone_place_once_in_an_update", fields=["update", "place"]
            ),
            models.CheckConstraint(name="milestone_has_words", condition=~Q(words="")),
        ]

    def __str__(self):
        return str(Planned(self.words, self.due_on, self.done_on))

    def state(self, today: date) -> str:
        """Return whether it was reached, and by its day; what was not is overdue after it."""
        if self.done_on:
            return "done" if self.done_on <= self.due_on else "late"
        return "overdue" if self.due_on < today else "open"
