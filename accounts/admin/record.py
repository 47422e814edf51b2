"""Who did what: to read and to search, never to change."""

import json

from django.contrib import admin
from django.db.models import Q
from django.utils.html import format_html

from accounts.admin.base import ScopedAdmin
from accounts.admin.filters import OwnBodyFilter
from accounts.models import Event

# What only a superuser keeps, and what therefore belongs to no office's record.
SHARED_RECORDS = [
    "accounts.user",
    "accounts.membership",
    "accounts.privacynotice",
    "bodies.body",
    "bodies.officeterm",
    "bodies.oversight",
    "letters.contact",
]


class ActionFilter(admin.SimpleListFilter):
    title = "what was done"
    parameter_name = "action"

    def lookups(self, request, model_admin):
        done = model_admin.get_queryset(request).order_by("action")
        return [
            (name, name.capitalize()) for name in done.values_list("action", flat=True).distinct()
        ]

    def queryset(self, request, queryset):
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(Event)
class EventAdmin(ScopedAdmin):
    list_title = "Who did what"
    list_display = ["at", "by_name", "action", "object_name", "of_body", "note"]
    list_select_related = ["body"]
    list_filter = [("at", admin.DateFieldListFilter), ActionFilter, OwnBodyFilter]
    search_fields = ["by_name", "object_name", "action", "note"]
    search_help_text = "A person, a report, what was done, or words from a note"
    fields = ["at", "by_name", "action", "object_name", "body", "note", "details"]

    def visible_to(self, user, rows):
        if not user.is_superuser:
            return rows.visible_to(user)
        return rows.filter(Q(body__in=user.bodies()) | Q(object_type__in=SHARED_RECORDS))

    def history_view(self, request, object_id, extra_context=None):
        return self.changeform_view(request, object_id, extra_context=extra_context)

    @admin.display(description="details")
    def details(self, event):
        shown = json.dumps(event.data, indent=2, ensure_ascii=False)
        return format_html("<pre>{}</pre>", shown) if event.data else ""
