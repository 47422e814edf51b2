"""That each recipient gets one message, whatever the mail server, the worker or the user does."""

import os
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.urls import reverse

from accounts.models import Event
from accounts.permissions import Role
from letters.actions import ask_copies
from letters.models import CopyRecipient, Delivery, Letter
from letters.tasks import LEASE, MOST_TRIES, send_next
from tests.factories import (
    AT,
    later,
    make_copy_recipient,
    make_force_and_body,
    make_letter,
    make_report,
    make_response,
    make_user,
)

State = Delivery.State
INSPECTORS = "section55@hmicfrs.example"


def ask(letter, **values) -> list[Delivery]:
    return ask_copies(letter, by=make_user(Role.CASEWORKER, letter.body), at=AT, **values)


@pytest.fixture
def one_copy(db) -> Delivery:
    """Return the only copy that waits."""
    ask(make_letter(signed=True))
    Delivery.objects.exclude(purpose="inspectors").delete()
    return Delivery.objects.get()


@pytest.fixture
def server(smtp, mail_server):
    smtp.EMAIL_PORT = mail_server.port
    return mail_server


def fresh(delivery) -> Delivery:
    return Delivery.objects.get(pk=delivery.pk)


def send_until_quiet(at=AT) -> None:
    """Let the worker do all that is due within a week, moment by moment."""
    until = at + timedelta(days=7)
    while at < until:
        while send_next(at):
            pass
        coming = Delivery.objects.unsent().filter(given_up_at=None)
        at = min((d.leased_until or d.next_try_at for d in coming), default=until)


# --- What the mail server does


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        ("refuse address", "refused this address for good. It said: 550 5.1.1 No such mailbox"),
        ("refuse message", "refused the message for good. It said: 554 5.6.0 Not wanted"),
        ("refuse sender", "tracker@localhost for good. It said: 550 5.7.1 Not from here"),
    ],
)
def test_refusal_for_good_is_given_up_at_once_in_the_server_s_own_words(
    one_copy, server, behaviour, words
):
    server.behaviour = behaviour
    send_until_quiet()

    copy = fresh(one_copy)
    assert (copy.state, copy.tries, server.received) == (State.GIVEN_UP, 1, [])
    assert copy.problem.endswith(words)
    assert Event.objects.get(action="give up copy").by is None


@pytest.mark.parametrize("behaviour", ["defer address", "defer message"])
def test_deferral_is_tried_again_and_arrives_once(one_copy, server, behaviour):
    server.behaviour = behaviour
    send_next(AT)
    deferred = fresh(one_copy)
    server.behaviour = ""

    send_until_quiet()

    assert (deferred.state, deferred.given_up_at) == (State.FAILED, None)
    assert "for now. It said: 45" in deferred.problem
    assert server.counts() == {INSPECTORS: 1}
    assert fresh(one_copy).state == State.SENT


def test_server_that_stays_down_is_given_up_after_some_days(one_copy, smtp):
    send_until_quiet()

    copy = fresh(one_copy)
    assert (copy.state, copy.tries) == (State.GIVEN_UP, MOST_TRIES)
    assert timedelta(days=3) < copy.given_up_at - AT < timedelta(days=6)
    assert Event.objects.get(action="give up copy").data["tries"] == MOST_TRIES


def test_trying_again_after_giving_up_begins_another_round(one_copy, smtp):
    send_until_quiet()
    Delivery.objects.update(given_up_at=None, next_try_at=AT)

    send_next(AT)

    copy = fresh(one_copy)
    assert (copy.state, copy.next_try_at - AT) == (State.FAILED, timedelta(minutes=2))


def test_server_that_hangs_does_not_hold_the_worker_and_the_copy_arrives_once(
    one_copy, server, smtp
):
    smtp.EMAIL_TIMEOUT = 0.5
    server.behaviour = "hang"
    began = time.monotonic()
    send_next(AT)
    took = time.monotonic() - began
    server.behaviour = ""

    send_until_quiet()

    assert took < 3
    assert server.counts() == {INSPECTORS: 1}


def test_server_that_took_the_message_and_then_broke_off_gets_it_once(one_copy, server):
    server.behaviour = "accept and drop"

    send_until_quiet()

    assert (fresh(one_copy).state, server.counts()) == (State.SENT, {INSPECTORS: 1})


def test_server_that_never_said_it_took_the_message_gets_it_again_under_the_same_id(
    one_copy, server
):
    """The one window: nobody can know, so a repeat that mail systems can tell apart is sent."""
    server.behaviour = "drop after data"
    send_next(AT)
    unknown = fresh(one_copy)
    server.behaviour = ""

    send_until_quiet()

    assert (unknown.state, unknown.problem) == (
        State.FAILED, "The mail server broke off before it said that it took the message.",
    )  # fmt: skip
    assert [m["Message-ID"] for m in server.messages()] == [one_copy.message_id] * 2


def test_file_that_cannot_be_read_is_tried_again_and_not_given_up(one_copy, server):
    file = one_copy.letter.public_pdf
    kept = file.storage.path(file.name)
    os.rename(kept, f"{kept}.away")
    send_next(AT)
    failed = fresh(one_copy)
    os.rename(f"{kept}.away", kept)

    send_until_quiet()

    assert "public copy” is not in the storage any more" in failed.problem
    assert server.counts() == {INSPECTORS: 1}


# --- Header injection


INJECTION = "A title\r\nBcc: thief@evil.example\n\nNot the words"


def test_newlines_in_names_and_titles_make_no_header(db, server):
    body = make_force_and_body().body
    report = make_report(body, title=INJECTION)
    letter = make_letter(make_response(body, report, state="approved"), signed=True)
    CopyRecipient.objects.create(
        body=body, name=INJECTION, email="panel@council.example", role=INJECTION
    )
    ask(letter)

    send_until_quiet()

    assert len(server.messages()) == 4
    for message in server.messages():
        assert "Bcc" not in message
        assert message["Subject"].count("\n") == 0
        assert set(message.keys()) == {
            "Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID",
        }  # fmt: skip


@pytest.mark.parametrize(
    "email",
    ["a@b.example\nBcc: thief@evil.example", "a@b.example\r\n\r\nwords", "a@b.example\rX: y"],
)
def test_newline_in_an_address_is_never_sent(db, server, email):
    letter = make_letter(signed=True)
    make_copy_recipient(letter.body, email=email)
    ask(letter)

    send_until_quiet()

    copy = Delivery.objects.get(purpose="copy")
    assert (copy.state, copy.tries) == (State.GIVEN_UP, 1)
    assert copy.problem.startswith("The message cannot be made")
    assert len(server.received) == 3


def test_newline_in_the_sender_is_never_sent(one_copy, server, smtp):
    smtp.DEFAULT_FROM_EMAIL = "office@x.example\nBcc: thief@evil.example"

    send_until_quiet()

    assert (fresh(one_copy).state, server.received) == (State.GIVEN_UP, [])


# --- What people and workers do


def test_double_click_on_send_sends_once(db, server, client):
    letter = make_letter(signed=True)
    client.force_login(make_user(Role.CASEWORKER, letter.body))
    address = reverse("letters:copies", args=[letter.pk])
    for _ in range(2):
        client.post(address)
    Delivery.objects.update(next_try_at=AT)

    send_until_quiet()

    assert sorted(server.counts().values()) == [1, 1]


def in_threads(*tasks) -> None:
    """Run the tasks at the same moment, each on a connection of its own."""
    gate = threading.Barrier(len(tasks))

    def run(task):
        gate.wait()
        try:
            task()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[task]) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer at a time."
)


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_workers_and_two_clicks_at_once_send_once(server):
    letter = make_letter(signed=True)
    by = make_user(Role.CASEWORKER, letter.body)

    def click():
        ask_copies(Letter.objects.get(), by=by, at=AT)

    def work():
        for _ in range(40):
            send_next(later(minutes=1))
            time.sleep(0.05)

    in_threads(click, click, work, work, work)
    send_until_quiet(later(minutes=1))

    assert sorted(server.counts().values()) == [1, 1, 1]


def child(code: str, tmp_path, port: int) -> subprocess.Popen:
    """Start a Python of its own on the database of this test."""
    if connection.vendor == "sqlite":
        url = f"sqlite:///{tmp_path / 'killed.sqlite3'}"
    else:
        name = connection.settings_dict["NAME"]
        url = f"{os.environ['DATABASE_URL'].rsplit('/', 1)[0]}/{name}"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "pcc_tracker.settings", "DATABASE_URL": url,
        "DATA_DIR": str(tmp_path), "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(port),
        "EMAIL_USE_TLS": "0",
    }  # fmt: skip
    begun = "import django; django.setup()\nfrom django.utils.timezone import now\n"
    begun += "from letters.tasks import LEASE, send_next\n"
    return subprocess.Popen(  # noqa: S603  the code is this file's own
        [sys.executable, "-c", begun + code], env=environment, cwd=django_settings.BASE_DIR
    )


@pytest.mark.django_db(transaction=True)
def test_worker_killed_while_it_sends_and_started_again_sends_each_copy_once(server, tmp_path):
    ask(make_letter(signed=True))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(tmp_path / "killed.sqlite3")])
    server.behaviour = "hold"
    worker = child("while send_next(now()): pass", tmp_path, server.port)
    assert server.holding.wait(60)
    worker.kill()
    worker.wait(30)
    server.behaviour = ""

    restarted = child("while send_next(now()): pass", tmp_path, server.port)
    assert restarted.wait(60) == 0
    before_the_lease_ran_out = len(server.received)
    for _ in range(2):
        after = child("while send_next(now() + LEASE): pass", tmp_path, server.port)
        assert after.wait(60) == 0

    assert before_the_lease_ran_out == 2
    assert sorted(server.counts().values()) == [1, 1, 1]
    assert len({m["Message-ID"] for m in server.messages()}) == 3


@pytest.mark.django_db
def test_worker_that_died_after_the_server_took_the_message_repeats_it_under_the_same_id(
    one_copy, server
):
    send_next(AT)
    Delivery.objects.update(sent_at=None, leased_until=AT + LEASE)

    early = send_next(AT)
    send_until_quiet(AT + LEASE)

    assert early is False
    assert [m["Message-ID"] for m in server.messages()] == [one_copy.message_id] * 2
