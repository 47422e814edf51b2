"""What an office writes on: letterheads, templates, and where copies go. All dated."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from bodies.models import Body, DatedQuerySet, starts_before_it_ends
from letters.colours import validate_colour, validate_rule_colour
from letters.fields import (
    BLOCKS,
    DEFAULTS,
    WELSH_DEFAULTS,
    stray_braces,
    unknown_fields,
    usual_words,
)
from letters.language import ENGLISH, SUFFIX
from letters.style import AddressedTo, Appendix, Layout, Style

# Of rows that hold on one day the latest to begin is in force; one without a first day is the
# oldest, which PostgreSQL would put before all others.
LATEST_FIRST = (F("starts_on").desc(nulls_last=True), "-pk")


class Dated(models.Model):
    """A row that holds from a day to a day, until a later one begins."""

    starts_on = models.DateField("first day", null=True, blank=True)
    ends_on = models.DateField("last day", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


FOOTER_LINES, FOOTER_WIDTH = 2, 90


def validate_footer(text: str) -> None:
    """Raise ValidationError for more than stands at the foot of a page."""
    lines = text.strip().splitlines()
    if len(lines) > FOOTER_LINES or any(len(line) > FOOTER_WIDTH for line in lines):
        raise ValidationError(
            f"The foot of a page has room for {FOOTER_LINES} lines of {FOOTER_WIDTH} characters."
        )


class Letterhead(Dated):
    """The head and foot of a body's letters. The address has one line each.

    A letter in Welsh has what is given in Welsh, and the rest as it is.
    """

    body = models.ForeignKey(Body, models.CASCADE, related_name="letterheads")
    name = models.CharField(max_length=200)
    address = models.TextField(max_length=600, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    fax = models.CharField(max_length=40, blank=True)
    email = models.EmailField("email address", blank=True)
    web = models.URLField("website", blank=True)
    logo = models.FileField(upload_to="letterheads/", blank=True)
    colour = models.CharField(
        "colour of headings",
        max_length=7,
        blank=True,
        validators=[validate_colour],
        help_text="Such as #0b4f6c. Black where none is given.",
    )
    rule_colour = models.CharField(
        "colour of rules",
        max_length=7,
        blank=True,
        validators=[validate_rule_colour],
        help_text="Of the line under the letterhead, beside quotations and around tables, such as"
        " #d4351c. Where none is given, that of the headings under the letterhead, and grey.",
    )
    footer = models.TextField(
        max_length=200,
        blank=True,
        validators=[validate_footer],
        help_text="At the foot of every page: one or two lines.",
    )
    name_cy = models.CharField("name in Welsh", max_length=200, blank=True)
    address_cy = models.TextField("address in Welsh", max_length=600, blank=True)
    footer_cy = models.TextField(
        "footer in Welsh", max_length=200, blank=True, validators=[validate_footer]
    )
    enquiries_to = models.CharField(max_length=200, blank=True)
    enquiries_email = models.EmailField("email for enquiries", blank=True)

    class Meta:
        ordering = ["body", *LATEST_FIRST]
        constraints = [starts_before_it_ends("letterhead_starts_before_it_ends")]

    def __str__(self):
        return self.name


class Contact(Dated):
    """Where a body receives section 55 responses."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="contacts")
    address = models.TextField("postal address", max_length=600, blank=True)
    email = models.EmailField("email address", blank=True)

    class Meta:
        ordering = ["body", *LATEST_FIRST]
        constraints = [starts_before_it_ends("contact_starts_before_it_ends")]

    def __str__(self):
        return f"{self.body}: {self.email or self.address}"


class CopyRecipient(Dated):
    """Who gets a copy of a body's letters beside those whom section 55(6) names."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="copy_recipients")
    name = models.CharField(max_length=200)
    email = models.EmailField("email address")
    role = models.CharField(
        "why", max_length=200, help_text="Such as “Police and Crime Panel”; stands beside the name."
    )

    class Meta:
        ordering = ["body", "name", *LATEST_FIRST]
        constraints = [
            starts_before_it_ends("copy_recipient_starts_before_it_ends"),
            models.UniqueConstraint(
                name="copy_recipient_starts_once", fields=["body", "email", "starts_on"]
            ),
            models.UniqueConstraint(
                name="copy_recipient_without_start_once",
                fields=["body", "email"],
                condition=Q(starts_on=None),
                violation_error_message="This address is listed already.",
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.role}"


class LetterTemplateQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(body__in=user.own())


class LetterTemplate(models.Model):
    """One version of the words around a body's passages, and of how its letters are laid out.

    Fields such as {report} are filled in. The newest version is the one in force; each
    letter keeps the words that it was made with.
    """

    BLOCKS = BLOCKS
    WELSH_BLOCKS = tuple(f"{name}_cy" for name in BLOCKS)
    recorded_words = BLOCKS + WELSH_BLOCKS

    body = models.ForeignKey(Body, models.CASCADE, related_name="letter_templates")
    version = models.PositiveIntegerField(default=1, editable=False)
    layout = models.CharField(max_length=20, choices=Layout, default=Layout.NARRATIVE)
    appendix = models.CharField(max_length=20, choices=Appendix, default=Appendix.RECOMMENDATIONS)
    addressed_to = models.CharField(
        max_length=20, choices=AddressedTo, default=AddressedTo.SECRETARY_OF_STATE
    )
    numbered = models.BooleanField("number the paragraphs", default=False)
    statutory_opening = models.BooleanField("cite section 55 in the opening", default=True)
    answers_areas = models.BooleanField("answer areas for improvement", default=True)
    opening = models.TextField(max_length=5000, default=DEFAULTS["opening"])
    recommendations = models.TextField(max_length=5000, default=DEFAULTS["recommendations"])
    oversight = models.TextField(max_length=5000, default=DEFAULTS["oversight"], blank=True)
    closing = models.TextField(max_length=5000, default=DEFAULTS["closing"], blank=True)
    cc = models.TextField(
        "copies to", max_length=1000, default=DEFAULTS["cc"], blank=True, help_text="One a line."
    )
    opening_cy = models.TextField(
        "opening in Welsh", max_length=5000, default=WELSH_DEFAULTS["opening"], blank=True
    )
    recommendations_cy = models.TextField(
        "recommendations in Welsh",
        max_length=5000,
        default=WELSH_DEFAULTS["recommendations"],
        blank=True,
    )
    oversight_cy = models.TextField(
        "oversight in Welsh", max_length=5000, default=WELSH_DEFAULTS["oversight"], blank=True
    )
    closing_cy = models.TextField(
        "closing in Welsh", max_length=5000, default=WELSH_DEFAULTS["closing"], blank=True
    )
    cc_cy = models.TextField(
        "copies to, in Welsh", max_length=1000, default=WELSH_DEFAULTS["cc"], blank=True,
        help_text="One a line.",
    )  # fmt: skip
    saved_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    saved_at = models.DateTimeField(null=True, editable=False)

    objects = LetterTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["body", "-version"]
        constraints = [
            models.UniqueConstraint(
                name="letter_template_version_once", fields=["body", "version"]
            ),
            models.CheckConstraint(
                name="letter_template_saved_by_and_at",
                condition=Q(saved_by=None, saved_at=None)
                | Q(saved_by__isnull=False, saved_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"Letter template of {self.body}, version {self.version}"

    def clean(self):
        errors = {}
        for name in self.BLOCKS + self.WELSH_BLOCKS:
            unknown = unknown_fields(getattr(self, name))
            if stray_braces(getattr(self, name)):
                errors[name] = "A brace { or } is without its other half."
            elif unknown:
                errors[name] = f"There is no field called {', '.join(sorted(unknown))}."
        if errors:
            raise ValidationError(errors)

    def block(self, name: str, language: str = ENGLISH) -> str:
        """Return one of BLOCKS in the letter's language."""
        return getattr(self, f"{name}{SUFFIX[language]}")

    @property
    def style(self) -> Style:
        return Style(
            layout=self.layout,
            appendix=self.appendix,
            addressed_to=self.addressed_to,
            numbered=self.numbered,
            statutory_opening=self.statutory_opening,
            answers_areas=self.answers_areas,
        )

    @classmethod
    def of(cls, body: Body) -> "LetterTemplate":
        """Return the body's newest template, or the default words when it has none."""
        newest = cls.objects.filter(body=body).order_by("-version").first()
        return newest or cls.usual(body)

    @classmethod
    def usual(cls, body: Body) -> "LetterTemplate":
        """Return the default words, as a body of that kind says them."""
        return cls(body=body, version=0, **usual_words(body.kind))
