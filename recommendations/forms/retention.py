"""What is to be disposed of, and why."""

from django import forms

from recommendations.forms.reports import lines
from recommendations.kept import Due


def said_of(due: Due) -> str:
    """Return one thing that is due, in words that stand beside its box."""
    return (
        f"{due.name}: {due.about}. Kept since {due.since:%-d %B %Y},"
        f" due since {due.due_on:%-d %B %Y} under: {due.rule}."
    )


class DisposeForm(forms.Form):
    """Ticks, and one reason for all that is ticked."""

    chosen = forms.MultipleChoiceField(
        label="What is due",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick at least one",
            "invalid_choice": "Something that you ticked is not due any more. Look again",
        },
    )
    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        widget=lines(2),
        help_text="For example, who has looked at them and when.",
        error_messages={"required": "Enter the reason"},
    )

    def __init__(self, *args, due, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [(each.key, said_of(each)) for each in due]
