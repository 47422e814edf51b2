"""What every page may show: the service, the menu and whether this is a demonstration."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from accounts.permissions import OFFICE_ROLES, Role
from bodies.models import Body

FORCE_ROLES = {Role.FORCE_CONTRIBUTOR, Role.FORCE_APPROVER}


@dataclass(frozen=True)
class MenuItem:
    label: str
    url: str
    current: bool


def _menu(user) -> Iterator[tuple[str, str]]:
    """Yield the label and address of each menu item for somebody signed in."""
    roles = {membership.role for membership in user.current_memberships()}
    yield "My work", reverse("progress:my-work")
    if roles & (OFFICE_ROLES | {Role.AUDITOR, Role.BODY_ADMINISTRATOR}):
        yield "Reports", reverse("recommendations:reports")
    if roles & FORCE_ROLES:
        yield "Reports asking us", reverse("responses:invitations")
        yield "Our updates", reverse("recommendations:updates")
    if Role.COLLATOR in roles:
        yield "Returns", reverse("progress:board") + "?kind=return"
    yield "Board", reverse("progress:board")
    if Role.BODY_ADMINISTRATOR in roles:
        yield "Letter template", reverse("letters:template")
    yield "Register", reverse("letters:register")
    if user.is_staff:
        yield "Administration", reverse("admin:index")


def service(request):
    user = getattr(request, "user", None)
    navigation = []
    if user is not None and user.is_authenticated:
        path = request.path
        here = request.get_full_path()
        menu = list(_menu(user))
        exact = here in {url for _, url in menu}
        navigation = [
            MenuItem(label, url, here == url if exact else "?" not in url and path.startswith(url))
            for label, url in menu
        ]
    return {
        "service_name": settings.SERVICE_NAME,
        "draft_marking": settings.DRAFT_MARKING,
        "site_url": settings.SITE_URL,
        "navigation": navigation,
        "fictional_banner": Body.objects.filter(fictional=True).exists(),
    }
