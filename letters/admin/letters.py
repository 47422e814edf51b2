"""Letters with their copies: to read, to download, and to send."""

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.admin.base import ReadOnlyInline, ScopedAdmin, day_words
from accounts.admin.filters import ChoiceFilter, OwnBodyFilter
from letters import actions
from letters.admin.asking import ask_and_publish
from letters.admin.export import export
from letters.models import Delivery, Letter


class DeliveryInline(ReadOnlyInline):
    model = Delivery
    fields = [
        "purpose", "to_name", "to_email", "outcome", "asked_at", "tries", "sent_at", "problem",
        "bounced_on", "bounce_reason",
    ]  # fmt: skip
    readonly_fields = ["outcome"]
    verbose_name_plural = "copies that section 55(6) asks for, and others"

    @admin.display(description="outcome")
    def outcome(self, delivery):
        return delivery.state.label


class LetterStateFilter(ChoiceFilter):
    title = "state"
    parameter_name = "state"
    options = [
        ("unsigned", "To sign", Q(signed_at=None)),
        ("signed", "Signed, not public", Q(signed_at__isnull=False, publication=None)),
        ("published", "Published", Q(publication__isnull=False)),
    ]


class CopyFilter(ChoiceFilter):
    title = "copies"
    parameter_name = "copies"
    options = [
        ("none", "Not asked for", Q(deliveries=None)),
        (
            "waiting",
            "Some not sent yet",
            Q(pk__in=Delivery.objects.unsent().filter(given_up_at=None).values("letter")),
        ),
        (
            "problem",
            "With a problem",
            Q(pk__in=Delivery.objects.undelivered().values("letter")),
        ),
    ]


@admin.register(Letter)
class LetterAdmin(ScopedAdmin):
    list_display = [
        "reference",
        "to",
        "of_body",
        "dated_on",
        "state",
        "published_on",
        "copies",
        "file",
    ]
    list_filter = [LetterStateFilter, CopyFilter, OwnBodyFilter]
    search_fields = ["reference", "your_reference", "response__reports__title", "signatory_name"]
    search_help_text = "A reference, a report, or who signed"
    date_hierarchy = "dated_on"
    inlines = [DeliveryInline]
    actions = ["export", "ask_copies", "publish"]
    fieldsets = [
        (None, {"fields": ["reference", "your_reference", "to", "body", "dated_on", "state"]}),
        ("Signature", {"fields": ["signatory_name", "signatory_title", "signed_by", "signed_at"]}),
        ("File", {"fields": ["file", "sha256", "public_sha256", "sha256_cy", "public_sha256_cy"]}),
        ("Publication", {"fields": ["published_on"]}),
        ("Who did what", {"fields": ["made_by", "made_at"]}),
    ]

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("body", "publication", "response")
        return rows.prefetch_related("response__reports", "deliveries__correction")

    def view_on_site(self, obj):
        return obj.get_absolute_url()

    @admin.display(description="response to")
    def to(self, letter):
        return " and ".join(report.title for report in letter.response.reports.all())

    def describe(self, obj):
        return f"{obj}, response to {self.to(obj)}"

    @admin.display(ordering="signed_at")
    def state(self, letter):
        if getattr(letter, "publication", None):
            return "Published"
        return "Signed" if letter.is_signed else "To sign, on its page"

    @admin.display(description="published", ordering="publication__published_on")
    def published_on(self, letter):
        publication = getattr(letter, "publication", None)
        return day_words(publication.published_on) if publication else "–"

    @admin.display(description="copies")
    def copies(self, letter):
        deliveries = letter.deliveries.all()
        if not deliveries:
            return "Not asked for"
        deliveries = [copy for copy in deliveries if not copy.is_corrected]
        problems = [copy for copy in deliveries if copy.state in ["failed", "given_up", "bounced"]]
        sent = sum(copy.state == "sent" for copy in deliveries)
        said = f"{sent} of {len(deliveries)} sent"
        return f"{said}, {len(problems)} with a problem" if problems else said

    @admin.display(description="PDF")
    def file(self, letter):
        words = "Signed letter" if letter.is_signed else "Unsigned proof"
        return format_html('<a href="{}">{}</a>', reverse("letters:pdf", args=[letter.pk]), words)

    @admin.action(description="Export PDFs as one ZIP")
    def export(self, request, queryset):
        return export(self, request, queryset)

    @admin.action(description="Send the copies that section 55(6) asks for")
    def ask_copies(self, request, queryset):
        self.each(
            request,
            queryset,
            lambda letter: actions.ask_copies(letter, by=request.user, at=timezone.now()),
            done="Copies are in the queue",
        )

    @admin.action(description="Publish…")
    def publish(self, request, queryset):
        return ask_and_publish(self, request, queryset, lambda letter: letter)
