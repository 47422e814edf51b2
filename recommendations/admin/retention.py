"""How long an office keeps what, and what it has disposed of."""

from django.contrib import admin

from accounts.admin.base import ConfigAdmin, ScopedAdmin
from accounts.admin.filters import OwnBodyFilter
from recommendations.models import Disposal, RetentionRule


@admin.register(RetentionRule)
class RetentionRuleAdmin(ConfigAdmin):
    list_title = "How long things are kept"
    list_display = ["kind", "of_body", "period", "authority"]
    list_filter = ["kind", OwnBodyFilter]
    fieldsets = [
        (
            None,
            {
                "fields": ["body", "kind", "keep_months", "authority"],
                "description": "Your own periods, in place of the usual ones. Nothing goes by"
                " itself: what is due is listed under Retention, and a person disposes of it.",
            },
        )
    ]

    @admin.display(description="kept", ordering="keep_months")
    def period(self, row):
        return row.rule.period


@admin.register(Disposal)
class DisposalAdmin(ScopedAdmin):
    list_title = "Disposed of"
    list_display = ["object_name", "kind", "of_body", "rule", "by", "at"]
    list_select_related = ["body", "by"]
    list_filter = ["kind", OwnBodyFilter]
    search_fields = ["object_name", "reason", "sha256"]
    fields = [
        "object_name", "kind", "body", "object_type", "object_pk", "sha256", "rule", "reason",
        "by", "at",
    ]  # fmt: skip
