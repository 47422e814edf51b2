from django.db import migrations

from accounts.triggers import frozen


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0001_initial")]

    operations = [
        frozen("recommendations_assuranceupdate", "Assurance updates are append-only."),
        frozen("recommendations_evidence", "Evidence is append-only."),
    ]
