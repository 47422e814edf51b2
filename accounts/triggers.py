"""Database triggers that make a table append-only, on SQLite and PostgreSQL.

A rule kept only in Python is one `QuerySet.update` away from being broken.
"""

from collections.abc import Callable

from django.db import migrations

SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table} {when}
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
POSTGRES = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table} FOR EACH ROW {when}
EXECUTE FUNCTION {table}_refuse()
"""
POSTGRES_TRUNCATE = """
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT
EXECUTE FUNCTION {table}_refuse()
"""


def frozen(table: str, message: str, when: str = "") -> migrations.RunPython:
    """Return the operation that refuses UPDATE and DELETE on `table`.

    `when` is an SQL condition on OLD, such as "OLD.signed_at IS NOT NULL"; without
    it every row is frozen from the moment it is written.
    """
    return migrations.RunPython(_create(table, message, when), _drop(table))


def thawed(table: str, message: str, when: str = "") -> migrations.RunPython:
    """Return the operation that lets `table` be altered; `frozen` must follow.

    SQLite makes a table anew for a new column, and its triggers go with the old one.
    """
    return migrations.RunPython(_drop(table), _create(table, message, when))


def _create(table: str, message: str, when: str) -> Callable:
    def run(apps, schema_editor):
        postgres = schema_editor.connection.vendor == "postgresql"
        condition = (f"WHEN ({when})" if postgres else f"WHEN {when}") if when else ""
        words = {"table": table, "message": message, "when": condition}
        if postgres:
            schema_editor.execute(POSTGRES_FUNCTION.format(**words))
        for verb in ["update", "delete"]:
            statement = POSTGRES if postgres else SQLITE
            schema_editor.execute(statement.format(verb=verb, VERB=verb.upper(), **words))
        if postgres:
            schema_editor.execute(POSTGRES_TRUNCATE.format(table=table))

    return run


def _drop(table: str) -> Callable:
    def run(apps, schema_editor):
        postgres = schema_editor.connection.vendor == "postgresql"
        for verb in ["update", "delete"]:
            on = f" ON {table}" if postgres else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on}")
        if postgres:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}")
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {table}_refuse()")

    return run
