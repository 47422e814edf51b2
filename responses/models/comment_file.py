"""The files that the force gives with its chief officer's comments."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from recommendations.models import (
    Checked,
    Disposable,
    DisposableManager,
    DisposableQuerySet,
    Evidence,
    FileCheck,
    rules_of_checks,
)
from responses.models.comment import ChiefOfficerComment


class CommentFileQuerySet(DisposableQuerySet):
    def visible_to(self, user):
        """Return the force's own, and to the inviting body those sent to it with the comments."""
        return self.filter(comment__in=ChiefOfficerComment.objects.visible_to(user))

    def in_order(self):
        return self.select_related(
            "added_by", "check_made", "comment__recommendation", "comment__response"
        ).order_by("comment__recommendation__sort_key", "pk")


class CommentFile(Disposable, Checked):
    """One file. The force may take it away until it sends the comments; nobody changes it.

    It is no part of the letter and never public. The office may attach a copy to its response,
    which is then approved and published like anything else that it attaches.
    """

    whose = "comment__force"

    comment = models.ForeignKey(ChiefOfficerComment, models.CASCADE, related_name="files")
    file = models.FileField(upload_to="comments/%Y/", max_length=300)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    description = models.CharField("what it is", max_length=200)
    marking = models.CharField(
        "protective marking",
        max_length=20,
        choices=Evidence.Marking,
        default=Evidence.Marking.SENSITIVE,
    )
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = DisposableManager.from_queryset(CommentFileQuerySet)()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="comment_file_once_with_a_comment", fields=["comment", "sha256"]
            ),
            models.CheckConstraint(
                name="comment_file_says_what_it_is", condition=~Q(description="")
            ),
            models.CheckConstraint(
                name="comment_file_marking_is_known",
                condition=Q(marking__in=["official", "sensitive"]),
            ),
        ]

    def __str__(self):
        return self.description

    def get_absolute_url(self):
        return reverse("responses:comment-file", args=[self.pk])

    @property
    def checked_for(self):
        response = self.comment.response
        place = reverse("responses:comment-files", args=[response.invitation.pk, self.comment_id])
        return self.comment.force, self.added_by_id, place


class CommentFileCheck(FileCheck):
    """What the worker found in such a file. It goes with it when that is taken away."""

    about = "comment_file"
    comment_file = models.OneToOneField(CommentFile, models.CASCADE, related_name="check_made")

    class Meta:
        ordering = ["-pk"]
        constraints = rules_of_checks("comment_file_check")

    @classmethod
    def of_files(cls):
        """Return the files that are to have one."""
        return CommentFile.objects.kept().select_related(
            "comment__force", "comment__response__invitation"
        )
