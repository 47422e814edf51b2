"""What guards every request and every line of the log, whichever page is asked for."""

import io
import logging
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.actions import make_link
from accounts.permissions import Role
from pcc_tracker.logs import OneLine
from tests.factories import make_body, make_invitation, make_user

pytestmark = pytest.mark.django_db
PHRASE = "a long enough phrase"


@pytest.fixture
def person():
    return make_user(Role.CASEWORKER, make_body("Ashvale"), password=PHRASE)


@pytest.fixture
def log():
    """Return what is written to the log in the form that the service gives it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(OneLine())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def views(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from views(pattern.url_patterns)
        else:
            yield pattern.callback


def test_post_without_the_form_s_token_is_refused(person):
    client = Client(enforce_csrf_checks=True)

    answer = client.post(reverse("accounts:sign-in"), {"login": person.email, "password": PHRASE})

    assert answer.status_code == 403
    assert "This page had expired" in answer.content.decode()
    assert client.get(reverse("progress:my-work")).status_code == 302


def test_no_page_does_without_the_token():
    exempt = [view for view in views(get_resolver().url_patterns) if _is_exempt(view)]

    assert exempt == []


def _is_exempt(view) -> bool:
    return getattr(view, "csrf_exempt", False)


def test_cookies_of_a_service_over_https_bind_to_its_host(person, settings):
    settings.SESSION_COOKIE_NAME = "__Host-sessionid"
    settings.CSRF_COOKIE_NAME = "__Host-csrftoken"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client = Client()
    client.get(reverse("accounts:sign-in"), secure=True)
    client.post(
        reverse("accounts:sign-in"), {"login": person.email, "password": PHRASE}, secure=True
    )

    assert client.get(reverse("progress:my-work"), secure=True).status_code == 200
    for name in ["__Host-sessionid", "__Host-csrftoken"]:
        cookie = client.cookies[name]
        assert (cookie["path"], cookie["domain"]) == ("/", "")
        assert cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax"


def test_page_of_an_invitation_is_not_left_in_the_browser(client):
    invitation = make_invitation(make_body("Ashvale"), at=timezone.now())
    token = make_link(invitation)
    page = client.get(reverse("accounts:invitation-link", args=[token]), follow=True)

    assert invitation.email in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_headers_of_every_page(client):
    answer = client.get(reverse("letters:register"))

    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert client.get("/healthz")["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in answer


def test_refusal_is_logged_with_who_asked_and_no_name(person, client, log):
    client.force_login(person)
    client.get(reverse("recommendations:report-new"))
    person.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))

    client.get(reverse("recommendations:report-new"))

    refused = next(line for line in log.getvalue().splitlines() if "Forbidden" in line)
    assert f"user {person.pk}: " in refused and reverse("recommendations:report-new") in refused
    assert person.name not in log.getvalue() and person.email not in log.getvalue()


def test_nobody_writes_a_line_of_the_log(client, log):
    client.get("/no%0A2026-01-01 00:00:00,000 INFO forged/")
    logging.getLogger("accounts").warning("typed: %s", "one\n2026-01-01 INFO two\x1b[2J\u2028three")

    lines = log.getvalue().splitlines()

    assert len(lines) == 2
    assert "\x1b" not in log.getvalue()
