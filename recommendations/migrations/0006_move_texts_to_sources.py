from django.db import migrations


def move(apps, schema_editor):
    Report = apps.get_model("recommendations", "Report")
    Source = apps.get_model("recommendations", "Source")
    for report in Report.objects.exclude(source_text=""):
        source = Source.objects.create(
            report=report,
            text=report.source_text,
            notes=report.reading_notes,
            added_by_id=report.recorded_by_id,
            added_at=report.recorded_at,
            read_at=report.recorded_at,
            settled_at=report.recorded_at,
        )
        report.proposals.exclude(found=None).update(source=source)


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0005_sources")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
