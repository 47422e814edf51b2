"""Scans of letters signed in ink, kept beside the sealed file and never in its place."""

from django.db import models
from django.urls import reverse

from accounts.models import User
from letters.models.letter import Letter


class LodgedCopyQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(letter__in=Letter.objects.visible_to(user))


class LodgedCopy(models.Model):
    """One scan. For the office alone: nobody can read a scan aloud. Never changed."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="lodged_copies")
    file = models.FileField(upload_to="lodged/%Y/", max_length=300)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    note = models.CharField(max_length=300, blank=True)
    lodged_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    lodged_at = models.DateTimeField()

    objects = LodgedCopyQuerySet.as_manager()

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
