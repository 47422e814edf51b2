"""The form of a file that goes with a response."""

from django import forms

from recommendations.files import examine
from recommendations.forms import what_becomes_of_files
from recommendations.models import Evidence


class AttachmentForm(forms.Form):
    """A file that goes with the response."""

    upload = forms.FileField(
        label="The file",
        help_text="PDF, Word, Excel, PNG or JPEG; all attachments together up to 10 MB.",
        error_messages={"required": "Choose the file"},
    )
    title = forms.CharField(
        label="What it is",
        max_length=200,
        help_text="The letter names it so, under “Enclosures”.",
        error_messages={"required": "Say what the file is"},
    )
    title_cy = forms.CharField(
        label="What it is, in Welsh",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"lang": "cy"}),
    )
    marking = forms.CharField(
        label="Protective marking on the file",
        max_length=60,
        required=False,
        help_text="As it stands on the file itself, such as OFFICIAL-SENSITIVE. A marked file"
        " cannot be published.",
    )
    withheld_reason = forms.CharField(
        label="If this must not be published, why?",
        max_length=300,
        required=False,
        help_text="Leave empty to publish the file with the letter. The letter’s public copy then"
        " says this reason in place of the file’s name.",
    )

    def __init__(self, *args, response, **kwargs):
        super().__init__(*args, **kwargs)
        if not response.writes_welsh:
            del self.fields["title_cy"]
        if "upload" in self.fields:
            self.fields["upload"].help_text += f" {what_becomes_of_files()}"

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        self.facts = examine(upload)
        return upload

    def clean(self):
        data = super().clean()
        if data.get("marking") and not data.get("withheld_reason"):
            self.add_error(
                "withheld_reason", "Say why: a file that bears a marking cannot be published"
            )
        return data

    def said(self) -> dict[str, str]:
        """Return what the action needs beside the file."""
        return {name: said for name, said in self.cleaned_data.items() if name != "upload"}


class AttachCopyForm(AttachmentForm):
    """How the office attaches a copy of a file that the force gave."""

    upload = None

    def clean_upload(self):
        return None


class CommentFileForm(forms.Form):
    """A file that the force gives with its comments."""

    upload = forms.FileField(
        label="The file",
        help_text="PDF, Word, Excel, PNG or JPEG, up to 25 MB. Add several one after the other.",
        error_messages={"required": "Choose the file"},
    )
    description = forms.CharField(
        label="What it is",
        max_length=200,
        error_messages={"required": "Say what the file is"},
    )
    marking = forms.ChoiceField(
        label="Protective marking",
        choices=Evidence.Marking.choices,
        widget=forms.RadioSelect,
        initial=Evidence.Marking.SENSITIVE,
        error_messages={"required": "Select the protective marking"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["upload"].help_text += f" {what_becomes_of_files()}"

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        self.facts = examine(upload)
        return upload
