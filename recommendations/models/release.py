"""That a report need not be answered by a body: asked for by one person, decided by another."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Permission
from bodies.models import Body
from recommendations.models.report import Report


class ReleaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the releases of the user's own bodies."""
        return self.filter(body__in=user.own())

    def waiting(self):
        """Return those that nobody has decided."""
        return self.filter(decision="")

    def standing(self):
        """Return those that are asked for or in force; one of a report and body at most."""
        return self.filter(decision__in=["", Release.Decision.APPROVED])

    def about(self, obligation):
        """Return those by which a duty is or was set aside, or could be, the newest first."""
        wanted = Q(pk=obligation.release_id)
        if obligation.recommendation_id is None:
            wanted |= Q(report=obligation.report_id, body=obligation.body_id)
        return self.filter(wanted)

    def with_names(self):
        return self.select_related(
            "report", "body__successor", "covered_by", "asked_by", "decided_by"
        )


class Release(models.Model):
    """That one body's duties under one report are set aside, why, and who decided it.

    `body` is the one the duty was written down for; whoever has taken over from it
    asks and decides.
    """

    class Ground(models.TextChoices):
        COVERED = "covered", "Covered by the response to another report"
        NOT_CONCERNED = "not_concerned", "The report clearly does not concern the force"

    class Decision(models.TextChoices):
        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Refused"
        ENDED = "ended", "Ended"

    report = models.ForeignKey(Report, models.PROTECT, related_name="releases")
    body = models.ForeignKey(Body, models.PROTECT, related_name="releases")
    ground = models.CharField(max_length=20, choices=Ground)
    covered_by = models.ForeignKey(
        Report, models.PROTECT, null=True, blank=True, related_name="covers"
    )
    reason = models.TextField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="release_stands_once_for_a_report_and_body",
                fields=["report", "body"],
                condition=Q(decision__in=["", "approved"]),
            ),
            models.CheckConstraint(
                name="release_ground_is_known",
                condition=Q(ground__in=["covered", "not_concerned"]),
            ),
            models.CheckConstraint(
                name="release_names_the_covering_report_if_covered",
                condition=Q(ground="covered", covered_by__isnull=False)
                | (~Q(ground="covered") & Q(covered_by=None)),
            ),
            models.CheckConstraint(
                name="release_is_not_covered_by_its_own_report",
                condition=Q(covered_by=None) | ~Q(covered_by=F("report")),
            ),
            models.CheckConstraint(name="release_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="release_decision_is_known",
                condition=Q(decision__in=["", "approved", "refused", "ended"]),
            ),
            models.CheckConstraint(
                name="release_decided_by_and_at",
                condition=Q(decision="", decided_by=None, decided_at=None)
                | (~Q(decision="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="release_decided_by_a_second_person",
                condition=~Q(decision__in=["approved", "refused"]) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="release_refused_or_ended_with_a_note",
                condition=~Q(decision__in=["refused", "ended"]) | ~Q(note=""),
            ),
        ]

    def __str__(self):
        return str(self.report)

    def get_absolute_url(self):
        return reverse("responses:release", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.decision == ""

    @property
    def is_standing(self) -> bool:
        return self.decision in {"", self.Decision.APPROVED}

    @property
    def is_approved(self) -> bool:
        return self.decision == self.Decision.APPROVED

    def may_be_decided_by(self, user: User, today: date) -> bool:
        """Say whether `user` is the second person who may approve or refuse it."""
        asked = self.asked_by_id == user.pk
        owner = self.body.heir_on(today)
        return self.is_waiting and not asked and user.may(Permission.APPROVE, owner)

    def may_be_ended_by(self, user: User, today: date) -> bool:
        """Say whether `user` may take up again what is set aside, or withdraw what is asked."""
        owner = self.body.heir_on(today)
        may = user.may(Permission.APPROVE, owner) or user.may(Permission.DRAFT, owner)
        return self.is_standing and may
