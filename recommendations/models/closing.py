"""That a duty is done: asked for by one person, agreed by another."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import User
from recommendations.models.obligation import Obligation


class ClosingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return those about what the user's bodies owe, and the forces under them.

        To whom a return is owed sees the duty, and not how it was judged.
        """
        return self.filter(obligation__body__in=user.reach())

    def waiting(self):
        """Return those that nobody has decided, on duties that are still open."""
        return self.filter(decision="", obligation__met_on=None, obligation__release=None)

    def with_names(self):
        return self.select_related(
            "asked_by", "decided_by", "obligation__report", "obligation__recommendation",
            "obligation__body",
        )  # fmt: skip


class Closing(models.Model):
    """One request to record a duty as done, what shows that it is, and who agreed."""

    class Decision(models.TextChoices):
        AGREED = "agreed", "Agreed"
        REFUSED = "refused", "Sent back"
        WITHDRAWN = "withdrawn", "Withdrawn"

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="closings")
    on = models.DateField("done on")
    shown = models.TextField("what shows that it is done")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)

    objects = ClosingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="closing_stands_once_for_a_duty",
                fields=["obligation"],
                condition=Q(decision__in=["", "agreed"]),
            ),
            models.CheckConstraint(
                name="closing_decision_is_known",
                condition=Q(decision__in=["", "agreed", "refused", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="closing_decided_by_and_at",
                condition=Q(decision="", decided_by=None, decided_at=None)
                | (~Q(decision="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="closing_decided_by_a_second_person",
                condition=~Q(decision__in=["agreed", "refused"]) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(name="closing_says_what_shows_it", condition=~Q(shown="")),
            models.CheckConstraint(
                name="closing_sent_back_with_a_note", condition=~Q(decision="refused") | ~Q(note="")
            ),
        ]

    def __str__(self):
        return f"Closing of {self.obligation}"

    def get_absolute_url(self):
        return reverse("recommendations:close", args=[self.obligation_id])

    @property
    def is_waiting(self) -> bool:
        return self.decision == ""
