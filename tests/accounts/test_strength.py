"""A new password is judged while it is typed, in the browser (OWASP ASVS 4.0, 2.1.8)."""

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.permissions import Role
from tests.accounts.test_invitations import link
from tests.browser import axe, overflow
from tests.factories import make_body, make_invitation, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(open_page, live_server, client):
    user = make_user(Role.CASEWORKER, make_body(name="Wessmere"), password="correct horse battery")
    client.force_login(user)
    page = open_page("about:blank", 320)
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    page.goto(live_server.url + reverse("accounts:password-change"))
    return page


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("brown chair", "Too short: 1 more character needed."),
        ("aaaaaaaaaaaa", "Very weak. Add words that do not belong together."),
        ("qwertyuiop1234", "Very weak. Add words that do not belong together."),
        ("wessmerepolice", "Very weak. Add words that do not belong together."),
        ("brown chair fen", "Good."),
        ("window heron brick ladder", "Strong."),
    ],
)
def test_the_meter_says_how_strong_it_is(page, password, said):
    sent = []
    expect(page.get_by_role("status")).to_have_count(0)  # hidden before there is anything to say
    page.on("request", lambda request: sent.append((request.method, request.post_data)))
    page.get_by_label("New password").press_sequentially(password)

    expect(page.get_by_role("status")).to_have_text(said)
    assert page.get_by_label("Strength").evaluate("meter => meter.value") == {
        "V": 1, "G": 4, "S": 5, "T": 0
    }[said[0]]  # fmt: skip
    assert {method for method, _ in sent} == {"GET"} and not any(data for _, data in sent)
    assert axe(page) == [] and overflow(page) <= 0
    assert page.problems == []


def test_an_emptied_field_says_that_there_is_nothing(page):
    field = page.get_by_label("New password")
    field.press_sequentially("brown chair fen")
    expect(page.get_by_role("status")).to_have_text("Good.")
    field.fill("")

    expect(page.get_by_role("status")).to_have_text("Nothing typed yet.")


def test_what_the_meter_praises_is_still_judged_by_the_form(page):
    page.get_by_label("Your password now").fill("not it")
    page.get_by_label("New password").fill("wessmere police office")
    page.get_by_role("button", name="Change password").click()

    expect(page.get_by_role("alert")).to_contain_text("This is made of words that others know")


def test_an_invited_person_is_told_too_and_their_office_is_no_strength(open_page, live_server):
    body = make_body(name="Wessmere")
    make_invitation(body, by=make_user(Role.BODY_ADMINISTRATOR, body), at=timezone.now())
    page = open_page(live_server.url + link(), 320)
    field = page.get_by_label("Choose a password")

    field.press_sequentially("wessmerepolice")
    expect(page.get_by_role("status")).to_contain_text("Very weak.")
    field.fill("window heron brick ladder")
    expect(page.get_by_role("status")).to_have_text("Strong.")
    assert axe(page) == [] and overflow(page) <= 0 and page.problems == []
