"""Passkeys and the app, in Chromium with an authenticator of its own."""

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils import timezone

from accounts.permissions import Role
from pcc_tracker.sign_in import for_the_library
from tests.browser import axe, overflow
from tests.factories import make_body, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHRASE = "a long enough phrase"


@pytest.fixture
def window(open_page, live_server):
    """Return a browser at our sign-in, with a passkey store that needs no finger."""
    page = open_page("about:blank")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.home = live_server.url
    page.goto(f"{page.home}/account/sign-in/")
    return page


def sign_in(page, person):
    page.get_by_label("Email address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PHRASE)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page):
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{page.home}/account/sign-in/")


def barriers(page) -> list[str]:
    found = []
    for width in [320, 1280]:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{page.url} at {width}: {one}" for one in axe(page)]
        if overflow(page) > 0:
            found.append(f"{page.url} at {width}: {overflow(page)} px too wide")
    return found


def test_a_passkey_is_set_up_signs_in_alone_and_is_removed(window, settings):
    settings.MFA_ROLES = ["signatory"]
    person = make_user(Role.SIGNATORY, make_body("Ashvale"), password=PHRASE)
    sign_in(window, person)
    window.get_by_role("button", name="Add a passkey").click()
    found = barriers(window)
    window.get_by_label("Name").fill("Office laptop")
    window.get_by_role("button", name="Add the passkey").click()
    window.get_by_text("They are shown only now").wait_for()
    found += barriers(window)
    with window.expect_download() as download:
        window.get_by_text("Download them as a file").click()
    codes = download.value.path().read_text().split()
    window.get_by_role("button", name="I have kept them").click()
    window.wait_for_url("**/my-work/")
    sign_out(window)

    window.get_by_role("button", name="Sign in with a passkey").click()
    window.wait_for_url("**/my-work/")
    sign_out(window)
    sign_in(window, person)
    window.get_by_role("button", name="Use a passkey").wait_for()
    found += barriers(window)
    window.get_by_role("button", name="Use a passkey").click()
    window.wait_for_url("**/my-work/")

    window.goto(f"{window.home}/account/second-step/")
    found += barriers(window)
    rename = window.get_by_role("link", name="Rename Office laptop").get_attribute("href")
    for path in [rename, "/account/second-step/passkeys/again/", "/account/second-step/again/"]:
        window.goto(window.home + path)
        found += barriers(window)
    window.goto(f"{window.home}/account/second-step/codes/new/")
    found += barriers(window)
    window.goto(f"{window.home}/account/second-step/")
    window.get_by_role("link", name="Remove Office laptop").click()
    found += barriers(window)
    window.get_by_role("button", name="Remove the passkey").click()
    window.get_by_role("heading", name="Set up a second step").wait_for()
    assert len(codes) == 10
    assert (found, window.problems) == ([], [])


def test_an_app_is_set_up_and_its_code_asked_for(window):
    person = make_user(Role.CASEWORKER, make_body("Ashvale"), password=PHRASE)
    sign_in(window, person)
    window.wait_for_url("**/my-work/")
    window.goto(f"{window.home}/account/second-step/app/")
    found = barriers(window)
    assert window.locator(".app-qr").evaluate("image => image.naturalWidth") > 0
    secret = window.locator(".app-key").inner_text()
    window.get_by_label("Code from the app").fill(code_for(secret))
    window.get_by_role("button", name="Continue").click()
    window.get_by_text("They are shown only now").wait_for()
    sign_out(window)

    sign_in(window, person)
    window.get_by_label("Code").fill("000000")
    window.get_by_role("button", name="Sign in", exact=True).click()
    window.get_by_role("heading", name="There is a problem").wait_for()
    found += barriers(window)
    window.get_by_label("Code").fill(code_for(secret, steps=1))
    window.get_by_role("button", name="Sign in", exact=True).click()
    window.wait_for_url("**/my-work/")
    for path in ["", "sessions/", "second-step/", "second-step/codes/", "second-step/app/remove/"]:
        window.goto(f"{window.home}/account/{path}")
        found += barriers(window)
    assert (found, window.problems) == ([], [])


def test_a_provider_s_pages_have_no_barrier(window, settings):
    one = {"id": "office", "name": "Ashvale", "issuer": "http://127.0.0.1:9"}
    settings.OIDC_PROVIDERS = [one | {"client_id": "x", "client_secret": "y"}]
    settings.SOCIALACCOUNT_PROVIDERS = for_the_library(settings.OIDC_PROVIDERS)
    found = []
    for path in ["sign-in/", "by/office/", "by/failed/"]:
        window.goto(f"{window.home}/account/{path}")
        found += barriers(window)
    window.goto(f"{window.home}/account/sign-in/")
    assert window.get_by_role("button", name="Sign in with Ashvale").is_visible()
    assert found == []


def code_for(secret: str, steps: int = 0) -> str:
    now = int(timezone.now().timestamp()) // 30 + steps
    return format_hotp_value(hotp_value(secret, now))
