"""The test harness itself: nothing leaves the machine, and committed rows do not stay."""

import socket

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Event, User
from tests.conftest import NetworkUsed


def record_event():
    return Event.record("test", User(pk=1, name="A"), by=None, at=timezone.now())


def test_another_machine_cannot_be_reached():
    with pytest.raises(NetworkUsed), socket.socket() as outside:
        outside.connect(("192.0.2.1", 80))


def test_this_machine_can_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


@pytest.fixture
def truncate_trigger():
    """Refuse TRUNCATE as well, where the database knows it."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER no_truncate BEFORE TRUNCATE ON accounts_event"
            " EXECUTE FUNCTION accounts_event_refuse()"
        )
        yield
        cursor.execute("DROP TRIGGER no_truncate ON accounts_event")


@pytest.mark.django_db(transaction=True)
def test_append_only_rows_are_flushed_and_the_refusal_is_kept(truncate_trigger):
    record_event()

    call_command("flush", interactive=False, verbosity=0)

    assert Event.objects.count() == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        record_event().delete()
