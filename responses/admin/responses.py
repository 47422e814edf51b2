"""Responses: their state and their clock, and the actions that the pages have too."""

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.admin.base import ReadOnlyInline, ScopedAdmin, day_words
from accounts.admin.filters import OwnBodyFilter
from recommendations.admin.filters import DueFilter
from responses import actions
from responses.admin import clock
from responses.admin.asking import ApproveForm, InviteForm, ReopenForm, ReturnForm
from responses.models import Passage, Response, Review


class PassageInline(ReadOnlyInline):
    model = Passage
    fields = ["position", "text", "text_cy", "owner", "by_when", "desk"]
    readonly_fields = ["desk"]
    verbose_name_plural = "passages, one for each recommendation"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("recommendation", "response")

    @admin.display(description="write")
    def desk(self, passage):
        place = [passage.response_id, passage.recommendation_id]
        return format_html('<a href="{}">Open</a>', reverse("responses:passage", args=place))


class ReviewInline(ReadOnlyInline):
    model = Review
    fields = ["role", "required", "decision", "by", "at", "note"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by")


class ResponseDueFilter(DueFilter):
    """A response always has a day."""

    options = DueFilter.options[:-1]


@admin.register(Response)
class ResponseAdmin(ScopedAdmin):
    list_display = ["what", "of_body", "state", "day", "due", "standing", "comments"]
    list_filter = [ResponseDueFilter, "state", OwnBodyFilter]
    search_fields = ["reports__title", "passages__text", "opening", "closing"]
    search_help_text = "A report, or words of the response"
    inlines = [PassageInline, ReviewInline]
    actions = ["invite", "submit", "approve", "return_to_draft", "reopen"]
    fieldsets = [
        (None, {"fields": ["what", "body", "state", "day", "due", "standing"]}),
        ("The chief officer", {"fields": ["comments", "invited_on", "asked_for_on"]}),
        ("Words", {"fields": ["opening", "reply", "closing"]}),
        (
            "In Welsh",
            {
                "classes": ["collapse"],
                "fields": ["opening_cy", "reply_cy", "closing_cy", "no_welsh_reason"],
            },
        ),
        ("Who did what", {"fields": ["drafted_by", "written_by", "started_at", "saved_at"]}),
    ]

    def get_queryset(self, request):
        rows = super().get_queryset(request).with_names().select_related("invitation")
        return clock.with_clock(rows)

    def view_on_site(self, obj):
        return obj.get_absolute_url()

    @admin.display(description="response to")
    def what(self, response):
        return " and ".join(report.title for report in response.reports.all())

    @admin.display(description="clock", ordering="published_on")
    def day(self, response):
        return clock.day_of_56(response)

    @admin.display(description="last day", ordering="due_on")
    def due(self, response):
        return day_words(response.due_on)

    @admin.display(description="days left", ordering="due_on")
    def standing(self, response):
        return clock.standing(response)

    @admin.display(description="comments")
    def comments(self, response):
        invitation = getattr(response, "invitation", None)
        if invitation is None:
            return "Not invited"
        return "Received" if invitation.received_at else "Invited"

    @admin.display(description="invited")
    def invited_on(self, response):
        return day_words(response.invitation.invited_on)

    @admin.display(description="comments asked for by")
    def asked_for_on(self, response):
        return day_words(response.invitation.asked_for_on)

    @admin.display(description="written by")
    def written_by(self, response):
        return ", ".join(str(writer) for writer in response.writers.all())

    @admin.action(description="Invite the chief officer's comments…")
    def invite(self, request, queryset):
        return self.ask(
            request,
            queryset,
            InviteForm,
            lambda response, answers: actions.invite(
                response, **answers, by=request.user, at=timezone.now(), today=timezone.localdate()
            ),
            done="Comments invited",
            title="Invite the chief officer's comments",
            button="Invite",
            warning="Comments that were sent already are opened again for change.",
        )

    @admin.action(description="Submit for review")
    def submit(self, request, queryset):
        self.each(
            request,
            queryset,
            lambda response: actions.submit(response, by=request.user, at=timezone.now()),
            done="Submitted for review",
        )

    @admin.action(description="Approve…")
    def approve(self, request, queryset):
        return self.ask(
            request,
            queryset,
            ApproveForm,
            lambda response, answers: actions.approve(
                response, **answers, by=request.user, at=timezone.now()
            ),
            done="Approved at your stage",
            title="Approve",
            button="Approve",
            warning="You approve the words as they stand now. Read them through first.",
        )

    @admin.action(description="Return to draft, with a note…")
    def return_to_draft(self, request, queryset):
        return self.ask(
            request,
            queryset,
            ReturnForm,
            lambda response, answers: actions.return_to_draft(
                response, **answers, by=request.user, at=timezone.now()
            ),
            done="Returned to draft",
            title="Return to draft",
            button="Return",
        )

    @admin.action(description="Open an approved response again…")
    def reopen(self, request, queryset):
        return self.ask(
            request,
            queryset,
            ReopenForm,
            lambda response, answers: actions.reopen(
                response, **answers, by=request.user, at=timezone.now()
            ),
            done="Back in draft",
            title="Open an approved response again",
            button="Open again",
            warning="It must be submitted and approved anew.",
        )
