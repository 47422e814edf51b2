from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from bodies.actions import load_bodies

FIXTURES = settings.BASE_DIR / "fixtures"


class Command(BaseCommand):
    help = "Load or refresh all real bodies, past and present, and who oversees whom."

    def add_arguments(self, parser):
        parser.add_argument("--bodies", type=Path, default=FIXTURES / "bodies.csv")
        parser.add_argument("--oversight", type=Path, default=FIXTURES / "oversight.csv")

    def handle(self, *, bodies, oversight, **options):
        count = load_bodies(bodies, oversight)
        self.stdout.write(self.style.SUCCESS(f"{count} bodies loaded."))
