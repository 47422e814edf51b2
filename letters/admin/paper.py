"""What the office writes on, and where its letters go."""

from base64 import b64encode
from pathlib import PurePath

from django import forms
from django.contrib import admin
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from accounts.admin.base import ConfigAdmin, FixedForm, ReferenceAdmin
from accounts.errors import Refused
from letters.actions import save_template
from letters.fields import FIELDS
from letters.logos import LOGO_TYPES, checked_logo
from letters.models import Contact, CopyRecipient, Letterhead, LetterTemplate
from recommendations.actions.keeping import kept_file


class LetterheadForm(FixedForm):
    remove_logo = forms.BooleanField(label="Remove the logo", required=False)

    class Meta:
        model = Letterhead
        fields = ["logo"]  # the admin's fieldsets add the others
        widgets = {
            "logo": forms.FileInput(attrs={"accept": ",".join(LOGO_TYPES)}),
            "footer": forms.Textarea(attrs={"rows": 2, "cols": 80}),
            "footer_cy": forms.Textarea(attrs={"rows": 2, "cols": 80}),
        }

    def clean_logo(self):
        logo = self.cleaned_data["logo"]
        if logo and "logo" in self.changed_data:
            return checked_logo(logo)
        return logo

    def _post_clean(self):
        super()._post_clean()
        if self.errors or "logo" not in self.changed_data:
            return
        logo = self.cleaned_data["logo"]
        path = Letterhead.logo.field.generate_filename(self.instance, logo.name)
        try:
            self.instance.logo = kept_file(path, logo, refused="The logo was not kept.")
        except Refused as error:
            self.add_error("logo", str(error))

    def save(self, commit=True):
        if self.cleaned_data.get("remove_logo") and "logo" not in self.changed_data:
            self.instance.logo = ""
        return super().save(commit)


@admin.register(Letterhead)
class LetterheadAdmin(ConfigAdmin):
    form = LetterheadForm
    list_display = ["name", "of_body", "email", "enquiries_to", "starts_on", "ends_on"]
    search_fields = ["name", "email", "enquiries_to"]

    def get_fieldsets(self, request, obj=None):
        logo = ["current_logo"] if obj else []
        if obj is None or self.has_change_permission(request, obj):
            logo += ["logo", "remove_logo"] if obj and obj.logo else ["logo"]
        return [
            (None, {"fields": ["body", "name", "address", "telephone", "fax", "email", "web"]}),
            (
                "Logo, colours and foot",
                {
                    "fields": [*logo, "colour", "rule_colour", "footer"],
                    "description": "A logo as SVG, PNG or JPEG. An SVG has its text turned into"
                    " outlines, and no pictures within.",
                },
            ),
            (
                "In Welsh",
                {
                    "fields": ["name_cy", "address_cy", "footer_cy"],
                    "description": "For letters in Welsh. What is left empty stands in them as"
                    " above.",
                },
            ),
            ("Enquiries to", {"fields": ["enquiries_to", "enquiries_email"]}),
            (
                "From when to when",
                {
                    "fields": ["starts_on", "ends_on"],
                    "description": "Leave both empty for a letterhead that always holds. For a new"
                    " address, give this one its last day and add another.",
                },
            ),
        ]

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "current_logo"]

    @admin.display(description="logo now")
    def current_logo(self, letterhead):
        """Show the picture within the page, for stored files have no address of their own."""
        name = letterhead.logo.name
        kind = LOGO_TYPES.get(PurePath(name or "").suffix.lower())
        if not kind or not default_storage.exists(name):
            return "–"
        with default_storage.open(name) as file:
            picture = b64encode(file.read()).decode()
        return format_html(
            '<img src="data:{};base64,{}" height="60" alt="The logo">', kind, picture
        )


@admin.register(LetterTemplate)
class LetterTemplateAdmin(ConfigAdmin):
    """Every version ever saved; adding one puts it in force."""

    list_display = ["body", "version", "layout", "saved_by", "saved_at"]
    list_filter = ["layout"]
    readonly_fields = ["fields_to_use"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "body", "fields_to_use", "opening", "recommendations", "oversight",
                    "closing", "cc",
                ],
                "description": "The words around the passages of every letter. Saving makes a new"
                " version; letters that are made already keep their words.",
            },
        ),
        (
            "In Welsh",
            {
                "classes": ["collapse"],
                "fields": [
                    "opening_cy", "recommendations_cy", "oversight_cy", "closing_cy", "cc_cy",
                ],
                "description": "Used by bodies that have a Welsh name, for the letter in Welsh.",
            },
        ),
        (
            "Layout",
            {
                "fields": [
                    "layout", "addressed_to", "appendix", "numbered", "statutory_opening",
                    "answers_areas",
                ],
            },
        ),
    ]  # fmt: skip

    def has_change_permission(self, request, obj=None):
        return False

    def get_changeform_initial_data(self, request):
        body = request.acting_for
        newest = LetterTemplate.of(body) if body else LetterTemplate()
        names = [name for _, options in self.fieldsets for name in options["fields"]]
        return {
            name: getattr(newest, name) for name in names if name not in {"body", "fields_to_use"}
        }

    def save_model(self, request, obj, form, change):
        save_template(obj, by=request.user, at=timezone.now())

    @admin.display(description="what letters fill in")
    def fields_to_use(self, template):
        rows = [(f"{{{name}}}", meaning) for name, meaning in FIELDS.items()]
        return format_html_join("", "{}: {}<br>", rows)


@admin.register(Contact)
class ContactAdmin(ReferenceAdmin):
    list_title = "Addresses for letters and copies"
    list_display = ["body", "email", "address", "starts_on", "ends_on"]
    search_fields = ["body__name", "email"]
    fieldsets = [
        (
            None,
            {
                "fields": ["body", "email", "address", "starts_on", "ends_on"],
                "description": "Where this body receives section 55 responses. The Home Office and"
                " the inspectors each need an email address before a letter can be made.",
            },
        )
    ]


@admin.register(CopyRecipient)
class CopyRecipientAdmin(ConfigAdmin):
    list_title = "Who gets copies of letters"
    list_display = ["name", "role", "email", "of_body", "starts_on", "ends_on"]
    search_fields = ["name", "role", "email"]
    fieldsets = [
        (
            None,
            {
                "fields": ["body", "name", "role", "email", "starts_on", "ends_on"],
                "description": "Who gets a copy of every letter beside the Secretary of State, the"
                " inspectors and the chief officer. Before sending, each can be left out. Leave"
                " both days empty for one that always holds; the date of the letter decides.",
            },
        )
    ]
