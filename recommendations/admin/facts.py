"""The facts of a report as the admin asks for them."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.permissions import Permission
from recommendations.files import LARGEST_REPORT, REPORTS, examine
from recommendations.models import Report


class ReportForm(forms.ModelForm):
    """The facts of a report. What may go wrong is said at its field, not after saving."""

    upload = forms.FileField(
        label="The report as PDF, Word or HTML",
        required=False,
        help_text="Replaces a file kept earlier.",
    )
    reason = forms.CharField(
        label="Why the publication date is changed",
        required=False,
        help_text="Needed once the recommendations are confirmed: duties rest on the date.",
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Report
        fields = [
            "title", "kind", "basis", "publishers", "published_on", "recorded_for", "forces",
        ]  # fmt: skip
        widgets = {"title": forms.TextInput(attrs={"class": "vLargeTextField"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = self.instance.version

    def clean_recorded_for(self):
        body = self.cleaned_data["recorded_for"]
        if not self.user.may(Permission.CAPTURE, body):
            raise ValidationError(f"You may not record reports for {body}.")
        return body

    def clean_published_on(self):
        if self.cleaned_data["published_on"] > timezone.localdate():
            raise ValidationError("The publication date must be today or in the past.")
        return self.cleaned_data["published_on"]

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        self.facts = None
        if upload:
            self.facts = examine(upload, allowed=REPORTS, largest=LARGEST_REPORT)
        return upload

    def clean(self):
        cleaned = super().clean()
        if not self.instance.pk:
            return cleaned
        if cleaned.get("seen_version") != self.instance.version:
            raise ValidationError(
                "Somebody else saved this report while you were writing. Open it again, compare,"
                " and save again."
            )
        moved = "published_on" in self.changed_data
        if self.instance.is_confirmed and moved and not cleaned.get("reason", "").strip():
            self.add_error("reason", "Say why: duties already rest on the date.")
        return cleaned
