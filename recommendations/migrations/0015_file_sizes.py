"""Texts and registers know how large their files are, so that a body's files can be counted."""

from django.core.files.storage import default_storage
from django.db import migrations, models


def measure(apps, schema_editor):
    """Write down the size of each file that is in the storage; of one that is gone, nothing."""
    counted = set()
    for name in ("Source", "Register"):
        rows = apps.get_model("recommendations", name)._default_manager.exclude(file="")
        for pk, file in rows.order_by("pk").values_list("pk", "file").iterator(chunk_size=500):
            if file in counted:  # given to another report too, and one file
                continue
            counted.add(file)
            try:
                size = default_storage.size(file)
            except OSError:
                continue
            rows.filter(pk=pk).update(size=size)


class Migration(migrations.Migration):

    dependencies = [
        ('recommendations', '0014_update_milestones'),
    ]

    operations = [
        migrations.AddField(
            model_name='register',
            name='size',
            field=models.PositiveBigIntegerField(default=0, help_text='Of the file, in bytes.'),
        ),
        migrations.AddField(
            model_name='source',
            name='size',
            field=models.PositiveBigIntegerField(default=0, help_text='Of the file, in bytes.'),
        ),
        migrations.RunPython(measure, migrations.RunPython.noop, elidable=True),
    ]
