"""The form of a file that goes with a response."""

from django import forms

from recommendations.files import examine


class AttachmentForm(forms.Form):
    """A file that goes with the response."""

    upload = forms.FileField(
        label="The file",
        help_text="PDF, Word, Excel, PNG or JPEG; all attachments together up to 10 MB. It is"
        " checked for its type and content, but not scanned for viruses.",
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
