"""How a body numbers its letters, and every reference that it ever gave one."""

from django.core.exceptions import ValidationError
from django.db import models

from accounts.models import User
from bodies.models import Body
from letters.models.letter import Letter
from letters.references import USUAL, BadPattern, parsed


def validate_pattern(pattern: str) -> None:
    """Raise ValidationError, naming the wrong part."""
    try:
        parsed(pattern)
    except BadPattern as error:
        raise ValidationError(str(error)) from error


class ReferencePattern(models.Model):
    """The pattern of a body's references. It has no dates: the register keeps what was."""

    body = models.OneToOneField(Body, models.CASCADE, related_name="reference_pattern")
    pattern = models.CharField(max_length=60, default=USUAL, validators=[validate_pattern])

    class Meta:
        ordering = ["body"]

    def __str__(self):
        return f"References of {self.body}: {self.pattern}"

    @classmethod
    def of(cls, body: Body) -> str:
        """Return the body's pattern, or the usual one where it has none of its own."""
        own = cls.objects.filter(body=body).values_list("pattern", flat=True).first()
        return own or USUAL


class IssuedReferenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(letter__in=Letter.objects.visible_to(user))


class IssuedReference(models.Model):
    """A reference that a letter was made under. It stays that letter's, whatever comes after."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="issued_references")
    reference = models.CharField(max_length=60)
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="issued_references")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(null=True, help_text="As the pattern of the day read it.")
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()

    objects = IssuedReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="reference_issued_once_by_a_body", fields=["body", "reference"]
            ),
        ]

    def __str__(self):
        return self.reference
