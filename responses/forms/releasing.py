"""Forms for asking and deciding that a report need not be answered."""

from django import forms

from recommendations.models import Release, Report
from responses.forms.writing import lines


class ReportChoice(forms.ModelChoiceField):
    def label_from_instance(self, report):
        return f"{report}, {report.published_on:%-d %B %Y}"


class ReleaseForm(forms.Form):
    """Why a report need not be answered."""

    ground = forms.ChoiceField(
        label="Why need it not be answered?",
        choices=Release.Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select why it need not be answered"},
    )
    covered_by = ReportChoice(
        label="Which report’s response covers it?",
        queryset=Report.objects.none(),
        required=False,
        empty_label="No other report",
        help_text="Only where another report says the same. Its response will name this one.",
    )
    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        widget=lines(4),
        error_messages={"required": "Enter the reason"},
        help_text="Say how you know: which findings and recommendations are the same, or whom the"
        " report is about.",
    )

    def __init__(self, *args, others, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["covered_by"].queryset = others

    def clean(self):
        data = super().clean()
        covered = data.get("ground") == Release.Ground.COVERED
        if covered and "covered_by" not in self.errors and not data.get("covered_by"):
            self.add_error("covered_by", "Select the report whose response covers it")
        if data.get("ground") == Release.Ground.NOT_CONCERNED and data.get("covered_by"):
            self.add_error("covered_by", "Choose “No other report”, or the other answer above")
        return data


class DecideReleaseForm(forms.Form):
    """What a second person makes of a request that a report need not be answered."""

    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[
            ("approve", "It need not be answered"),
            ("refuse", "It must be answered"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what you decide"},
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=2000,
        widget=lines(3),
        help_text="Needed if it must be answered: say why.",
    )

    def clean(self):
        data = super().clean()
        if data.get("decision") == "refuse" and not data.get("note") and "note" not in self.errors:
            self.add_error("note", "Say why it must be answered")
        return data


class EndReleaseForm(forms.Form):
    """Why what was set aside is taken up again, or a request withdrawn."""

    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        widget=lines(3),
        error_messages={"required": "Enter the reason"},
    )
