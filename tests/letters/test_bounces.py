"""Delivery status notifications, true and hostile, and the command that records them."""

import io
import subprocess
import sys
from datetime import date

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from accounts.permissions import Role
from letters.actions import ask_copies
from letters.bounces import LARGEST_MAILBOX, NotABounce, messages_in, read_bounce
from letters.models import Delivery
from tests.factories import AT, make_letter, make_user

ADDRESS = "section55@hmicfrs.example"


def notification(message_id="<1@office.example>", **changes) -> bytes:
    """Return a notification as mail servers write them, with some parts changed."""
    parts = {
        "date": "Sat, 21 Mar 2026 10:00:00 +0000",
        "kind": "multipart/report; report-type=delivery-status",
        "action": "failed",
        "status": "5.1.1",
        "recipient": f"rfc822; {ADDRESS}",
        "code": "smtp; 550 5.1.1 No such\r\n mailbox here",
        "original": "message/rfc822",
        "returned": f"From: office@x.example\r\nMessage-ID: {message_id}\r\nSubject: Ours\r\n",
    } | changes
    return """From: MAILER-DAEMON@mail.example\r
Date: {date}\r
Subject: Undelivered\r
MIME-Version: 1.0\r
Content-Type: {kind}; boundary="cut"\r
\r
--cut\r
Content-Type: text/plain\r
\r
It did not arrive.\r
--cut\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mail.example\r
\r
Final-Recipient: {recipient}\r
Action: {action}\r
Status: {status}\r
Diagnostic-Code: {code}\r
\r
--cut\r
Content-Type: {original}\r
\r
{returned}\r
\r
--cut--\r
""".format(**parts).encode()


@pytest.mark.parametrize("original", ["message/rfc822", "text/rfc822-headers"])
def test_notification_is_read(original):
    bounce = read_bounce(notification(original=original))

    assert bounce.message_id == "<1@office.example>"
    assert bounce.address == ADDRESS
    assert bounce.reason == "5.1.1 550 5.1.1 No such mailbox here"
    assert bounce.on == date(2026, 3, 21)


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (b"", "not a delivery status"),
        (b"\x00\xff\xfe", "not a delivery status"),
        (b"Subject: Out of office\n\nBack on Monday", "not a delivery status"),
        (notification(kind="multipart/mixed"), "not a delivery status"),
        (notification(action="delayed"), "no failure: delayed"),
        (notification(action="\x1b[31mdelivered"), "no failure: [31mdelivered"),
        (notification(returned="Subject: Ours"), "does not name the message"),
        (notification("<>"), "does not name the message"),
        (notification().replace(b"delivery-status\r\n", b"feedback-report\r\n"), "another kind"),
    ],
)
def test_other_message_says_what_it_is(message, words):
    with pytest.raises(NotABounce, match=words.replace("[", r"\[")):
        read_bounce(message)


@pytest.mark.parametrize("date_", ["", "yesterday", "Sat, 99 Foo 0000 99:99:99", "\x00"])
def test_notification_without_a_day_is_read(date_):
    assert read_bounce(notification(date=date_)).on is None


def test_deep_nesting_is_a_line_and_not_a_traceback():
    deep = b"".join(
        b'Content-Type: multipart/report; boundary="%d"\r\n\r\n--%d\r\n' % (n, n)
        for n in range(3000)
    )

    with pytest.raises(NotABounce):
        read_bounce(deep)


@given(st.binary(max_size=400), st.integers(0, 600), st.integers(0, 40))
def test_any_bytes_are_a_bounce_or_a_clear_line(junk, at, cut):
    message = notification()

    for hostile in [junk, message[:at] + junk + message[at + cut :]]:
        for part in messages_in(hostile):
            try:
                bounce = read_bounce(part)
            except NotABounce as error:
                assert str(error).isprintable()
            else:
                assert bounce.message_id and bounce.reason.isprintable()


def test_mailbox_is_parted_into_its_messages():
    one = notification()
    mailbox = b"From a@b Sat Mar 21 10:00:00 2026\n" + one + b"\nFrom c@d Sat Mar 21\n" + one

    assert len(list(messages_in(mailbox))) == 2
    assert list(messages_in(one)) == [one]


@pytest.fixture
def copy(db):
    letter = make_letter(signed=True)
    ask_copies(letter, by=make_user(Role.CASEWORKER, letter.body), at=AT)
    Delivery.objects.update(sent_at=AT)
    return Delivery.objects.get(purpose="inspectors")


def run(tmp_path, data: bytes) -> str:
    file = tmp_path / "mailbox"
    file.write_bytes(data)
    out = io.StringIO()
    call_command("record_bounces", str(file), stdout=out)
    return out.getvalue()


def test_command_records_a_bounce_once(copy, tmp_path):
    first = run(tmp_path, notification(copy.message_id))
    second = run(tmp_path, notification(copy.message_id))

    copy.refresh_from_db()
    assert (copy.bounced_on, copy.bounced_by) == (date(2026, 3, 21), None)
    assert copy.bounce_reason == "5.1.1 550 5.1.1 No such mailbox here"
    assert "came back" in first and "1 recorded." in first
    assert "recorded already" in second and "0 recorded." in second


def test_command_says_at_which_forwarded_address_it_came_back(copy, tmp_path):
    run(tmp_path, notification(copy.message_id, recipient="rfc822; desk@else.example"))

    copy.refresh_from_db()
    assert copy.bounce_reason.endswith("(at desk@else.example)")


@pytest.mark.parametrize("day", ["Sat, 21 Mar 1970 10:00:00 +0000", "Sat, 21 Mar 2099 10:00 +0000"])
def test_command_takes_an_impossible_day_for_today(copy, tmp_path, day):
    run(tmp_path, notification(copy.message_id, date=day))

    copy.refresh_from_db()
    assert copy.bounced_on > date(2026, 3, 20)


def test_command_goes_on_after_what_it_cannot_use(copy, tmp_path):
    between = b"\nFrom x@y Sat\n"
    hostile = [b"\xff\x00", notification("<nobody@x.example>"), notification(action="delayed")]
    waiting = Delivery.objects.get(purpose="chief_officer")
    Delivery.objects.filter(pk=waiting.pk).update(sent_at=None)
    hostile.append(notification(waiting.message_id))
    mailbox = between.lstrip() + between.join([*hostile, notification(copy.message_id)])

    said = run(tmp_path, mailbox)

    assert "No copy was sent as <nobody@x.example>." in said
    assert "has not gone out" in said
    assert "1 recorded." in said


def test_command_refuses_what_it_cannot_read(tmp_path, db):
    huge = tmp_path / "huge"
    with huge.open("wb") as file:
        file.truncate(LARGEST_MAILBOX + 1)

    for path, words in [("nowhere", "cannot be read"), (tmp_path, "cannot be read"),
                        ("a\x00b", "cannot be read"), (huge, "larger than 50 MB")]:  # fmt: skip
        with pytest.raises(CommandError, match=words):
            call_command("record_bounces", str(path))


def test_command_reads_standard_input(tmp_path):
    done = subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", "record_bounces"],
        input=b"\x00\xff hostile", capture_output=True, cwd=django_settings.BASE_DIR,
        env={"DATA_DIR": str(tmp_path), "PATH": "/usr/bin"},
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert b"Message 1: It is not a delivery status notification." in done.stdout
