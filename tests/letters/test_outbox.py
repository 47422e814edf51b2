from email import message_from_bytes
from email.policy import default

import pytest
from django.core.mail import EmailMessage, get_connection

from letters.outbox import file_name


@pytest.fixture
def outbox(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "not" / "yet" / "there"
    return settings.OUTBOX_DIR


def send(*messages, **options):
    return get_connection("letters.outbox.EmailBackend", **options).send_messages(list(messages))


def make_message(message_id="<letter-7@wessmere.example>", body="Please find attached.", **more):
    more.setdefault("to", ["minister@ministry.example"])
    return EmailMessage(
        subject="A copy of our response",
        body=body,
        from_email="office@wessmere.example",
        headers={"Message-ID": message_id},
        **more,
    )


def test_message_is_kept_whole_with_its_attachment(outbox):
    message = make_message()
    message.attach("letter.pdf", b"%PDF-1.7 \x00\xff", "application/pdf")

    assert send(message) == 1

    [file] = outbox.iterdir()
    assert file.name == "letter-7@wessmere.example.eml"
    kept = message_from_bytes(file.read_bytes(), policy=default)
    assert kept["To"] == "minister@ministry.example"
    assert kept["Subject"] == "A copy of our response"
    assert kept["Message-ID"] == "<letter-7@wessmere.example>"
    [attachment] = kept.iter_attachments()
    assert attachment.get_filename() == "letter.pdf"
    assert attachment.get_content() == b"%PDF-1.7 \x00\xff"


def test_only_its_owner_reads_the_outbox(outbox):
    send(make_message())

    [file] = outbox.iterdir()
    assert outbox.stat().st_mode & 0o777 == 0o700
    assert file.stat().st_mode & 0o777 == 0o600


def test_same_message_id_is_kept_once_and_newest(outbox):
    send(make_message(body="First try."))
    send(make_message(body="Second try."))

    [file] = outbox.iterdir()
    assert b"Second try." in file.read_bytes()


def test_several_messages_are_counted_and_nobody_is_skipped(outbox):
    sent = send(make_message("<1@x>"), make_message("<2@x>"), make_message("<3@x>", to=[]))

    assert sent == 2
    assert sorted(file.name for file in outbox.iterdir()) == ["1@x.eml", "2@x.eml"]


def test_nothing_to_send_makes_nothing(outbox):
    assert send() == 0
    assert not outbox.exists()


@pytest.mark.parametrize("message_id", ["<../../../etc/cron.d/x@y>", "<a/b@y>", "<.hidden>", "<>"])
def test_message_id_cannot_leave_the_outbox(outbox, message_id):
    send(make_message(message_id))

    [file] = outbox.iterdir()
    assert file.parent == outbox
    assert not file.name.startswith(".")


def test_ids_that_differ_only_in_odd_or_late_characters_stay_apart():
    long = "<" + "x" * 400
    ids = ["<a/b@y>", "<a:b@y>", "<a_b@y>", f"{long}1>", f"{long}2>"]

    names = {file_name(message_id) for message_id in ids}

    assert len(names) == 5
    assert max(map(len, names)) < 200


def test_full_disk_is_reported_unless_told_to_be_silent(outbox, settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "file"
    settings.OUTBOX_DIR.write_text("in the way")

    with pytest.raises(OSError):
        send(make_message())
    assert send(make_message(), fail_silently=True) == 0
