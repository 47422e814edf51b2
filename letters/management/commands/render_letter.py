from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from letters.actions import preview
from letters.addresses import addresses_on, default_reference
from letters.compose import compose
from letters.render import render_letter
from responses.models import Response


class Command(BaseCommand):
    help = "Write the letter of a response as a PDF: the signed file, or a proof before that."

    def add_arguments(self, parser):
        parser.add_argument("response", type=int, help="The number of the response.")
        parser.add_argument("--output", type=Path, required=True)

    def handle(self, *, response, output, **options):
        try:
            found = Response.objects.get(pk=response)
        except Response.DoesNotExist as error:
            raise CommandError(f"There is no response {response}.") from error
        letter = getattr(found, "letter", None)
        try:
            output.write_bytes(preview(letter) if letter else self.proof(found))
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error}") from error
        state = "signed" if letter and letter.is_signed else "unsigned proof"
        self.stdout.write(self.style.SUCCESS(f"{output} ({state})"))

    def proof(self, response):
        today = timezone.localdate()
        problems = addresses_on(response.body, today).problems
        if problems:
            raise CommandError(" ".join(problems))
        reference = default_reference(response.body, today)
        return render_letter(compose(response, dated_on=today, reference=reference), sealed=False)
