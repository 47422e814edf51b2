"""Section 55(4): the invitation to the chief officer, and the comments that come back."""

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from bodies.models import Body
from recommendations.models import Recommendation
from responses.models.response import Response, long_text


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the invitations sent to the user's forces."""
        return self.filter(force__in=user.own())


class Invitation(models.Model):
    """That the body invited the chief officer's comments before a day it chose: s.55(4)."""

    response = models.OneToOneField(Response, models.CASCADE, related_name="invitation")
    force = models.ForeignKey(Body, models.PROTECT, related_name="invitations")
    invited_on = models.DateField()
    asked_for_on = models.DateField("comments asked for by")
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    note = models.TextField(blank=True)
    received_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(null=True)
    ready_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", help_text="Who put them to the approver."
    )
    ready_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invitation_asks_for_a_later_day",
                condition=Q(asked_for_on__gte=F("invited_on")),
            ),
            models.CheckConstraint(
                name="invitation_received_by_and_at",
                condition=Q(received_by=None, received_at=None)
                | Q(received_by__isnull=False, received_at__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_ready_by_and_at",
                condition=Q(ready_by=None, ready_at=None)
                | Q(ready_by__isnull=False, ready_at__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_acknowledged_by_and_at_once_received",
                condition=Q(acknowledged_by=None, acknowledged_at=None)
                | Q(
                    acknowledged_by__isnull=False,
                    acknowledged_at__isnull=False,
                    received_at__isnull=False,
                ),
            ),
        ]

    def __str__(self):
        return f"Invitation to {self.force}"


class ChiefOfficerCommentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the force's own comments, and to the inviting body those sent to it."""
        sent = Q(
            response__in=Response.objects.visible_to(user),
            response__invitation__received_at__isnull=False,
        )
        return self.filter(Q(force__in=user.own()) | sent)


class ChiefOfficerComment(models.Model):
    """The chief officer's words on the report, or on one recommendation of it."""

    recorded_words = ("text", "text_cy")

    response = models.ForeignKey(Response, models.CASCADE, related_name="comments")
    force = models.ForeignKey(Body, models.PROTECT, related_name="+")
    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, null=True, blank=True, related_name="comments"
    )
    text = long_text("comments")
    text_cy = long_text("comments in Welsh")
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(null=True)

    objects = ChiefOfficerCommentQuerySet.as_manager()

    class Meta:
        ordering = ["recommendation__sort_key"]
        constraints = [
            models.UniqueConstraint(
                name="comment_once_for_a_recommendation",
                fields=["response", "recommendation"],
                condition=Q(recommendation__isnull=False),
            ),
            models.UniqueConstraint(
                name="comment_once_overall",
                fields=["response"],
                condition=Q(recommendation=None),
            ),
        ]

    def __str__(self):
        return f"Chief officer's comments on {self.recommendation or self.response}"

    @property
    def writes_welsh(self) -> bool:
        return self.force.is_welsh
