from threading import Thread

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

from tests.browser import axe, overflow
from tests.govuk.urls import KEPT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOCUSED = "[document.activeElement.id, document.activeElement.tagName]"


@pytest.mark.parametrize("width", [1280, 320])
def test_each_summary_link_moves_focus_to_its_control(live_server, open_page, width):
    page = open_page(f"{live_server.url}/form/?errors", width)
    links = page.locator(".govuk-error-summary__list a")

    reached = []
    for n in range(links.count()):
        target = links.nth(n).get_attribute("href")[1:]
        links.nth(n).click()
        reached.append((target, *page.evaluate(FOCUSED)))

    assert len(reached) == 13
    assert [r for r in reached if r[0] != r[1] or r[2] not in {"INPUT", "SELECT", "TEXTAREA"}] == []
    assert page.problems == []


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("path", ["/form/", "/form/?errors", "/parts/", "/blank-sign-in/"])
def test_page_is_accessible_and_does_not_scroll_sideways(live_server, open_page, path, width):
    page = open_page(f"{live_server.url}{path}", width)

    assert axe(page) == []
    assert overflow(page) == 0
    assert page.problems == []


@pytest.fixture
def hashed_url(settings, tmp_path):
    """Serve the site as in production: files collected under hashed names, by WhiteNoise."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    server = ThreadedWSGIServer(("localhost", 0), QuietHandler)
    server.daemon_threads = True
    server.set_app(WSGIHandler())
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *args):
        pass


def test_scripts_work_under_hashed_names(hashed_url, open_page):
    page = open_page(f"{hashed_url}/form/")

    page.wait_for_selector(".govuk-js-password-input-toggle:not([hidden])", state="attached")
    assert "js/app.js" not in page.content()
    assert page.problems == []


@pytest.mark.parametrize(
    "status, said",
    [
        ("204", "Kept"),
        ("403", "Not kept: you are signed out. Your words are still on this page."),
    ],
)
def test_typed_words_are_kept_and_it_says_so(live_server, open_page, status, said):
    page = open_page(f"{live_server.url}/form/?status={status}")

    with page.expect_request("**/kept/**") as sent:
        page.fill("#id_title", "Modern slavery")

    body = sent.value.post_data_buffer.decode()
    assert 'name="path"\r\n\r\n/form/' in body
    assert "Modern slavery" in body and 'name="document"' not in body
    page.locator("[role=status]", has_text=said).wait_for()


def test_words_are_not_sent_again_after_a_submit(live_server, open_page):
    page = open_page(f"{live_server.url}/form/")
    sent = []
    page.on("request", lambda request: "/kept/" in request.url and sent.append(request.url))

    page.fill("#id_title", "Modern slavery")
    page.click("button[name=save]")
    page.wait_for_selector(".govuk-error-summary")

    assert sent == []


def test_no_connection_is_said(live_server, open_page):
    page = open_page(f"{live_server.url}/form/")
    page.context.set_offline(True)

    page.fill("#id_title", "Modern slavery")

    page.locator("[role=status]", has_text="Not kept: no connection").wait_for()


def test_words_are_sent_when_the_page_is_left_at_once(live_server, open_page):
    page = open_page(f"{live_server.url}/form/")

    page.fill("#id_title", "Left at once")
    page.goto(f"{live_server.url}/parts/")
    page.wait_for_timeout(500)

    assert [(words["title"], words["path"]) for words in KEPT[-1:]] == [("Left at once", "/form/")]
