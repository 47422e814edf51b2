from django.db import migrations

from accounts.chain import FIELDS, START, digest
from accounts.triggers import frozen, thawed

MESSAGE = "Events are append-only."


def chain(apps, schema_editor):
    """Number the events that there are, in the order they were written, and chain them."""
    events = apps.get_model("accounts", "Event").objects
    previous = START
    own = [name for name in FIELDS if name not in ["number", "previous"]]
    rows = events.order_by("pk").values("pk", *own)
    for number, row in enumerate(rows.iterator(chunk_size=1000), start=1):
        pk = row.pop("pk")
        place = {"number": number, "previous": previous}
        previous = digest(row | place)
        events.filter(pk=pk).update(**place, digest=previous)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_event_chain_columns")]

    operations = [
        thawed("accounts_event", MESSAGE),
        migrations.RunPython(chain, migrations.RunPython.noop),
        frozen("accounts_event", MESSAGE),
    ]
