"""What a force says it has done about a recommendation, and what the office makes of it."""

from django.core.validators import MaxLengthValidator, MaxValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from accounts.models import User
from bodies.models import Body
from recommendations.models.recommendation import LONGEST_TEXT, Recommendation


class AssuranceUpdateQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the updates of the user's own bodies and of the forces they oversee."""
        return self.filter(body__in=user.reach())

    def with_verdict(self):
        """Add `verdict`: the last remark that settles it or asks on, or None where none was made.

        An answer settles nothing: the office's next remark does.
        """
        latest = UpdateRemark.objects.filter(update=OuterRef("pk")).order_by("-pk")
        return self.annotate(verdict=Subquery(latest.values("kind")[:1]))

    def whole(self):
        """Add who gave it and all that hangs on it, in a fixed number of queries."""
        return (
            self.with_verdict()
            .annotate(latest_pk=self._newest())
            .select_related("body", "recorded_by")
            .prefetch_related(
                "evidence__check_made", "evidence__added_by", "evidence__replaced_by",
                "remarks__body", "remarks__by", "milestones",
            )
        )  # fmt: skip

    def to_look_at(self):
        """Return those that wait for the office: nobody has spoken, or the force has answered."""
        waiting = Q(verdict=None) | Q(verdict=UpdateRemark.Kind.ANSWER)
        return self.with_verdict().filter(waiting)

    def to_answer(self):
        return self.with_verdict().filter(verdict=UpdateRemark.Kind.QUESTION)

    def latest(self):
        """Return the last of each body on each recommendation, whatever was said of it."""
        return self.filter(pk=self._newest())

    def _newest(self):
        same = {"body": OuterRef("body"), "recommendation": OuterRef("recommendation")}
        newer = AssuranceUpdate.objects.filter(**same).order_by("-as_at", "-pk")
        return Subquery(newer.values("pk")[:1])


class AssuranceUpdate(models.Model):
    """A dated update by a force. Never changed: a later one says what is new."""

    recorded_words = ("narrative",)

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
    progress = models.PositiveSmallIntegerField(
        "per cent done", null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    next_due_on = models.DateField("next update due", null=True, blank=True)
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
            models.CheckConstraint(
                name="assurance_update_is_at_most_all_done",
                condition=Q(progress=None) | Q(progress__lte=100),
            ),
            models.CheckConstraint(
                name="assurance_update_comes_before_the_next",
                condition=Q(next_due_on=None) | Q(next_due_on__gt=F("as_at")),
            ),
        ]

    def __str__(self):
        return f"Update of {self.as_at:%-d %B %Y} by {self.body}"

    def get_absolute_url(self):
        return f"{self.recommendation.get_absolute_url()}#update-{self.pk}"


class UpdateRemark(models.Model):
    """What is said of an update after it was given: a question, its answer, that it is accepted.

    Never changed: who thinks otherwise later makes another remark.
    """

    recorded_words = ("text",)
    recorded_on = ("recommendations.assuranceupdate", "update_id")

    class Kind(models.TextChoices):
        QUESTION = "question", "Question by the office"
        ANSWER = "answer", "Answer by the force"
        ACCEPTED = "accepted", "Accepted by the office"

    update = models.ForeignKey(AssuranceUpdate, models.PROTECT, related_name="remarks")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)])
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", help_text="Who speaks.")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="update_remark_kind_is_known",
                condition=Q(kind__in=["question", "answer", "accepted"]),
            ),
            models.CheckConstraint(
                name="update_remark_has_words_unless_it_accepts",
                condition=Q(kind="accepted") | ~Q(text=""),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} on {self.update}"
