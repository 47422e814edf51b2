"""The filters of the board and of the record, and the search for a person."""

from collections import Counter
from collections.abc import Callable, Iterable

from django import forms
from django.apps import apps
from django.utils.text import capfirst

from accounts.models import Event
from bodies.models import Body
from pcc_tracker.govuk import DateField
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


class PersonForm(forms.Form):
    """Whom to look for."""

    q = forms.CharField(
        label="Name or email address, or a part of it",
        min_length=2,
        max_length=150,
        error_messages={
            "required": "Enter a name or an email address",
            "min_length": "Enter at least two letters",
        },
    )


class AuditFilter(forms.Form):
    """Which events to show; everything is optional."""

    q = forms.CharField(label="Words", required=False, max_length=200)
    person = forms.CharField(label="Name of the person", required=False, max_length=200)
    action = forms.ChoiceField(label="What was done", required=False)
    kind = forms.ChoiceField(label="To what", required=False)
    since = DateField(label="From", required=False)
    until = DateField(label="To, that day included", required=False)

    def __init__(self, *args, events, **kwargs):
        super().__init__(*args, **kwargs)
        for name, column, said in [
            ("action", "action", Event.verb_of),
            ("kind", "object_type", _kind),
        ]:
            found = events.order_by(column).values_list(column, flat=True).distinct()
            self.fields[name].choices = [("", "Anything"), *_told_apart(found, said)]

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day cannot be before the first.")
        return cleaned


def _told_apart(values: Iterable[str], said: Callable[[str], str]) -> list[tuple[str, str]]:
    """Return each value with its words, in their order; where two have the same, with its name."""
    words = {value: said(value) for value in values}
    several = {each for each, count in Counter(words.values()).items() if count > 1}
    named = {v: f"{each} ({v})" if each in several else each for v, each in words.items()}
    return sorted(named.items(), key=lambda pair: pair[1])


def _kind(label: str) -> str:
    """Return what people call the kind of thing that an event is on."""
    try:
        return capfirst(apps.get_model(label)._meta.verbose_name)
    except LookupError:  # a kind that is no longer kept
        return label.rpartition(".")[2].capitalize()
