"""Reports with their recommendations."""

from django.contrib import admin
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.admin.base import ScopedAdmin, day_words, is_inline_change
from accounts.admin.filters import OwnBodyFilter
from accounts.errors import Refused
from accounts.permissions import Permission
from bodies.groups import Kind
from bodies.models import Body
from recommendations import actions
from recommendations.actions.entry import confirm_entered
from recommendations.admin.entry import RecommendationInline
from recommendations.admin.facts import ReportForm
from recommendations.admin.filters import DoneFilter, DueFilter
from recommendations.models import Obligation, Report
from recommendations.queries import disposed_file_of

PUBLISHING_KINDS = [Kind.INSPECTORATE, Kind.GOVERNMENT_DEPARTMENT, Kind.NATIONAL_BODY]

# Short enough for a column.
BASES = {
    Report.Basis.SECTION_55: "section 55",
    Report.Basis.SUPER_COMPLAINT: "super-complaint",
    Report.Basis.OTHER: "other basis",
}


class RecordedForFilter(OwnBodyFilter):
    path = "recorded_for"


def _own_response(user):
    """Return what the user's own body owes on the outer report: one row at most."""
    return (
        Obligation.objects.responses()
        .filter(report=OuterRef("pk"), body__in=user.own())
        .order_by("due_on")[:1]
    )


def _confirm_deadlines(report, *, by):
    """Confirm every deadline of the report that nobody has confirmed."""
    waiting = report.recommendations.filter(due_on_confirmed_at=None)
    if not waiting:
        raise Refused("There is no deadline left to confirm.")
    for recommendation in waiting:
        actions.confirm_due_on(recommendation, by=by, at=timezone.now())


@admin.register(Report)
class ReportAdmin(ScopedAdmin):
    form = ReportForm
    list_display = [
        "title",
        "kind_and_basis",
        "published",
        "of_body",
        "due",
        "left",
        "standing",
    ]  # fmt: skip
    list_select_related = ["recorded_for"]
    list_filter = [DueFilter, DoneFilter, "kind", "basis", RecordedForFilter]
    search_fields = ["title", "recommendations__text", "recommendations__heading"]
    search_help_text = "A title, or words of a recommendation"
    date_hierarchy = "published_on"
    filter_horizontal = ["forces", "publishers"]
    inlines = [RecommendationInline]
    actions = ["confirm_entered", "confirm_deadlines"]
    readonly_fields = [
        "kept_file", "published_on_confirmed_by", "published_on_confirmed_at", "recorded_by",
        "recorded_at", "confirmed_by", "confirmed_at", "next_step",
    ]  # fmt: skip

    def get_queryset(self, request):
        owed = _own_response(request.user)
        return (
            super()
            .get_queryset(request)
            .annotate(
                due_on=Subquery(owed.values("due_on")),
                met_on=Subquery(owed.values("met_on")),
                release=Subquery(owed.values("release")),
            )
        )

    def body_of(self, obj):
        return obj.recorded_for

    def view_on_site(self, obj):
        return obj.get_absolute_url()

    @admin.display(description="body", ordering="recorded_for__name")
    def of_body(self, report):
        return str(report.recorded_for)

    @admin.display(description="kind and basis", ordering="kind")
    def kind_and_basis(self, report):
        return f"{report.get_kind_display()}, {BASES[report.basis]}"

    @admin.display(ordering="published_on")
    def published(self, report):
        return day_words(report.published_on)

    @admin.display(description="file kept now")
    def kept_file(self, report):
        if not report.source_file:
            return "–"
        if disposed := disposed_file_of(report):
            return f"{report.source_name}. {disposed}"
        address = reverse("recommendations:report-file", args=[report.pk])
        return format_html('<a href="{}">{}</a>', address, report.source_name)

    @admin.display(description="response due", ordering="due_on")
    def due(self, report):
        return day_words(report.due_on)

    @admin.display(description="days left", ordering="due_on")
    def left(self, report):
        if report.met_on:
            return f"Published {day_words(report.met_on)}"
        if report.release:
            return "Set aside"
        if report.due_on is None:
            return "–"
        days = (report.due_on - timezone.localdate()).days
        return f"Overdue by {-days} days" if days < 0 else f"{days} days left"

    @admin.display(description="recommendations", ordering="confirmed_at")
    def standing(self, report):
        return "Confirmed" if report.is_confirmed else "To confirm"

    @admin.display(description="what to do next")
    def next_step(self, report):
        if report.pk is None:
            return (
                "Fill in the facts and add the recommendations below. Or save without them, and"
                " read them from the report's text on its page."
            )
        if report.is_confirmed:
            return "Its recommendations are confirmed and who owes what is written down."
        if report.proposals.exists():
            return "Recommendations were found in its text. Check and confirm them on its page."
        return (
            "Add its recommendations below. Then, in the list of reports, choose “Confirm"
            " recommendations and write down who owes what”."
        )

    def has_add_permission(self, request):
        return bool(request.user.bodies())

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return bool(request.user.bodies_where(Permission.CAPTURE))
        return request.user.may(Permission.CAPTURE, obj.recorded_for)

    def get_fieldsets(self, request, obj=None):
        editable = self.has_change_permission(request, obj) if obj else True
        confirmed = obj is not None and obj.is_confirmed
        extra = ["seen_version"] if obj and editable else []
        reason = ["reason"] if confirmed and editable else []
        sets = [
            (
                None,
                {"fields": ["next_step", "recorded_for", "title", ("kind", "basis"), *extra]},
            ),
            ("Publication", {"fields": ["published_on", *reason, "url", "publishers"]}),
            ("Which forces it concerns", {"fields": ["forces"]}),
            ("File", {"fields": ["kept_file", *(["upload"] if editable else [])]}),
        ]
        history = [name for name in self.readonly_fields if name.endswith(("_by", "_at"))]
        return [*sets, ("Who did what", {"fields": history})] if obj else sets

    def get_readonly_fields(self, request, obj=None):
        fixed = ["recorded_for"] if obj else []
        if obj and obj.is_confirmed:
            fixed += ["forces", "basis"]
        return [*self.readonly_fields, *fixed]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.user = request.user
        return form

    def get_changeform_initial_data(self, request):
        inspectors = Body.objects.filter(slug="hmicfrs").values_list("pk", flat=True)
        return {"publishers": list(inspectors)} | super().get_changeform_initial_data(request)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "recorded_for":
            own = [body.pk for body in request.user.bodies()]
            kwargs["queryset"] = Body.objects.filter(pk__in=own)
            kwargs["initial"] = request.acting_for
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        bodies = Body.objects.all()
        is_scope = db_field.name == "forces"
        kwargs["queryset"] = (
            bodies.forces() if is_scope else bodies.filter(kind__in=PUBLISHING_KINDS)
        )
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        sets = {name: form.cleaned_data.get(name, ()) for name in ["publishers", "forces"]}
        do = actions.correct_report if change else actions.record_report
        reason = {"reason": form.cleaned_data.get("reason", "")} if change else {}
        do(
            obj,
            **sets,
            **reason,
            upload=form.cleaned_data.get("upload"),
            facts=form.facts,
            by=request.user,
            at=timezone.now(),
            today=timezone.localdate(),
        )

    def log_addition(self, request, obj, message):
        """The action has recorded it; only what was entered beneath it is still to say."""
        self.log_change(request, obj, message)

    def log_change(self, request, obj, message):
        beneath = [part for part in message if is_inline_change(part)]
        if beneath:
            self.record(request, "enter recommendations", obj, beneath)

    @admin.action(description="Confirm recommendations and write down who owes what")
    def confirm_entered(self, request, queryset):
        self.each(
            request,
            queryset,
            lambda report: confirm_entered(report, by=request.user, at=timezone.now()),
            done="Confirmed, and who owes what is written down",
        )

    @admin.action(description="Confirm deadlines")
    def confirm_deadlines(self, request, queryset):
        self.each(
            request,
            queryset,
            lambda report: _confirm_deadlines(report, by=request.user),
            done="Deadlines confirmed",
        )
