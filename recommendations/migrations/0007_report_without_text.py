from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0006_move_texts_to_sources")]

    operations = [
        migrations.RemoveField("report", "reading_notes"),
        migrations.RemoveField("report", "source_text"),
    ]
