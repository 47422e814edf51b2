"""The admin as an office's working surface: one sign-in, and pages in the order of the work."""

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models.base import ModelBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

# A group's name, what it is for, and its models in order. What is not named comes last.
GROUPS = [
    (
        "Casework",
        "From the report to publication. Tick rows in a list and choose an action.",
        [
            "recommendations.Report",
            "recommendations.Obligation",
            "recommendations.Release",
            "recommendations.AssuranceUpdate",
            "recommendations.RecommendationLink",
            "responses.Response",
            "letters.Letter",
        ],
    ),
    (
        "People",
        "Who may do what. A role is ended, never deleted, so that the record stays true.",
        ["accounts.User", "accounts.Membership", "letters.Delegation", "accounts.PrivacyNotice"],
    ),
    (
        "Set up your office",
        "Needed before the first letter: a letterhead, and who holds the office.",
        [
            "bodies.OfficeTerm",
            "letters.Letterhead",
            "letters.LetterTemplate",
            "letters.ReferencePattern",
            "letters.CopyRecipient",
            "responses.ReviewStage",
            "recommendations.OfficeTargets",
            "recommendations.RetentionRule",
        ],
    ),
    (
        "Bodies and addresses",
        "Which bodies there are, who oversees whom, and where copies of letters go.",
        ["bodies.Body", "bodies.Oversight", "letters.Contact"],
    ),
    (
        "Record",
        "Who did what and when. Nothing in it can be changed.",
        ["accounts.Event", "letters.IssuedReference", "recommendations.Disposal"],
    ),
]

# The sign-in library's own tables: people keep their own part of them on their account's page.
LIBRARY = {"account", "mfa", "usersessions", "socialaccount"}


class TrackerAdmin(AdminSite):
    site_header = settings.SERVICE_NAME
    site_title = settings.SERVICE_NAME
    index_title = "Run your office"
    index_template = "admin/office_index.html"
    empty_value_display = "–"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.disable_action("delete_selected")

    def register(self, model_or_iterable, admin_class=None, **options):
        """Leave out what the sign-in library brings: whoever changed a row of its tables, such as
        whose a passkey is, could sign in as another person."""
        one = isinstance(model_or_iterable, ModelBase)
        models = [model_or_iterable] if one else model_or_iterable
        ours = [model for model in models if model._meta.app_label not in LIBRARY]
        super().register(ours, admin_class, **options)

    def has_permission(self, request):
        return request.user.is_active and request.user.is_staff

    def login(self, request, extra_context=None):
        """Send people to the service's own sign-in; there is no second one."""
        wanted = request.GET.get("next", "")
        if not request.user.is_authenticated:
            return redirect_to_login(wanted or reverse("admin:index"))
        if not self.has_permission(request):
            raise PermissionDenied("Only an administrator may open these pages.")
        safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
        return redirect(wanted if safe else "admin:index")

    def password_change(self, request, extra_context=None):
        return redirect("accounts:account")

    def get_app_list(self, request, app_label=None):
        """Return the models in the groups above; one app's own page stays as Django has it."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        rows = {model["model"]._meta.label: model for app in apps for model in app["models"]}
        for model in rows.values():
            title = getattr(self.get_model_admin(model["model"]), "list_title", "")
            model["name"] = title or model["name"]
        groups = []
        for number, (name, purpose, labels) in enumerate(GROUPS, start=1):
            models = [rows.pop(label) for label in labels if label in rows]
            groups.append(self._group(number, name, purpose, models))
        groups.append(self._group(len(GROUPS) + 1, "More", "", list(rows.values())))
        return [group for group in groups if group["models"]]

    def _group(self, number, name, purpose, models):
        return {
            "name": name,
            "purpose": purpose,
            "app_label": f"group-{number}",
            "app_url": f"{reverse('admin:index')}#group-{number}",
            "has_module_perms": True,
            "models": models,
        }
