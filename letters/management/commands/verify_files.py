from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from letters.stored_files import digests_on_record, every_file, is_on_record
from recommendations.actions import note_not_as_given
from recommendations.stored import NotAsGiven


class Command(BaseCommand):
    help = (
        "Compare every stored file with the SHA-256 that was recorded when it was given or sealed."
        " Each that is missing, altered or cannot be read is named, and each whose SHA-256 is none"
        " with which the record tells that a file was given; the exit status is then 1. What is"
        " missing or altered goes into the record too. verify_audit checks the record itself: run"
        " both."
    )

    def handle(self, **options):
        count = wrong = 0
        told = digests_on_record()
        for stored in every_file():
            count += 1
            row = f"{stored.row._meta.verbose_name} {stored.row.pk}"
            if not is_on_record(stored, told):
                told = digests_on_record()  # it may have been given since
            if not is_on_record(stored, told):
                wrong += 1
                said = "the record tells of no file with its SHA-256"
                self.stdout.write(f"changed: {stored.name} ({row}), {said}")
                continue
            try:
                stored.check()
            except NotAsGiven as error:
                wrong += 1
                self.stdout.write(f"{error.why}: {stored.name} ({row}), {stored.file.name}")
                note_not_as_given(error, at=timezone.now())
        if wrong:
            raise CommandError(f"{wrong} of {count} files are not as they were given.")
        self.stdout.write(f"All {count} files are as they were given.")
