from django.db import migrations, models

from accounts.triggers import frozen, thawed

MESSAGE = "Events are append-only."


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_shared_cache")]

    operations = [
        thawed("accounts_event", MESSAGE),
        migrations.AddField("event", "number", models.PositiveBigIntegerField(null=True)),
        migrations.AddField("event", "previous", models.CharField(max_length=64, null=True)),
        migrations.AddField("event", "digest", models.CharField(max_length=64, null=True)),
        frozen("accounts_event", MESSAGE),
    ]
