"""What every page has: the menu of one's roles, the banner over fictional data, the headers."""

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from tests.factories import make_body, make_force_and_body, make_user

pytestmark = pytest.mark.django_db

MENUS = {
    Role.CASEWORKER: ["My work", "Reports", "Board", "Register"],
    Role.AUDITOR: ["My work", "Reports", "Board", "Register"],
    Role.FORCE_CONTRIBUTOR: ["My work", "Reports asking us", "Our updates", "Board", "Register"],
    Role.COLLATOR: ["My work", "Returns", "Board", "Register"],
}


def menu(client, user) -> list[str]:
    client.force_login(user)
    return [item.label for item in client.get("/my-work/").context["navigation"]]


@pytest.mark.parametrize("role", MENUS)
def test_menu_holds_what_the_role_needs(role, client):
    assert menu(client, make_user(role, make_body())) == MENUS[role]


def test_menu_leads_only_staff_to_the_administration(client):
    staff = make_user(Role.CASEWORKER, make_body(), is_staff=True)

    assert menu(client, staff) == [*MENUS[Role.CASEWORKER], "Administration"]


@pytest.mark.parametrize("fictional", [True, False])
def test_banner_stands_over_fictional_data_only(fictional, client):
    make_body(fictional=fictional)

    page = client.get(reverse("letters:register")).content.decode()

    assert ("The force area, people and words on this site are fictional." in page) is fictional


def test_browser_features_that_no_page_needs_are_refused(client):
    policy = client.get("/healthz").headers["Permissions-Policy"]

    assert {part.strip() for part in policy.split(",")} == {
        "camera=()", "microphone=()", "geolocation=()", "payment=()", "usb=()",
    }  # fmt: skip


@pytest.mark.parametrize(("words", "taken"), [("red kettle", False), ("red kettle x", True)])
def test_password_has_at_least_twelve_characters(words, taken, client):
    user = make_user(Role.AUDITOR, make_force_and_body().body, password="correct horse battery")
    client.force_login(user)
    typed = {"old_password": "correct horse battery"}

    client.post(
        reverse("accounts:password-change"),
        typed | {"new_password1": words, "new_password2": words},
    )

    assert User.objects.get(pk=user.pk).check_password(words) is taken
