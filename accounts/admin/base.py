"""What every admin page shares: whose rows are seen, who may change them, what is recorded.

Rights come from memberships. Django's own permissions and groups play no part.
"""

from collections.abc import Callable, Iterable

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.text import capfirst

from accounts.admin.asking import AskForm
from accounts.admin.searching import KeptSearches
from accounts.changes import changes
from accounts.errors import Incomplete, Refused
from accounts.models import Event, events_last
from accounts.permissions import Permission
from bodies.groups import LOCAL_POLICING_BODIES, Kind
from bodies.models import Body

AREA_KINDS = [*LOCAL_POLICING_BODIES, Kind.FORCE]


class FixedForm(forms.ModelForm):
    """A form whose fixed fields cannot be changed but still count in what must be unique."""

    fixed = {"body"}

    def _get_validation_exclusions(self):
        known = {name for name in self.fixed if getattr(self.instance, f"{name}_id", None)}
        known |= {name for name in self.fixed if self.instance.pk}
        return super()._get_validation_exclusions() - known


class ScopedAdmin(KeptSearches, admin.ModelAdmin):
    """Rows that the user's memberships show, to look at. Subclasses say what may be changed."""

    list_per_page = 50
    list_title = ""  # what the list is called where the model's own name says too little

    def get_queryset(self, request):
        return self.visible_to(request.user, super().get_queryset(request))

    def visible_to(self, user, rows):
        return rows.visible_to(user)

    def body_of(self, obj) -> Body | None:
        """Return the body in whose name a change to `obj` is recorded."""
        return getattr(obj, "body", None)

    def changelist_view(self, request, extra_context=None):
        title = self.list_title or capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title} | (extra_context or {}))

    @admin.display(description="body", ordering="body__name")
    def of_body(self, obj):
        """Return the body's name as words that may wrap, unlike Django's own column."""
        return str(self.body_of(obj))

    def describe(self, obj) -> str:
        """Return how a page that asks names the row."""
        return str(obj)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_module_permission(self, request):
        return True

    def has_view_permission(self, request, obj=None):
        return True

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def construct_change_message(self, request, form, formsets, add=False):
        said = super().construct_change_message(request, form, formsets, add)
        return [*said, {"values": _changed_values(form) | _changed_beneath(formsets)}]

    def _changeform_view(self, *args, **kwargs):
        with events_last():
            return super()._changeform_view(*args, **kwargs)

    def _delete_view(self, *args, **kwargs):
        with events_last():
            return super()._delete_view(*args, **kwargs)

    def log_addition(self, request, obj, message):
        self.record(request, "add", obj, message)

    def log_change(self, request, obj, message):
        self.record(request, "change", obj, message)

    def log_deletions(self, request, queryset):
        for obj in queryset:
            fields = [field.name for field in obj._meta.concrete_fields]
            self.record(request, "remove", obj, [{"values": changes(obj, None, fields)}])

    def record(self, request, action, obj, what):
        Event.record(
            action,
            obj,
            by=request.user,
            at=timezone.now(),
            body=self.body_of(obj),
            changes=what,
            through="admin",
        )

    def history_view(self, request, object_id, extra_context=None):
        """Show the events on the object: they, not Django's log, are the record."""
        about = {"object_type__exact": self.opts.label_lower, "object_pk__exact": object_id}
        return redirect(f"{reverse('admin:accounts_event_changelist')}?{urlencode(about)}")

    def each(self, request, rows: Iterable, act: Callable, *, done: str) -> None:
        """Do `act` to each row by itself, whole or not at all, and say what came of it."""
        for row in list(rows):
            name = " and ".join(map(str, row)) if isinstance(row, list) else str(row)
            try:
                with transaction.atomic(), events_last():
                    act(row)
            except (Refused, PermissionDenied) as error:
                self.message_user(request, _refusal(name, error), messages.WARNING)
            else:
                self.message_user(request, f"{done}: {name}", messages.SUCCESS)

    def ask(
        self,
        request,
        rows,
        form_class: type[AskForm],
        act: Callable[[object, dict], object],
        *,
        done: str,
        title: str,
        button: str,
        warning: str = "",
    ) -> TemplateResponse | None:
        """Ask what `form_class` holds, then do `act(row, answers)` to each row.

        Where the form has a field `together` and it is ticked, all rows are one.
        """
        rows = list(rows)
        answered = "answered" in request.POST
        form = form_class(request.POST if answered else None, rows=rows, user=request.user)
        if answered and form.is_valid():
            answers = form.cleaned_data
            units = [rows] if answers.get("together") else rows
            self.each(request, units, lambda row: act(row, answers), done=done)
            return None
        context = self.admin_site.each_context(request) | {
            "title": title,
            "button": button,
            "warning": warning,
            "form": form,
            "rows": [(row, self.describe(row)) for row in rows],
            "opts": self.opts,
            "action": request.POST["action"],
            "checkbox_name": helpers.ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/ask.html", context)


class ConfigAdmin(ScopedAdmin):
    """Configuration of a body: changed by those who may configure that body.

    A row stays with the body it was made for.
    """

    form = FixedForm

    def bodies_to_edit(self, user):
        return Body.objects.filter(pk__in=[b.pk for b in user.bodies_where(Permission.CONFIGURE)])

    def may_edit(self, user, obj) -> bool:
        return user.may(Permission.CONFIGURE, self.body_of(obj))

    def visible_to(self, user, rows):
        return rows.filter(body__in=user.own()).select_related("body")

    def has_add_permission(self, request):
        return bool(request.user.bodies_where(Permission.CONFIGURE))

    def has_change_permission(self, request, obj=None):
        return self.has_add_permission(request) if obj is None else self.may_edit(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        fixed = ["body"] if obj else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.remote_field.model is Body:
            kwargs["queryset"] = self.bodies_to_edit(request.user)
            kwargs["initial"] = request.acting_for
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class ReferenceAdmin(ConfigAdmin):
    """Public facts about bodies: a body's own administrators keep theirs, the superuser all."""

    def bodies_to_edit(self, user):
        return Body.objects.all() if user.is_superuser else super().bodies_to_edit(user)

    def may_edit(self, user, obj) -> bool:
        return user.is_superuser or super().may_edit(user, obj)

    def visible_to(self, user, rows):
        rows = rows.select_related("body")
        return rows if user.is_superuser else rows.filter(body__in=known_to(user))

    def has_add_permission(self, request):
        return request.user.is_superuser or super().has_add_permission(request)


class ReadOnlyInline(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_view_permission(self, request, obj=None):
        return True

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def day_words(day) -> str:
    """Return a day as words, for a method's date is shown raw where a row is only read."""
    return date_format(day, "DATE_FORMAT") if day else "–"


def known_to(user):
    """Return the bodies that are the user's business: own, overseen, and the national ones."""
    return Body.objects.filter(models.Q(pk__in=user.reach()) | ~models.Q(kind__in=AREA_KINDS))


def _changed_values(form) -> dict[str, list]:
    names = [name for name in form.changed_data if name in form.fields]
    before = {name: form.get_initial_for_field(form.fields[name], name) for name in names}
    return changes(before, form.cleaned_data, names)


def _changed_beneath(formsets) -> dict[str, list]:
    """Return what was changed in the rows beneath an object, each field after its row's name."""
    return {
        f"{form.instance}: {name}": pair
        for formset in formsets or []
        for form in formset.forms
        if form.has_changed()
        for name, pair in _changed_values(form).items()
    }


def _refusal(name: str, error: Exception) -> str:
    """Return the words of a refusal; what is missing leads to where it is mended."""
    if not isinstance(error, Incomplete):
        return f"{name}: {error}"
    links = format_html_join(
        " ", '<a href="{1}">{0}</a>', [(text, address or "#") for text, address in error.gaps]
    )
    return format_html("{}: {} {}", name, str(error), links)


def is_inline_change(part: dict) -> bool:
    """Say whether a part of a change message is about a row beneath the object itself."""
    return any("object" in what for what in part.values())
