"""The record of who did what: written once, refused any change by the database itself."""

import ast
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.changes import said
from accounts.models import Event
from accounts.models.events import PAST
from accounts.permissions import Role
from bodies.models import Body
from recommendations.actions import owe
from tests.factories import AT, make_body, make_force_and_body, make_report, make_user

pytestmark = pytest.mark.django_db

UPDATE = "UPDATE accounts_event SET by_name = 'Somebody else'"
DELETE = "DELETE FROM accounts_event"


@pytest.fixture
def event():
    body = make_body("An office")
    return Event.record("look", body, by=make_user(name="Alex Marsh"), at=AT, body=body, pages=3)


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_event_keeps_names_as_they_were(event):
    Body.objects.update(name="A new name")

    kept = Event.objects.get()

    assert (kept.by_name, kept.object_name, kept.object_type, kept.data) == (
        "Alex Marsh", "An office", "bodies.body", {"pages": 3},
    )  # fmt: skip
    assert str(kept) == "Alex Marsh: look An office"


def test_event_of_the_worker_is_the_services(event):
    worked = Event.record("send", event.body, by=None, at=AT)

    assert (worked.by, worked.by_name) == (None, "The service")


def test_event_shortens_a_long_name():
    body = make_body("x" * 200)
    report = make_report(confirmed=False, title="y" * 300)

    names = [Event.record("look", obj, by=None, at=AT).object_name for obj in [body, report]]

    assert [len(name) for name in names] == [200, 300]


@pytest.mark.parametrize("sql", [UPDATE, DELETE])
def test_events_refuse_change_by_sql(event, sql):
    with pytest.raises(DatabaseError, match="append-only"):
        run(sql)

    assert Event.objects.get().by_name == "Alex Marsh"


def test_event_refuses_change_by_the_orm(event):
    event.note = "Afterthought."

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.delete()

    assert Event.objects.get().note == ""


@pytest.mark.parametrize("sql", [UPDATE, DELETE])
def test_events_without_rows_refuse_nothing(sql):
    run(sql)

    assert Event.objects.count() == 0


@pytest.mark.parametrize(
    "table",
    [
        "accounts_event",
        "recommendations_assuranceupdate",
        "recommendations_evidence",
        "recommendations_updatemilestone",
        "letters_issuedreference",
        "letters_letter",
        "letters_publication",
    ],
)
def test_append_only_table_has_all_its_triggers(table):
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        " AND tgrelid = %s::regclass",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query, [table])
        names = sorted(row[0] for row in cursor.fetchall())

    verbs = ["delete", "truncate", "update"]  # SQLite has no TRUNCATE
    wanted = [verb for verb in verbs if connection.vendor == "postgresql" or verb != "truncate"]
    assert names == [f"{table}_no_{verb}" for verb in wanted]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Only SQLite replaces rows so.")
def test_event_cannot_be_replaced():
    report = make_report()
    event = Event.objects.first()

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT OR REPLACE INTO accounts_event SELECT * FROM accounts_event WHERE id = %s",
            [event.pk],
        )

    assert report.pk
    assert Event.objects.filter(pk=event.pk).exists()


def test_action_that_is_refused_leaves_no_event():
    report = make_report()
    before = Event.objects.count()
    stranger = make_user(Role.AUDITOR, report.recorded_for)

    with pytest.raises(Exception, match="For this you need to be caseworker"):
        owe(report, by=stranger, at=AT)

    assert Event.objects.count() == before


def test_events_about_objects_come_newest_first(event):
    second = Event.record("leave", event.body, by=None, at=AT)
    Event.record("look", make_body(), by=None, at=AT)

    assert list(Event.objects.about(event.body)) == [second, event]
    assert list(Event.objects.about()) == []


def test_events_are_visible_to_the_body_they_were_done_for(event):
    stranger = make_user(Role.AUDITOR, make_force_and_body().body)
    own = make_user(Role.AUDITOR, event.body)

    assert [Event.objects.visible_to(p).count() for p in [own, stranger]] == [1, 0]


ROOT = Path(__file__).resolve().parents[2]
APPS = ["accounts", "bodies", "recommendations", "responses", "letters", "progress"]


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ("2026-03-20", "20 March 2026"),
        ("2026-13-99", "2026-13-99"),
        ("not_accepted", "not accepted"),
        ("A_name of_its own", "A_name of_its own"),
        ("", "nothing"),
        (None, "nothing"),
        (False, "False"),
        (["in_review", ""], "in review, nothing"),
    ],
)
def test_what_changed_is_said_in_words(kept, words):
    assert said(kept) == words


def recorded() -> set[str]:
    """Return what every call of ours that records an event calls it."""
    found = set()
    for path in (path for app in APPS for path in (ROOT / app).rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text())):
            if not isinstance(call, ast.Call) or not call.args:
                continue
            name = ast.unparse(call.func)
            first = call.args[0]
            if name in {"Event.record", "record_own"} and isinstance(first, ast.Constant):
                found.add(first.value)
    return found


def test_each_thing_that_is_recorded_has_a_word_of_its_own():
    assert len(recorded()) > 50
    assert recorded() - set(PAST) == set()
