"""The chain of the record: whoever alters it behind the service's back is found out."""

import io
import threading
import time
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from accounts.chain import START, Head, check, digest, plain
from accounts.heads import LEASE, keep_head
from accounts.models import AuditHead, Event, events_last
from bodies.models import Body
from tests.factories import AT, later, make_body, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return make_body("An office")


@pytest.fixture
def five(body):
    person = make_user(name="Alex Marsh")
    for n in range(1, 6):
        Event.record(f"step {n}", body, by=person, at=later(n), body=body, note="é “x”", pages=[n])
    return list(Event.objects.order_by("number"))


@pytest.fixture
def unguarded():
    """Drop what refuses changes, as somebody who owns the database can."""
    kinds = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        " AND tgrelid = %s::regclass",
    }
    on = " ON accounts_event" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(kinds[connection.vendor], ["accounts_event"])
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}{on}")


def run(sql: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def verify(**options) -> str:
    out = io.StringIO()
    call_command("verify_audit", stdout=out, **options)
    return out.getvalue()


def faults(**options) -> list[str]:
    out = io.StringIO()
    with pytest.raises(CommandError, match="not as it was written"):
        call_command("verify_audit", stdout=out, **options)
    return out.getvalue().splitlines()


def named(event: Event, what: str) -> str:
    at = event.at.isoformat(timespec="microseconds")
    return f"Event {event.number}, {at}, {event.action}: {what}"


def test_each_event_bears_the_digest_of_the_one_before(five):
    assert [e.number for e in five] == [1, 2, 3, 4, 5]
    assert [e.previous for e in five] == [START, *[e.digest for e in five[:-1]]]
    assert [digest(e.own()) for e in five] == [e.digest for e in five]
    assert f"ends with 5 {five[-1].digest}" in verify()


def test_work_undone_leaves_no_gap(five, body):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Event.record("undone", body, by=None, at=AT)
        raise ZeroDivisionError

    assert Event.record("next", body, by=None, at=AT).number == 6
    assert "whole" in verify()


def test_record_of_nothing_is_whole():
    assert "It ends with 0" in verify()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("note", "Another"), ("by_name", "Somebody else"), ("action", "publish"),
        ("object_pk", "999"), ("object_name", "Other"), ("data", '{"pages": [4]}'),
        ("at", "2026-03-20 10:00:00"), ("by_id", None), ("body_id", None),
    ],
)  # fmt: skip
def test_altered_row_is_named(column, value, five, unguarded):
    run(f"UPDATE accounts_event SET {column} = %s WHERE number = 3", value)  # noqa: S608
    changed = Event.objects.get(number=3)

    assert faults() == [named(changed, "its words are not those it was written with")]


def test_row_altered_with_its_digest_is_found_by_the_next(five, unguarded):
    forged = five[2]
    forged.note = "Forged"
    Event.objects.filter(pk=forged.pk).update(note=forged.note, digest=digest(forged.own()))

    assert faults() == [named(five[3], "it does not follow the event before it")]


def test_removed_rows_are_named(five, unguarded):
    run("DELETE FROM accounts_event WHERE number IN (2, 3)")

    assert faults() == ["Event 2: missing", "Event 3: missing"]


def test_exchanged_rows_are_named(five, unguarded):
    second, fourth = five[1].number, five[3].number
    for old, new in [(second, 99), (fourth, second), (99, fourth)]:
        run("UPDATE accounts_event SET number = %s WHERE number = %s", new, old)

    assert [line.split(",")[0] for line in faults()] == ["Event 2", "Event 4"]


def test_rows_that_exchanged_their_keys_are_named(five, unguarded):
    second, fourth = five[1].pk, five[3].pk
    for old, new in [(second, 9999), (fourth, second), (9999, fourth)]:
        run("UPDATE accounts_event SET id = %s WHERE id = %s", new, old)

    assert [line.split(",")[0] for line in faults()] == ["Event 3", "Event 4"]


def test_row_put_in_is_named(five, unguarded):
    put_in = (
        "INSERT INTO accounts_event (number, previous, digest, at, by_name, action, object_type,"
        " object_pk, object_name, note, data) SELECT 6, digest, %s, at, by_name, action,"
        " object_type, object_pk, object_name, note, data FROM accounts_event WHERE number = 5"
    )
    run(put_in, "f" * 64)

    assert faults() == [
        named(Event.objects.get(number=6), "its words are not those it was written with")
    ]


def test_end_that_was_cut_off_is_found_by_a_head_alone(five, unguarded, tmp_path):
    heads = tmp_path / "heads.txt"
    heads.write_text(f"2026-03-21 2 {five[1].digest}\n\n2026-03-24 5 {five[4].digest}\n")
    assert "against 2 heads" in verify(heads=heads)
    run("DELETE FROM accounts_event WHERE number > 3")

    assert "whole" in verify()
    assert faults(heads=heads) == [
        "Event 5, 2026-03-24: missing: the record is cut off before this event, which a head names"
    ]
    assert faults(head=five[4].digest) == [
        "Event 4: missing: the record is cut off before this event, which a head names"
    ]


def test_record_made_anew_is_found_by_a_head(five, unguarded):
    known = Head(five[3].digest, 4)
    previous = START
    for event in five:
        event.by_name, event.previous = "Somebody else", previous
        event.digest = previous = digest(event.own())
        values = {"by_name": event.by_name, "previous": event.previous, "digest": event.digest}
        Event.objects.filter(pk=event.pk).update(**values)

    assert "whole" in verify()
    assert [(f.number, f.what[:10]) for f in check(Event.objects.chained(), [known])] == [
        (4, "its digest")
    ]


@pytest.mark.parametrize("words", ["2026-03-21 five abc", "\xff"])
def test_file_that_holds_no_heads_is_refused(words, tmp_path):
    heads = tmp_path / "heads.txt"
    heads.write_bytes(words.encode("latin-1"))

    with pytest.raises(CommandError, match="not a head|cannot be read"):
        verify(heads=heads)
    with pytest.raises(CommandError, match="64 digits"):
        verify(head="abc")


def test_data_is_chained_as_both_databases_give_it_back(body):
    Event.record("x", body, by=None, at=AT, a=(1, 2.50), b={3: None}, c=1e22, d=float("nan"))

    assert Event.objects.get().data == {
        "a": [1, "2.5"], "b": {"3": None}, "c": "1e+22", "d": "NaN",
    }  # fmt: skip
    assert plain((1,)) == [1]
    assert "whole" in verify()


def test_events_of_a_block_are_written_at_its_end(body):
    with events_last():
        Event.record("one", body, by=None, at=AT)
        with pytest.raises(ZeroDivisionError), events_last():
            Event.record("undone", body, by=None, at=AT)
            raise ZeroDivisionError
        with events_last():
            Event.record("two", body, by=None, at=AT)
        assert Event.objects.count() == 0

    assert list(Event.objects.order_by("number").values_list("action", flat=True)) == ["one", "two"]


def test_block_that_fails_writes_no_event(body):
    with pytest.raises(ZeroDivisionError), events_last():
        Event.record("undone", body, by=None, at=AT)
        raise ZeroDivisionError

    assert Event.record("next", body, by=None, at=AT).number == 1
    assert Event.objects.get().action == "next"


def at_once(tasks) -> list[Exception]:
    failed: list[Exception] = []

    def guarded(task):
        try:
            task()
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=guarded, args=[task]) for task in tasks]
    [thread.start() for thread in threads]
    [thread.join(60) for thread in threads]
    return failed


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time.")
@pytest.mark.django_db(transaction=True)
def test_twenty_writers_at_once_make_one_chain_and_no_deadlock():
    """Each holds a row, records, and then needs the row of its neighbour."""
    bodies = [make_body() for _ in range(20)]
    ready = threading.Barrier(20)

    def write(mine, other):
        ready.wait(30)
        for _ in range(5):
            with transaction.atomic(), events_last():
                first, second = sorted([mine.pk, other.pk])
                Body.objects.filter(pk=first).update(note="mine")
                Event.record("one", mine, by=None, at=AT)
                Body.objects.filter(pk=second).update(note="mine")
                Event.record("two", other, by=None, at=AT)

    began = time.perf_counter()
    failed = at_once([lambda n=n: write(bodies[n], bodies[(n + 1) % 20]) for n in range(20)])
    print(f"200 events by 20 writers in {time.perf_counter() - began:.2f} s")

    assert failed == []
    assert Event.objects.count() == 200
    assert "ends with 200 " in verify()


def heads(settings) -> list[str]:
    path = settings.AUDIT_HEADS_FILE
    return path.read_text().splitlines() if path.exists() else []


def test_head_goes_out_once_a_day(five, body, settings, mailoutbox):
    settings.AUDIT_HEADS_TO = ["auditor@office.example"]

    assert [keep_head(AT), keep_head(later(minutes=30))] == [True, False]
    Event.record("more", body, by=None, at=AT)
    assert [keep_head(later(1)), keep_head(later(1))] == [True, False]

    last = Event.objects.get(number=6)
    assert heads(settings) == [
        f"2026-03-20 5 {five[-1].digest}", f"2026-03-21 6 {last.digest}",
    ]  # fmt: skip
    assert settings.AUDIT_HEADS_FILE.stat().st_mode & 0o777 == 0o600
    assert [(m.to, five[-1].digest in m.body) for m in mailoutbox] == [
        (["auditor@office.example"], True), (["auditor@office.example"], False),
    ]  # fmt: skip
    assert "against 2 heads" in verify()


def test_no_head_of_a_record_without_events(settings):
    assert keep_head(AT) is False
    assert heads(settings) == []


def test_head_that_could_not_be_written_is_tried_again(five, settings, tmp_path):
    (tmp_path / "full").touch()
    good, settings.AUDIT_HEADS_FILE = settings.AUDIT_HEADS_FILE, tmp_path / "full" / "heads.txt"
    assert keep_head(AT) is False
    settings.AUDIT_HEADS_FILE = good

    assert keep_head(AT + LEASE - timedelta(seconds=1)) is False
    assert keep_head(AT + LEASE) is True
    assert len(heads(settings)) == 1


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time.")
@pytest.mark.django_db(transaction=True)
def test_two_workers_write_one_head(settings):
    Event.record("x", make_body(), by=None, at=AT)

    assert at_once([lambda: keep_head(AT)] * 4) == []
    assert len(heads(settings)) == AuditHead.objects.count() == 1


def test_number_is_given_once(five):
    again = Event.objects.get(number=5)
    again.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)
