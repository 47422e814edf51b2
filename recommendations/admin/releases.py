"""Which reports need not be answered, who asked and who decided: to read."""

from django.contrib import admin

from accounts.admin.base import ScopedAdmin
from accounts.admin.filters import OwnBodyFilter
from recommendations.models import Release


@admin.register(Release)
class ReleaseAdmin(ScopedAdmin):
    list_title = "Duties set aside"
    list_display = ["report", "of_body", "ground", "asked_by", "decided", "decided_by"]
    list_select_related = ["report", "body", "asked_by", "decided_by"]
    list_filter = ["ground", "decision", OwnBodyFilter]
    search_fields = ["report__title", "covered_by__title", "reason", "note"]
    search_help_text = "A report, or words of a reason"
    fields = [
        "report", "body", "ground", "covered_by", "reason", "asked_by", "asked_at", "decided",
        "decided_by", "decided_at", "note",
    ]  # fmt: skip
    readonly_fields = ["decided"]

    @admin.display(description="decision", ordering="decision")
    def decided(self, release):
        return release.get_decision_display() or "Waits for an approver"

    def view_on_site(self, obj):
        return obj.get_absolute_url()
