"""Forms for making, signing and checking letters."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from bodies.models import Body
from letters.models import Delegation, LetterTemplate
from pcc_tracker.govuk import DateField, in_welsh
from recommendations.files import examine
from recommendations.forms import what_becomes_of_files

LARGEST_LETTER = 10 * 1024 * 1024
SCANS = frozenset({".pdf", ".png", ".jpg", ".jpeg"})


class MakeForm(forms.Form):
    """The facts that a letter has beside the response's words."""

    dated_on = DateField(label="Date of the letter")
    reference = forms.CharField(label="Our reference", max_length=60)
    your_reference = forms.CharField(label="Your reference", max_length=60, required=False)
    delegation = forms.ModelChoiceField(
        Delegation.objects.none(),
        label="Who signs",
        required=False,
        blank=True,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, deputies=None, holder="", **kwargs):
        """Ask who signs only where there is a deputy beside the holder of the office."""
        super().__init__(*args, **kwargs)
        if deputies:
            self.fields["delegation"].empty_label = str(holder)
            self.fields["delegation"].queryset = deputies
        else:
            del self.fields["delegation"]

    def clean_dated_on(self):
        if self.cleaned_data["dated_on"] > timezone.localdate():
            raise ValidationError("The date of the letter must be today or in the past")
        return self.cleaned_data["dated_on"]


class DelegationForm(forms.Form):
    """Who may sign for the holder of the office, from when to when and why."""

    deputy = forms.ModelChoiceField(
        User.objects.none(),
        label="Deputy",
        empty_label="Choose a person",
        help_text="Somebody who holds any role at your office.",
        error_messages={"required": "Choose the deputy"},
    )
    title = forms.CharField(
        label="Title as it stands on the letter",
        max_length=200,
        help_text="For example, Deputy Police and Crime Commissioner.",
    )
    starts_on = DateField(label="First day")
    ends_on = DateField(
        label="Last day", required=False, help_text="Leave it empty if there is none yet."
    )
    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example, the decision that the delegation rests on.",
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = people


class SignForm(forms.Form):
    """The signatory's own hand: the typed name, and an image if the office uses one."""

    typed_name = forms.CharField(
        label="Type the signatory’s name to sign",
        max_length=200,
        error_messages={"required": "Type the signatory’s name"},
    )
    image = forms.FileField(
        label="Image of the signature",
        required=False,
        help_text="Optional: PNG or JPEG. It stands on the office’s own copy and never on the"
        " public one.",
    )
    sure = forms.BooleanField(label="I have read the letter and sign it")
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_image(self):
        image = self.cleaned_data["image"]
        if image:
            examine(image, allowed=frozenset({".png", ".jpg", ".jpeg"}))
        return image


class LodgeForm(forms.Form):
    """The scan of a letter that was signed in ink."""

    upload = forms.FileField(
        label="The scan",
        help_text="PDF, PNG or JPEG, up to 25 MB.",
        error_messages={"required": "Choose the scan"},
    )
    note = forms.CharField(
        label="Note (optional)",
        required=False,
        max_length=300,
        help_text="For example, where the paper is kept.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["upload"].help_text += f" {what_becomes_of_files()}"

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        self.facts = examine(upload, allowed=SCANS)
        return upload


class PublishForm(forms.Form):
    """A last look at what becomes public."""

    sure = forms.BooleanField(label="I have checked what becomes public")


class CheckForm(forms.Form):
    """A PDF that somebody wants to check."""

    upload = forms.FileField(label="The letter as a PDF file")

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        if upload.size > LARGEST_LETTER:
            raise ValidationError("This file is too large to be one of our letters")
        return upload


class ReferenceForm(forms.Form):
    """The reference on a letter that somebody holds, perhaps on paper."""

    body = forms.ModelChoiceField(
        Body.objects.filter(publications__isnull=False).distinct(),
        to_field_name="slug",
        label="The office that the letter is from",
        empty_label="Choose an office",
        error_messages={"required": "Choose the office"},
    )
    reference = forms.CharField(
        label="The reference of the letter",
        max_length=60,
        help_text="It stands beside “Our Ref”.",
        error_messages={"required": "Type the reference"},
    )


class TemplateForm(forms.ModelForm):
    """The office's sentences around its answers, and how its letters are laid out."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = LetterTemplate
        fields = [
            "layout", "addressed_to", "appendix", "numbered", "statutory_opening", "answers_areas",
            "opening", "opening_cy", "recommendations", "recommendations_cy",
            "oversight", "oversight_cy", "closing", "closing_cy", "cc", "cc_cy",
        ]  # fmt: skip
        widgets = {
            "layout": forms.RadioSelect,
            "addressed_to": forms.RadioSelect,
            "appendix": forms.RadioSelect,
            **{name: forms.Textarea(attrs={"rows": 4}) for name in LetterTemplate.BLOCKS},
            **{
                name: forms.Textarea(attrs={"rows": 4, "lang": "cy"})
                for name in LetterTemplate.WELSH_BLOCKS
            },
        }
        labels = {
            "layout": "Layout",
            "addressed_to": "Addressed to",
            "appendix": "What stands in the appendix",
            "numbered": "Number the paragraphs",
            "statutory_opening": "Cite section 55 in the opening",
            "answers_areas": "Answer areas for improvement too",
            "opening": "First paragraph",
            "recommendations": "Paragraph on the recommendations",
            "oversight": "Paragraph on oversight, near the end",
            "closing": "Last paragraph",
            "cc": "Copies to",
        }
        help_texts = {"cc": "One a line, as it stands at the foot of the letter."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ["layout", "addressed_to", "appendix"]:
            self.fields[name].choices = [c for c in self.fields[name].choices if c[0]]
        in_welsh(self, writes_welsh=self.instance.body.is_welsh)
        self.initial["seen"] = self.instance.version


class CorrectAddressForm(forms.Form):
    """Where a copy goes that did not arrive."""

    email = forms.EmailField(
        label="Email address",
        error_messages={"required": "Enter the address", "invalid": "Enter an email address"},
    )


class CameBackForm(forms.Form):
    """That a copy came back, as the office learnt it."""

    on = DateField(label="The day it came back")
    reason = forms.CharField(
        label="Why",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What the answer said, such as “No such mailbox”.",
        error_messages={"required": "Say why it came back"},
    )


class HandOverForm(forms.Form):
    """To whom goes what stands in the name of somebody who leaves."""

    kinds = forms.MultipleChoiceField(
        label="What do you hand over?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select what you hand over"},
    )
    to = forms.ModelChoiceField(
        User.objects.none(),
        label="To whom?",
        empty_label="Choose a person",
        error_messages={"required": "Choose to whom"},
    )

    def __init__(self, *args, held, people, **kwargs):
        super().__init__(*args, **kwargs)
        counts = {
            "questions": ("Questions that wait for their answer", len(held.questions)),
            "asked": ("Questions they asked: who is told of the answer", len(held.asked)),
            "words": ("Words they typed and did not save", len(held.words)),
        }
        choices = [(kind, f"{said} ({n})") for kind, (said, n) in counts.items() if n]
        self.fields["kinds"].choices = choices
        self.fields["kinds"].initial = [kind for kind, _ in choices]
        self.fields["to"].queryset = people

    def words(self) -> dict:
        """Return what the action needs."""
        return {"to": self.cleaned_data["to"], "kinds": self.cleaned_data["kinds"]}
