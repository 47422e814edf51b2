"""The files that go with a response: named in its letter, and public with it unless kept out."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from recommendations.models import (
    Checked,
    Disposable,
    DisposableManager,
    DisposableQuerySet,
    FileCheck,
    rules_of_checks,
)
from responses.models.response import Response


class AttachmentQuerySet(DisposableQuerySet):
    def visible_to(self, user):
        return self.filter(response__in=Response.objects.visible_to(user))

    def public(self):
        return self.filter(withheld_reason="")


class Attachment(Disposable, Checked):
    """One file. It is added and taken away while the response is in draft, and never changed."""

    whose = "response__body"
    response = models.ForeignKey(Response, models.CASCADE, related_name="attachments")
    file = models.FileField(upload_to="attachments/%Y/", max_length=300)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    title = models.CharField("what it is", max_length=200)
    title_cy = models.CharField("what it is, in Welsh", max_length=200, blank=True)
    marking = models.CharField("protective marking on the file", max_length=60, blank=True)
    withheld_reason = models.CharField(
        "why it is kept out of publication", max_length=300, blank=True
    )
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = DisposableManager.from_queryset(AttachmentQuerySet)()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="attachment_once_in_a_response", fields=["response", "sha256"]
            ),
            models.CheckConstraint(
                name="attachment_that_is_marked_is_withheld",
                condition=Q(marking="") | ~Q(withheld_reason=""),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("responses:attachment", args=[self.response_id, self.pk])

    @property
    def checked_for(self):
        place = reverse("responses:attachments", args=[self.response_id])
        return self.response.body, self.added_by_id, place


class AttachmentCheck(FileCheck):
    """What the worker found in an attachment. It goes with it when that is taken away."""

    about = "attachment"
    attachment = models.OneToOneField(Attachment, models.CASCADE, related_name="check_made")

    class Meta:
        ordering = ["-pk"]
        constraints = rules_of_checks("attachment_check")

    @classmethod
    def of_files(cls):
        """Return the files that are to have one."""
        return Attachment.objects.kept().select_related("response__body")
