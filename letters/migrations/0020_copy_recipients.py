import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bodies', '0001_initial'),
        ('letters', '0013_lodged_copies_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='CopyRecipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='first day')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('name', models.CharField(max_length=200)),
                ('email', models.EmailField(max_length=254, verbose_name='email address')),
                ('role', models.CharField(help_text='Such as “Police and Crime Panel”; stands beside the name.', max_length=200, verbose_name='why')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='copy_recipients', to='bodies.body')),
            ],
            options={
                'ordering': ['body', 'name', '-starts_on'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('starts_on', None), ('ends_on', None), ('starts_on__lte', models.F('ends_on')), _connector='OR'), name='copy_recipient_starts_before_it_ends'),
                    models.UniqueConstraint(fields=('body', 'email', 'starts_on'), name='copy_recipient_starts_once'),
                    models.UniqueConstraint(condition=models.Q(('starts_on', None)), fields=('body', 'email'), name='copy_recipient_without_start_once', violation_error_message='This address is listed already.'),
                ],
            },
        ),
    ]
