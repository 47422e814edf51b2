"""What forces say they have done: to read."""

from django.contrib import admin

from accounts.admin.base import ReadOnlyInline, ScopedAdmin
from accounts.admin.filters import OwnBodyFilter
from recommendations.models import AssuranceUpdate, Evidence


class EvidenceInline(ReadOnlyInline):
    model = Evidence
    fields = ["name", "description", "evidence_on", "content_type", "size", "sha256"]


@admin.register(AssuranceUpdate)
class AssuranceUpdateAdmin(ScopedAdmin):
    list_display = ["recommendation", "report", "of_body", "as_at", "assessment", "recorded_by"]
    list_select_related = ["recommendation__report", "body", "recorded_by"]
    list_filter = ["assessment", OwnBodyFilter]
    search_fields = ["narrative", "recommendation__report__title"]
    inlines = [EvidenceInline]
    fields = ["recommendation", "report", "body", "as_at", "assessment", "narrative"]

    @admin.display(ordering="recommendation__report__title")
    def report(self, update):
        return update.recommendation.report

    def view_on_site(self, obj):
        return obj.get_absolute_url()
