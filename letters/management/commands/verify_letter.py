from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from letters.seal import BadCertificate, Verdict, configured_certificates, verify


class Command(BaseCommand):
    help = (
        "Say who signed a PDF, when, and whether it was changed since. The exit status is 0 when"
        " it is signed and unchanged to its last byte, else 1."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("pdf", type=Path, metavar="FILE.pdf")

    def handle(self, *, pdf, **options):
        try:
            data = pdf.read_bytes()
        except OSError as error:
            raise CommandError(f"{pdf} cannot be read: {error.strerror}.") from error
        try:
            trusted, known = configured_certificates(), ""
        except BadCertificate as error:
            trusted, known = (), f" ({error})"
        verdict = verify(data, trusted=trusted)
        if verdict.signed:
            self._describe(verdict, known)
        if not verdict.is_unaltered:
            raise CommandError(verdict.problem)
        self.stdout.write(self.style.SUCCESS("Nothing has changed since it was signed."))

    def _describe(self, verdict: Verdict, known: str) -> None:
        at = verdict.signed_at
        when = timezone.localtime(at).strftime("%-d %B %Y, %H:%M %Z") if at else "not stated"
        self.stdout.write(f"Signed by: {verdict.signer_name or 'not readable'}")
        self.stdout.write(f"Signed at: {when}, as the signer stated it")
        ours = "the one configured here" if verdict.trusted else "NOT the one configured here"
        self.stdout.write(f"Certificate: {ours}{known}")
