"""The board's filters."""

from django import forms

from bodies.models import Body
from recommendations.models import Obligation

STATES = [("open", "Open"), ("overdue", "Overdue"), ("met", "Met"), ("set_aside", "Set aside")]
DAYS = [("7", "Next 7 days"), ("28", "Next 28 days"), ("56", "Next 56 days")]


class BoardFilter(forms.Form):
    """Which obligations to show; everything is optional."""

    q = forms.CharField(label="Words in the report’s title", required=False, max_length=200)
    body = forms.ModelChoiceField(
        label="Body", queryset=Body.objects.none(), required=False, empty_label="Every body"
    )
    kind = forms.MultipleChoiceField(
        label="Kind",
        choices=Obligation.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    state = forms.MultipleChoiceField(
        label="State", choices=STATES, required=False, widget=forms.CheckboxSelectMultiple
    )
    days = forms.ChoiceField(label="Due in", choices=[("", "Any time"), *DAYS], required=False)

    def __init__(self, *args, bodies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies
