"""A local policing body's response and what it says about each recommendation."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from bodies.models import Body
from recommendations.models import Recommendation, Report
from responses.workflow import Position, State

LONGEST_WORDS = 50_000
WORDS = ("opening", "reply", "closing")


def long_text(name: str, **options) -> models.TextField:
    return models.TextField(
        name, blank=True, validators=[MaxLengthValidator(LONGEST_WORDS)], **options
    )


class ResponseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the responses of the user's own bodies only: never a draft of another's."""
        return self.filter(body__in=user.own())

    def with_names(self):
        return self.select_related("body").prefetch_related("reports")


class Response(models.Model):
    """What one body says to one or more reports."""

    State = State
    recorded_words = (*WORDS, *(f"{name}_cy" for name in WORDS), "no_welsh_reason")

    body = models.ForeignKey(Body, models.PROTECT, related_name="responses")
    reports = models.ManyToManyField(Report, through="ResponseReport", related_name="responses")
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    correction_reason = models.CharField("why it is corrected", max_length=1000, blank=True)
    correction_reason_cy = models.CharField(
        "why it is corrected, in Welsh", max_length=1000, blank=True
    )
    opening = long_text("opening comments")
    reply = long_text("reply to the chief officer's comments")
    closing = long_text("closing comments")
    opening_cy = long_text("opening comments in Welsh")
    reply_cy = long_text("reply in Welsh to the chief officer's comments")
    closing_cy = long_text("closing comments in Welsh")
    no_welsh_reason = long_text("why it is published in one language only")
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    writers = models.ManyToManyField(User, related_name="+", blank=True)
    started_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(null=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="response_state_is_known", condition=Q(state__in=State.values)
            ),
            models.CheckConstraint(
                name="response_corrects_with_a_reason",
                condition=Q(corrects=None, correction_reason="", correction_reason_cy="")
                | (Q(corrects__isnull=False) & ~Q(correction_reason="")),
            ),
            models.CheckConstraint(
                name="response_saved_by_and_at",
                condition=Q(saved_by=None, saved_at=None)
                | Q(saved_by__isnull=False, saved_at__isnull=False),
            ),
        ]

    def __str__(self):
        titles = " and ".join(report.title for report in self.reports.all())
        what = "Corrected response" if self.corrects_id else "Response"
        return f"{what} of the {self.body} to {titles}"

    def get_absolute_url(self):
        return reverse("responses:response", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_under_the_act(self) -> bool:
        """Whether section 55 itself asks for it, as it does not for a super-complaint."""
        return any(report.is_under_the_act for report in self.reports.all())

    @property
    def writes_welsh(self) -> bool:
        return self.body.is_welsh

    @property
    def is_bilingual(self) -> bool:
        """Whether it is written in Welsh as in English: a Welsh body's is, without a reason."""
        return self.body.is_welsh and not self.no_welsh_reason.strip()

    @property
    def words_in_one_language(self) -> dict[str, str]:
        """Return which of its own words are in one language, each with the one it lacks."""
        said = {n: (getattr(self, n).strip(), getattr(self, f"{n}_cy").strip()) for n in WORDS}
        return {
            name: "Welsh" if english else "English"
            for name, (english, welsh) in said.items()
            if bool(english) != bool(welsh)
        }

    def section(self, subsection: str) -> str:
        """Return how a page cites a subsection: "section 55(4)", or "as under" it."""
        return f"{'' if self.is_under_the_act else 'as under '}section 55({subsection})"

    def recommendations(self):
        """Return every recommendation of the reports it answers, in their own order."""
        return Recommendation.objects.filter(report__in=self.reports.all()).order_by(
            "report__published_on", "report", "sort_key", "position"
        )

    def current_round(self) -> list:
        """Return the reviews of the latest round, in order; empty before the first."""
        reviews = list(self.reviews.all())
        latest = max((review.round for review in reviews), default=0)
        return [review for review in reviews if review.round == latest]

    def was_written_by(self, user: User) -> bool:
        return user in self.writers.all()


class ResponseReport(models.Model):
    """That a body's response answers a report: once, but for what corrects it."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="answers")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, models.PROTECT, related_name="answers")
    edition = models.PositiveSmallIntegerField(
        default=1, help_text="1, and one more for each correction."
    )

    class Meta:
        ordering = ["report"]
        constraints = [
            models.UniqueConstraint(
                name="report_answered_once_by_a_body", fields=["body", "report", "edition"]
            ),
        ]

    def __str__(self):
        return f"{self.body} answers {self.report}"


class PassageQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(response__in=Response.objects.visible_to(user))


class Passage(models.Model):
    """What the body says about one recommendation: its position, and the action or the reason."""

    recorded_words = ("text", "text_cy", "owner", "withheld_reason")

    response = models.ForeignKey(Response, models.CASCADE, related_name="passages")
    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="passages")
    position = models.CharField(max_length=20, choices=Position, blank=True)
    text = long_text("action taken or proposed, or the reason for none")
    text_cy = long_text("the same in Welsh")
    owner = models.CharField("who will do it", max_length=200, blank=True)
    by_when = models.DateField(null=True, blank=True)
    withheld_reason = models.CharField(
        "why it is kept out of publication", max_length=300, blank=True
    )
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(null=True)

    objects = PassageQuerySet.as_manager()

    class Meta:
        ordering = ["recommendation__sort_key", "recommendation__position"]
        constraints = [
            models.UniqueConstraint(
                name="passage_once_for_a_recommendation", fields=["response", "recommendation"]
            ),
            models.CheckConstraint(
                name="passage_position_is_known",
                condition=Q(position__in=["", *Position.values]),
            ),
        ]

    def __str__(self):
        return f"Passage on {self.recommendation}"

    @property
    def is_explained(self) -> bool:
        """Whether it says what section 55(5B) asks: action taken or proposed, or why none."""
        return bool(self.position and self.text.strip())

    @property
    def writes_welsh(self) -> bool:
        return self.response.body.is_welsh

    @property
    def lacks_welsh(self) -> bool:
        return bool(self.text.strip() and not self.text_cy.strip())

    @property
    def state(self) -> str:
        if self.is_explained:
            return "not_for_us" if self.position == Position.NOT_FOR_US else "explained"
        return "draft" if self.position or self.text.strip() else "not_started"
