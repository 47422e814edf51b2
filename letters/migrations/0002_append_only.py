from django.db import migrations

from accounts.triggers import frozen


class Migration(migrations.Migration):
    dependencies = [("letters", "0001_initial")]

    operations = [
        frozen("letters_letter", "A signed letter is frozen.", "OLD.signed_at IS NOT NULL"),
        frozen("letters_publication", "A publication is frozen."),
    ]
