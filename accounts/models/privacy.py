"""What people are told of the data that is held about them."""

import re

from django.db import models
from django.db.models import Q

from accounts.models.people import User
from accounts.privacy import USUAL_NOTICE

HEADING = re.compile(r"\n##[ \t]+([^\n]+)")


class PrivacyNotice(models.Model):
    """One version of the notice. The newest is in force, and those before it stay.

    UK GDPR, articles 13 and 14; OWASP ASVS 4.0, 8.3.3.
    """

    text = models.TextField(
        "words", max_length=20_000, help_text="Paragraphs, ## headings, - lists and **bold**."
    )
    saved_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    saved_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="privacy_notice_has_words", condition=~Q(text=""))
        ]

    def __str__(self):
        return f"Privacy notice of {self.saved_at:%-d %B %Y}"

    @property
    def sections(self) -> list[tuple[str, str]]:
        """Return each heading, the first empty, with the words beneath it."""
        first, *others = HEADING.split(f"\n{self.text.strip()}")
        pairs = zip(others[::2], others[1::2], strict=True)
        return [("", first.strip()), *((head.strip(), text.strip()) for head, text in pairs)]

    @classmethod
    def in_force(cls) -> "PrivacyNotice":
        """Return the newest, or the usual words where nobody has written any."""
        return cls.objects.first() or cls(text=USUAL_NOTICE)
