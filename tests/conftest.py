"""What every test runs under: no network, its own folders, and a flush that gets past triggers."""

import ipaddress
import socket

import pytest
from django.db import connection
from hypothesis import settings as hypothesis_settings

from tests.record_order import watched

pytest_plugins = ["tests.browser"]

# The same examples each time: what fails in CI fails here. To look for more, give
# --hypothesis-profile=search.
hypothesis_settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis_settings.register_profile("search", max_examples=5000, deadline=None)
hypothesis_settings.load_profile("steady")


COUNTED = {
    "hostile cases": "{} cases of hostile input, each one request, at {} addresses",
    "addresses x visitors": "{} pairs of an address and a visitor asked for it, at {} addresses",
    "addresses x visitors, posted": "{} pairs of an address and one who posts, at {} addresses",
}


def pytest_terminal_summary(terminalreporter):
    """Print how much was tried by the tests that try everything."""
    counts: dict[str, list[int]] = {}
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, count in report.user_properties:
            if name in COUNTED and report.when == "call":
                counts.setdefault(name, []).append(count)
    for name, each in counts.items():
        terminalreporter.write_line(COUNTED[name].format(sum(each), sum(map(bool, each))))


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.OUTBOX_DIR = tmp_path / "outbox"
    settings.AUDIT_HEADS_FILE = tmp_path / "audit-heads.txt"


class NetworkUsed(Exception):
    """A test tried to reach another machine."""


def _is_here(address) -> bool:
    if not isinstance(address, tuple) or address[0] == "localhost":
        return True
    try:
        return ipaddress.ip_address(address[0]).is_loopback
    except ValueError:
        return False


def _only_here(connect):
    def guarded(self, address):
        if not _is_here(address):
            raise NetworkUsed(f"{address[0]}: tests may connect to this machine only.")
        return connect(self, address)

    return guarded


@pytest.fixture(autouse=True, scope="session")
def no_network():
    with pytest.MonkeyPatch.context() as patch:
        for name in ["connect", "connect_ex"]:
            patch.setattr(socket.socket, name, _only_here(getattr(socket.socket, name)))
        yield


# A test that commits is cleaned up by emptying the tables, which append-only tables refuse.
# Only here may they be emptied, so the triggers step aside here and not in the product.

SQLITE_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
# Row triggers do not see TRUNCATE; bit 32 marks those that do.
POSTGRES_TRUNCATE_TRIGGERS = """
SELECT quote_ident(tgname), tgrelid::regclass FROM pg_trigger
WHERE NOT tgisinternal AND tgtype & 32 <> 0
"""


def _rows(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def _sqlite_pause():
    triggers = _rows(SQLITE_TRIGGERS)
    return [f'DROP TRIGGER "{name}"' for name, _ in triggers], [sql for _, sql in triggers]


def _postgresql_pause():
    triggers = _rows(POSTGRES_TRUNCATE_TRIGGERS)
    return (
        [f"ALTER TABLE {table} DISABLE TRIGGER {name}" for name, table in triggers],
        [f"ALTER TABLE {table} ENABLE TRIGGER {name}" for name, table in triggers],
    )


@pytest.fixture(autouse=True, scope="session")
def flush_past_triggers():
    pause = {"sqlite": _sqlite_pause, "postgresql": _postgresql_pause}[connection.vendor]
    operations = type(connection.ops)
    plain = operations.sql_flush

    def sql_flush(self, style, tables, **options):
        before, after = pause()
        return [*before, *plain(self, style, tables, **options), *after]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "sql_flush", sql_flush)
        yield


@pytest.fixture(autouse=True)
def events_come_last(request, _django_db_marker):
    """Fail a test whose actions lock or write something after they have recorded.

    The end of the record is held from an action's first event until it commits. An action
    that then waits for a row may wait for another that waits for the record: put
    `@events_last()` beneath its `@transaction.atomic`.
    """
    if request.path.parent.name not in ["accounts", "recommendations", "responses", "letters"]:
        yield  # tests of the whole put several actions in one transaction
        return
    with watched() as late:
        yield
    assert late == []
