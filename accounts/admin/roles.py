"""Roles: given by a body's own administrator, and ended; never one's own."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.actions import is_from_outside, tell_administrators, why_not_given
from accounts.admin.base import ConfigAdmin, FixedForm
from accounts.admin.filters import OwnBodyFilter
from accounts.models import Membership, User
from accounts.permissions import Role
from bodies.models import Body


class MembershipForm(FixedForm):
    """A role to give, or the last day of one that is held."""

    fixed = {"user", "body", "role", "starts_on"}

    email = forms.EmailField(
        label="Email address of the person",
        help_text="They need an account first: invite them under People.",
    )

    class Meta:
        model = Membership
        fields = ["body", "role", "starts_on", "ends_on"]

    def clean_email(self):
        person = User.objects.filter(email__iexact=self.cleaned_data["email"]).first()
        if person is None:
            raise ValidationError("Nobody has an account with this address.")
        if person.pk == self.user.pk:
            raise ValidationError("You cannot give yourself a role. Ask another administrator.")
        self.instance.user = person
        return self.cleaned_data["email"]

    def clean(self):
        cleaned = super().clean()
        body = cleaned.get("body") or getattr(self.instance, "body", None)
        role = cleaned.get("role") or self.instance.role
        why = why_not_given(self.user, body, role) if body and role else ""
        if why and self._gives_more():
            self.add_error("ends_on" if self.instance.pk else "role", why)
        return cleaned

    def _gives_more(self) -> bool:
        """Say whether the role is new or lasts longer: to end it is another matter."""
        if not self.instance.pk:
            return True
        now, wanted = self.initial.get("ends_on"), self.cleaned_data.get("ends_on")
        return now is not None and (wanted is None or wanted > now)

    def clean_starts_on(self):
        if self.cleaned_data["starts_on"] < timezone.localdate():
            raise ValidationError("A role starts today or later, for the record must stay true.")
        return self.cleaned_data["starts_on"]

    def clean_ends_on(self):
        ends_on = self.cleaned_data["ends_on"]
        if ends_on and ends_on < timezone.localdate() - timedelta(days=1):
            raise ValidationError("A role can end yesterday at the earliest.")
        return ends_on


@admin.register(Membership)
class MembershipAdmin(ConfigAdmin):
    list_title = "Roles"
    form = MembershipForm
    list_display = ["user", "role", "of_body", "starts_on", "ends_on"]
    list_filter = ["role", OwnBodyFilter]
    search_fields = ["user__name", "user__email"]

    def visible_to(self, user, rows):
        rows = rows.select_related("user", "body")
        return rows if user.is_superuser else rows.filter(body__in=user.own())

    def bodies_to_edit(self, user):
        return Body.objects.all() if user.is_superuser else super().bodies_to_edit(user)

    def may_edit(self, user, obj) -> bool:
        ended = obj.ends_on and obj.ends_on < timezone.localdate()
        if ended or obj.user_id == user.pk:
            return False
        return user.is_superuser or super().may_edit(user, obj)

    def has_add_permission(self, request):
        return request.user.is_superuser or super().has_add_permission(request)

    def has_delete_permission(self, request, obj=None):
        """A role that has started is ended; only one still to come may be removed."""
        allowed = self.has_change_permission(request, obj)
        return allowed and (obj is None or obj.starts_on > timezone.localdate())

    def get_fields(self, request, obj=None):
        return ["user" if obj else "email", "body", "role", "starts_on", "ends_on"]

    def get_readonly_fields(self, request, obj=None):
        return ["user", "body", "role", "starts_on"] if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj:
            form.base_fields.pop("email", None)
        form.user = request.user
        return form

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        administers = obj.role == Role.BODY_ADMINISTRATOR
        if administers and is_from_outside(request.user, obj.body):
            done = "changed the last day of" if change else "given"
            words = f"{request.user}, system administrator, has {done} a role: {obj}."
            tell_administrators(obj.body, words, by=request.user, at=timezone.now())
        if administers and not obj.user.is_staff:
            self.message_user(
                request,
                f"{obj.user} cannot open these pages yet: whoever runs the service must tick"
                " “Opens the administration” on their account.",
                messages.WARNING,
            )
