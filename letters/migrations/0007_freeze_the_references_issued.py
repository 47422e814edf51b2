from django.db import migrations

from accounts.triggers import frozen


class Migration(migrations.Migration):
    dependencies = [("letters", "0006_register_the_references_issued")]

    operations = [frozen("letters_issuedreference", "A reference once issued stays issued.")]
