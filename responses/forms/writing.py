"""Forms of the desk, the invitation, the chief officer's room and the review."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from pcc_tracker.govuk import DateField, in_welsh
from recommendations.models import Report
from responses.models import ChiefOfficerComment, Passage, Response
from responses.workflow import Position


def lines(rows: int = 5) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def welsh_lines(rows: int = 5) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "lang": "cy"})


class VersionedForm(forms.ModelForm):
    """A form that says which version of the row its writer saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version


class WelshForm(VersionedForm):
    """A form that has, for a Welsh body, the same in Welsh under each field in English."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        in_welsh(self, writes_welsh=self.instance.writes_welsh)


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


class WordsForm(WelshForm):
    """The opening, the reply to the chief officer, and the closing."""

    class Meta:
        model = Response
        fields = ["opening", "opening_cy", "reply", "reply_cy", "closing", "closing_cy"]
        widgets = {
            "opening": lines(10),
            "opening_cy": welsh_lines(10),
            "reply": lines(6),
            "reply_cy": welsh_lines(6),
            "closing": lines(6),
            "closing_cy": welsh_lines(6),
        }
        help_texts = {
            "opening": "Your own comments on the report as a whole."
            " The letter’s first sentences are added for you.",
            "reply": "What you say to the chief officer’s comments, if anything.",
            "closing": "What you will do next and how you will follow progress.",
        }


class PassageForm(WelshForm):
    """What the body says about one recommendation."""

    by_when = DateField(label="By when", required=False)

    class Meta:
        model = Passage
        fields = ["position", "text", "text_cy", "owner", "by_when", "withheld_reason"]
        widgets = {
            "position": forms.RadioSelect, "text": lines(10), "text_cy": welsh_lines(10),
        }  # fmt: skip
        labels = {
            "text": "Action taken or proposed, or the reason for none",
            "withheld_reason": "If this must not be published, why?",
        }
        help_texts = {
            "withheld_reason": "Leave empty, as almost always. The letter’s public copy then says"
            " this reason in place of the answer.",
        }

    def __init__(self, *args, others=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["position"].choices = Position.choices
        self.others = {str(item.recommendation.pk): item.recommendation for item in others}
        if others:
            self.fields["also"] = forms.MultipleChoiceField(
                label="Does this answer serve others too?",
                required=False,
                widget=forms.CheckboxSelectMultiple,
                choices=[(key, str(other)) for key, other in self.others.items()],
                help_text="Those without words of their own. The letter answers them together.",
            )

    def words(self) -> dict:
        """Return what the action needs."""
        data = dict(self.cleaned_data)
        return data | {"also": [self.others[key] for key in data.pop("also", [])]}


class CorrectForm(forms.Form):
    """What is wrong in what was published."""

    reason = forms.CharField(
        label="What is corrected, and why?",
        max_length=1000,
        widget=lines(4),
        help_text="The new letter and the public page say this, after “This corrects our letter”.",
        error_messages={"required": "Say what is corrected, and why"},
    )
    reason_cy = forms.CharField(
        label="The same in Welsh",
        max_length=1000,
        widget=welsh_lines(4),
        help_text="The new letter in Welsh says this, after “Mae hwn yn cywiro ein llythyr”.",
        error_messages={"required": "Say it in Welsh too, for the letter is in both languages"},
    )

    def __init__(self, *args, bilingual: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not bilingual:
            del self.fields["reason_cy"]


class OneLanguageForm(forms.Form):
    """Why a Welsh body publishes a response in one language only."""

    reason = forms.CharField(
        label="Why is it published in one language only?",
        required=False,
        max_length=2000,
        widget=lines(4),
        help_text="It stands on the public page. Leave it empty to publish in both languages.",
    )


class InviteForm(forms.Form):
    """By when the chief officer is asked to comment."""

    asked_for_on = DateField(
        label="Day by which you ask for comments",
    )
    note = forms.CharField(
        label="A note to the force (optional)", required=False, max_length=2000, widget=lines(4)
    )

    def clean_asked_for_on(self):
        if self.cleaned_data["asked_for_on"] < timezone.localdate():
            raise ValidationError("The day by which you ask for comments must be today or later")
        return self.cleaned_data["asked_for_on"]


class CommentForm(WelshForm):
    """The chief officer's words."""

    class Meta:
        model = ChiefOfficerComment
        fields = ["text", "text_cy"]
        widgets = {"text": lines(10), "text_cy": welsh_lines(10)}
        labels = {"text": "Comments"}

    def append(self, said):
        """Put words beneath what stands in the form, unless they stand there already."""
        if self.is_bound:
            self.data = self.data.copy()
        values = self.data if self.is_bound else self.initial
        for name in [name for name in self.Meta.fields if name in self.fields]:
            stands, words = values.get(name) or "", getattr(said, name).strip()
            if words and words not in stands:
                values[name] = f"{stands.rstrip()}\n\n{words}" if stands.strip() else words


class NoteForm(forms.Form):
    """A note that goes with a decision."""

    note = forms.CharField(label="Note", required=False, max_length=5000, widget=lines(4))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class GiveBackForm(forms.Form):
    """What the force's approver wants changed in the chief officer's comments."""

    note = forms.CharField(
        label="What should be changed",
        max_length=2000,
        widget=lines(4),
        error_messages={"required": "Say what should be changed"},
    )
