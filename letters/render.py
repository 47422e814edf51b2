"""From the words of a letter to its page: HTML, and a PDF for keeping and for reading aloud.

Every PDF is tagged and is both PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1).
WeasyPrint is loaded at the first letter, so that a web process starts without it.
"""

import gc
import logging
import re
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from functools import cache, lru_cache, partial
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from typing import Any, NamedTuple

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from PIL import ImageFile

from letters.attached import NAME, attached_data
from letters.conformance import MissingGlyphs, finish, mark_languages, mend_stream_ends
from letters.images import BadImage, CannotRender, opaque_jpeg, stored_picture
from letters.language import WORDS, day_words, word
from letters.signs import REPAIRS, STAND_IN, LostSign, places, repaired, unprintable, unusual
from letters.svg import clean_svg
from letters.words import LetterWords
from pcc_tracker.markdown import unmarked

__all__ = [
    "BadImage",
    "CannotRender",
    "RendererMissing",
    "letter_html",
    "render_letter",
    "signs_lost",
]

STYLE = "letters/letter.css"
COLOUR = re.compile(r"#[0-9a-f]{6}", re.I)
MOST_PICTURES = 50
COLOURS = "letter-srgb"  # by any other name than "srgb" WeasyPrint reads it for each letter

logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)  # else nine lines a letter


class RendererMissing(CannotRender):
    """The machine lacks the libraries that draw letters. No letter was made."""


class Renderer(NamedTuple):
    """What one process makes once: a new FontConfiguration for each letter would leak."""

    html: Any
    attachment: Any
    fonts: Any
    colours: Any
    css: Any
    fetcher: Any
    drawn: dict[str, Any]  # WeasyPrint's own cache of pictures


_drawing = threading.Lock()  # a font map serves one thread at a time
_pictures_made: dict[str, bytes] = {}


def render_letter(words: LetterWords, *, sealed: bool) -> bytes:
    """Return the letter as a PDF, the same bytes for the same words.

    When `sealed`, it says who signs it and has one empty signature field in that
    place, for `letters.seal.seal`. A sign that no font here can draw, such as an emoji,
    becomes an empty square: `signs_lost` names them. Raises BadImage or RendererMissing.
    """
    return _drawn_as_it_can_be(words, sealed)[0]


def signs_lost(words: LetterWords) -> list[LostSign]:
    """Return the signs of a letter that stand on its page as an empty square, and where.

    It is drawn for that, unless all its signs are usual ones. Raises as `render_letter`.
    """
    doubtful = unusual(words)
    if not doubtful:
        return []
    lost = unprintable(doubtful) | _drawn_as_it_can_be(words, sealed=False)[1]
    return places(words, lost)


def _drawn_as_it_can_be(words: LetterWords, sealed: bool) -> tuple[bytes, set[str]]:
    data = attached_data(words)  # whole, for a machine needs no font
    words = repaired(words, REPAIRS)
    with _drawing, _uncollected():
        try:
            return _drawn(words, data, sealed), set()
        except MissingGlyphs as missing:
            stand_ins = dict.fromkeys(missing.characters, STAND_IN)
            pdf = _drawn(repaired(words, stand_ins), data, sealed)
            return pdf, set(map(chr, missing.characters))


def _drawn(words: LetterWords, data: bytes, sealed: bool) -> bytes:
    renderer = _renderer()
    pictures = _pictures(words)
    addresses = {name: _address(picture) for name, picture in pictures.items()}
    renderer.fetcher.pictures = {_address(picture): picture for picture in pictures.values()}
    if len(renderer.drawn) > MOST_PICTURES:
        renderer.drawn.clear()
    html = _html(words, addresses, sealed=sealed)
    page = renderer.html(string=html, url_fetcher=renderer.fetcher)
    return page.write_pdf(
        font_config=renderer.fonts,
        stylesheets=[renderer.css, *_coloured(words.colour, words.rule_colour)],
        cache=renderer.drawn,
        color_profiles={COLOURS: renderer.colours},
        output_intent=COLOURS,
        pdf_variant="pdf/a-3a",
        attachments=[_attachment(words, data, renderer)],
        finisher=partial(
            finish,
            field=_field_name(words) if sealed else "",
            identifier=sha256(html.encode() + data).hexdigest()[:32],
        ),
    )


def _attachment(words: LetterWords, data: bytes, renderer: Renderer) -> Any:
    """Return the letter's data as a file within the PDF, dated as the letter is."""
    at = datetime.combine(words.dated_on, time())
    return renderer.attachment(
        string=data,
        name=NAME,
        description=word("attached", words.language),
        created=at,
        modified=at,
        relationship="Data",
        url_fetcher=renderer.fetcher,
    )


def drawing_page(drawing: bytes) -> bytes:
    """Return a clean SVG alone on a page of just its size, as a PDF."""
    width, height = re.findall(r'(?:width|height)="([\d.]+mm)"', drawing.decode())[:2]
    style = (
        f"<style>@page {{ size: {width} {height}; margin: 0 }}"
        "body { margin: 0; font-size: 0 }</style>"
    )
    with _drawing:
        renderer = _renderer()
        address = _address(drawing)
        renderer.fetcher.pictures = {address: drawing}
        page = renderer.html(string=f'{style}<img src="{address}">', url_fetcher=renderer.fetcher)
        return page.write_pdf(font_config=renderer.fonts)


def letter_html(words: LetterWords, *, sealed: bool = False, on_screen: bool = False) -> str:
    """Return the letter as one HTML page; raises BadImage.

    `on_screen` links the style sheet and carries the pictures inside, which the
    content security policy allows. Without it, the page is what the PDF is drawn from.
    """
    words = repaired(words, REPAIRS)
    address = _data if on_screen else _address
    addresses = {name: address(picture) for name, picture in _pictures(words).items()}
    return _html(words, addresses, sealed=sealed, on_screen=on_screen)


def _html(
    words: LetterWords, addresses: dict[str, str], *, sealed: bool, on_screen: bool = False
) -> str:
    return render_to_string(
        "letters/page.html",
        {
            "words": words,
            "say": {name: word(name, words.language) for name in WORDS},
            "dated_on": day_words(words.dated_on, words.language),
            "seal": _seal_words(words) if sealed else "",
            "on_screen": on_screen,
            **addresses,
        },
    )


def _field_name(words: LetterWords) -> str:
    return word("signature_field", words.language, who=words.signatory.name)


def _seal_words(words: LetterWords) -> str:
    """Return what stands in the place of the digital signature."""
    by = words.signatory
    who = ", ".join(filter(None, [by.name, unmarked(by.title)]))
    if not by.signed_on:
        return word("proof_signed", words.language, who=who)
    day = day_words(date.fromisoformat(by.signed_on), words.language)
    return word("signed", words.language, who=who, day=day)


def _pictures(words: LetterWords) -> dict[str, bytes]:
    """Return the letter's pictures, each a JPEG or a clean SVG: "logo", "signature", or neither."""
    paths = {"logo": words.letterhead.logo, "signature": words.signatory.image}
    return {name: picture(path) for name, path in paths.items() if path}


def picture(path: str) -> bytes:
    """Return a stored picture as letters have it, made once for the same bytes.

    It is a JPEG or a clean SVG. Raises BadImage.
    """
    data = stored_picture(path)
    make = clean_svg if path.lower().endswith(".svg") else opaque_jpeg
    key = f"{make.__name__}:{sha256(data).hexdigest()}"
    if key not in _pictures_made:
        if len(_pictures_made) >= MOST_PICTURES:
            _pictures_made.clear()
        _pictures_made[key] = make(data)
    return _pictures_made[key]


def _address(picture: bytes) -> str:
    return f"letter:{sha256(picture).hexdigest()}"


def _kind(picture: bytes) -> str:
    return "image/svg+xml" if picture.startswith(b"<svg") else "image/jpeg"


def _data(picture: bytes) -> str:
    return f"data:{_kind(picture)};base64,{b64encode(picture).decode()}"


@cache
def _renderer() -> Renderer:
    try:
        from weasyprint import CSS, HTML, Attachment  # noqa: PLC0415
        from weasyprint.css import ColorProfile  # noqa: PLC0415
        from weasyprint.pdf import tags  # noqa: PLC0415
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
    except OSError as error:
        raise RendererMissing(
            "Letters cannot be made: a library is missing. Run apt-get install"
            " libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation2"
        ) from error
    mend_stream_ends()
    mark_languages(tags)
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on: half a logo would pass
    fonts, fetcher = FontConfiguration(), _fetcher()
    css = CSS(filename=finders.find(STYLE), font_config=fonts, url_fetcher=fetcher)
    profile = BytesIO((files("weasyprint.pdf") / "sRGB2014.icc").read_bytes())
    colours = ColorProfile(profile, "sRGB2014.icc", "relative-colorimetric", ("r", "g", "b"))
    return Renderer(HTML, Attachment, fonts, colours, css, fetcher, {})


@lru_cache(maxsize=100)
def _coloured(headings: str, rules: str) -> tuple[Any, ...]:
    """Return the style sheet that gives headings and rules the office's own colours."""
    given = {"--colour": headings, "--rules": rules}
    said = [f"{name}: {colour}" for name, colour in given.items() if COLOUR.fullmatch(colour)]
    if not said:
        return ()
    from weasyprint import CSS  # noqa: PLC0415

    return (CSS(string=f"body {{ {'; '.join(said)} }}"),)


def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class OwnPictures(URLFetcher):
        """Answers for the pictures of the letter at hand. Opens no file and no connection."""

        pictures: dict[str, bytes] = {}

        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            if url not in self.pictures:
                raise ValueError("A letter fetches nothing from elsewhere.")
            picture = self.pictures[url]
            return URLFetcherResponse(url, picture, {"Content-Type": _kind(picture)})

    return OwnPictures()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Leave cycles alone for the moment: a letter makes many objects and few that die."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
