"""A report by the inspectors, as its publisher made it public."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from bodies.models import Body
from recommendations.stored import Stored


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return what the user's bodies recorded, or owe something under once confirmed."""
        owed = self.model.objects.filter(obligations__body__in=user.own()).values("pk")
        return self.filter(Q(recorded_for__in=user.own()) | Q(pk__in=owed))


class Report(models.Model):
    """A published report. Its day is confirmed by a person, for web pages misdate reports."""

    class Kind(models.TextChoices):
        PEEL = "peel", "PEEL inspection"
        THEMATIC = "thematic", "Thematic inspection"
        SUPER_COMPLAINT = "super_complaint", "Super-complaint report"
        JOINT = "joint", "Joint inspection"
        REVISIT = "revisit", "Revisit"
        OTHER = "other", "Other"

    class Basis(models.TextChoices):
        SECTION_55 = "section_55", "Police Act 1996, section 55"
        SUPER_COMPLAINT = "super_complaint", "Super-complaint (Police Reform Act 2002, Part 2A)"
        OTHER = "other", "Other"

    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=Kind)
    basis = models.CharField("statutory basis", max_length=20, choices=Basis)
    publishers = models.ManyToManyField(Body, related_name="+", blank=True)
    published_on = models.DateField("publication date")
    published_on_confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_on_confirmed_at = models.DateTimeField(null=True, blank=True)
    url = models.URLField("public address", max_length=500, blank=True)
    forces = models.ManyToManyField(
        Body,
        verbose_name="forces in scope",
        related_name="+",
        blank=True,
        help_text="None chosen means every force.",
    )
    source_file = models.FileField(upload_to="reports/%Y/", max_length=300, blank=True)
    source_name = models.CharField(max_length=255, blank=True)
    source_sha256 = models.CharField(max_length=64, blank=True)
    recorded_for = models.ForeignKey(Body, models.PROTECT, related_name="reports_recorded")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    confirmed_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When its recommendations were confirmed."
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-published_on", "title"]
        constraints = [
            models.UniqueConstraint(
                name="report_recorded_once_by_a_body",
                fields=["recorded_for", "title", "published_on"],
                violation_error_message="This report is already recorded.",
            ),
            models.CheckConstraint(
                name="report_day_confirmed_by_and_at",
                condition=Q(published_on_confirmed_by=None, published_on_confirmed_at=None)
                | Q(
                    published_on_confirmed_by__isnull=False,
                    published_on_confirmed_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="report_confirmed_by_and_at",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("progress:report", args=[self.pk])

    def get_review_url(self):
        return reverse("recommendations:review", args=[self.pk])

    @property
    def stored(self) -> Stored:
        """Return the report's own file, which is also that of one of its texts."""
        place = self.get_absolute_url()
        return Stored(
            self.source_file, self.source_sha256, self.source_name, self, self.recorded_for, place
        )

    @property
    def source(self):
        """Return the newest text given, or None."""
        return self.sources.first()

    @property
    def read_source(self):
        """Return the newest text that could be read, or None."""
        return self.sources.exclude(read_at=None).first()

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def is_under_the_act(self) -> bool:
        return self.basis == self.Basis.SECTION_55
