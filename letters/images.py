"""The pictures of a letter: a logo, a signature. Any picture in, one opaque JPEG out."""

from io import BytesIO

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ["PNG", "JPEG", "WEBP", "GIF"]
MOST_PIXELS = 40_000_000
WIDEST = 1200
UNREADABLE = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    OSError,
    SyntaxError,  # Pillow's word for a broken PNG
    ValueError,
)


class CannotRender(Exception):
    """The letter cannot be drawn; the message says why. No letter was made."""


class BadImage(CannotRender):
    """A picture that cannot go on a letter. The message is for the person who chose it."""


def stored_picture(path: str) -> bytes:
    """Return the bytes kept at `path` in the file storage; raises BadImage."""
    try:
        with default_storage.open(path) as file:
            return file.read()
    except (OSError, SuspiciousOperation, ValueError) as error:
        raise BadImage(f"The picture {path} is not in the file storage.") from error


def opaque_jpeg(data: bytes) -> bytes:
    """Return the picture as a JPEG on white, upright, at most 1200 pixels wide.

    PDF/A-1 refuses transparency and a JPEG goes into a PDF as it is. Nothing but
    the pixels is kept: no camera data, no place. Raises BadImage, for more than
    40 million pixels before any of them is decoded.
    """
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                raise BadImage(
                    f"The picture is too large: {width} by {height} pixels."
                    f" It may have {MOST_PIXELS // 1_000_000} million at most."
                )
            return _encoded(_on_white(ImageOps.exif_transpose(picture)))
    except UNREADABLE as error:
        kinds = "PNG, JPEG, WebP or GIF"
        raise BadImage(f"The picture cannot be read. Use a whole {kinds} file.") from error


def _on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    clear = picture.convert("RGBA")
    white = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(white, clear).convert("RGB")


def _encoded(picture: Image.Image) -> bytes:
    if picture.width > WIDEST:
        height = max(1, round(picture.height * WIDEST / picture.width))
        picture = picture.resize((WIDEST, height), Image.Resampling.LANCZOS)
    file = BytesIO()
    picture.info.clear()
    picture.save(file, "JPEG", quality=90, subsampling=0, optimize=True)
    return file.getvalue()
