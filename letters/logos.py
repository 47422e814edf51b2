"""What a letterhead's logo must be before it is kept."""

from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from letters.images import BadImage, opaque_jpeg
from letters.svg import LARGEST, clean_svg
from recommendations.files import examine

LOGO_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".svg": "image/svg+xml",
}
LARGEST_PICTURE = 10 * 1024 * 1024


def checked_logo(upload: UploadedFile) -> UploadedFile:
    """Return the logo as it may be kept: a picture as it is, a drawing written anew.

    Raises ValidationError, in words for whoever chose the file.
    """
    ending = PurePath(upload.name or "").suffix.lower()
    try:
        if ending == ".svg":
            drawing = clean_svg(upload.read(LARGEST + 1))
            return SimpleUploadedFile(upload.name or "", drawing, LOGO_TYPES[ending])
        if ending in LOGO_TYPES and (upload.size or 0) <= LARGEST_PICTURE:
            opaque_jpeg(upload.read())
        examine(upload, allowed=frozenset(LOGO_TYPES), largest=LARGEST_PICTURE)
    except BadImage as error:
        raise ValidationError(str(error)) from error
    return upload
