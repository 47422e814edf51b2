"""Letters as one ZIP file, in each of their languages: signed, or as proofs named so."""

import zipfile
from collections.abc import Iterable
from tempfile import SpooledTemporaryFile

from django.contrib import messages
from django.http import FileResponse
from django.utils import timezone

from accounts.actions import has_taken_most
from accounts.errors import Refused
from accounts.models import Event
from letters.actions import preview
from letters.images import BadImage
from letters.models import Letter
from letters.public import pdf_name
from recommendations.actions import note_not_as_given
from recommendations.stored import NotAsGiven

IN_MEMORY = 20 * 1024 * 1024


def export(model_admin, request, letters: Iterable[Letter]) -> FileResponse | None:
    """Return the letters as a ZIP and record each; a letter that cannot be made is named."""
    if has_taken_most(request.user, timezone.now()):
        said = "You have taken many files within an hour. Wait an hour, then go on."
        model_admin.message_user(request, said, messages.ERROR)
        return None
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the response closes it
    names: set[str] = set()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for letter in letters:
            try:
                pdfs = {language: preview(letter, language) for language in letter.languages}
            except (Refused, BadImage, OSError) as error:
                if isinstance(error, NotAsGiven):
                    note_not_as_given(error, at=timezone.now())
                model_admin.message_user(request, f"{letter}: {error}", messages.WARNING)
                continue
            for language, pdf in pdfs.items():
                name = _free_name(letter, language, names)
                archive.writestr(name, pdf)
                Event.record(
                    "export", letter, by=request.user, at=timezone.now(), body=letter.body,
                    file=name,
                )  # fmt: skip
    if not names:
        file.close()
        return None
    file.seek(0)
    name = f"{timezone.localdate():%Y-%m-%d}-letters.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


def _free_name(letter: Letter, language: str, taken: set[str]) -> str:
    """Return a name that no other file in the archive has."""
    name = f"{'' if letter.is_signed else 'proof-unsigned-'}{pdf_name(letter, language)}"
    if name in taken:
        name = f"{name.removesuffix('.pdf')}-{letter.pk}.pdf"
    taken.add(name)
    return name
