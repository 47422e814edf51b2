"""Bodies, who oversees whom, and who holds which office. Facts that belong to nobody's case."""

from django.contrib import admin
from django.db.models import Q
from django.utils import timezone

from accounts.actions import tell_of_outsider
from accounts.admin.base import ReadOnlyInline, ReferenceAdmin, ScopedAdmin, known_to
from bodies.models import Body, BodyName, OfficeTerm, Oversight


class SuperuserAdmin(ScopedAdmin):
    """Public facts about all bodies: everybody sees those of their own, the superuser edits."""

    def visible_to(self, user, rows):
        return rows if user.is_superuser else self.known_rows(user, rows)

    def has_add_permission(self, request):
        return request.user.is_superuser

    def has_change_permission(self, request, obj=None):
        return request.user.is_superuser

    def bodies_of(self, obj) -> list[Body]:
        """Return the bodies whose administrators hear at once that `obj` was changed."""
        return [obj]

    def save_model(self, request, obj, form, change):
        """Tell of what decides who reads what: who succeeds a body, who oversees a force."""
        super().save_model(request, obj, form, change)
        words = f"{request.user}, system administrator, has changed a fact about bodies: {obj}."
        for body in self.bodies_of(obj) if form.changed_data else []:
            tell_of_outsider(body, words, by=request.user, at=timezone.now())


class BodyNameInline(admin.TabularInline):
    model = BodyName
    extra = 0

    def has_view_permission(self, request, obj=None):
        return True

    def has_add_permission(self, request, obj=None):
        return request.user.is_superuser

    def has_change_permission(self, request, obj=None):
        return request.user.is_superuser

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser


class TermInline(ReadOnlyInline):
    model = OfficeTerm
    fields = ["styled_name", "title", "salutation", "starts_on", "ends_on"]
    readonly_fields = ["styled_name"]
    verbose_name_plural = "who has held the office"


@admin.register(Body)
class BodyAdmin(SuperuserAdmin):
    list_display = ["name", "kind", "area", "officer_title", "starts_on", "ends_on"]
    list_filter = ["kind"]
    search_fields = ["name", "name_cy", "area", "names__name", "slug"]
    search_help_text = "A name, also a former one, or a force area"
    autocomplete_fields = ["successor"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [TermInline, BodyNameInline]
    fieldsets = [
        (None, {"fields": ["name", "name_cy", "slug", "kind", "area", "officer_title"]}),
        ("From when to when", {"fields": ["starts_on", "ends_on", "successor"]}),
        ("More", {"fields": ["note", "fictional"]}),
    ]

    def known_rows(self, user, rows):
        return rows.filter(pk__in=known_to(user))

    def body_of(self, obj):
        return obj

    def get_prepopulated_fields(self, request, obj=None):
        editable = self.has_change_permission(request, obj)
        return super().get_prepopulated_fields(request, obj) if editable and not obj else {}


@admin.register(Oversight)
class OversightAdmin(SuperuserAdmin):
    list_title = "Who oversees whom"
    list_display = ["local_policing_body", "force", "starts_on", "ends_on"]
    list_select_related = ["local_policing_body", "force"]
    search_fields = ["local_policing_body__name", "force__name"]

    def known_rows(self, user, rows):
        own = user.own()
        return rows.filter(Q(local_policing_body__in=own) | Q(force__in=own))

    def body_of(self, obj):
        return obj.local_policing_body

    def bodies_of(self, obj):
        return [obj.local_policing_body, obj.force]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        bodies = Body.objects.all()
        wanted = bodies.forces() if db_field.name == "force" else bodies.local_policing_bodies()
        return super().formfield_for_foreignkey(db_field, request, queryset=wanted, **kwargs)


@admin.register(OfficeTerm)
class OfficeTermAdmin(ReferenceAdmin):
    list_title = "Office holders"
    list_display = ["name", "title", "of_body", "starts_on", "ends_on"]
    list_filter = ["body__kind"]
    search_fields = ["name", "title", "body__name"]
    fieldsets = [
        (None, {"fields": ["body", "title", "title_cy"]}),
        (
            "How letters name and greet this person",
            {"fields": ["honorific", "name", "post_nominals", "salutation", "salutation_cy"]},
        ),
        (
            "From when to when",
            {
                "fields": ["starts_on", "ends_on"],
                "description": "When somebody new takes office, give this term its last day and"
                " add another. Letters name who held the office on the day of the letter.",
            },
        ),
    ]
