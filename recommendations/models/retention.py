"""How long a body keeps what, and what it has disposed of."""

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from accounts.models import User
from bodies.models import Body
from recommendations.retention import LONGEST, USUAL, Kind, Rule


class RetentionRule(models.Model):
    """A body's own period for one kind, in place of the usual one."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="retention_rules")
    kind = models.CharField(max_length=20, choices=Kind)
    keep_months = models.PositiveSmallIntegerField(
        "months to keep them",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST)],
        help_text="Leave this empty to keep them for good.",
    )
    authority = models.CharField(
        "where this is laid down", max_length=200, help_text="Your schedule, and its section."
    )

    class Meta:
        ordering = ["body", "kind"]
        constraints = [
            models.UniqueConstraint(name="retention_rule_once_of_a_kind", fields=["body", "kind"]),
            models.CheckConstraint(
                name="retention_rule_kind_is_known", condition=Q(kind__in=Kind.values)
            ),
            models.CheckConstraint(
                name="retention_rule_keeps_a_month_or_longer",
                condition=Q(keep_months=None) | Q(keep_months__gte=1, keep_months__lte=LONGEST),
            ),
            models.CheckConstraint(
                name="retention_rule_says_where_it_is_laid_down", condition=~Q(authority="")
            ),
        ]

    def __str__(self):
        return str(self.rule)

    @property
    def rule(self) -> Rule:
        return Rule(Kind(self.kind), self.keep_months, self.authority)

    @classmethod
    def of(cls, body: Body) -> dict[Kind, Rule]:
        """Return the body's rule for each kind, the usual one where it has none of its own."""
        own = {row.rule.kind: row.rule for row in cls.objects.filter(body=body)}
        return USUAL | own


class DisposalQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(body__in=user.own())


class Disposal(models.Model):
    """What stands of a thing that was disposed of. The database refuses change and removal.

    Like an event it names its object by type and key, for unsaved words leave no row.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="disposals")
    kind = models.CharField(max_length=20, choices=Kind)
    object_type = models.CharField(max_length=60)
    object_pk = models.PositiveBigIntegerField()
    object_name = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64, blank=True)
    rule = models.CharField(max_length=300)
    reason = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = DisposalQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="disposal_once_of_an_object", fields=["object_type", "object_pk"]
            ),
            models.CheckConstraint(
                name="disposal_kind_is_known", condition=Q(kind__in=Kind.values)
            ),
            models.CheckConstraint(name="disposal_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="disposal_names_its_rule", condition=~Q(rule="")),
        ]

    def __str__(self):
        return self.object_name


class DisposableQuerySet(models.QuerySet):
    def _disposals(self):
        label = self.model._meta.label_lower
        return Disposal.objects.filter(object_type=label, object_pk=OuterRef("pk"))

    def kept(self):
        """Return those that were not disposed of."""
        return self.filter(~Exists(self._disposals()))

    def with_disposal(self):
        """Add when each was disposed of and under what rule, or None."""
        return self.annotate(
            disposed_at=Subquery(self._disposals().values("at")[:1]),
            disposed_under=Subquery(self._disposals().values("rule")[:1]),
        )


class DisposableManager(models.Manager):
    """Has rows know whether they were disposed of wherever they are listed."""

    def get_queryset(self):
        return super().get_queryset().with_disposal()


class Disposable(models.Model):
    """A row that stays as a stub when its file is disposed of."""

    disposed_at: datetime | None
    disposed_under: str | None

    class Meta:
        abstract = True

    @property
    def disposed_of(self) -> str:
        """Say when its file was disposed of and under what rule; nothing while it is kept."""
        if not hasattr(self, "disposed_at"):
            mine = Disposal.objects.filter(object_type=self._meta.label_lower, object_pk=self.pk)
            self.disposed_at, self.disposed_under = mine.values_list("at", "rule").first() or (
                None,
                None,
            )
        if self.disposed_at is None:
            return ""
        day = timezone.localdate(self.disposed_at)
        return f"Disposed of on {day:%-d %B %Y} under: {self.disposed_under}."
