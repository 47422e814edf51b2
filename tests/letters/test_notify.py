"""GOV.UK Notify as the mail server: its own client, against a server of this machine."""

import base64
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.mail import EmailMessage, get_connection

from accounts.permissions import Role
from letters.actions import ask_copies
from letters.checks import notify_settings
from letters.failures import CannotSend
from letters.models import Delivery
from letters.notify import LARGEST_FILE
from letters.tasks import send_next
from tests.factories import AT, later, make_letter, make_user

SERVICE, SECRET, TEMPLATE = (f"{n}0000000-aaaa-4bbb-8ccc-dddddddddddd" for n in "123")
State = Delivery.State


@pytest.fixture
def client_installed():
    pytest.importorskip("notifications_python_client", reason="the extra notify is not installed")


class Notify(ThreadingHTTPServer):
    """The two addresses of Notify that the backend asks; `answer` is what a sending gets."""

    daemon_threads = True

    def __init__(self):
        self.taken: dict[str, dict] = {}
        self.posts = 0
        self.answer: tuple[int, object] | None = None
        self.breaks_off = False
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(BaseHTTPRequestHandler):
    def reply(self, status: int, body: object):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self):
        assert self.headers["Authorization"].startswith("Bearer ")
        [reference] = parse_qs(urlsplit(self.path).query)["reference"]
        found = [self.server.taken[reference]] if reference in self.server.taken else []
        self.reply(200, {"notifications": found, "links": {}})

    def do_POST(self):
        assert self.path == "/v2/notifications/email"
        self.server.posts += 1
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.answer:
            return self.reply(*self.server.answer)
        known_as = f"notification-{self.server.posts}"
        self.server.taken[asked["reference"]] = asked | {"id": known_as}
        if self.server.breaks_off:
            return self.connection.close()
        return self.reply(201, {"id": known_as, "reference": asked["reference"]})

    def log_message(self, *args):
        pass


@pytest.fixture
def notify(settings, client_installed):
    with Notify() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "letters.notify.EmailBackend"
        settings.NOTIFY_API_KEY = f"tracker-{SERVICE}-{SECRET}"
        settings.NOTIFY_TEMPLATE_ID = TEMPLATE
        settings.NOTIFY_API_URL = f"http://127.0.0.1:{server.server_address[1]}"
        settings.EMAIL_TIMEOUT = 5
        yield server
        server.shutdown()


@pytest.fixture
def one_copy(db) -> Delivery:
    letter = make_letter(signed=True)
    ask_copies(letter, by=make_user(Role.CASEWORKER, letter.body), at=AT)
    Delivery.objects.exclude(purpose="inspectors").delete()
    return Delivery.objects.get()


def test_copy_goes_out_with_its_letter_and_keeps_notify_s_id(notify, one_copy):
    send_next(AT)

    [asked] = notify.taken.values()
    words = asked["personalisation"]
    one_copy.refresh_from_db()
    assert (one_copy.state, one_copy.reported_id) == (State.SENT, "notification-1")
    assert asked["email_address"] == one_copy.to_email
    assert (asked["template_id"], asked["reference"]) == (TEMPLATE, one_copy.message_id)
    assert one_copy.letter.reference in words["subject"]
    assert "section 55(6) of the Police Act 1996" in words["message"]
    with one_copy.letter.public_pdf.open() as file:
        assert base64.b64decode(words["link_to_letter"]["file"]) == file.read()
    assert words["link_to_letter"]["filename"].endswith(".pdf")


def error(kind: str, words: str) -> dict:
    return {"errors": [{"error": kind, "message": words}]}


@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [
        (
            (400, error("BadRequestError", "Can’t send to this recipient using a team-only key")),
            State.GIVEN_UP,
            "GOV.UK Notify refused the message for good. It said: 400 Can’t send to this recipient"
            " using a team-only key",
        ),
        ((413, error("BadRequestError", "Too big")), State.GIVEN_UP, "413 Too big"),
        ((403, error("AuthError", "Invalid token")), State.FAILED, "403 Invalid token"),
        ((429, error("RateLimitError", "Exceeded")), State.FAILED, "for now. It said: 429"),
        ((500, error("Exception", "Internal error")), State.FAILED, "500 Internal error"),
        ((503, b"<html>down</html>"), State.FAILED, "503 Request failed"),
        ((201, b"not json"), State.FAILED, "No JSON"),
        ((201, {}), State.FAILED, "without an id"),
    ],
)
def test_answer_of_notify_is_kept_as_for_good_or_for_now(notify, one_copy, answer, state, words):
    notify.answer = answer

    send_next(AT)

    one_copy.refresh_from_db()
    assert (one_copy.state, notify.taken) == (state, {})
    assert words in one_copy.problem


def test_notify_that_is_down_is_tried_later(notify, one_copy, settings):
    settings.NOTIFY_API_URL = "http://127.0.0.1:1"

    send_next(AT)

    one_copy.refresh_from_db()
    assert one_copy.state == State.FAILED


def test_copy_that_notify_took_without_saying_so_is_not_sent_again(notify, one_copy):
    notify.breaks_off = True
    send_next(AT)
    unknown = Delivery.objects.get().state
    notify.breaks_off = False

    send_next(later(minutes=3))

    one_copy.refresh_from_db()
    assert (unknown, one_copy.state) == (State.FAILED, State.SENT)
    assert (notify.posts, one_copy.reported_id) == (1, "notification-1")


def message(*files, to=("a@b.example",)) -> EmailMessage:
    made = EmailMessage("S", "B", "x@y.example", list(to), headers={"Message-ID": "<1@x.example>"})
    for name, content in files:
        made.attach(name, content, "application/pdf")
    return made


def send(*messages, **options) -> int:
    return get_connection("letters.notify.EmailBackend", **options).send_messages(list(messages))


def test_file_at_the_limit_is_sent_and_a_larger_one_refused_in_words(notify):
    assert send(message(("a.pdf", b"x" * LARGEST_FILE))) == 1

    with pytest.raises(CannotSend, match=r"2\.0 MB, and .* at most 2 MB") as refused:
        send(message(("a.pdf", b"x" * (LARGEST_FILE + 1))))

    assert refused.value.permanent


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (message(("a.pdf", b"x"), ("b.pdf", b"x")), "has 2 files, and .* takes 1.*NOTIFY_LINKS"),
        (message(("a.pdf", b"x"), to=["a@b.example", "c@d.example"]), "takes one recipient"),
    ],
)
def test_message_that_notify_cannot_carry_is_refused(notify, wrong, words):
    with pytest.raises(CannotSend, match=words):
        send(wrong)

    assert send(wrong, fail_silently=True) == 0
    assert send(message(("a.pdf", b"x"), to=[])) == 0


def test_message_without_a_file_has_no_link_to_one(notify):
    assert send(message()) == 1

    [asked] = notify.taken.values()
    assert asked["personalisation"]["link_to_letter"] == ""


def test_each_file_has_its_link_and_links_without_a_file_are_empty(notify, settings):
    settings.NOTIFY_LINKS = 3

    send(message(("a.pdf", b"letter"), ("b.pdf", b"enclosure")))

    [asked] = notify.taken.values()
    words = asked["personalisation"]
    sent = {name: base64.b64decode(words[name]["file"]) for name in ("link_to_letter", "link_2")}
    assert sent == {"link_to_letter": b"letter", "link_2": b"enclosure"}
    assert (words["link_2"]["filename"], words["link_3"]) == ("b.pdf", "")


def test_long_name_is_cut_before_its_ending(notify):
    send(message(("a" * 200 + ".pdf", b"x")))

    [asked] = notify.taken.values()
    assert asked["personalisation"]["link_to_letter"]["filename"] == "a" * 96 + ".pdf"


# --- What is checked before it starts


KEY = f"tracker-{SERVICE}-{SECRET}"


@pytest.mark.parametrize(
    ("key", "template", "installed", "found"),
    [
        ("", "", False, []),
        (KEY, TEMPLATE, False, ["letters.E001"]),
        ("secret", TEMPLATE, False, ["letters.E001", "letters.E002"]),
        (KEY, "", True, ["letters.E003"]),
        (KEY, TEMPLATE, True, []),
    ],
)
def test_check_names_what_notify_lacks(key, template, installed, found, settings, monkeypatch):
    name = "notifications_python_client"
    if installed:
        pytest.importorskip(name, reason="the extra notify is not installed")
    else:
        monkeypatch.setitem(sys.modules, name, None)
    settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID = key, template

    assert [error.id for error in notify_settings(None)] == found


def test_check_names_a_number_of_links_that_cannot_be(settings):
    settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID, settings.NOTIFY_LINKS = KEY, TEMPLATE, 0

    assert "letters.E004" in [error.id for error in notify_settings(None)]
