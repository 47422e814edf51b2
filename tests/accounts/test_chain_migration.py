"""Events from before there was a chain are chained by the migration, in the order they have."""

import json
import sqlite3

from tests.test_settings import manage

BEFORE, CHAINED = "0005_shared_cache", "0011_chain_the_events"
OLD = [
    (1, "2026-03-02 09:00:00", "Kim Vale", "sign in", "", {}),
    (2, "2026-03-02 09:30:00.250000", "Kim Vale", "approve", "Ünïcode “quoted”\nand a line", {}),
    (5, "2026-03-03 10:00:00", "", "send copy", "", {"to": ["a", 1.5, None]}),
    (9, "2026-03-01 08:00:00", "Ash Fell", "sign in", "An earlier hour, written later", {}),
]


def migrated(tmp_path, *arguments: str) -> None:
    result = manage(tmp_path, "migrate", "-v", "0", *arguments)
    assert result.returncode == 0, result.stderr


def write(path, rows) -> None:
    """Write events as the tables were before: no number, no digest."""
    database = sqlite3.connect(path)
    with database:
        for pk, at, name, action, note, data in rows:
            database.execute(
                "INSERT INTO accounts_event (id, at, by_name, action, object_type, object_pk,"
                " object_name, note, data) VALUES (?, ?, ?, ?, 'accounts.user', 1, 'A', ?, ?)",
                (pk, at, name, action, note, json.dumps(data)),
            )
    database.close()


def chain(path) -> list[tuple]:
    database = sqlite3.connect(path)
    rows = database.execute(
        "SELECT number, id, previous, digest FROM accounts_event ORDER BY number"
    ).fetchall()
    database.close()
    return rows


def test_old_events_are_chained_in_the_order_they_were_written(tmp_path):
    path = tmp_path / "tracker.sqlite3"
    migrated(tmp_path, "accounts", BEFORE)
    write(path, OLD)

    migrated(tmp_path)
    rows = chain(path)
    whole = manage(tmp_path, "verify_audit")

    assert [(number, pk) for number, pk, *_ in rows] == [(1, 1), (2, 2), (3, 5), (4, 9)]
    assert rows[0][2] == "0" * 64
    assert [previous for *_, previous, _ in rows[1:]] == [digest for *_, digest in rows[:-1]]
    assert "The record is whole" in whole.stdout, whole.stdout + whole.stderr


def test_old_event_that_is_altered_after_it_was_chained_is_named(tmp_path):
    path = tmp_path / "tracker.sqlite3"
    migrated(tmp_path, "accounts", BEFORE)
    write(path, OLD)
    migrated(tmp_path)
    database = sqlite3.connect(path)
    triggers = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'accounts_event'"
    ).fetchall()
    with database:
        for (name,) in triggers:
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("UPDATE accounts_event SET by_name = 'Nobody' WHERE id = 5")
    database.close()

    found = manage(tmp_path, "verify_audit")

    assert len(triggers) >= 2 and found.returncode == 1
    assert "Event 3" in found.stdout and "its words are not those" in found.stdout
