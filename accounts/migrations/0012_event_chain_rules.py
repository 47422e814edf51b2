from django.db import migrations, models

from accounts.triggers import frozen, thawed

MESSAGE = "Events are append-only."


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_chain_the_events")]

    operations = [
        thawed("accounts_event", MESSAGE),
        migrations.AlterField("event", "number", models.PositiveBigIntegerField()),
        migrations.AlterField("event", "previous", models.CharField(max_length=64)),
        migrations.AlterField("event", "digest", models.CharField(max_length=64)),
        migrations.AddConstraint(
            "event", models.UniqueConstraint(fields=["number"], name="event_number_once")
        ),
        migrations.AddConstraint(
            "event", models.UniqueConstraint(fields=["digest"], name="event_digest_once")
        ),
        migrations.AddConstraint(
            "event", models.UniqueConstraint(fields=["previous"], name="event_follows_one")
        ),
        migrations.AddConstraint(
            "event",
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="event_number_from_one"
            ),
        ),
        frozen("accounts_event", MESSAGE),
    ]
