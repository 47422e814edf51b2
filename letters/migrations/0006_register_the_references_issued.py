from django.db import migrations

from letters.references import USUAL, number_in


def register(apps, schema_editor):
    Letter = apps.get_model("letters", "Letter")
    IssuedReference = apps.get_model("letters", "IssuedReference")
    IssuedReference.objects.bulk_create(
        IssuedReference(
            body_id=letter.body_id,
            reference=letter.reference,
            letter=letter,
            year=letter.dated_on.year,
            number=number_in(letter.reference, USUAL),
            issued_by_id=letter.made_by_id,
            issued_at=letter.made_at,
        )
        for letter in Letter.objects.order_by("pk")
    )


class Migration(migrations.Migration):
    dependencies = [("letters", "0005_reference_patterns_and_issued_references")]

    operations = [migrations.RunPython(register, migrations.RunPython.noop)]
