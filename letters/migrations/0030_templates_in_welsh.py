from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("letters", "0022_delivery_once_to_an_address")]

    operations = [
        migrations.AddField(
            model_name='lettertemplate',
            name='cc_cy',
            field=models.TextField(blank=True, default='{chief_officer}, {chief_officer_title}, {force}', help_text='One a line.', max_length=1000, verbose_name='copies to, in Welsh'),
        ),
        migrations.AddField(
            model_name='lettertemplate',
            name='opening_cy',
            field=models.TextField(blank=True, default='Ysgrifennaf mewn ymateb i’r adroddiad “{report}”, a gyhoeddwyd gan {publishers} ar {published_on}{law}.', max_length=5000, verbose_name='opening in Welsh'),
        ),
        migrations.AddField(
            model_name='lettertemplate',
            name='oversight_cy',
            field=models.TextField(blank=True, default='Byddaf yn parhau i fonitro gwaith {force} ar y pwnc hwn ac i ddwyn y {chief_officer_title} i gyfrif amdano.', max_length=5000, verbose_name='oversight in Welsh'),
        ),
        migrations.AddField(
            model_name='lettertemplate',
            name='recommendations_cy',
            field=models.TextField(blank=True, default='Rwy’n cydnabod yr argymhellion a wnaed yn yr adroddiad hwn. {for_force} {for_body} Rhestrir yr argymhellion perthnasol yn Atodiad A.', max_length=5000, verbose_name='recommendations in Welsh'),
        ),
    ]
