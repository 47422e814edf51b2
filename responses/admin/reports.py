"""What the list of reports shows and does once there are responses."""

from django.contrib import admin
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from accounts.errors import Refused
from recommendations.admin import ReportAdmin
from recommendations.models import Report
from responses import actions
from responses.admin.asking import InviteForm, StartForm
from responses.models import Response
from responses.workflow import State

# Responses stand to the right of reports, so the list is completed from here.
admin.site.unregister(Report)


class ResponseStateFilter(admin.SimpleListFilter):
    title = "state of the response"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("none", "Not started"), *State.choices]

    def queryset(self, request, queryset):
        if self.value() == "none":
            return queryset.filter(response_state=None)
        return queryset.filter(response_state=self.value()) if self.value() else queryset


@admin.register(Report)
class AnsweredReportAdmin(ReportAdmin):
    list_filter = [*ReportAdmin.list_filter, ResponseStateFilter]
    actions = [*ReportAdmin.actions, "start_response", "invite"]

    def get_queryset(self, request):
        own = Response.objects.visible_to(request.user).filter(reports=OuterRef("pk"))
        return (
            super().get_queryset(request).annotate(response_state=Subquery(own.values("state")[:1]))
        )

    @admin.display(description="response", ordering="response_state")
    def standing(self, report):
        if not report.is_confirmed:
            return "Recommendations to confirm"
        return State(report.response_state).label if report.response_state else "Not started"

    @admin.action(description="Start the response…")
    def start_response(self, request, queryset):
        def start(chosen, answers):
            reports = chosen if isinstance(chosen, list) else [chosen]
            actions.start_response(answers["body"], reports, by=request.user, at=timezone.now())

        return self.ask(
            request,
            queryset,
            StartForm,
            start,
            done="Response started",
            title="Start the response",
            button="Start",
            warning="The recommendations must be confirmed first.",
        )

    @admin.action(description="Invite the chief officer's comments…")
    def invite(self, request, queryset):
        def invite(report, answers):
            responses = Response.objects.visible_to(request.user).filter(reports=report)
            if not responses:
                raise Refused("There is no response yet. Start the response first.")
            for response in responses:
                actions.invite(
                    response, **answers, by=request.user, at=timezone.now(),
                    today=timezone.localdate(),
                )  # fmt: skip

        return self.ask(
            request,
            queryset,
            InviteForm,
            invite,
            done="Comments invited",
            title="Invite the chief officer's comments",
            button="Invite",
        )
