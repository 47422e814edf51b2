"""Another day for a duty, its end, and the force's updates with their evidence."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from pcc_tracker.govuk import DateField
from recommendations.files import examine
from recommendations.forms.reports import MEGABYTES, lines
from recommendations.models import AssuranceUpdate


class DueDayForm(forms.Form):
    """Another day for a duty, with a reason."""

    due_on = DateField(label="New day")
    reason = forms.CharField(label="Reason", max_length=1000, widget=lines(3))


class MetForm(forms.Form):
    """The day on which a duty was done."""

    on = DateField(label="Done on")
    note = forms.CharField(
        label="Note (optional)", required=False, max_length=1000, widget=lines(2)
    )

    def clean_on(self):
        if self.cleaned_data["on"] > timezone.localdate():
            raise ValidationError("The day must be today or in the past")
        return self.cleaned_data["on"]


class MultipleFileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once, each examined; cleans to a list of (file, facts)."""

    widget = MultipleFileInput

    def clean(self, data, initial=None):
        uploads = data if isinstance(data, (list, tuple)) else [data] if data else []
        cleaned, errors = [], []
        for upload in uploads:
            try:
                super().clean(upload, initial)
                cleaned.append((upload, examine(upload)))
            except ValidationError as error:
                errors.extend(error.error_list)
        if errors:
            raise ValidationError(errors)
        return cleaned


class UpdateForm(forms.ModelForm):
    """An assurance update by the force, with its evidence."""

    as_at = DateField(label="Position as at", initial=timezone.localdate)
    files = FilesField(
        label="Evidence",
        required=False,
        help_text="Needed when you say that it is done."
        f" PDF, Word, Excel or image files, up to {MEGABYTES} MB each."
        " Files are checked for their type and content, but not scanned for viruses.",
    )
    description = forms.CharField(
        label="What the evidence shows (optional)", required=False, max_length=300
    )
    evidence_on = DateField(label="The evidence’s own date (optional)", required=False)

    def clean(self):
        data = super().clean()
        done = data.get("assessment") == AssuranceUpdate.Assessment.DONE
        if done and "files" in data and not data["files"]:
            self.add_error("files", "Add the evidence that shows it is done")
        return data

    def clean_evidence_on(self):
        day = self.cleaned_data["evidence_on"]
        if day and day > timezone.localdate():
            raise ValidationError("The evidence’s own date must be today or in the past")
        return day

    class Meta:
        model = AssuranceUpdate
        fields = ["as_at", "assessment", "narrative"]
        labels = {
            "assessment": "The force’s own assessment",
            "narrative": "What has been done",
        }
        widgets = {"assessment": forms.RadioSelect, "narrative": lines(8)}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assessment"].choices = AssuranceUpdate.Assessment.choices
