"""The privacy notice, written by whoever runs the service."""

from django.contrib import admin
from django.utils import timezone

from accounts.admin.base import ScopedAdmin
from accounts.models import PrivacyNotice


@admin.register(PrivacyNotice)
class PrivacyNoticeAdmin(ScopedAdmin):
    """Each save is another version: what people were told on a day can be shown."""

    list_display = ["saved_at", "saved_by"]
    list_select_related = ["saved_by"]
    fields = ["text"]

    def visible_to(self, user, rows):
        return rows

    def has_add_permission(self, request):
        return request.user.is_superuser

    def get_changeform_initial_data(self, request):
        return {"text": PrivacyNotice.in_force().text}

    def save_model(self, request, obj, form, change):
        obj.saved_by, obj.saved_at = request.user, timezone.now()
        super().save_model(request, obj, form, change)
