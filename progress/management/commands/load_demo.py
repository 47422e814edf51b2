from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.errors import Refused
from progress.demo import is_loaded, load, words
from progress.demo.cast import held


class Command(BaseCommand):
    help = "Load a fictional office in the middle of its work. A second run changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--logins", action="store_true", help="Only print who may sign in.")
        parser.add_argument(
            "--force", action="store_true", help="Load even where the service runs over HTTPS."
        )

    def handle(self, *, logins, force, **options):
        if logins:
            self.print_logins()
            return
        if settings.HTTPS_ONLY and not force:
            raise CommandError(
                "The demo's password is public, and this service runs over HTTPS."
                " Load the demo elsewhere, or add --force."
            )
        if is_loaded():
            self.stdout.write("The demo is loaded already. Nothing was changed.")
            return
        try:
            count = load(now=timezone.now())
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS(f"Demo loaded: {count} reports."))
        self.print_logins()

    def print_logins(self):
        said = words()
        for person in said["people"]:
            roles = ", ".join(f"{role} at {slug}" for slug, role in held(person))
            self.stdout.write(f"{person['email']:<32} {person['name']:<18} {roles}")
        self.stdout.write(f"Password of all: {said['password']}")
        self.stdout.write(
            self.style.WARNING("Everybody can read this password. Never use it with real data.")
        )
