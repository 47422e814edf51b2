from django.db import migrations, models

from accounts.triggers import frozen, thawed

SIGNED = ("letters_letter", "A signed letter is frozen.", "OLD.signed_at IS NOT NULL")


class Migration(migrations.Migration):

    dependencies = [("letters", "0030_templates_in_welsh")]

    operations = [
        thawed(*SIGNED),
        migrations.AddField(
            model_name='letter',
            name='content_cy',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='letter',
            name='pdf_cy',
            field=models.FileField(blank=True, max_length=300, upload_to='letters/%Y/'),
        ),
        migrations.AddField(
            model_name='letter',
            name='public_pdf_cy',
            field=models.FileField(blank=True, max_length=300, upload_to='letters/%Y/'),
        ),
        migrations.AddField(
            model_name='letter',
            name='public_sha256_cy',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='letter',
            name='sha256_cy',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='letter',
            name='words_cy',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('words_cy__isnull', True), ('signed_at', None), _connector='OR'), ('pdf_cy', ''), ('public_pdf_cy', ''), ('public_sha256_cy', ''), ('sha256_cy', '')), models.Q(models.Q(('pdf_cy', ''), _negated=True), models.Q(('public_pdf_cy', ''), _negated=True), models.Q(('sha256_cy', ''), _negated=True), models.Q(('public_sha256_cy', ''), _negated=True), ('signed_at__isnull', False), ('words_cy__isnull', False)), _connector='OR'), name='letter_signed_in_each_of_its_languages'),
        ),
        frozen(*SIGNED),
    ]
