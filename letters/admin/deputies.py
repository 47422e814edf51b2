"""Deputies: to look at. They are named and ended on their own page."""

from django.contrib import admin
from django.urls import reverse

from accounts.admin.base import ScopedAdmin
from letters.models import Delegation


@admin.register(Delegation)
class DelegationAdmin(ScopedAdmin):
    list_title = "Deputies who may sign letters"
    list_display = ["deputy", "title", "of_body", "starts_on", "ends_on", "ended_at"]
    search_fields = ["deputy__name", "title"]
    search_help_text = "A name or a title"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("body", "deputy")

    def view_on_site(self, obj):
        return reverse("letters:delegations")
