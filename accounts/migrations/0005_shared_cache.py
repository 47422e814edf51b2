from django.core.management import call_command
from django.db import migrations


def create(apps, schema_editor):
    """Make the table of the cache that settings.CACHES names; nothing if it is there."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_ways_in")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
