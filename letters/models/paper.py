"""What an office writes on: letterheads, templates, and where copies go. All dated."""

from django.core.exceptions import ValidationError
from django.db import models

from bodies.models import Body, DatedQuerySet, starts_before_it_ends
from letters.fields import DEFAULTS, unknown_fields


class Dated(models.Model):
    """A row that holds from a day to a day."""

    starts_on = models.DateField("first day", null=True, blank=True)
    ends_on = models.DateField("last day", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


class Letterhead(Dated):
    """The head of a body's letters. The address has one line each."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="letterheads")
    name = models.CharField(max_length=200)
    address = models.TextField(max_length=600, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    fax = models.CharField(max_length=40, blank=True)
    email = models.EmailField("email address", blank=True)
    web = models.URLField("website", blank=True)
    logo = models.ImageField(upload_to="letterheads/", blank=True)
    enquiries_to = models.CharField(max_length=200, blank=True)
    enquiries_email = models.EmailField("email for enquiries", blank=True)

    class Meta:
        ordering = ["body", "-starts_on"]
        constraints = [starts_before_it_ends("letterhead_starts_before_it_ends")]

    def __str__(self):
        return self.name


class Contact(Dated):
    """Where a body receives section 55 responses."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="contacts")
    address = models.TextField("postal address", max_length=600, blank=True)
    email = models.EmailField("email address", blank=True)

    class Meta:
        ordering = ["body", "-starts_on"]
        constraints = [starts_before_it_ends("contact_starts_before_it_ends")]

    def __str__(self):
        return f"{self.body}: {self.email or self.address}"


class LetterTemplate(models.Model):
    """The words around a body's passages. Fields such as {report} are filled in."""

    body = models.OneToOneField(Body, models.CASCADE, related_name="letter_template")
    opening = models.TextField(max_length=5000, default=DEFAULTS["opening"])
    recommendations = models.TextField(max_length=5000, default=DEFAULTS["recommendations"])
    oversight = models.TextField(max_length=5000, default=DEFAULTS["oversight"], blank=True)
    cc = models.TextField(
        "copies to", max_length=1000, default=DEFAULTS["cc"], blank=True, help_text="One a line."
    )

    def __str__(self):
        return f"Letter template of {self.body}"

    def clean(self):
        errors = {}
        for name in DEFAULTS:
            unknown = unknown_fields(getattr(self, name))
            if unknown:
                errors[name] = f"There is no field called {', '.join(sorted(unknown))}."
        if errors:
            raise ValidationError(errors)

    @classmethod
    def of(cls, body: Body) -> "LetterTemplate":
        """Return the body's template, or the default words when it has none."""
        return cls.objects.filter(body=body).first() or cls(body=body)
