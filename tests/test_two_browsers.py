"""People at work at the same time, each in a browser of their own."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Membership
from accounts.permissions import Role
from progress.demo.files import small_pdf
from recommendations.models import Evidence
from responses.models import Passage
from tests.factories import (
    make_force_and_body,
    make_recommendation,
    make_report,
    make_response,
    make_user,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SLOW = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 120_000}
PADDING = b"%" + b"x" * 120_000 + b"\n%%EOF\n"
# What the page says aloud of its progress, told to the test as it is said.
LISTEN = """document.addEventListener("DOMContentLoaded", () => {
  const status = document.querySelector("[data-upload-status]");
  new MutationObserver(() => told(status.textContent)).observe(status, { childList: true });
});"""


@pytest.fixture
def browser_of(open_page, live_server):
    """Return a function that opens a page in a browser in which a person is signed in."""

    def opened(person, path, listen=None):
        client = Client()
        client.force_login(person)
        page = open_page("about:blank")
        value = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
        if listen:
            page.expose_function("told", listen)
            page.add_init_script(LISTEN)
        page.goto(live_server.url + path)
        return page

    return opened


def press(page, label):
    with page.expect_navigation():
        page.get_by_role("button", name=label, exact=True).click()


def test_update_that_would_be_lost_is_shown_to_who_saves_later(browser_of):
    response = make_response(explained=False)
    passage = response.passages.get()
    path = reverse("responses:passage", args=[response.pk, passage.recommendation_id])
    first = browser_of(make_user(Role.CASEWORKER, response.body, name="Kim First"), path)
    second = browser_of(response.drafted_by, path)
    for page, words in [(first, "What the first wrote."), (second, "What the second wrote.")]:
        page.get_by_label("Accepted", exact=True).check()
        page.locator("[name=text]").fill(words)

    press(first, "Save")
    press(second, "Save")

    said = second.locator("main")
    expect(said).to_contain_text("Kim First saved this while you were writing.")
    expect(said).to_contain_text("What the first wrote.")
    expect(second.locator("[name=text]")).to_have_value("What the second wrote.")
    assert Passage.objects.get(pk=passage.pk).text == "What the first wrote."
    press(second, "Save")
    assert Passage.objects.get(pk=passage.pk).text == "What the second wrote."


def test_revoked_member_is_out_at_the_next_click(browser_of):
    response = make_response(explained=False)
    person = make_user(Role.CASEWORKER, response.body)
    page = browser_of(person, response.get_absolute_url())
    expect(page.locator("h1")).to_contain_text(str(response.reports.get()))

    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=person).update(starts_on=yesterday, ends_on=yesterday)
    with page.expect_navigation() as clicked:
        page.get_by_role("link", name="Opening, reply and closing").click()

    assert clicked.value.status == 404
    expect(page.locator("body")).not_to_contain_text(str(response.reports.get()))


def test_closed_account_is_signed_out_at_the_next_click(browser_of):
    response = make_response(explained=False)
    person = make_user(Role.CASEWORKER, response.body)
    page = browser_of(person, response.get_absolute_url())

    get_user_model().objects.filter(pk=person.pk).update(is_active=False)
    with page.expect_navigation():
        page.get_by_role("link", name="Opening, reply and closing").click()

    assert "/account/sign-in/" in page.url


def test_progress_of_several_files_is_shown_and_said(browser_of):
    area = make_force_and_body()
    recommendation = make_recommendation(make_report(area.body))
    force = make_user(Role.FORCE_CONTRIBUTOR, area.force)
    said: list[str] = []
    address = reverse("recommendations:update-new", args=[recommendation.pk])
    page = browser_of(force, address, listen=lambda words: said.append(words))
    page.get_by_label("In progress").check()
    page.locator("[name=narrative]").fill("Training has begun.")
    files = [
        {"name": f"{n}.pdf", "mimeType": "application/pdf", "buffer": small_pdf(n) + PADDING}
        for n in ("one", "two", "three")
    ]
    page.locator("[name=files]").set_input_files(files)
    slow = page.context.new_cdp_session(page)
    slow.send("Network.enable")
    slow.send("Network.emulateNetworkConditions", SLOW)

    page.get_by_role("button", name="Record this update").click()
    expect(page.get_by_role("progressbar", name="Sending the files")).to_be_visible()
    page.wait_for_url(lambda url: not url.endswith(address), timeout=30_000)

    assert said[0] == "Sending"
    assert {"25 per cent sent", "50 per cent sent", "75 per cent sent"} & set(said)
    assert Evidence.objects.count() == 3


@pytest.fixture
def update_page(browser_of):
    """Return the page on which a force writes an update, half written and with a file."""
    area = make_force_and_body()
    recommendation = make_recommendation(make_report(area.body))
    address = reverse("recommendations:update-new", args=[recommendation.pk])
    page = browser_of(make_user(Role.FORCE_CONTRIBUTOR, area.force), address)
    page.get_by_label("In progress").check()
    page.locator("[name=narrative]").fill("Training has begun.")
    plan = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": small_pdf("Plan")}
    page.locator("[name=files]").set_input_files([plan])
    return page


@pytest.mark.parametrize("cookie, status", [("csrftoken", "expired"), ("sessionid", "")])
def test_who_is_signed_out_while_files_are_sent_loses_no_words(update_page, cookie, status):
    page = update_page
    before = page.url
    page.context.clear_cookies(name=cookie)
    page.get_by_role("button", name="Record this update").click()

    if status:  # the page stays as it is, and says what to do
        expect(page.locator("[data-upload-status]")).to_contain_text("this page has expired")
        expect(page.locator("[name=narrative]")).to_have_value("Training has begun.")
        expect(page.locator("[data-autosave-status]")).to_contain_text("Not kept")
        page.evaluate("navigator.sendBeacon = () => true")  # or it tries again as it closes
        assert page.url == before
    else:  # and here one signs in, and comes back to the words
        page.wait_for_url(lambda url: "/account/sign-in/" in url)
        expect(page.locator("main")).to_contain_text("Your words are kept")


def test_words_are_kept_on_after_files_that_were_refused(update_page):
    page = update_page
    bad = {"name": "plan.exe", "mimeType": "application/pdf", "buffer": b"MZ"}
    page.locator("[name=files]").set_input_files([bad])
    page.get_by_role("button", name="Record this update").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()

    with page.expect_response(lambda answer: "/account/words/" in answer.url) as kept:
        page.locator("[name=narrative]").fill("Training has begun, and more.")

    assert kept.value.status == 200
