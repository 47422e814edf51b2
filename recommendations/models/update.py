"""What a force says it has done about a recommendation, and the files that show it."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from bodies.models import Body
from recommendations.models.recommendation import LONGEST_TEXT, Recommendation


class AssuranceUpdateQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the updates of the user's own bodies and of the forces they oversee."""
        return self.filter(body__in=user.reach())


class AssuranceUpdate(models.Model):
    """A dated update by a force. Never changed: a later one says what is new."""

    class Assessment(models.TextChoices):
        NOT_STARTED = "not_started", "Not started"
        IN_PROGRESS = "in_progress", "In progress"
        DONE = "done", "Done, with evidence"
        NOT_ACCEPTED = "not_accepted", "Not accepted"

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="updates")
    body = models.ForeignKey(Body, models.PROTECT, related_name="updates")
    as_at = models.DateField("position as at")
    assessment = models.CharField(max_length=20, choices=Assessment)
    narrative = models.TextField(validators=[MaxLengthValidator(LONGEST_TEXT)])
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = AssuranceUpdateQuerySet.as_manager()

    class Meta:
        ordering = ["-as_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="assurance_update_assessment_is_known",
                condition=Q(assessment__in=["not_started", "in_progress", "done", "not_accepted"]),
            ),
        ]

    def __str__(self):
        return f"Update of {self.as_at:%-d %B %Y} by {self.body}"

    def get_absolute_url(self):
        return f"{self.recommendation.get_absolute_url()}#update-{self.pk}"


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(update__body__in=user.reach())


class Evidence(models.Model):
    """A file that shows what an update says; kept outside the web root under its hash."""

    update = models.ForeignKey(AssuranceUpdate, models.PROTECT, related_name="evidence")
    file = models.FileField(upload_to="evidence/%Y/%m/", max_length=300)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    description = models.CharField(max_length=300, blank=True)
    evidence_on = models.DateField("the evidence's own date", null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "evidence"

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("recommendations:evidence", args=[self.pk])
