"""Pasting a report's text and checking what was found in it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator

from bodies.groups import Group
from bodies.models import Body
from pcc_tracker.govuk import DateField
from recommendations.extraction.lines import MAX_CHARACTERS
from recommendations.files import LARGEST_REPORT, REPORTS
from recommendations.forms.reports import UploadMixin, lines
from recommendations.models import Proposal
from recommendations.numbers import tidy
from recommendations.queries import USUAL_ADDRESSEES


class PastedField(forms.CharField):
    """Words copied from anywhere. What nobody can see in them is dropped and not complained of."""

    def to_python(self, value):
        return super().to_python(value.replace("\x00", "") if value else value)


class TextForm(UploadMixin, forms.Form):
    """The report's own words: its file, or what was copied out of it."""

    allowed = REPORTS
    largest = LARGEST_REPORT
    upload = forms.FileField(
        label="Upload the report",
        required=False,
        help_text="PDF, Word, or the page saved from the publisher’s site (HTML), up to"
        f" {LARGEST_REPORT // 1024**2} MB.",
    )
    text = PastedField(
        label="Or paste the recommendations",
        required=False,
        strip=False,
        widget=lines(20, **{"data-paste-formatted": ""}),
        help_text="Copy them from the report as they stand, with numbers, headings and bullets.",
    )

    def clean_text(self):
        text = self.cleaned_data["text"]
        if len(text) > MAX_CHARACTERS:
            raise ValidationError(
                f"This text is {len(text) / 1_000_000:.1f} million characters long. Paste the"
                " recommendations only, at most 5 million characters."
            )
        return text

    def clean(self):
        data = super().clean()
        has_text = "text" in self.errors or data.get("text", "").strip()
        if not has_text and "upload" not in self.errors and not data.get("upload"):
            self.add_error("text", "Upload the report, or paste the text of the recommendations")
        return data

    def given(self) -> dict:
        return {name: self.cleaned_data.get(name) for name in ["text", "upload", "facts"]}


class SplitForm(forms.Form):
    """Where one found item ends and a second one starts."""

    at_piece = forms.TypedChoiceField(
        label="Where does the second item start?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose where the second item starts"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, pieces, version, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["at_piece"].choices = [
            (str(n), f"At “{Truncator(piece).words(14)}”") for n, piece in enumerate(pieces) if n
        ]
        self.initial["version"] = version


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
        self.fields["text"].error_messages["required"] = "Enter the text of the recommendation"
        nobody = ("", "Nobody’s")
        named = [c for c in self.fields["returns_from"].choices if c[0]]
        self.fields["returns_from"].choices = [nobody, *named]
        known = {value for value, _ in self.fields["groups"].choices}
        codes = self.instance.addressees
        rest = Body.objects.filter(slug__in=[code for code in codes if code not in known])
        self.initial |= {
            "groups": [code for code in codes if code in known],
            "others": "\n".join(body.name for body in rest),
            "version": self.instance.version,
        }
        if self.instance.decision == Proposal.Decision.PENDING:
            self.initial["decision"] = Proposal.Decision.ACCEPTED

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
