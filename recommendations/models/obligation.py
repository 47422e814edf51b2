"""Who owes what by when: one clock model for every duty, and the office's own targets."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from bodies.models import Body
from recommendations.deadlines import SECTION_55_CITATION, SECTION_55_DAYS, Clock, last_day
from recommendations.models.recommendation import Recommendation
from recommendations.models.release import Release
from recommendations.models.report import Report


class ObligationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return what the user's bodies owe, what is owed to them, and what their forces owe."""
        return self.filter(Q(body__in=user.reach()) | Q(owed_to__in=user.bodies()))

    def responses(self):
        return self.filter(kind=Obligation.Kind.RESPONSE)

    def open(self):
        """Return what is still to be done: neither met nor set aside."""
        return self.filter(met_on=None, release=None)

    def unmet(self):
        """Return what is open or set aside: its days still follow from the report."""
        return self.filter(met_on=None)

    def set_aside(self):
        return self.filter(release__isnull=False)

    def met(self):
        return self.filter(met_on__isnull=False)

    def overdue(self, today: date):
        return self.open().filter(due_on__lt=today)

    def by_due_day(self):
        """Return them earliest first, those without a day last."""
        return self.order_by(
            F("due_on").asc(nulls_last=True), "report", "recommendation__sort_key", "pk"
        )

    def with_names(self):
        return self.select_related("report", "recommendation", "body", "owed_to")


class Obligation(models.Model):
    """One body owes one thing by one day."""

    class Kind(models.TextChoices):
        RESPONSE = "response", "Response"
        ACTION = "action", "Action on a recommendation"
        RETURN = "return", "Return to a collating body"

    class Basis(models.TextChoices):
        ACT = "act", "Police Act 1996 s.55(5A)"
        OFFICE = "office", "This office's own limit"
        REPORT = "report", "The report's own words"
        AGREED = "agreed", "Agreed afterwards"

    report = models.ForeignKey(Report, models.PROTECT, related_name="obligations")
    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, null=True, blank=True, related_name="obligations"
    )
    body = models.ForeignKey(Body, models.PROTECT, related_name="obligations")
    owed_to = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="owed")
    kind = models.CharField(max_length=20, choices=Kind)
    basis = models.CharField(max_length=20, choices=Basis)
    due_on = models.DateField(null=True, blank=True)
    first_due_on = models.DateField(null=True, blank=True, editable=False)
    due_text = models.CharField(max_length=300, blank=True, help_text="The report's own words.")
    reason = models.TextField(blank=True, help_text="Why the day was changed.")
    met_on = models.DateField(null=True, blank=True)
    release = models.ForeignKey(
        Release,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="obligations",
        help_text="By which it is set aside.",
    )

    objects = ObligationQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["body", "met_on", "due_on"], name="obligation_board")]
        constraints = [
            models.UniqueConstraint(
                name="obligation_for_a_recommendation_owed_once",
                fields=["recommendation", "body", "kind"],
                condition=Q(recommendation__isnull=False),
            ),
            models.UniqueConstraint(
                name="obligation_for_a_report_owed_once",
                fields=["report", "body", "kind"],
                condition=Q(recommendation=None),
            ),
            models.CheckConstraint(
                name="obligation_response_has_day",
                condition=~Q(kind="response") | Q(due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="obligation_response_is_for_the_report",
                condition=Q(kind="response", recommendation=None)
                | (~Q(kind="response") & Q(recommendation__isnull=False)),
            ),
            models.CheckConstraint(
                name="obligation_return_is_owed_to_a_body",
                condition=Q(kind="return", owed_to__isnull=False)
                | (~Q(kind="return") & Q(owed_to=None)),
            ),
            models.CheckConstraint(
                name="obligation_changed_day_has_reason",
                condition=Q(due_on=F("first_due_on"))
                | Q(due_on=None, first_due_on=None)
                | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="obligation_act_day_is_never_changed",
                condition=~Q(basis="act") | Q(due_on=F("first_due_on")),
            ),
            models.CheckConstraint(
                name="obligation_is_not_both_met_and_set_aside",
                condition=Q(met_on=None) | Q(release=None),
            ),
        ]

    def __str__(self):
        subject = self.recommendation or self.report
        return f"{self.get_kind_display()}: {subject} ({self.body})"

    def get_absolute_url(self):
        return reverse("recommendations:obligation", args=[self.pk])

    @property
    def short_title(self) -> str:
        """Say what is owed: "Response", "Action on recommendation 4"."""
        if self.recommendation is None:
            return self.get_kind_display()
        verb = "Return on" if self.kind == self.Kind.RETURN else "Action on"
        name = str(self.recommendation)
        return f"{verb} {name[0].lower()}{name[1:]}"

    @property
    def is_open(self) -> bool:
        return self.met_on is None and self.release_id is None

    def is_overdue(self, today: date) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < today

    def state(self, today: date) -> str:
        if self.met_on:
            return "met"
        if self.release_id:
            return "set_aside"
        return "overdue" if self.is_overdue(today) else "open"

    def owed_by_on(self, day: date) -> Body:
        """Return who owes it on `day`: the body, or whoever took its functions over."""
        return self.body.heir_on(day)

    @property
    def clock_source(self) -> str:
        """Say where the day comes from, in words for the page."""
        if self.basis == self.Basis.ACT:
            return SECTION_55_CITATION
        if self.basis == self.Basis.OFFICE:
            if self.reason:
                return f"no statutory day; this office set this day: {self.reason}"
            return (
                f"no statutory day; this office works to {SECTION_55_DAYS} days as under section 55"
            )
        if self.basis == self.Basis.AGREED:
            return f"agreed afterwards: {self.reason}"
        return f"the report’s own words: “{self.due_text}”" if self.due_text else "no day was given"

    def clock(self, today: date) -> Clock | None:
        if self.due_on is None:
            return None
        return Clock(self.report.published_on, self.due_on, today, self.clock_source)


def _day_of_56(name: str, default: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        name, default=default, validators=[MinValueValidator(1), MaxValueValidator(56)]
    )


class OfficeTargets(models.Model):
    """A body's internal targets, as days counted like the Act's: publication is day 1."""

    body = models.OneToOneField(Body, models.CASCADE, related_name="targets")
    comments_day = _day_of_56("chief officer's comments by day", 28)
    draft_day = _day_of_56("draft by day", 35)
    approval_day = _day_of_56("approval by day", 49)

    class Meta:
        verbose_name_plural = "office targets"
        constraints = [
            models.CheckConstraint(
                name="office_targets_in_order",
                condition=Q(comments_day__gte=1)
                & Q(comments_day__lte=F("draft_day"))
                & Q(draft_day__lte=F("approval_day"))
                & Q(approval_day__lte=SECTION_55_DAYS),
                violation_error_message="The targets must be in order: comments, draft, approval.",
            ),
        ]

    def __str__(self):
        return f"Targets of {self.body}"

    @classmethod
    def of(cls, body: Body) -> "OfficeTargets":
        """Return the body's targets, or the defaults when it has set none."""
        return cls.objects.filter(body=body).first() or cls(body=body)

    def days(self, published_on: date) -> dict[str, date]:
        return {
            "comments": last_day(published_on, self.comments_day),
            "draft": last_day(published_on, self.draft_day),
            "approval": last_day(published_on, self.approval_day),
        }
