"""How an office numbers its letters, and the register of what it issued."""

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html_join

from accounts.admin.base import ConfigAdmin, ScopedAdmin
from accounts.admin.filters import OwnBodyFilter
from letters.addresses import default_reference
from letters.models import IssuedReference, ReferencePattern
from letters.references import FIELDS


@admin.register(ReferencePattern)
class ReferencePatternAdmin(ConfigAdmin):
    list_title = "References of letters"
    list_display = ["of_body", "pattern"]
    readonly_fields = ["fields_to_use", "next_one"]
    fieldsets = [
        (
            None,
            {
                "fields": ["body", "fields_to_use", "pattern", "next_one"],
                "description": "A new letter is offered the next reference of this pattern that"
                " was never issued. Whoever makes the letter may type another.",
            },
        )
    ]

    @admin.display(description="what a reference may hold")
    def fields_to_use(self, pattern):
        rows = [(f"{{{name}}}", meaning) for name, meaning in FIELDS.items()]
        return format_html_join("", "{}: {}<br>", rows)

    @admin.display(description="next, for a letter of today")
    def next_one(self, pattern):
        return default_reference(pattern.body, timezone.localdate()) if pattern.pk else "–"


@admin.register(IssuedReference)
class IssuedReferenceAdmin(ScopedAdmin):
    list_title = "References issued"
    list_display = ["reference", "its_letter", "of_body", "issued_by", "issued_at"]
    list_filter = [OwnBodyFilter, "year"]
    list_select_related = ["letter", "body", "issued_by"]
    search_fields = ["reference"]
    fields = ["reference", "its_letter", "body", "year", "number", "issued_by", "issued_at"]

    @admin.display(description="letter", ordering="letter__reference")
    def its_letter(self, issued):
        """Return the letter by the reference that it has now."""
        now = issued.letter.reference
        return now if now == issued.reference else f"{now}, made again under that"
