"""What a report recommends and to whom; and, before that, what was found in its text."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator

from accounts.models import User
from bodies.groups import Group
from bodies.models import Body
from recommendations.models.report import Report
from recommendations.numbers import sort_key, stem, tidy

LONGEST_TEXT = 20_000


class Kind(models.TextChoices):
    RECOMMENDATION = "recommendation", "Recommendation"
    AREA_FOR_IMPROVEMENT = "area_for_improvement", "Area for improvement"
    CAUSE_OF_CONCERN = "cause_of_concern", "Cause of concern"


def named(item) -> str:
    """Return "Recommendation 6c", or the first words of one that has no number."""
    kind = item.get_kind_display()
    if item.number:
        return f"{kind} {item.number}"
    return f"{kind}: {Truncator(item.text).words(6)}" if item.text.strip() else kind


class RecommendationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(report__in=Report.objects.visible_to(user))

    def needing_explanation(self):
        """Return those that section 55(5B) asks an explanation for."""
        return self.filter(kind=Kind.RECOMMENDATION)


class Recommendation(models.Model):
    """One thing that a report recommends, in the report's own words."""

    Kind = Kind

    report = models.ForeignKey(Report, models.PROTECT, related_name="recommendations")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    number = models.CharField(max_length=20, blank=True)
    sort_key = models.CharField(max_length=100, editable=False)
    position = models.PositiveIntegerField(default=0, help_text="Order where numbers give none.")
    heading = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=30, choices=Kind, default=Kind.RECOMMENDATION)
    text = models.TextField(validators=[MaxLengthValidator(LONGEST_TEXT)])
    place = models.CharField(
        "where it stands", max_length=60, blank=True, help_text="Page and paragraph of the report."
    )
    deadline_text = models.CharField(
        max_length=300, blank=True, help_text="The report's own words."
    )
    due_on = models.DateField("due by", null=True, blank=True)
    due_on_confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    due_on_confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    returns_from = models.CharField(
        max_length=40,
        choices=Group,
        blank=True,
        help_text="The group whose progress the addressee must collate.",
    )

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["report", "sort_key", "position"]
        constraints = [
            models.UniqueConstraint(
                name="recommendation_number_once_in_a_report",
                fields=["report", "kind", "number"],
                condition=~Q(number=""),
                violation_error_message="Another item of this kind in this report has this number.",
            ),
            models.CheckConstraint(
                name="recommendation_kind_is_known", condition=Q(kind__in=Kind.values)
            ),
            models.CheckConstraint(name="recommendation_has_text", condition=~Q(text="")),
            models.CheckConstraint(
                name="recommendation_day_confirmed_by_and_at",
                condition=Q(due_on_confirmed_by=None, due_on_confirmed_at=None)
                | Q(due_on_confirmed_by__isnull=False, due_on_confirmed_at__isnull=False),
            ),
        ]

    def __str__(self):
        return named(self)

    def save(self, *args, **kwargs):
        self.number = tidy(self.number)
        self.sort_key = self._sort_key()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("recommendations:recommendation", args=[self.pk])

    def _sort_key(self) -> str:
        """Put causes of concern first with what is under them, then numbers, then the rest."""
        place = f"{self.position:06}"
        if self.number:
            return f"1{sort_key(self.number)}"
        if self.parent:
            return f"{self.parent.sort_key}{place}"
        return f"0{place}" if self.kind == Kind.CAUSE_OF_CONCERN else f"2{place}"

    @property
    def must_be_explained(self) -> bool:
        """Section 55(5B) speaks of recommendations, whoever they are addressed to."""
        return self.kind == Kind.RECOMMENDATION

    @property
    def stem(self) -> str:
        return stem(self.number)

    @property
    def addressee_names(self) -> str:
        return ", ".join(str(addressee) for addressee in self.addressees.all())

    def is_addressed_to(self, body: Body) -> bool:
        return any(addressee.names(body) for addressee in self.addressees.all())

    def applies_to(self, body: Body) -> bool:
        """Whether `body` has something to do: it is addressed, or its return is collated."""
        collated = bool(self.returns_from) and body.kind in Group(self.returns_from).kinds
        return collated or self.is_addressed_to(body)


class Addressee(models.Model):
    """A group or one body to whom a recommendation is addressed."""

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="addressees")
    group = models.CharField(max_length=40, choices=Group, blank=True)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="addressee_is_a_group_or_a_body",
                condition=Q(group="", body__isnull=False) | (~Q(group="") & Q(body=None)),
                violation_error_message="Choose a group or a body, not both.",
            ),
            models.UniqueConstraint(
                name="addressee_group_once",
                fields=["recommendation", "group"],
                condition=~Q(group=""),
            ),
            models.UniqueConstraint(
                name="addressee_body_once",
                fields=["recommendation", "body"],
                condition=Q(body__isnull=False),
            ),
        ]

    def __str__(self):
        return self.get_group_display() if self.group else str(self.body)

    @property
    def code(self) -> str:
        """The group's code or the body's slug."""
        return self.group or (self.body.slug if self.body else "")

    def names(self, body: Body) -> bool:
        if self.group:
            return body.kind in Group(self.group).kinds
        return self.body_id == body.pk


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(report__recorded_for__in=user.bodies())


class Proposal(models.Model):
    """What was found in a report's text, for a person to accept, correct or drop.

    `found` is what the extractor read and is never changed; the other fields are
    what the person made of it.
    """

    class Decision(models.TextChoices):
        PENDING = "pending", "To check"
        ACCEPTED = "accepted", "Checked"
        DROPPED = "dropped", "Dropped"

    report = models.ForeignKey(Report, models.CASCADE, related_name="proposals")
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=20, blank=True)
    heading = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=30, choices=Kind, default=Kind.RECOMMENDATION)
    text = models.TextField(validators=[MaxLengthValidator(LONGEST_TEXT)])
    addressees = models.JSONField(default=list, blank=True)  # group codes and body slugs
    returns_from = models.CharField(max_length=40, choices=Group, blank=True)
    deadline_text = models.CharField(max_length=300, blank=True)
    due_on = models.DateField("due by", null=True, blank=True)
    doubts = models.JSONField(default=list, blank=True)
    found = models.JSONField(null=True, blank=True)
    source = models.ForeignKey(
        "Source", models.SET_NULL, null=True, blank=True, related_name="proposals"
    )
    first_line = models.PositiveIntegerField(null=True, blank=True)  # in the source, from 0
    last_line = models.PositiveIntegerField(null=True, blank=True)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.PENDING)
    reason = models.CharField("reason for dropping it", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    addressee_names = ""  # in words, where a page has asked for them

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["report", "position"]
        constraints = [
            models.CheckConstraint(
                name="proposal_dropped_with_a_reason",
                condition=~Q(decision="dropped") | ~Q(reason=""),
            ),
        ]

    def __str__(self):
        return named(self)

    @property
    def needs_you(self) -> list[str]:
        """Return what a person must look at before this can be sure."""
        missing = [] if self.addressees else ["No addressee was found."]
        return list(dict.fromkeys([*missing, *self.doubts]))
