"""Filters of the admin's lists, within what the user may see."""

from collections.abc import Callable

from django.contrib import admin
from django.db import models
from django.utils import timezone

from bodies.models import Body


class OwnBodyFilter(admin.SimpleListFilter):
    """Which of the user's bodies, and of the forces they oversee."""

    title = "body"
    parameter_name = "for"
    path = "body"

    def lookups(self, request, model_admin):
        bodies = Body.objects.filter(pk__in=request.user.reach())
        return [(str(body.pk), body.name) for body in bodies]

    def queryset(self, request, queryset):
        offered = {key for key, _ in self.lookup_choices}
        wanted = self.value()
        return queryset.filter(**{self.path: wanted}) if wanted in offered else queryset


class ChoiceFilter(admin.SimpleListFilter):
    """A filter whose options are (value, label, Q or a function of today returning Q)."""

    options: list[tuple[str, str, Callable | models.Q]] = []

    def lookups(self, request, model_admin):
        return [(value, label) for value, label, _ in self.options]

    def queryset(self, request, queryset):
        wanted = {value: condition for value, _, condition in self.options}.get(self.value())
        if wanted is None:
            return queryset
        return queryset.filter(wanted(timezone.localdate()) if callable(wanted) else wanted)
