"""Forms for capturing reports, checking what was found, and updates. They write nothing."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from bodies.groups import Group
from bodies.models import Body
from pcc_tracker.govuk import DateField
from recommendations.files import LARGEST_FILE, examine
from recommendations.models import AssuranceUpdate, Proposal, Report
from recommendations.numbers import tidy
from recommendations.queries import USUAL_ADDRESSEES

LONGEST_PASTE = 1_000_000
MEGABYTES = LARGEST_FILE // 1024**2
FIRST_REPORTS = 1990  # nothing older is tracked: catches a mistyped year


def lines(rows: int = 5, **attrs) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


class UploadMixin:
    """Examine the file field `upload`; keep its facts in `cleaned_data["facts"]`."""

    allowed = frozenset({".pdf", ".docx", ".xlsx", ".png", ".jpg", ".jpeg"})

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        if upload:
            self.cleaned_data["facts"] = examine(upload, allowed=self.allowed)
        return upload


class ReportForm(UploadMixin, forms.ModelForm):
    """The facts of a report."""

    allowed = frozenset({".pdf", ".docx"})
    published_on = DateField(
        label="Publication date",
        help_text="As the inspectorate first published it, for example 26 5 2021. Day 1 of 56."
        " Check it against the report itself: web pages often show a later date.",
    )
    upload = forms.FileField(
        label="The report’s file",
        required=False,
        help_text=f"PDF or Word, up to {MEGABYTES} MB. Kept with its SHA-256 hash.",
    )
    url = forms.URLField(
        label="Public address",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="The report’s page on the publisher’s site.",
    )
    reason = forms.CharField(
        label="Why the publication date is changed", required=False, widget=lines(2)
    )

    class Meta:
        model = Report
        fields = ["title", "kind", "basis", "published_on", "publishers", "forces", "url"]
        widgets = {
            "title": forms.TextInput(),
            "kind": forms.RadioSelect,
            "basis": forms.RadioSelect,
            "publishers": forms.CheckboxSelectMultiple,
            "forces": forms.SelectMultiple(attrs={"size": 8}),
        }
        help_texts = {
            "basis": "A super-complaint report has no statutory day; the office works to 56 days.",
            "forces": "Choose none when the report is about every force."
            " Hold Ctrl to choose several.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].max_length = 300
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

    def clean_published_on(self):
        day = self.cleaned_data["published_on"]
        if day > timezone.localdate():
            raise ValidationError("Publication date must be today or in the past")
        if day.year < FIRST_REPORTS:
            raise ValidationError(f"Publication date must be in {FIRST_REPORTS} or later")
        return day

    def facts(self) -> dict:
        """Return what the actions need beside the report itself."""
        data = self.cleaned_data
        names = ["publishers", "forces", "upload", "facts", "reason", "version"]
        return {name: data[name] for name in names if data.get(name)}


class TextForm(forms.Form):
    """The report's own words, pasted."""

    text = forms.CharField(
        label="Paste the recommendations",
        strip=False,
        widget=lines(20),
        help_text="Copy them from the report as they stand, with numbers, headings and bullets.",
        error_messages={"required": "Paste the text of the recommendations"},
    )

    def clean_text(self):
        text = self.cleaned_data["text"]
        if len(text) > LONGEST_PASTE:
            raise ValidationError(
                f"This text is {len(text) / 1_000_000:.1f} million characters long. Paste the"
                " recommendations only, at most 1 million characters."
            )
        if not text.strip():
            raise ValidationError("Paste the text of the recommendations")
        return text


class ProposalForm(forms.ModelForm):
    """One item that was found: correct it and say that it is checked, or drop it."""

    due_on = DateField(
        label="Deadline as a day", required=False, help_text="Leave empty if the report gives none."
    )
    groups = forms.MultipleChoiceField(
        label="Addressed to", required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label="Other addressees",
        required=False,
        widget=lines(2),
        help_text="One name a line, for example Essex Police.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ["number", "kind", "heading", "text", "groups", "others"]

    class Meta:
        model = Proposal
        fields = [
            "number",
            "kind",
            "heading",
            "text",
            "deadline_text",
            "due_on",
            "returns_from",
            "decision",
            "reason",
        ]
        widgets = {
            "kind": forms.RadioSelect,
            "decision": forms.RadioSelect,
            "text": lines(12),
            "reason": forms.TextInput(),
            "returns_from": forms.Select(),
        }
        labels = {
            "text": "Text, word for word",
            "deadline_text": "The report’s own words about the deadline",
            "returns_from": "Whose progress must the addressee collate?",
            "decision": "What do you make of it?",
            "number": "Number",
        }
        help_texts = {
            "number": "As printed, for example 4 or 6c. Leave empty if it has none.",
            "heading": "Only if the report gives it one.",
            "returns_from": "Only when the addressee is to gather reports from a whole group.",
            "reason": "Only when you drop it.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        usual = Body.objects.in_bulk(USUAL_ADDRESSEES, field_name="slug")
        named = [(slug, usual[slug].name) for slug in USUAL_ADDRESSEES if slug in usual]
        self.fields["groups"].choices = [*Group.choices, *named]
        self.fields["kind"].choices = Proposal._meta.get_field("kind").choices
        self.fields["decision"].choices = Proposal.Decision.choices
        self.fields["number"].max_length = 20
        known = {value for value, _ in self.fields["groups"].choices}
        codes = self.instance.addressees
        rest = Body.objects.filter(slug__in=[code for code in codes if code not in known])
        self.initial |= {
            "groups": [code for code in codes if code in known],
            "others": "\n".join(body.name for body in rest),
            "version": self.instance.version,
        }

    def clean_number(self):
        return tidy(self.cleaned_data["number"])

    def clean_others(self):
        slugs = []
        for name in filter(None, map(str.strip, self.cleaned_data["others"].splitlines())):
            body = Body.objects.filter(name__iexact=name).first() or (
                Body.objects.filter(names__name__iexact=name).first()
            )
            if body is None:
                raise ValidationError(f"There is no body called {name}")
            slugs.append(body.slug)
        return slugs

    def clean(self):
        data = super().clean()
        data["addressees"] = [*data.get("groups", []), *data.get("others", [])]
        published_on = self.instance.report.published_on
        if data.get("due_on") and data["due_on"] < published_on:
            self.add_error("due_on", "The deadline cannot be before the report was published")
        if data.get("decision") == Proposal.Decision.ACCEPTED and not data["addressees"]:
            self.add_error("groups", "Say to whom it is addressed")
        if data.get("decision") == Proposal.Decision.DROPPED and not data.get("reason"):
            self.add_error("reason", "Say why it is dropped")
        return data

    def words(self) -> dict:
        return {k: v for k, v in self.cleaned_data.items() if k not in {"groups", "others"}}


class DueDayForm(forms.Form):
    """Another day for a duty, with a reason."""

    due_on = DateField(label="New day")
    reason = forms.CharField(label="Reason", max_length=1000, widget=lines(3))


class MetForm(forms.Form):
    """The day on which a duty was done."""

    on = DateField(label="Done on")
    note = forms.CharField(label="Note", required=False, max_length=1000, widget=lines(2))

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
        help_text=f"PDF, Word, Excel or image files, up to {MEGABYTES} MB each."
        " Files are checked for their type and content, but not scanned for viruses.",
    )
    description = forms.CharField(label="What the evidence shows", required=False, max_length=300)
    evidence_on = DateField(label="The evidence’s own date", required=False)

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
