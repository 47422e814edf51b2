"""What an action may not do once it has recorded: lock or write anything but more events."""

import re
from contextlib import contextmanager

from django.db import connection

EVENT = re.compile(r'INSERT INTO "accounts_event"')
WRITE = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM) |SELECT .* FOR UPDATE", re.DOTALL)


@contextmanager
def watched():
    """Give a list of the statements that came after an event in one action."""
    base = len(connection.savepoint_ids)
    late: list[str] = []
    recorded = False

    def look(execute, sql, params, many, context):
        nonlocal recorded
        inside = connection.in_atomic_block and len(connection.savepoint_ids) > base
        if not inside:
            recorded = False
        elif EVENT.match(sql):
            recorded = True
        elif recorded and WRITE.match(sql):
            late.append(sql[:80])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield late
