import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('letters', '0010_delegations')]

    operations = [
        migrations.AddField(
            model_name='letter',
            name='delegation',
            field=models.ForeignKey(help_text='When a deputy signs.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='letters.delegation'),
        ),
    ]
