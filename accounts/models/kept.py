"""What a person has typed and not saved yet, and what they have still to be told."""

from django.db import models

from accounts.models.people import User


class UnsavedWords(models.Model):
    """What a person had typed in a form and not yet saved: kept, never shown to others."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    path = models.CharField(max_length=300)
    fields = models.JSONField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="unsaved_words_once", fields=["user", "path"]),
        ]

    def __str__(self):
        return f"{self.user} at {self.path}"


class Notice(models.Model):
    """Something that changed under a person's work, shown to them until they have read it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    words = models.CharField(max_length=500)
    url = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return self.words
