"""Linking two recommendations, and removing a link."""

from django import forms
from django.utils.text import Truncator

from recommendations.forms.reports import lines
from recommendations.models import RecommendationLink


def named_whole(recommendation) -> str:
    """Return a recommendation with its report, its day and its first words."""
    report = recommendation.report
    words = Truncator(" ".join(recommendation.text.split())).words(20)
    name = str(recommendation) if recommendation.number else recommendation.get_kind_display()
    return f"{name} of “{report}”, {report.published_on:%-d %B %Y}: {words}"


class LinkForm(forms.Form):
    """Which other recommendation, and how the two belong together."""

    other = forms.TypedChoiceField(
        label="Which recommendation?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select the other recommendation",
            "invalid_choice": "Select one of the recommendations shown, or search for it again",
        },
    )
    kind = forms.ChoiceField(
        label="How does this recommendation stand to it?",
        choices=RecommendationLink.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select how this recommendation stands to it"},
    )
    note = forms.CharField(
        label="Note", required=False, max_length=1000, widget=lines(2),
        help_text="What a colleague should know about it.",
    )  # fmt: skip

    def __init__(self, *args, others, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = [(str(r.pk), named_whole(r)) for r in others]


class UnlinkForm(forms.Form):
    """Why a link is removed."""

    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        widget=lines(2),
        error_messages={"required": "Enter the reason"},
    )
