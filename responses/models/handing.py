"""What the force asks its own people by name, before the chief officer's comments are written."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Permission
from recommendations.models import Recommendation
from responses.models.comment import Invitation
from responses.models.response import long_text
from responses.workflow import State


class HandRoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return what the user's own forces ask, and what is asked of the user."""
        return self.filter(Q(invitation__force__in=user.own()) | self._theirs(user))

    def asked_of(self, user):
        """Return what is asked of the user, while they hold a role at the force that asks."""
        return self.filter(self._theirs(user))

    def _theirs(self, user) -> Q:
        forces = user.bodies_where(Permission.ANSWER_ASKED)
        return Q(contributor=user, withdrawn_at=None, invitation__force__in=forces)

    def waiting(self):
        """Return what can and should still be answered."""
        return self.filter(
            withdrawn_at=None,
            answered_at=None,
            invitation__received_at=None,
            invitation__response__state=State.DRAFT,
        )

    def with_names(self):
        return self.select_related(
            "contributor", "asked_by", "recommendation__report", "invitation__force",
            "invitation__response__body",
        )  # fmt: skip


class HandRound(models.Model):
    """One person of the force asked by name about one recommendation, or about the whole."""

    recorded_words = ("text", "text_cy")

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="hand_rounds")
    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, null=True, blank=True, related_name="hand_rounds"
    )
    contributor = models.ForeignKey(User, models.PROTECT, related_name="hand_rounds")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_on = models.DateField()
    by_day = models.DateField("answer asked for by", null=True, blank=True)
    note = models.TextField(blank=True, max_length=2000)
    text = long_text("answer")
    text_cy = long_text("answer in Welsh")
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField("handed in at", null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = HandRoundQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="hand_round_once_to_a_person",
                fields=["invitation", "recommendation", "contributor"],
                condition=Q(withdrawn_at=None, recommendation__isnull=False),
            ),
            models.UniqueConstraint(
                name="hand_round_once_overall_to_a_person",
                fields=["invitation", "contributor"],
                condition=Q(withdrawn_at=None, recommendation=None),
            ),
            models.CheckConstraint(
                name="hand_round_by_a_day_to_come",
                condition=Q(by_day=None) | Q(by_day__gte=F("asked_on")),
            ),
            models.CheckConstraint(
                name="hand_round_saved_by_and_at",
                condition=Q(saved_by=None, saved_at=None)
                | Q(saved_by__isnull=False, saved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="hand_round_handed_in_with_words",
                condition=Q(answered_at=None) | ~Q(text="", text_cy=""),
            ),
            models.CheckConstraint(
                name="hand_round_withdrawn_by_and_at",
                condition=Q(withdrawn_by=None, withdrawn_at=None)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.contributor} on {self.subject}"

    def get_absolute_url(self):
        return reverse("responses:answer", args=[self.pk])

    @property
    def subject(self) -> str:
        return str(self.recommendation) if self.recommendation else "the report as a whole"

    @property
    def writes_welsh(self) -> bool:
        return self.invitation.force.is_welsh

    @property
    def is_open(self) -> bool:
        """Whether its answer may be written now."""
        invitation = self.invitation
        open_ = invitation.received_at is None and invitation.response.is_open
        return open_ and self.answered_at is None and self.withdrawn_at is None

    def state(self, today: date) -> str:
        """Return what became of it, as a tag says it."""
        if self.withdrawn_at:
            return "withdrawn"
        if self.answered_at:
            return "handed_in"
        if not self.is_open:
            return "closed"
        return "overdue" if self.by_day and self.by_day < today else "waiting"
