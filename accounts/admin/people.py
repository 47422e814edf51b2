"""People and their roles. Nobody can raise themselves, or reach into another body."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q
from django.shortcuts import redirect
from django.utils import timezone

from accounts.actions import (
    end_all_sessions,
    keeps_account,
    remove_second_step,
    send_reset,
)
from accounts.admin.base import ReadOnlyInline, ScopedAdmin
from accounts.admin.filters import OwnBodyFilter
from accounts.errors import Refused
from accounts.models import Membership, User
from accounts.permissions import Permission, Role

admin.site.unregister(Group)


# Who could change an address could have the next link to a new password.
ADDRESS = (
    "People change their email address themselves, under “Your account”; nobody does it for"
    " them. For somebody who can no longer read mail there, the administrator of their body ends"
    " their roles and invites them anew at another address."
)


class ChangePersonForm(UserChangeForm):
    """Name and powers. Nobody sets another's password: they are sent a link."""

    password = None

    class Meta:
        model = User
        fields = ["name", "is_active", "is_staff", "is_superuser"]
        labels = {"is_staff": "Opens the administration", "is_superuser": "System administrator"}
        help_texts = {
            "is_staff": "They see there what their roles show them, and no more.",
            "is_superuser": "Runs the service: accounts, roles, and the facts about bodies. Reads"
            " no draft, comment or evidence, and gives themselves no role.",
        }


class RolesInline(ReadOnlyInline):
    model = Membership
    fields = ["body", "role", "starts_on", "ends_on"]
    verbose_name_plural = "roles (change them under Roles)"

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("body", "user")
        return rows if request.user.is_superuser else rows.filter(body__in=request.user.own())


class RoleFilter(admin.SimpleListFilter):
    title = "role today"
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return Role.choices

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        held = Membership.objects.on(timezone.localdate()).filter(role=self.value())
        if not request.user.is_superuser:
            held = held.filter(body__in=request.user.own())
        return queryset.filter(pk__in=held.values("user"))


class PersonBodyFilter(OwnBodyFilter):
    path = "memberships__body"

    def queryset(self, request, queryset):
        return super().queryset(request, queryset).distinct()


@admin.register(User)
class PersonAdmin(ScopedAdmin, UserAdmin):
    """Accounts. A body's administrator keeps those of people who act for no other body."""

    list_title = "People"
    form = ChangePersonForm
    list_display = ["name", "email", "roles", "is_active", "last_login"]
    list_filter = [RoleFilter, PersonBodyFilter, "is_active"]
    search_fields = ["name", "email"]
    search_help_text = "A name or an email address"
    ordering = ["name"]
    filter_horizontal = []
    readonly_fields = ["email", "last_login", "date_joined"]
    inlines = [RolesInline]
    actions = ["send_link", "sign_out", "drop_second_step"]

    def get_queryset(self, request):
        roles = Membership.objects.select_related("body")
        if not request.user.is_superuser:
            roles = roles.filter(body__in=request.user.own())
        return (
            super().get_queryset(request).prefetch_related(Prefetch("memberships", roles, "known"))
        )

    def visible_to(self, user, rows):
        if user.is_superuser:
            return rows
        colleagues = Membership.objects.filter(body__in=user.own()).values("user")
        return rows.filter(Q(pk__in=colleagues) | Q(pk=user.pk))

    def body_of(self, obj):
        """Return the one body the person belongs to; a person of several is in no one's name."""
        roles = Membership.objects.filter(user=obj).select_related("body")
        bodies = {m.body_id: m.body for m in roles}
        return next(iter(bodies.values())) if len(bodies) == 1 else None

    @admin.display(description="roles today")
    def roles(self, person):
        today = timezone.localdate()
        return "; ".join(
            f"{m.get_role_display()}, {m.body}"
            for m in person.known
            if m.starts_on <= today and (m.ends_on is None or m.ends_on >= today)
        )

    def may_edit(self, user, person) -> bool:
        return keeps_account(user, person)

    def has_add_permission(self, request):
        user = request.user
        return user.is_superuser or bool(user.bodies_where(Permission.CONFIGURE))

    def has_change_permission(self, request, obj=None):
        return self.has_add_permission(request) if obj is None else self.may_edit(request.user, obj)

    def add_view(self, request, form_url="", extra_context=None):
        """People are invited, and choose their own password."""
        return redirect("accounts:invite")

    def user_change_password(self, request, id, form_url=""):
        raise PermissionDenied("Nobody sets another’s password. Send them a link to a new one.")

    @admin.action(description="Send a link to a new password")
    def send_link(self, request, queryset):
        self._to_each(request, queryset, send_reset, "The link is on its way")

    @admin.action(description="Sign out of every browser")
    def sign_out(self, request, queryset):
        self._to_each(request, queryset, end_all_sessions, "Signed out everywhere")

    @admin.action(description="Remove a lost second step")
    def drop_second_step(self, request, queryset):
        self._to_each(request, queryset, remove_second_step, "Removed the second step of")

    def _to_each(self, request, people, action, done):
        def act(person):
            if person == request.user:
                raise Refused("Your own account you keep under “Your account”.")
            action(person, by=request.user, at=timezone.now())

        self.each(request, people, act, done=done)

    def get_inlines(self, request, obj):
        return super().get_inlines(request, obj) if obj else []

    def get_fieldsets(self, request, obj=None):
        powers = ["is_active"] + (["is_staff", "is_superuser"] if request.user.is_superuser else [])
        return [
            (None, {"fields": ["name", "email"], "description": ADDRESS}),
            ("Sign-in", {"fields": [*powers, "last_login", "date_joined"]}),
        ]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if "is_active" in form.changed_data and not obj.is_active and obj != request.user:
            end_all_sessions(obj, by=request.user, at=timezone.now())
