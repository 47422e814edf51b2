"""The texts of a report, as they were given, and what was read in each."""

from django.db import models
from django.db.models import Q

from recommendations.models.report import Report
from recommendations.models.retention import Disposable, DisposableQuerySet
from recommendations.models.waiting import ReadByWorker, WaitingQuerySet
from recommendations.stored import Stored


class SourceQuerySet(WaitingQuerySet, DisposableQuerySet):  # type: ignore[override]
    def visible_to(self, user):
        return self.filter(report__recorded_for__in=user.bodies())


class Source(Disposable, ReadByWorker):
    """One text of a report: a file, or pasted words. The newest is the one on the page.

    `places` has, for each line of `text`, its page and its box on that page in
    points from the top left, or null; it is empty where the source has no pages.
    `found` is what was read, never changed afterwards.
    """

    whose = "report__recorded_for"
    report = models.ForeignKey(Report, models.CASCADE, related_name="sources")
    ending = models.CharField(max_length=6, blank=True, help_text="Empty for pasted words.")
    file = models.FileField(upload_to="sources/%Y/", max_length=300, blank=True)
    name = models.CharField(max_length=255, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="Of the file, in bytes.")
    text = models.TextField(blank=True)
    places = models.JSONField(default=list, blank=True)
    pages = models.JSONField(default=list, blank=True)
    found = models.JSONField(default=list, blank=True)
    notes = models.JSONField(default=list, blank=True)
    settled_at = models.DateTimeField(
        null=True, blank=True, help_text="When what was found was put before a person."
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="source_is_a_file_or_words",
                condition=Q(ending="", file="") | (~Q(ending="") & ~Q(file="")),
            ),
            models.CheckConstraint(
                name="source_is_read_or_has_a_problem",
                condition=Q(read_at=None) | Q(problem=""),
            ),
        ]

    def __str__(self):
        return self.name or "Pasted text"

    @property
    def stored(self) -> Stored:
        report = self.report
        place = report.get_absolute_url()
        return Stored(self.file, self.sha256, self.name, report, report.recorded_for, place)

    @property
    def is_to_compare(self) -> bool:
        """Whether it was read when other items stood already, and nobody has compared them."""
        return self.read_at is not None and self.settled_at is None

    @property
    def lines(self) -> list[str]:
        """Return the lines as the reader counted them."""
        return self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
