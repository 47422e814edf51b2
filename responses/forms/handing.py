"""Forms for asking people of the force by name, and for what they answer."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from pcc_tracker.govuk import DateField
from responses.forms.writing import WelshForm, lines, welsh_lines
from responses.models import HandRound


class AskAgainForm(forms.Form):
    """By when somebody is asked, and what for."""

    by_day = DateField(label="By when?", required=False)
    note = forms.CharField(
        label="What do you want to know?",
        required=False,
        max_length=2000,
        widget=lines(4),
        help_text="They see this, the report’s title and the recommendation’s text: nothing else.",
    )

    def clean_by_day(self):
        day = self.cleaned_data["by_day"]
        if day and day < timezone.localdate():
            raise ValidationError("The day must be today or later")
        return day


class HandRoundForm(AskAgainForm):
    """Whom to ask, by when, and what for."""

    contributor = forms.ModelChoiceField(
        label="Whom do you ask?",
        queryset=User.objects.none(),
        empty_label="Choose a person",
        error_messages={"required": "Choose whom you ask"},
    )
    field_order = ["contributor", "by_day", "note"]

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contributor"].queryset = people


class AnswerForm(WelshForm):
    """What somebody who is asked by name answers."""

    class Meta:
        model = HandRound
        fields = ["text", "text_cy"]
        widgets = {"text": lines(10), "text_cy": welsh_lines(10)}
        labels = {"text": "Your answer"}
