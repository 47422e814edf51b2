from django.db import migrations

from accounts.triggers import frozen


class Migration(migrations.Migration):

    dependencies = [('letters', '0012_lodged_copies')]

    operations = [frozen("letters_lodgedcopy", "A lodged copy is frozen.")]
