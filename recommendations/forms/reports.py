"""The facts of a report, and how any upload is examined."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from bodies.models import Body
from pcc_tracker.govuk import DateField
from recommendations.files import EVIDENCE, LARGEST_FILE, LARGEST_REPORT, REPORTS, examine
from recommendations.models import Report

MEGABYTES = LARGEST_FILE // 1024**2
FIRST_REPORTS = 1990  # nothing older is tracked: catches a mistyped year


def lines(rows: int = 5, **attrs) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


class UploadMixin:
    """Examine the file field `upload`; keep its facts in `cleaned_data["facts"]`."""

    allowed = EVIDENCE
    largest = LARGEST_FILE

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        if upload:
            facts = examine(upload, allowed=self.allowed, largest=self.largest)
            self.cleaned_data["facts"] = facts
        return upload


class BodiesField(forms.ModelMultipleChoiceField):
    """Several bodies, by keys that a database can hold."""

    def clean(self, value):
        if any(len(str(key)) > 18 for key in value or []):
            raise ValidationError("Select bodies from the list", code="invalid_choice")
        return super().clean(value)


class ReportForm(UploadMixin, forms.ModelForm):
    """The facts of a report."""

    allowed = REPORTS
    largest = LARGEST_REPORT
    published_on = DateField(
        label="Publication date",
        help_text="As the inspectorate first published it, for example 26 5 2021. Day 1 of 56."
        " Check it against the report itself: web pages often show a later date.",
    )
    upload = forms.FileField(
        label="The report’s file (optional)",
        required=False,
        help_text="PDF, Word, or the page saved from the publisher’s site (HTML), up to"
        f" {LARGEST_REPORT // 1024**2} MB. It is kept, and its recommendations are read from it."
        " It is checked for its type, but not scanned for viruses.",
    )
    url = forms.URLField(
        label="Public address (optional)",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="The report’s page on the publisher’s site.",
    )
    reason = forms.CharField(
        label="Why the publication date is changed", required=False, widget=lines(2)
    )

    field_order = [
        "title", "kind", "basis", "published_on", "publishers", "url", "upload", "forces", "reason",
    ]  # fmt: skip

    class Meta:
        model = Report
        fields = ["title", "kind", "basis", "published_on", "publishers", "forces", "url"]
        field_classes = {"publishers": BodiesField, "forces": BodiesField}
        widgets = {
            "title": forms.TextInput(),
            "kind": forms.RadioSelect,
            "basis": forms.RadioSelect,
            "publishers": forms.CheckboxSelectMultiple,
            "forces": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "basis": "A super-complaint report has no statutory day; the office works to 56 days.",
            "forces": "Choose none when the report is about every force.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].error_messages["required"] = "Enter the title of the report"
        for name in ["kind", "basis"]:
            self.fields[name].choices = [c for c in self.fields[name].choices if c[0]]
        national = Body.objects.filter(kind__in=["inspectorate", "national_body"])
        self.fields["publishers"].queryset = national.filter(ends_on=None)
        self.fields["forces"].queryset = Body.objects.forces()
        if self.instance.pk:
            self.fields["version"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=self.instance.version
            )
        if self.instance.is_confirmed:
            del self.fields["forces"], self.fields["basis"]
        else:
            del self.fields["reason"]

    def clean_title(self):
        return " ".join(self.cleaned_data["title"].split())

    def clean_published_on(self):
        day = self.cleaned_data["published_on"]
        if day > timezone.localdate():
            raise ValidationError("Publication date must be today or in the past")
        if day.year < FIRST_REPORTS:
            raise ValidationError(f"Publication date must be in {FIRST_REPORTS} or later")
        return day

    def clean(self):
        data = super().clean()
        moved = data.get("published_on") not in {None, self.initial.get("published_on")}
        if "reason" in self.fields and moved and not data.get("reason"):
            self.add_error("reason", "Say why the publication date is changed")
        return data

    def facts(self) -> dict:
        """Return what the actions need beside the report itself."""
        data = self.cleaned_data
        names = ["publishers", "forces", "upload", "facts", "reason", "version"]
        return {name: data[name] for name in names if data.get(name)}


class DiscardForm(forms.Form):
    """Why a report that was recorded by mistake is taken away."""

    reason = forms.CharField(
        label="Why is it discarded?",
        max_length=1000,
        widget=lines(3),
        error_messages={"required": "Say why it is discarded"},
    )
