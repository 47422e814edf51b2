"""Who may sign in the place of the holder of a body's office, from a day to a day."""

from datetime import date

from django.db import models
from django.db.models import Q

from accounts.models import User
from bodies.models import Body, DatedQuerySet, starts_before_it_ends


class DelegationQuerySet(DatedQuerySet):
    def visible_to(self, user):
        return self.filter(body__in=user.own())

    def holding(self, day: date):
        """Return those that hold on `day` and have not been ended."""
        return self.on(day).filter(ended_at=None)


class Delegation(models.Model):
    """One deputy of one body. It is ended, never changed: letters that rest on it stay true."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="delegations")
    deputy = models.ForeignKey(User, models.PROTECT, related_name="delegations")
    title = models.CharField(max_length=200, help_text="As it stands on the letter.")
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day", null=True, blank=True)
    reason = models.TextField(max_length=2000)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            starts_before_it_ends("delegation_starts_before_it_ends"),
            models.CheckConstraint(name="delegation_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="delegation_ended_by_and_at",
                condition=Q(ended_by=None, ended_at=None)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.deputy}, {self.title}"

    def holds_on(self, day: date) -> bool:
        begun = self.starts_on <= day
        return begun and self.ended_at is None and (self.ends_on is None or day <= self.ends_on)

    def is_over_on(self, day: date) -> bool:
        return self.ended_at is not None or (self.ends_on is not None and self.ends_on < day)
