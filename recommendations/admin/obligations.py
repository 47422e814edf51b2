"""Who owes what by when. Only actions change it."""

from django import forms
from django.contrib import admin
from django.db.models import F
from django.utils import timezone

from accounts.admin.asking import AskForm, DayInput
from accounts.admin.base import ConfigAdmin, ScopedAdmin, day_words
from accounts.admin.filters import OwnBodyFilter
from accounts.errors import WrongState
from recommendations import actions
from recommendations.admin.filters import DoneFilter, DueFilter
from recommendations.deadlines import day_number
from recommendations.models import Obligation, OfficeTargets


class AskToCloseForm(AskForm):
    on = forms.DateField(label="The day it was done", widget=DayInput, initial=timezone.localdate)
    shown = forms.CharField(
        label="What shows that it is done",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )

    def clean_on(self):
        if self.cleaned_data["on"] > timezone.localdate():
            raise forms.ValidationError("It cannot have been done on a day to come.")
        return self.cleaned_data["on"]


class CloseForm(AskForm):
    decision = forms.ChoiceField(
        label="Is it done?",
        choices=[("agree", "Yes, record it as done"), ("send_back", "No, send it back")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Note, needed if you send it back",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )


DECISIONS = {"agree": actions.agree_to_close, "send_back": actions.send_back_closing}


def _decide(obligation: Obligation, answers: dict, user) -> None:
    closing = obligation.closings.filter(decision="").first()
    if closing is None:
        raise WrongState("Nobody has asked to close this.")
    decide = DECISIONS[answers["decision"]]
    decide(closing, note=answers["note"], by=user, at=timezone.now())


class OtherDayForm(AskForm):
    due_on = forms.DateField(label="The new day", widget=DayInput)
    reason = forms.CharField(
        label="Why the day is changed",
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )


@admin.register(Obligation)
class ObligationAdmin(ScopedAdmin):
    list_title = "Who owes what"
    list_display = ["what", "of_body", "kind", "due_on", "standing", "day"]
    list_select_related = ["report", "recommendation", "body"]
    list_filter = [DueFilter, DoneFilter, "kind", OwnBodyFilter]
    search_fields = ["report__title", "recommendation__text", "body__name", "due_text"]
    search_help_text = "A report, words of a recommendation, or a body"
    actions = ["ask_to_close", "close", "set_other_day"]
    fields = [
        "body", "kind", "report", "recommendation", "owed_to", "basis", "due_text",
        "first_due_on", "due_on", "reason", "met_on", "release",
    ]  # fmt: skip

    def get_ordering(self, request):
        return [F("due_on").asc(nulls_last=True), "pk"]

    def visible_to(self, user, rows):
        return rows.visible_to(user)

    def view_on_site(self, obj):
        return obj.get_absolute_url()

    @admin.display(description="what is owed", ordering="report__title")
    def what(self, obligation):
        if not obligation.recommendation:
            return str(obligation.report)
        return f"{obligation.recommendation}, {obligation.report}"

    @admin.display(description="day of the period")
    def day(self, obligation):
        if obligation.due_on is None:
            return obligation.due_text or "–"
        return f"Day {day_number(obligation.report.published_on, obligation.due_on)}"

    @admin.display(description="state", ordering="due_on")
    def standing(self, obligation):
        today = timezone.localdate()
        state = obligation.state(today)
        if state == "overdue":
            return f"Overdue by {(today - obligation.due_on).days} days"
        if state == "set_aside":
            return "Set aside"
        return f"Done {day_words(obligation.met_on)}" if state == "met" else "Open"

    @admin.action(description="Ask to close as done…")
    def ask_to_close(self, request, queryset):
        return self.ask(
            request,
            queryset,
            AskToCloseForm,
            lambda obligation, answers: actions.ask_to_close(
                obligation, **answers, by=request.user, at=timezone.now()
            ),
            done="Asked to close",
            title="Ask to close",
            button="Ask to close",
            warning="A second person agrees. A response is done when it is published, by itself.",
        )

    @admin.action(description="Agree to close, or send back…")
    def close(self, request, queryset):
        return self.ask(
            request,
            queryset,
            CloseForm,
            lambda obligation, answers: _decide(obligation, answers, request.user),
            done="Decided",
            title="Agree to close, or send back",
            button="Decide",
            warning="Who asked, or gave an update or evidence, cannot decide.",
        )

    @admin.action(description="Set another day, with the reason…")
    def set_other_day(self, request, queryset):
        return self.ask(
            request,
            queryset,
            OtherDayForm,
            lambda obligation, answers: actions.change_due_on(
                obligation,
                answers["due_on"],
                reason=answers["reason"],
                by=request.user,
                at=timezone.now(),
            ),
            done="Day changed",
            title="Set another day",
            button="Set the day",
            warning="The Act's own day cannot be moved. The first day stays in the record.",
        )


@admin.register(OfficeTargets)
class OfficeTargetsAdmin(ConfigAdmin):
    list_display = ["body", "comments_day", "draft_day", "approval_day"]
    fieldsets = [
        (
            None,
            {
                "fields": ["body", "comments_day", "draft_day", "approval_day"],
                "description": "Your own targets, counted as the Act counts: the day of"
                " publication is day 1. The Act's last day, day 56, is not yours to set.",
            },
        )
    ]
