"""What an action asks before it is done."""

from django import forms


class DayInput(forms.DateInput):
    """The browser's own calendar, which needs no script."""

    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class AskForm(forms.Form):
    """What an action asks before it is done to `rows`."""

    required_css_class = "required"

    def __init__(self, *args, rows, user, **kwargs):
        self.rows, self.user = rows, user
        super().__init__(*args, label_suffix="", **kwargs)


class NoteForm(AskForm):
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}))
