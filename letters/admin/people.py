"""Roles, in whose ending one learns what still stands in the name of the person."""

from django.contrib import admin, messages
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.admin.roles import MembershipAdmin
from accounts.models import Membership
from accounts.permissions import Permission
from letters.leaving import held_by

# What stands in somebody's name is to the right of accounts, so the list is completed from here.
admin.site.unregister(Membership)


@admin.register(Membership)
class HoldingMembershipAdmin(MembershipAdmin):
    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        many = len(held_by(obj.user, obj.body, timezone.localdate())) if obj.ends_on else 0
        if many and request.user.may(Permission.CONFIGURE, obj.body):
            self.message_user(
                request,
                format_html(
                    'Open in the name of {} at {}: {}. <a href="{}">See it, and hand it over</a>',
                    obj.user,
                    obj.body,
                    many,
                    reverse("letters:work-of", args=[obj.user_id, obj.body.slug]),
                ),
                messages.WARNING,
            )
