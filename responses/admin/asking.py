"""What the admin asks before it acts on responses."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from accounts.admin.asking import AskForm, DayInput, NoteForm
from bodies.models import Body

DAYS_TO_COMMENT = 21


def _in_three_weeks():
    return timezone.localdate() + timedelta(days=DAYS_TO_COMMENT)


class InviteForm(AskForm):
    asked_for_on = forms.DateField(
        label="Comments asked for by", widget=DayInput, initial=_in_three_weeks
    )
    note = forms.CharField(
        label="Note to the force",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
    )

    def clean_asked_for_on(self):
        if self.cleaned_data["asked_for_on"] < timezone.localdate():
            raise forms.ValidationError("The day must be today or later.")
        return self.cleaned_data["asked_for_on"]


class ApproveForm(AskForm):
    note = forms.CharField(
        label="Note for the record",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )


class ReturnForm(NoteForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].label = "What should be changed before it comes back"


class ReopenForm(NoteForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].label = "Why the approved response is opened again"


class StartForm(AskForm):
    body = forms.ModelChoiceField(
        Body.objects.none(), label="Who responds", empty_label=None, blank=False
    )
    together = forms.BooleanField(
        label="One response to all these reports together", required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        own = [body.pk for body in self.user.bodies()]
        self.fields["body"].queryset = Body.objects.filter(pk__in=own)
        if len(self.rows) < 2:
            del self.fields["together"]
