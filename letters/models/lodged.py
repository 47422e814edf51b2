"""Scans of letters signed in ink, kept beside the sealed file and never in its place."""

from django.db import models
from django.urls import reverse

from accounts.models import User
from letters.models.letter import Letter
from recommendations.models import (
    Checked,
    Disposable,
    DisposableManager,
    DisposableQuerySet,
    FileCheck,
    rules_of_checks,
)


class LodgedCopyQuerySet(DisposableQuerySet):
    def visible_to(self, user):
        return self.filter(letter__in=Letter.objects.visible_to(user))


class LodgedCopy(Disposable, Checked):
    """One scan. For the office alone: nobody can read a scan aloud. Never changed."""

    whose = "letter__body"
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="lodged_copies")
    file = models.FileField(upload_to="lodged/%Y/", max_length=300)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    note = models.CharField(max_length=300, blank=True)
    lodged_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    lodged_at = models.DateTimeField()

    objects = DisposableManager.from_queryset(LodgedCopyQuerySet)()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "lodged copies"
        constraints = [
            models.UniqueConstraint(
                name="lodged_copy_once_of_a_letter", fields=["letter", "sha256"]
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("letters:lodged", args=[self.pk])

    @property
    def checked_for(self):
        return self.letter.body, self.lodged_by_id, self.letter.get_absolute_url()


class LodgedCopyCheck(FileCheck):
    """What the worker found in a scan."""

    about = "copy"
    copy = models.OneToOneField(LodgedCopy, models.PROTECT, related_name="check_made")

    class Meta:
        ordering = ["-pk"]
        constraints = rules_of_checks("lodged_copy_check")

    @classmethod
    def of_files(cls):
        """Return the files that are to have one."""
        return LodgedCopy.objects.kept().select_related("letter__body")
