"""A body's own stages between draft and approved, and how each round of them went."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.permissions import Role
from bodies.models import Body
from responses.models.response import Response

REVIEWING_ROLES = [
    (role.value, role.label)
    for role in (Role.CASEWORKER, Role.APPROVER, Role.SIGNATORY, Role.PUBLISHER)
]


class ReviewStage(models.Model):
    """One stage that a body's administrator has set. None set means one: an approver."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="review_stages")
    name = models.CharField(max_length=100)
    order = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=30, choices=REVIEWING_ROLES)
    required = models.BooleanField(default=True)

    class Meta:
        ordering = ["body", "order"]
        constraints = [
            models.UniqueConstraint(
                name="review_stage_order_once",
                fields=["body", "order"],
                violation_error_message="Two stages have the same order.",
            ),
        ]

    def __str__(self):
        return self.name


class Review(models.Model):
    """One stage of one round, as the stages stood when the response was submitted."""

    class Decision(models.TextChoices):
        APPROVED = "approved", "Approved"
        RETURNED = "returned", "Returned"

    response = models.ForeignKey(Response, models.CASCADE, related_name="reviews")
    round = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    role = models.CharField(max_length=30, choices=REVIEWING_ROLES)
    required = models.BooleanField(default=True)
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)
    words_sha256 = models.CharField(
        max_length=64, blank=True, help_text="Of all that responses/basis.py names."
    )
    basis = models.JSONField(default=dict, help_text="What was decided on, part by part.")
    broken_at = models.DateTimeField(null=True)
    broken_why = models.TextField(blank=True)

    class Meta:
        ordering = ["response", "round", "order"]
        constraints = [
            models.UniqueConstraint(
                name="review_stage_once_in_a_round", fields=["response", "round", "order"]
            ),
            models.CheckConstraint(
                name="review_decided_by_and_at",
                condition=Q(decision="", by=None, at=None)
                | (~Q(decision="") & Q(by__isnull=False, at__isnull=False)),
            ),
            models.CheckConstraint(
                name="review_returned_with_a_note",
                condition=~Q(decision="returned") | ~Q(note=""),
            ),
            models.CheckConstraint(
                name="review_broken_at_and_why",
                condition=Q(broken_at=None, broken_why="")
                | (Q(decision="approved", broken_at__isnull=False) & ~Q(broken_why="")),
            ),
        ]

    def __str__(self):
        return f"{self.name}, round {self.round}"
