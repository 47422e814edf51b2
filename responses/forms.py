"""Forms of the desk, the invitation, the chief officer's room and the review."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from pcc_tracker.govuk import DateField
from recommendations.models import Report
from responses.models import ChiefOfficerComment, Passage, Response
from responses.workflow import Position


def lines(rows: int = 5) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class VersionedForm(forms.ModelForm):
    """A form that says which version of the row its writer saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version


class StartForm(forms.Form):
    """Which other reports the same response answers."""

    reports = forms.ModelMultipleChoiceField(
        label="Does the same response answer other reports?",
        queryset=Report.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, others, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reports"].queryset = others


class WordsForm(VersionedForm):
    """The opening, the reply to the chief officer, and the closing."""

    class Meta:
        model = Response
        fields = ["opening", "reply", "closing"]
        widgets = {"opening": lines(10), "reply": lines(6), "closing": lines(6)}
        help_texts = {
            "opening": "Your own comments on the report as a whole."
            " The letter’s first sentences are added for you.",
            "reply": "What you say to the chief officer’s comments, if anything.",
            "closing": "What you will do next and how you will follow progress.",
        }


class PassageForm(VersionedForm):
    """What the body says about one recommendation."""

    by_when = DateField(label="By when", required=False)

    class Meta:
        model = Passage
        fields = ["position", "text", "owner", "by_when"]
        widgets = {"position": forms.RadioSelect, "text": lines(10)}
        labels = {"text": "Action taken or proposed, or the reason for none"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["position"].choices = Position.choices


class InviteForm(forms.Form):
    """By when the chief officer is asked to comment."""

    asked_for_on = DateField(label="Ask for comments by")
    note = forms.CharField(
        label="A note to the force (optional)", required=False, max_length=2000, widget=lines(4)
    )

    def clean_asked_for_on(self):
        if self.cleaned_data["asked_for_on"] < timezone.localdate():
            raise ValidationError("The day by which you ask for comments must be today or later")
        return self.cleaned_data["asked_for_on"]


class CommentForm(VersionedForm):
    """The chief officer's words."""

    class Meta:
        model = ChiefOfficerComment
        fields = ["text"]
        widgets = {"text": lines(10)}
        labels = {"text": "Comments"}


class NoteForm(forms.Form):
    """A note that goes with a decision."""

    note = forms.CharField(label="Note", required=False, max_length=5000, widget=lines(4))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
