from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.errors import Refused
from letters.actions import preview
from letters.addresses import addresses_on, default_reference
from letters.compose import compose
from letters.language import ENGLISH, WELSH
from letters.render import CannotRender, render_letter
from responses.models import Response


class Command(BaseCommand):
    help = "Write the letter of a response as a PDF: the signed file, or a proof before that."

    def add_arguments(self, parser):
        parser.add_argument("response", type=int, help="The number of the response.")
        parser.add_argument("--output", type=Path, required=True)
        parser.add_argument(
            "--language",
            choices=[ENGLISH, WELSH],
            default=ENGLISH,
            help="The language of the letter: en-GB, or cy for Welsh.",
        )

    def handle(self, *, response, output, language, **options):
        try:
            found = Response.objects.get(pk=response)
        except Response.DoesNotExist as error:
            raise CommandError(f"There is no response {response}.") from error
        letter = getattr(found, "letter", None)
        if language not in (letter.languages if letter else self.languages(found)):
            raise CommandError("This letter is in English only.")
        try:
            made = preview(letter, language) if letter else self.proof(found, language)
            output.write_bytes(made)
        except (Refused, CannotRender) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error}") from error
        state = "signed" if letter and letter.is_signed else "unsigned proof"
        self.stdout.write(self.style.SUCCESS(f"{output} ({state})"))

    def languages(self, response):
        return [ENGLISH, WELSH] if response.is_bilingual else [ENGLISH]

    def proof(self, response, language):
        today = timezone.localdate()
        problems = addresses_on(response.body, today).problems
        if problems:
            raise CommandError(" ".join(problems))
        reference = default_reference(response.body, today)
        words = compose(response, dated_on=today, reference=reference, language=language)
        return render_letter(words, sealed=False)
