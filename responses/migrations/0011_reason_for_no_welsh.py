import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("responses", "0010_words_in_welsh")]

    operations = [
        migrations.AddField(
            model_name='response',
            name='no_welsh_reason',
            field=models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(50000)], verbose_name='why it is published in one language only'),
        ),
    ]
