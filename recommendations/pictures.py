"""Pictures of a PDF's pages: drawn once, apart, and kept beside the file."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from recommendations.apart import page_apart
from recommendations.extraction.errors import ExtractionError
from recommendations.models import Source
from recommendations.stored import NotAsGiven


def picture_of(source: Source, page: int) -> bytes:
    """Return a page of a source's file as PNG. Raises ExtractionError."""
    kept = f"pages/{source.pk}/{source.sha256[:16]}-{page}.png"
    if default_storage.exists(kept):
        with default_storage.open(kept) as file:
            return file.read()
    try:
        file = source.stored.opened()
    except NotAsGiven as error:
        raise ExtractionError(str(error)) from error
    with file:
        picture = page_apart(file.read(), page)
    default_storage.save(kept, ContentFile(picture))
    return picture
