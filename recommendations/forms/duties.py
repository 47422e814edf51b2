"""Another day for a duty, and its end."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from pcc_tracker.govuk import DateField
from recommendations.forms.reports import lines


class DueDayForm(forms.Form):
    """Another day for a duty, with a reason."""

    due_on = DateField(label="New day")
    reason = forms.CharField(label="Reason", max_length=1000, widget=lines(3))


class AskToCloseForm(forms.Form):
    """The day on which a duty was done, and what shows it."""

    on = DateField(label="Done on", error_messages={"required": "Enter the day it was done"})
    shown = forms.CharField(
        label="What shows that it is done?",
        max_length=2000,
        widget=lines(4),
        error_messages={"required": "Say what shows that it is done"},
        help_text="For example, the update, the evidence or the visit by which you know.",
    )

    def clean_on(self):
        if self.cleaned_data["on"] > timezone.localdate():
            raise ValidationError("The day must be today or in the past")
        return self.cleaned_data["on"]


class CloseForm(forms.Form):
    """What a second person makes of a request to close."""

    decision = forms.ChoiceField(
        label="Is it done?",
        choices=[("agree", "Yes, record it as done"), ("send_back", "No, send it back")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether it is done"},
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=2000,
        widget=lines(3),
        help_text="Needed if you send it back: say what is missing.",
    )

    def clean(self):
        data = super().clean()
        back = data.get("decision") == "send_back"
        if back and not data.get("note") and "note" not in self.errors:
            self.add_error("note", "Say what is missing")
        return data
