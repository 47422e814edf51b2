from django import forms

from pcc_tracker.govuk import DateField, helper

POSITIONS = [("accepted", "We accept it"), ("partly", "We accept part"), ("refused", "We do not")]
HOSTILE = '<script>alert("x")</script> & co'


class EveryFieldForm(forms.Form):
    title = forms.CharField(label="Title", help_text="As on the <cover>.")
    kind = forms.ChoiceField(label="Kind", choices=[("", "Choose one"), ("a", "Inspection")])
    published_on = DateField(label="Date published", help_text="For example, 5 6 2021.")
    position = forms.ChoiceField(label="Position", choices=POSITIONS, widget=forms.RadioSelect)
    themes = forms.MultipleChoiceField(
        label="Themes", choices=POSITIONS, widget=forms.CheckboxSelectMultiple, help_text="Any."
    )
    text = forms.CharField(label="What we say", widget=forms.Textarea(attrs={"rows": 4}))
    summary = forms.CharField(
        label="Summary", widget=forms.Textarea(attrs={"rows": 3, "data-maxwords": 100})
    )
    document = forms.FileField(label="Report file")
    days = forms.IntegerField(label="Days", min_value=1)
    email = forms.EmailField(
        label="Email", widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    link = forms.URLField(label="Web address", assume_scheme="https")
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    sure = forms.BooleanField(label="I am sure", help_text="This cannot be undone.")
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)

    helper = helper("Save and continue")


class HostileForm(forms.Form):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(HOSTILE, HOSTILE)]
        plain = {"label": HOSTILE, "help_text": HOSTILE}
        self.fields = {
            "text": forms.CharField(**plain),
            "radio": forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **plain),
            "boxes": forms.MultipleChoiceField(
                choices=choices, widget=forms.CheckboxSelectMultiple, **plain
            ),
            "one": forms.ChoiceField(choices=choices, **plain),
            "sure": forms.BooleanField(**plain),
            "day": DateField(**plain),
        }


class Row(forms.Form):
    name = forms.CharField(label="Name")


Rows = forms.formset_factory(Row, extra=0)
