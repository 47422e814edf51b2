"""The whole file of a response from the command line, as a person of its office may see it."""

import os
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from letters.actions import export_dossier
from responses.models import Response


class Command(BaseCommand):
    help = (
        "Write the whole file of a response as a ZIP: what the named person may see of it, and no"
        " more. It goes into the record in that person's name."
    )

    def add_arguments(self, parser):
        parser.add_argument("response", type=int, help="Its number, as in the page's address.")
        parser.add_argument("path", type=Path, help="The ZIP to write; it must not exist yet.")
        parser.add_argument(
            "--as", dest="email", required=True, help="E-mail address of a person of the office."
        )

    def handle(self, *, response, path, email, **options):
        person = User.objects.filter(email__iexact=email, is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody signs in as {email}.")
        found = Response.objects.visible_to(person).filter(pk=response).first()
        if found is None:
            raise CommandError(f"{person} sees no response {response}.")
        try:
            out = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        try:
            with out:
                count = export_dossier(found, out, by=person, at=timezone.now())
        except BaseException as error:
            path.unlink(missing_ok=True)
            if isinstance(error, PermissionDenied | OSError):
                raise CommandError(f"Nothing was written: {error}") from error
            raise
        self.stdout.write(f"{path}: {count} files")
