import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('letters', '0021_delivery_outcomes')]

    operations = [
        migrations.RemoveConstraint(
            model_name='delivery',
            name='delivery_once_to_a_recipient',
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(models.F('letter'), django.db.models.functions.text.Lower('to_email'), condition=models.Q(('bounced_on', None)), name='delivery_once_to_a_recipient'),
        ),
    ]
