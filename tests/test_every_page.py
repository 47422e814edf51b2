"""What every page has: the menu of one's roles, the banner over fictional data, the headers."""

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from recommendations.actions import link
from responses.actions import approve_release, ask_release
from tests.browser import axe, overflow
from tests.factories import (
    AT,
    make_body,
    make_force_and_body,
    make_recommendation,
    make_report,
    make_response,
    make_user,
)

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


def newest_pages(area, caseworker) -> list[str]:
    """Return the pages on which a report is set aside and recommendations are linked."""
    reports = [make_report(area.body, forces=[area.force]) for _ in range(4)]
    now, then = [make_recommendation(report, text="Do it by day.") for report in reports[:2]]
    earlier, alike = make_recommendation(reports[1], "2"), make_recommendation(reports[2])
    assert earlier.text != alike.text
    make_response(area.body, reports[1])
    response = make_response(area.body, reports[0], explained=False)
    made = link(now, then, "duplicate", body=area.body, note="A", by=caseworker, at=AT)
    asked, approved = [
        ask_release(
            report.obligations.get(kind="response"), ground="covered", covered_by=reports[0],
            reason="The same.", by=caseworker, at=AT,
        )
        for report in reports[2:]
    ]  # fmt: skip
    approve_release(approved, by=make_user(Role.APPROVER, area.body), at=AT)
    owed = reports[0].obligations.get(kind="response")
    return [
        reverse("responses:release-ask", args=[owed.pk]),
        asked.get_absolute_url(),
        approved.get_absolute_url(),
        reverse("responses:release-end", args=[approved.pk]),
        reports[3].obligations.get(kind="response").get_absolute_url(),
        reports[3].get_absolute_url(),
        "/board/?state=set_aside",
        now.get_absolute_url(),
        reverse("recommendations:link", args=[now.pk]) + "?q=asks",
        reverse("recommendations:unlink", args=[now.pk, made.pk]),
        reverse("responses:passage", args=[response.pk, now.pk]),
    ]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_pages_of_what_is_set_aside_and_linked_are_accessible_and_narrow(
    live_server, open_page, client
):
    area = make_force_and_body()
    caseworker = make_user(Role.CASEWORKER, area.body)
    pages = newest_pages(area, caseworker)
    client.force_login(caseworker)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}

    found = {}
    for width in (1280, 320):
        window = open_page(f"{live_server.url}/register/", width)
        window.context.add_cookies([cookie | {"url": live_server.url}])
        for path in pages:
            assert window.goto(live_server.url + path).status == 200
            found[width, path] = (axe(window), max(overflow(window), 0), window.problems)

    assert found == dict.fromkeys(found, ([], 0, []))
