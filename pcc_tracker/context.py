"""What every page may show: the service, the menu and whether this is a demonstration."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from accounts.permissions import OFFICE_ROLES, Permission, Role
from bodies.groups import LOCAL_POLICING_BODIES, Kind
from bodies.models import Body

# Where a page stands whose own address is not under that of a menu item; the first item there is.
WITHIN = {
    "/recommendations/": ["Reports", "Reports asking us"],
    "/proposals/": ["Reports"],
    "/sources/": ["Reports"],
    "/registers/": ["Reports"],
    "/responses/": ["Reports"],
    "/comment-files/": ["Reports asking us", "Reports"],
    "/letters/": ["Reports"],
    "/deliveries/": ["Reports"],
    "/letter-deputies/": ["Letter template", "Reports"],
    "/asked/": ["What you are asked", "My work"],
    "/updates/": ["Our updates", "Reports"],
    "/evidence/": ["Our updates", "Reports"],
    "/obligations/": ["Board"],
    "/releases/": ["Board"],
}
FORCE_ROLES = {Role.FORCE_CONTRIBUTOR, Role.DEPUTY_CONTRIBUTOR, Role.FORCE_APPROVER}
READERS = {Role.AUDITOR, Role.BODY_ADMINISTRATOR}  # see what the workers of their body see


@dataclass(frozen=True)
class MenuItem:
    label: str
    url: str
    current: str  # "page" on its own page, "true" on one within it, else nothing


def _menu(user) -> Iterator[tuple[str, str]]:
    """Yield the label and address of each menu item for somebody signed in."""
    roles = {membership.role for membership in user.current_memberships()}
    roles |= {reads_as(m.body) for m in user.current_memberships() if m.role in READERS}
    if Role.NAMED_CONTRIBUTOR in roles:
        yield "What you are asked", reverse("responses:asked")
    if Role.NAMED_CONTRIBUTOR not in roles or user.bodies():
        yield from _of_bodies(user, roles)
    if user.is_staff:
        yield "Administration", reverse("admin:index")


def reads_as(body: Body) -> str:
    """Return the role whose pages one reads who only looks at what a body does."""
    if body.kind == Kind.FORCE:
        return Role.FORCE_CONTRIBUTOR
    return Role.CASEWORKER if body.kind in LOCAL_POLICING_BODIES else Role.COLLATOR


def _of_bodies(user, roles: set[str]) -> Iterator[tuple[str, str]]:
    """Yield what everybody has but those who are only asked by name."""
    yield "My work", reverse("progress:my-work")
    if roles & OFFICE_ROLES:
        yield "Reports", reverse("recommendations:reports")
    if roles & FORCE_ROLES:
        yield "Reports asking us", reverse("responses:invitations")
        yield "Our updates", reverse("recommendations:updates")
    if Role.COLLATOR in roles:
        yield "Returns", reverse("progress:board") + "?kind=return"
    yield "Board", reverse("progress:board")
    if any(body.is_local_policing_body for body in user.bodies_where(Permission.CONFIGURE)):
        yield "Letter template", reverse("letters:template")
    if roles & {Role.AUDITOR, Role.BODY_ADMINISTRATOR}:
        yield "Record", reverse("progress:audit")
    if Role.BODY_ADMINISTRATOR in roles:
        yield "People", reverse("letters:people")
        yield "Retention", reverse("recommendations:retention")
    yield "Register", reverse("letters:register")


def _marked(menu: list[tuple[str, str]], path: str, here: str) -> list[MenuItem]:
    """Return the menu with the item marked that is this page, or that this page stands under."""
    labels = [label for label, _ in menu]
    within = [places for start, places in WITHIN.items() if path.startswith(start)]
    place = next((label for places in within for label in places if label in labels), "")
    exact = here in {url for _, url in menu}

    def mark(label: str, url: str) -> str:
        if exact:
            return "page" if here == url else ""
        under = "?" not in url and path.startswith(url)
        return ("page" if path == url else "true") if under or label == place else ""

    return [MenuItem(label, url, mark(label, url)) for label, url in menu]


def service(request):
    user = getattr(request, "user", None)
    navigation = []
    if user is not None and user.is_authenticated:
        navigation = _marked(list(_menu(user)), request.path, request.get_full_path())
    return {
        "service_name": settings.SERVICE_NAME,
        "draft_marking": settings.DRAFT_MARKING,
        "site_url": settings.SITE_URL,
        "navigation": navigation,
        "idle_seconds": settings.IDLE_SECONDS,
        "fictional_banner": Body.objects.filter(fictional=True).exists(),
    }
