"""Where a signed letter went: copies with their receipts, and publication."""

from datetime import datetime

from django.db import models
from django.db.models import Q
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

    def ready(self, at: datetime):
        return self.unsent().filter(next_try_at__lte=at).order_by("next_try_at", "pk")


class Delivery(models.Model):
    """One copy to one recipient. The row is the queue: nothing is sent without it."""

    class Purpose(models.TextChoices):
        SECRETARY_OF_STATE = "secretary_of_state", "Secretary of State"
        INSPECTORS = "inspectors", "The inspectors"
        CHIEF_OFFICER = "chief_officer", "Chief officer"
        COPY = "copy", "Copy"

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="deliveries")
    purpose = models.CharField(max_length=20, choices=Purpose)
    to_name = models.CharField(max_length=200)
    to_email = models.EmailField()
    message_id = models.CharField(max_length=120, unique=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                name="delivery_once_to_a_recipient", fields=["letter", "purpose", "to_email"]
            ),
        ]

    def __str__(self):
        return f"Copy to {self.to_name}"

    @property
    def state(self) -> str:
        if self.sent_at:
            return "sent"
        return "failed" if self.problem else "waiting"


class PublicationQuerySet(models.QuerySet):
    def published(self):
        """Return what the public may read, newest first."""
        return self.select_related("letter", "body").order_by("-published_on", "-pk")


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

    @property
    def has_welsh(self) -> bool:
        return self.letter.has_welsh

    def get_welsh_url(self):
        return reverse("letters:publication-cy", args=[self.body.slug, self.slug])

    def day_of(self, reported_on) -> int:
        """Return which day of the period it was published on; the report's own day is 1."""
        return day_number(reported_on, self.published_on)
