"""The connection of a test, which requests made in it would close as they begin and end."""

from contextlib import contextmanager

from django.core.signals import request_finished, request_started
from django.db import close_old_connections

SIGNALS = [request_started, request_finished]


@contextmanager
def kept_open():
    """Let requests begin and end without closing the connection that the test stands on."""
    for signal in SIGNALS:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in SIGNALS:
            signal.connect(close_old_connections)
