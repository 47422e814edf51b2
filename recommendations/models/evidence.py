"""The files that show what an update says, their versions, and what was found in them."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import User
from recommendations.models.checked import Checked, FileCheck, rules_of_checks
from recommendations.models.retention import Disposable, DisposableManager, DisposableQuerySet
from recommendations.models.update import AssuranceUpdate


class EvidenceQuerySet(DisposableQuerySet):
    def visible_to(self, user):
        return self.filter(update__body__in=user.reach())

    def newest(self):
        """Return those that no later version has replaced."""
        return self.filter(replaced_by=None)

    def expiring(self, by: date):
        """Return what has expired by that day, or will have, and was not renewed."""
        return self.newest().kept().filter(expires_on__lte=by)


class Evidence(Disposable, Checked):
    """A file that shows what an update says; kept outside the web root under its hash.

    Never changed: a better file is another version, and both stay. Without `added_by`
    it came with the update itself.
    """

    whose = "update__body"

    class Marking(models.TextChoices):
        OFFICIAL = "official", "OFFICIAL"
        SENSITIVE = "sensitive", "OFFICIAL-SENSITIVE"

    update = models.ForeignKey(AssuranceUpdate, models.PROTECT, related_name="evidence")
    file = models.FileField(upload_to="evidence/%Y/%m/", max_length=300)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    description = models.CharField(max_length=300, blank=True)
    evidence_on = models.DateField("the evidence's own date", null=True, blank=True)
    expires_on = models.DateField("last day it shows this", null=True, blank=True)
    marking = models.CharField(max_length=20, choices=Marking, default=Marking.SENSITIVE)
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    added_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField(null=True, blank=True)

    objects = DisposableManager.from_queryset(EvidenceQuerySet)()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                name="evidence_marking_is_known",
                condition=Q(marking__in=["official", "sensitive"]),
            ),
            models.CheckConstraint(
                name="evidence_first_version_replaces_nothing",
                condition=Q(version=1, replaces=None) | Q(version__gt=1, replaces__isnull=False),
            ),
            models.CheckConstraint(
                name="evidence_expires_after_its_own_date",
                condition=Q(expires_on=None)
                | Q(evidence_on=None)
                | Q(expires_on__gte=F("evidence_on")),
            ),
            models.CheckConstraint(
                name="evidence_added_by_and_at",
                condition=Q(added_by=None, added_at=None)
                | Q(added_by__isnull=False, added_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name if self.version == 1 else f"{self.name}, version {self.version}"

    def get_absolute_url(self):
        return reverse("recommendations:evidence", args=[self.pk])

    @property
    def checked_for(self):
        update = self.update
        return update.body, update.recorded_by_id, update.get_absolute_url()

    @property
    def is_newest(self) -> bool:
        return not hasattr(self, "replaced_by")


class EvidenceCheck(FileCheck):
    """What the worker found in a file of evidence."""

    about = "evidence"
    evidence = models.OneToOneField(Evidence, models.PROTECT, related_name="check_made")

    class Meta:
        ordering = ["-pk"]
        constraints = rules_of_checks("evidence_check")

    @classmethod
    def of_files(cls):
        """Return the files that are to have one."""
        return Evidence.objects.kept().select_related("update")
