"""Nobody is signed out without a warning and the means to stay (WCAG 2.2, 2.2.1)."""

import time
from importlib import import_module

import pytest
from django.conf import settings as configured
from django.urls import reverse
from playwright.sync_api import expect

from accounts.middleware import SEEN_AT, SIGNED_IN_AT
from accounts.permissions import Role
from tests.browser import axe, overflow
from tests.factories import make_body, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MINUTE = 60_000  # milliseconds
sessions = import_module(configured.SESSION_ENGINE)


@pytest.fixture
def session(client):
    """Return the session of somebody who asked for a page 100 seconds ago."""
    person = make_user(Role.BODY_ADMINISTRATOR, make_body())
    person.is_staff = True
    person.save()
    client.force_login(person)
    session = client.session
    session[SIGNED_IN_AT] = session[SEEN_AT] = time.time() - 100
    session.save()
    return session


@pytest.fixture
def windows(open_page, live_server, session):
    """Return a function that opens a page in the browser of that person, whose clock is ours."""
    first = open_page("about:blank")
    name = configured.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": session.session_key, "url": live_server.url}
    first.context.add_cookies([cookie])
    first.context.clock.install()

    def opened(path="/my-work/", page=None):
        page = page or first.context.new_page()
        page.goto(live_server.url + path)
        return page

    opened.problems = first.problems
    opened.first = first
    return opened


def warning(page):
    return page.get_by_role("dialog", name="You will be signed out soon")


def asked_at(session) -> float:
    return sessions.SessionStore(session.session_key)[SEEN_AT]


def let_seem_old(session) -> float:
    store = sessions.SessionStore(session.session_key)
    store[SEEN_AT] = time.time() - 100
    store.save()
    return store[SEEN_AT]


@pytest.mark.parametrize("path", ["progress:my-work", "admin:index"])
def test_warning_comes_in_time_and_one_press_stays(path, windows, session):
    page = windows(reverse(path), windows.first)
    before = let_seem_old(session)

    page.clock.fast_forward(25 * MINUTE)
    expect(warning(page)).to_be_hidden()
    page.clock.fast_forward(2 * MINUTE)
    expect(warning(page)).to_be_visible()
    expect(page.get_by_role("button", name="Stay signed in")).to_be_focused()
    page.keyboard.press("Enter")
    expect(warning(page)).to_be_hidden()

    assert asked_at(session) > before
    page.clock.fast_forward(25 * MINUTE)
    expect(warning(page)).to_be_hidden()
    assert windows.problems == []


def test_warning_is_without_barriers(windows):
    page = windows(page=windows.first)
    page.clock.fast_forward(27 * MINUTE)
    expect(warning(page)).to_be_visible()

    for width in [320, 1280]:
        page.set_viewport_size({"width": width, "height": 800})
        assert (axe(page), max(overflow(page), 0)) == ([], 0)


def test_who_does_not_answer_is_told_that_they_are_signed_out(windows):
    page = windows(page=windows.first)

    page.clock.fast_forward(27 * MINUTE)
    page.clock.fast_forward(3 * MINUTE)

    expect(page.get_by_role("dialog", name="You are signed out")).to_be_visible()
    expect(page.get_by_role("button", name="Stay signed in")).to_be_hidden()
    expect(page.get_by_role("button", name="Sign in again")).to_be_focused()


def test_session_that_ended_elsewhere_is_not_called_alive(windows, session):
    page = windows(page=windows.first)
    page.clock.fast_forward(27 * MINUTE)
    sessions.SessionStore(session.session_key).delete()

    page.get_by_role("button", name="Stay signed in").click()

    expect(page.get_by_role("dialog", name="You are signed out")).to_be_visible()


def test_work_in_one_window_counts_for_the_others(windows):
    waiting, busy = windows(page=windows.first), windows()
    waiting.clock.fast_forward(27 * MINUTE)
    expect(warning(waiting)).to_be_visible()

    busy.reload()

    expect(warning(waiting)).to_be_hidden()


def test_nobody_is_warned_where_idle_sessions_do_not_end(settings, client, session):
    address = reverse("progress:my-work")
    assert "app-idle" in client.get(address).content.decode()

    settings.IDLE_SECONDS = 0

    assert "app-idle" not in client.get(address).content.decode()
