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


class MetForm(forms.Form):
    """The day on which a duty was done."""

    on = DateField(label="Done on", error_messages={"required": "Enter the day it was done"})
    note = forms.CharField(
        label="Note (optional)", required=False, max_length=1000, widget=lines(2)
    )

    def clean_on(self):
        if self.cleaned_data["on"] > timezone.localdate():
            raise ValidationError("The day must be today or in the past")
        return self.cleaned_data["on"]
