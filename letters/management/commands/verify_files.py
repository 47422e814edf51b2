from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from letters.stored_files import every_file
from recommendations.actions import note_not_as_given
from recommendations.stored import NotAsGiven


class Command(BaseCommand):
    help = (
        "Compare every stored file with the SHA-256 that was recorded when it was given or sealed."
        " Each that is missing, altered or cannot be read is named, and the exit status is then 1."
        " What is wrong goes into the record too. verify_audit checks the record itself: run both."
    )

    def handle(self, **options):
        count = wrong = 0
        for stored in every_file():
            count += 1
            try:
                stored.check()
            except NotAsGiven as error:
                wrong += 1
                row = f"{stored.row._meta.verbose_name} {stored.row.pk}"
                self.stdout.write(f"{error.why}: {stored.name} ({row}), {stored.file.name}")
                note_not_as_given(error, at=timezone.now())
        if wrong:
            raise CommandError(f"{wrong} of {count} files are not as they were given.")
        self.stdout.write(f"All {count} files are as they were given.")
