"""Where a signed letter went: copies with their receipts, and publication."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from accounts.models import User
from bodies.models import Body
from letters.models.letter import Letter
from recommendations.deadlines import day_number


class DeliveryQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(letter__in=Letter.objects.visible_to(user))

    def unsent(self):
        return self.filter(sent_at=None)

    def sent(self):
        return self.filter(sent_at__isnull=False)

    def undelivered(self):
        """Return what somebody must look at: failed, given up or come back, and not sent anew."""
        failed = Q(sent_at=None) & ~Q(problem="")
        return self.filter(failed | Q(bounced_on__isnull=False), correction=None)

    def ready(self, at: datetime):
        free = Q(leased_until=None) | Q(leased_until__lte=at)
        due = self.unsent().filter(free, given_up_at=None, next_try_at__lte=at)
        return due.order_by("next_try_at", "pk")


class Delivery(models.Model):
    """One copy to one recipient. The row is the queue: nothing is sent without it."""

    class Purpose(models.TextChoices):
        SECRETARY_OF_STATE = "secretary_of_state", "Secretary of State"
        INSPECTORS = "inspectors", "The inspectors"
        CHIEF_OFFICER = "chief_officer", "Chief officer"
        COPY = "copy", "Copy"

        @classmethod
        def by_law(cls) -> tuple["Delivery.Purpose", ...]:
            """Return the two that section 55(6) names."""
            return cls.SECRETARY_OF_STATE, cls.INSPECTORS

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed for now"
        GIVEN_UP = "given_up", "Given up"
        BOUNCED = "bounced", "Came back"

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="deliveries")
    purpose = models.CharField(max_length=20, choices=Purpose)
    to_name = models.CharField(max_length=200)
    to_email = models.EmailField()
    message_id = models.CharField(max_length=120, unique=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    leased_until = models.DateTimeField(
        null=True, help_text="While a worker has it, so that no other sends it too."
    )
    sent_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)
    given_up_at = models.DateTimeField(null=True)
    reported_id = models.CharField(
        max_length=120, blank=True, help_text="What the service that took it calls it."
    )
    bounced_on = models.DateField(null=True)
    bounce_reason = models.TextField(blank=True)
    bounced_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", help_text="Nobody: from a mailbox."
    )
    bounced_at = models.DateTimeField(null=True)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="correction",
        help_text="The copy whose place this one takes, at a corrected address.",
    )  # fmt: skip

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                "letter",
                Lower("to_email"),
                name="delivery_once_to_a_recipient",
                condition=Q(bounced_on=None),
            ),
            models.CheckConstraint(
                name="delivery_given_up_is_not_sent_and_has_a_problem",
                condition=Q(given_up_at=None) | (Q(sent_at=None) & ~Q(problem="")),
            ),
            models.CheckConstraint(
                name="delivery_came_back_after_it_was_sent_and_with_a_reason",
                condition=Q(bounced_on=None, bounced_at=None, bounced_by=None, bounce_reason="")
                | (
                    Q(bounced_on__isnull=False, bounced_at__isnull=False, sent_at__isnull=False)
                    & ~Q(bounce_reason="")
                ),
            ),
        ]

    def __str__(self):
        return f"Copy to {self.to_name}"

    def get_absolute_url(self):
        return reverse("letters:delivery", args=[self.pk])

    @property
    def state(self) -> State:
        if self.bounced_on:
            return self.State.BOUNCED
        if self.sent_at:
            return self.State.SENT
        if self.given_up_at:
            return self.State.GIVEN_UP
        return self.State.FAILED if self.problem else self.State.WAITING

    @property
    def is_corrected(self) -> bool:
        return hasattr(self, "correction")


class PublicationQuerySet(models.QuerySet):
    def published(self):
        """Return what the public may read, newest first."""
        return self.select_related("letter__response", "body").order_by("-published_on", "-pk")


class Publication(models.Model):
    """That a response is public, since when and in what words. Never changed."""

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="publication")
    body = models.ForeignKey(Body, models.PROTECT, related_name="publications")
    slug = models.SlugField(max_length=120)
    title = models.CharField(max_length=700)
    published_on = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    content = models.JSONField(help_text="What became public, frozen.")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-published_on", "-pk"]
        constraints = [
            models.UniqueConstraint(name="publication_address_once", fields=["body", "slug"]),
            models.CheckConstraint(name="publication_has_words", condition=~Q(title="")),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("letters:publication", args=[self.body.slug, self.slug])

    def correcting(self) -> "Publication | None":
        """Return the publication that this one corrects, or None."""
        old = self.letter.response.corrects_id
        return Publication.objects.filter(letter__response=old).first() if old else None

    def corrected_by(self) -> "Publication | None":
        """Return the publication that corrects this one, or None."""
        newer = Publication.objects.filter(letter__response__corrects=self.letter.response_id)
        return newer.select_related("body").first()

    @property
    def has_welsh(self) -> bool:
        return self.letter.has_welsh

    def get_welsh_url(self):
        return reverse("letters:publication-cy", args=[self.body.slug, self.slug])

    def day_of(self, reported_on) -> int:
        """Return which day of the period it was published on; the report's own day is 1."""
        return day_number(reported_on, self.published_on)
