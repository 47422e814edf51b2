"""An office's own register of recommendations, on its way in."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from bodies.models import Body
from recommendations.models.report import Report
from recommendations.models.retention import Disposable, DisposableQuerySet
from recommendations.models.waiting import ReadByWorker, WaitingQuerySet
from recommendations.stored import Stored


class RegisterQuerySet(WaitingQuerySet, DisposableQuerySet):  # type: ignore[override]
    def visible_to(self, user):
        return self.filter(body__in=user.bodies())

    def unfinished(self):
        return self.filter(imported_at=None)


class Register(Disposable, ReadByWorker):
    """A spreadsheet of recommendations: read, told which column is which, then imported whole.

    `sheets` has each sheet's name and rows once the file is read; `mapping` is what
    a person said of the columns, empty until then; `plan` is what the worker made of
    both: reports, problems and notes.
    """

    whose = "body"
    body = models.ForeignKey(Body, models.PROTECT, related_name="registers")
    report = models.ForeignKey(
        Report,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="registers",
        help_text="The one report that all rows are of.",
    )
    file = models.FileField(upload_to="registers/%Y/", max_length=300)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(default=0, help_text="Of the file, in bytes.")
    sheets = models.JSONField(default=list, blank=True)
    mapping = models.JSONField(default=dict, blank=True)
    kind = models.CharField(max_length=20, choices=Report.Kind, default=Report.Kind.OTHER)
    basis = models.CharField(max_length=20, choices=Report.Basis, default=Report.Basis.SECTION_55)
    plan = models.JSONField(default=dict, blank=True)
    imported_at = models.DateTimeField(null=True, blank=True)

    objects = RegisterQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="register_is_read_or_has_a_problem",
                condition=Q(read_at=None) | Q(problem=""),
            ),
            models.CheckConstraint(
                name="register_is_imported_once_it_is_read",
                condition=Q(imported_at=None) | Q(read_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("recommendations:register", args=[self.pk])

    @property
    def stored(self) -> Stored:
        place = self.get_absolute_url()
        return Stored(self.file, self.sha256, self.name, self, self.body, place)

    @property
    def is_mapped(self) -> bool:
        return bool(self.mapping)

    @property
    def planned(self) -> list[dict]:
        """Return what would be imported, report by report."""
        return self.plan.get("reports", [])

    @property
    def problems(self) -> list[list]:
        """Return row, column and words of each row that cannot be taken."""
        return self.plan.get("problems", [])
