from django.db import migrations

from accounts.triggers import frozen


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        frozen("accounts_event", "Events are append-only."),
    ]
