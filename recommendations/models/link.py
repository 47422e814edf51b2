"""What an office says of two recommendations: that it was told this before."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import User
from bodies.models import Body
from recommendations.models.recommendation import Recommendation


class RecommendationLinkQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the links made in the name of the user's own bodies."""
        return self.filter(body__in=user.own())

    def of(self, recommendation):
        return self.filter(Q(recommendation=recommendation) | Q(other=recommendation))


class RecommendationLink(models.Model):
    """One office's view of how one recommendation stands to another, of any report."""

    class Kind(models.TextChoices):
        RELATED = "related", "Related to"
        DUPLICATE = "duplicate", "Says the same as"
        SUPERSEDES = "supersedes", "Replaces"

    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="links")
    other = models.ForeignKey(Recommendation, models.PROTECT, related_name="linked_from")
    kind = models.CharField(max_length=20, choices=Kind)
    note = models.TextField(blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = RecommendationLinkQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="link_is_not_to_itself", condition=~Q(recommendation=F("other"))
            ),
            models.CheckConstraint(
                name="link_kind_is_known",
                condition=Q(kind__in=["related", "duplicate", "supersedes"]),
            ),
            models.UniqueConstraint(
                name="link_once_for_a_pair_and_kind",
                fields=["body", "recommendation", "other", "kind"],
            ),
        ]

    def __str__(self):
        return f"{self.recommendation} {self.get_kind_display().lower()} {self.other}"

    def get_absolute_url(self):
        return reverse("recommendations:recommendation", args=[self.recommendation_id])

    def words_from(self, recommendation: Recommendation) -> str:
        """Say it as the page of either of the two does: "Replaces", or "Replaced by"."""
        if self.kind == self.Kind.SUPERSEDES and recommendation.pk == self.other_id:
            return "Replaced by"
        return self.get_kind_display()

    def other_than(self, recommendation: Recommendation) -> Recommendation:
        is_first = recommendation.pk == self.recommendation_id
        return self.other if is_first else self.recommendation
