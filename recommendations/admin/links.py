"""Which recommendations an office has linked: to read."""

from django.contrib import admin

from accounts.admin.base import ScopedAdmin
from accounts.admin.filters import OwnBodyFilter
from recommendations.models import RecommendationLink


@admin.register(RecommendationLink)
class RecommendationLinkAdmin(ScopedAdmin):
    list_title = "Told before"
    list_display = ["first", "kind", "second", "of_body", "made_by"]
    list_select_related = ["recommendation__report", "other__report", "body", "made_by"]
    list_filter = ["kind", OwnBodyFilter]
    search_fields = ["recommendation__report__title", "other__report__title", "note"]
    fields = ["first", "kind", "second", "note", "body", "made_by", "made_at"]
    readonly_fields = ["first", "second"]

    @admin.display(description="recommendation", ordering="recommendation__report__title")
    def first(self, link):
        return f"{link.recommendation}, {link.recommendation.report}"

    @admin.display(description="other recommendation", ordering="other__report__title")
    def second(self, link):
        return f"{link.other}, {link.other.report}"

    def view_on_site(self, obj):
        return obj.get_absolute_url()
