"""The force's updates with their evidence, and what is said of them."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from pcc_tracker.govuk import DateField
from recommendations.actions import EvidenceFacts
from recommendations.files import LARGEST_EVIDENCE, examine
from recommendations.forms.reports import lines
from recommendations.milestones import DONE, EXAMPLE, LONGEST, MOST, Unreadable, read_milestones
from recommendations.models import AssuranceUpdate, Evidence, InspectorStatus

EVIDENCE_MEGABYTES = LARGEST_EVIDENCE // 1024**2
TOGETHER = settings.LARGEST_REQUEST // 1024**2 - 10


def what_becomes_of_files() -> str:
    """Say whether files are scanned here, for every page that takes some."""
    return (
        "They can be downloaded once they are scanned for viruses."
        if settings.CLAMD
        else "Files are checked for their type and content, but not scanned for viruses."
    )


def what_may_be_given() -> str:
    """Say which files are taken, and whether they are scanned."""
    return (
        f"PDF, Word, Excel or image files, up to {EVIDENCE_MEGABYTES} MB each and {TOGETHER} MB"
        f" together. {what_becomes_of_files()}"
    )


class MultipleFileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once, each examined; cleans to a list of (file, facts)."""

    widget = MultipleFileInput

    def clean(self, data, initial=None):
        uploads = data if isinstance(data, (list, tuple)) else [data] if data else []
        cleaned, errors, seen = [], [], set()
        for upload in uploads:
            try:
                if upload.size == 0:
                    raise ValidationError(f"{upload.name} is empty.")
                super().clean(upload, initial)
                facts = examine(upload, largest=LARGEST_EVIDENCE)
            except ValidationError as error:
                errors.extend(error.error_list)
                continue
            if facts.sha256 not in seen:
                cleaned.append((upload, facts))
            seen.add(facts.sha256)
        if errors:
            raise ValidationError(errors)
        if self.required and not cleaned:
            raise ValidationError("Choose at least one file")
        return cleaned


class EvidenceMixin(forms.Form):
    """What is said of the files, all of them alike."""

    description = forms.CharField(
        label="What the evidence shows (optional)", required=False, max_length=300
    )
    evidence_on = DateField(label="The evidence’s own date (optional)", required=False)
    expires_on = DateField(
        label="Last day on which it shows this (optional)",
        required=False,
        help_text="You are reminded 30 days before. A policy under review each year, for example.",
    )
    marking = forms.ChoiceField(
        label="Protective marking",
        choices=Evidence.Marking.choices,
        initial=Evidence.Marking.SENSITIVE,
        widget=forms.RadioSelect,
    )

    def clean_evidence_on(self):
        day = self.cleaned_data["evidence_on"]
        if day and day > timezone.localdate():
            raise ValidationError("The evidence’s own date must be today or in the past")
        return day

    def clean_expires_on(self):
        day, own = self.cleaned_data["expires_on"], self.cleaned_data.get("evidence_on")
        if day and own and day < own:
            raise ValidationError("This must be on or after the evidence’s own date")
        return day

    def facts(self) -> EvidenceFacts:
        names = ["description", "evidence_on", "expires_on", "marking"]
        return EvidenceFacts(**{name: self.cleaned_data[name] for name in names})


class UpdateForm(EvidenceMixin, forms.ModelForm):
    """An assurance update by the force, with its evidence."""

    as_at = DateField(label="Position as at", initial=timezone.localdate)
    next_due_on = DateField(
        label="Next update due (optional)", required=False, help_text="Shown under My work."
    )
    milestones = forms.CharField(
        label="Milestones (optional)",
        required=False,
        max_length=MOST * (LONGEST + 60),
        widget=lines(4),
        help_text=f"One a line: the day, a colon, and what is reached by then. “{EXAMPLE}”."
        f" Once it is reached, add the day: “{EXAMPLE}{DONE}12 March 2027”.",
    )
    files = FilesField(label="Evidence", required=False)
    field_order = [
        "as_at", "assessment", "progress", "narrative", "milestones", "next_due_on", "files",
        "description", "evidence_on", "expires_on", "marking",
    ]  # fmt: skip

    class Meta:
        model = AssuranceUpdate
        fields = ["as_at", "assessment", "narrative", "progress", "next_due_on"]
        labels = {
            "assessment": "The force’s own assessment",
            "narrative": "What has been done",
            "progress": "Per cent done (optional)",
        }
        widgets = {"assessment": forms.RadioSelect, "narrative": lines(8)}
        help_texts = {"progress": "A whole number from 0 to 100."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assessment"].choices = AssuranceUpdate.Assessment.choices
        self.fields[
            "files"
        ].help_text = f"Needed when you say that it is done. {what_may_be_given()}"

    def clean_milestones(self):
        try:
            return read_milestones(self.cleaned_data["milestones"])
        except Unreadable as error:
            raise ValidationError(str(error)) from error

    def clean_next_due_on(self):
        day = self.cleaned_data["next_due_on"]
        if day and day <= timezone.localdate():
            raise ValidationError("The next update must be due on a day to come")
        return day

    def clean(self):
        data = super().clean()
        done = data.get("assessment") == AssuranceUpdate.Assessment.DONE
        if done and "files" in data and not data["files"]:
            self.add_error("files", "Add the evidence that shows it is done")
        return data

    def given(self) -> dict:
        """Return what the action takes."""
        names = ["as_at", "assessment", "narrative", "progress", "next_due_on", "files"]
        names += ["milestones"]
        return {name: self.cleaned_data[name] for name in names} | {"facts": self.facts()}


class EvidenceForm(EvidenceMixin):
    """More files for an update that stands."""

    files = FilesField(label="Files")
    field_order = ["files"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["files"].help_text = what_may_be_given()


class ReplaceForm(EvidenceMixin):
    """A later version of one file."""

    upload = forms.FileField(label="The later version")
    field_order = ["upload"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["upload"].help_text = what_may_be_given()

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        self.found = examine(upload, largest=LARGEST_EVIDENCE)
        return upload


class RemarkForm(forms.Form):
    """A question by the office, or the force's answer to it."""

    text = forms.CharField(max_length=20_000, widget=lines(6))

    def __init__(self, *args, label, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label


class InspectorStatusForm(forms.ModelForm):
    """The status that the inspectors gave, as somebody read it."""

    as_at = DateField(
        label="As at",
        initial=timezone.localdate,
        error_messages={"required": "Enter the day of their status"},
    )

    class Meta:
        model = InspectorStatus
        fields = ["status", "as_at", "source"]
        labels = {"status": "Their status", "source": "Where you read it"}
        widgets = {"status": forms.RadioSelect}
        help_texts = {"source": "Their monitoring portal, a letter, an address on the web."}

    def __init__(self, *args, bodies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = InspectorStatus.Status.choices
        self.bodies = {str(body.pk): body for body in bodies}
        if len(self.bodies) > 1:
            self.fields["body"] = forms.ChoiceField(
                label="Whose", choices=[(key, body.name) for key, body in self.bodies.items()]
            )
            self.order_fields(["body"])

    def clean_as_at(self):
        day = self.cleaned_data["as_at"]
        if day > timezone.localdate():
            raise ValidationError("The day must be today or in the past")
        return day

    def given(self) -> dict:
        data = dict(self.cleaned_data)
        only = next(iter(self.bodies))
        return data | {"body": self.bodies[data.get("body", only)]}
