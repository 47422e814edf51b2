from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from letters.seal import (
    BadCertificate,
    Verdict,
    configured_certificates,
    configured_roots,
    verify,
)


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
            trusted, roots, known = configured_certificates(), configured_roots(), ""
        except BadCertificate as error:
            trusted, roots, known = (), (), f" ({error})"
        verdict = verify(data, trusted=trusted, stamps_trusted=roots)
        if verdict.signed:
            self._describe(verdict, known)
        if not verdict.is_unaltered:
            raise CommandError(verdict.problem)
        self.stdout.write(self.style.SUCCESS("Nothing has changed since it was signed."))

    def _describe(self, verdict: Verdict, known: str) -> None:
        when = moment(verdict.signed_at) if verdict.signed_at else "not stated"
        self.stdout.write(f"Signed by: {verdict.signer_name or 'not readable'}")
        self.stdout.write(f"Signed at: {when}, as the signer stated it")
        if verdict.stamped_at:
            vouches = "SIGNING_ROOTS vouches" if verdict.stamp_trusted else "nobody here vouches"
            by = f"by {verdict.stamped_by}, which {vouches} for"
            self.stdout.write(f"Time stamp: {moment(verdict.stamped_at)}, {by}")
        ours = "the one configured here" if verdict.trusted else "NOT the one configured here"
        self.stdout.write(f"Certificate: {ours}{known}")


def moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%-d %B %Y, %H:%M %Z")
