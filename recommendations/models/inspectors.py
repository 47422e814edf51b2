"""What the inspectors themselves say of a recommendation: kept apart, and theirs to close."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from bodies.models import Body
from recommendations.models.recommendation import Recommendation


class InspectorStatusQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(body__in=user.reach())


class InspectorStatus(models.Model):
    """The status that HMICFRS gave a body's recommendation on a day, as somebody read it there."""

    class Status(models.TextChoices):
        AWAITING = "awaiting_review", "Awaiting review"
        PROGRESSED = "being_progressed", "Being progressed"
        COMPLETE = "complete", "Complete"

    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, related_name="inspector_statuses"
    )
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    status = models.CharField(max_length=20, choices=Status)
    as_at = models.DateField("as at")
    source = models.CharField("where it was read", max_length=300)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = InspectorStatusQuerySet.as_manager()

    class Meta:
        ordering = ["-as_at", "-pk"]
        verbose_name_plural = "inspector statuses"
        constraints = [
            models.CheckConstraint(
                name="inspector_status_is_known",
                condition=Q(status__in=["awaiting_review", "being_progressed", "complete"]),
            ),
            models.CheckConstraint(
                name="inspector_status_says_where_it_was_read", condition=~Q(source="")
            ),
        ]

    def __str__(self):
        return f"{self.get_status_display()}, {self.body}"

    def get_absolute_url(self):
        return f"{self.recommendation.get_absolute_url()}#inspectors"
