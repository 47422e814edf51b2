"""Recommendations entered by hand beneath their report, until they are confirmed."""

from django import forms
from django.contrib import admin
from django.forms.models import BaseInlineFormSet

from accounts.permissions import Permission
from bodies.groups import Group
from bodies.models import Body
from recommendations.models import Addressee, Recommendation
from recommendations.numbers import tidy
from recommendations.queries import USUAL_ADDRESSEES


def addressee_choices() -> list:
    """Return the groups, then the usual bodies, then all others, as codes with their names."""
    names = dict(Body.objects.values_list("slug", "name"))
    usual = [(slug, names.pop(slug)) for slug in USUAL_ADDRESSEES if slug in names]
    return [("Groups", Group.choices), ("Usual", usual), ("All others", list(names.items()))]


class RecommendationForm(forms.ModelForm):
    to = forms.MultipleChoiceField(
        label="Addressed to",
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text="Hold Ctrl (on a Mac, Command) to choose several.",
    )

    class Meta:
        model = Recommendation
        fields = ["number", "kind", "heading", "text", "deadline_text", "due_on", "returns_from"]
        widgets = {"text": forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            addressees = self.instance.addressees.all()
            self.initial["to"] = [a.group or a.body.slug for a in addressees]

    def clean_number(self):
        return tidy(self.cleaned_data["number"])

    def save(self, commit=True):
        recommendation = super().save(commit)
        if commit and "to" in self.changed_data:
            self._address(recommendation)
        return recommendation

    def _address(self, recommendation):
        codes = list(dict.fromkeys(self.cleaned_data["to"]))
        bodies = Body.objects.in_bulk(codes, field_name="slug")
        recommendation.addressees.all().delete()
        Addressee.objects.bulk_create(
            Addressee(recommendation=recommendation, group=code)
            if code in Group.values
            else Addressee(recommendation=recommendation, body=bodies[code])
            for code in codes
        )


class RecommendationFormSet(BaseInlineFormSet):
    def clean(self):
        """Refuse a number given twice and a day before the report, each at its field."""
        super().clean()
        seen = set()
        for place, form in enumerate(self.forms):
            cleaned = getattr(form, "cleaned_data", {})
            if not cleaned or cleaned.get("DELETE"):
                continue
            number, due_on = cleaned.get("number"), cleaned.get("due_on")
            if number and number in seen:
                form.add_error("number", "Another recommendation here has this number.")
            seen.add(number)
            published_on = self.instance.published_on
            if due_on and published_on and due_on < published_on:
                form.add_error("due_on", "This is before the report was published.")
            if form.instance._state.adding:
                form.instance.position = place


class RecommendationInline(admin.StackedInline):
    model = Recommendation
    form = RecommendationForm
    formset = RecommendationFormSet
    extra = 0
    fk_name = "report"
    ordering = ["sort_key", "position"]

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj else 1

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("addressees__body")

    def get_formset(self, request, obj=None, **kwargs):
        form = self.form
        if self.has_change_permission(request, obj):
            field = forms.MultipleChoiceField(
                label=form.base_fields["to"].label,
                widget=form.base_fields["to"].widget,
                help_text=form.base_fields["to"].help_text,
                choices=addressee_choices(),
            )
            form = type("ChosenForm", (form,), {"to": field, "__module__": __name__})
        return super().get_formset(request, obj, form=form, **kwargs)

    def get_fields(self, request, obj=None):
        to = "to" if self.has_change_permission(request, obj) else "addressed_to"
        return [
            ("number", "kind"), "heading", "text", to, ("deadline_text", "due_on"),
            "returns_from",
        ]  # fmt: skip

    def get_readonly_fields(self, request, obj=None):
        return [] if self.has_change_permission(request, obj) else ["addressed_to"]

    @admin.display(description="addressed to")
    def addressed_to(self, recommendation):
        return recommendation.addressee_names

    def has_view_permission(self, request, obj=None):
        return True

    def has_change_permission(self, request, obj=None):
        """Only by hand, only before they are confirmed, and only by who may capture them."""
        if obj is None:
            return bool(request.user.bodies_where(Permission.CAPTURE))
        open_to_entry = not obj.is_confirmed and not obj.proposals.exists()
        return open_to_entry and request.user.may(Permission.CAPTURE, obj.recorded_for)

    def has_add_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)
