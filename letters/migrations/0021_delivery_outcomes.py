import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0020_copy_recipients'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='delivery',
            name='leased_until',
            field=models.DateTimeField(help_text='While a worker has it, so that no other sends it too.', null=True),
        ),
        migrations.AddField(
            model_name='delivery',
            name='given_up_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='delivery',
            name='reported_id',
            field=models.CharField(blank=True, help_text='What the service that took it calls it.', max_length=120),
        ),
        migrations.AddField(
            model_name='delivery',
            name='bounced_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='delivery',
            name='bounce_reason',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='delivery',
            name='bounced_by',
            field=models.ForeignKey(help_text='Nobody: from a mailbox.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='delivery',
            name='bounced_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='delivery',
            name='corrects',
            field=models.OneToOneField(help_text='The copy whose place this one takes, at a corrected address.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='correction', to='letters.delivery'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('given_up_at', None), models.Q(('sent_at', None), models.Q(('problem', ''), _negated=True)), _connector='OR'), name='delivery_given_up_is_not_sent_and_has_a_problem'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('bounce_reason', ''), ('bounced_at', None), ('bounced_by', None), ('bounced_on', None)), models.Q(('bounced_at__isnull', False), ('bounced_on__isnull', False), ('sent_at__isnull', False), models.Q(('bounce_reason', ''), _negated=True)), _connector='OR'), name='delivery_came_back_after_it_was_sent_and_with_a_reason'),
        ),
    ]
