"""What a logo drawn as SVG may hold, and how it goes on the letter."""

from dataclasses import replace
from xml.etree import ElementTree

import pypdfium2
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from letters.images import BadImage
from letters.logos import checked_logo
from letters.render import letter_html, render_letter
from letters.svg import MOST_ELEMENTS, clean_svg
from tests.factories import make_image, make_upload
from tests.letters.pdfs import LOGO, breaches, structure
from tests.letters.sample_words import LETTERHEAD, WORDS

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def drawing(inner: str = "", more: str = ' viewBox="0 0 40 20"') -> bytes:
    return f"{OPEN}{more}>{inner}</svg>".encode()


def words_with(svg: bytes):
    path = default_storage.save("letterheads/logo.svg", ContentFile(svg))
    return replace(WORDS, letterhead=replace(LETTERHEAD, logo=path))


def test_logo_is_drawn_as_vector_with_its_words():
    pdf = render_letter(words_with(LOGO), sealed=True)

    document = pypdfium2.PdfDocument(pdf)
    kinds = {item.type for item in document[0].get_objects(max_depth=9)}
    document.close()
    assert breaches(pdf) == []
    assert pypdfium2.raw.FPDF_PAGEOBJ_IMAGE not in kinds
    assert pypdfium2.raw.FPDF_PAGEOBJ_PATH in kinds
    assert [alt for tag, alt in structure(pdf) if tag == "/Figure"] == [
        "Logo of Police, Fire and Crime Commissioner for Wessmere"
    ]


def test_logo_on_the_screen_is_within_the_page():
    assert 'src="data:image/svg+xml;base64,' in letter_html(words_with(LOGO), on_screen=True)


def test_drawing_is_the_same_when_it_is_cleaned_again():
    assert clean_svg(clean_svg(LOGO)) == clean_svg(LOGO)


@pytest.mark.parametrize(
    ("shape", "size"),
    [
        (' viewBox="0 0 100 100"', ("24.000mm", "24.000mm")),
        (' viewBox="-5,0,1100,100" width="100%"', ("55.000mm", "5.000mm")),
        (' width="22px" height="48"', ("11.000mm", "24.000mm")),
    ],
)
def test_drawing_fills_the_room_for_a_logo(shape, size):
    root = ElementTree.fromstring(clean_svg(drawing(more=shape)))  # noqa: S314

    assert (root.get("width"), root.get("height")) == size


def test_only_what_is_known_is_kept():
    made = clean_svg(
        b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://x.example/d">'
        + drawing(
            '<!-- said --><title>Ours</title><metadata><r:a xmlns:r="urn:r"/></metadata>'
            '<i:view xmlns:i="urn:drawn"><path d="M0 0"/></i:view>'
            '<g data-name="a" id="curled" xml:space="preserve">'
            '<path d="M0 0h9" fill="#0b4f6c"/></g>'
        )
    ).decode()

    assert made == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" width="48.000mm"'
        ' height="24.000mm"><g id="curled"><path d="M0 0h9" fill="#0b4f6c"></path></g></svg>'
    )


ENTITY = b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + drawing('<path d="&a;"/>')
HIDDEN = '<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>'
TWICE = "".join(f'<g id="a{n + 1}">' + f'<use href="#a{n}"/>' * 9 + "</g>" for n in range(8))
REFUSED = {
    "script": (drawing("<script>alert(1)</script>"), "holds <script>"),
    "script of another kind": (drawing(HIDDEN), "holds <script>"),
    "foreign object": (drawing("<foreignObject/>"), "holds <foreignObject>"),
    "handler": (drawing('<g onclick="alert(1)"/>'), "event handler, onclick"),
    "handler on the root": (drawing(more=' viewBox="0 0 1 1" onload="x"'), "handler, onload"),
    "text": (drawing("<text>Office</text>"), "turned into outlines"),
    "picture": (drawing('<image href="#a"/>'), "holds <image>"),
    "animation": (drawing("<animate/>"), "holds <animate>"),
    "drawing within": (drawing("<svg/>"), "holds <svg>"),
    "use of elsewhere": (drawing('<use xlink:href="http://x.example/a.svg#b"/>'), "outside"),
    "use of a file": (drawing('<use href="file:///etc/passwd"/>'), "outside"),
    "paint of elsewhere": (drawing('<path fill="url(http://x.example/#a)"/>'), "outside"),
    "paint disguised": (drawing(r'<path fill="u\72l(http://x.example/#a)"/>'), "outside"),
    "style attribute": (drawing('<path style="fill: url(#a)"/>'), "style with url()"),
    "style sheet": (drawing("<style>a{fill:URL (x)}</style>"), "style with url()"),
    "import": (drawing("<style>@import 'http://x.example';</style>"), "style with url()"),
    "entities": (ENTITY, "declares entities"),
    "itself": (drawing('<g id="a"><use href="#a"/></g>'), "within themselves"),
    "many times over": (drawing(f'<g id="a0"/>{TWICE}'), "draws more than 2,000"),
    "deep": (drawing("<g>" * 60 + "</g>" * 60), "too deep"),
    "many": (drawing("<g/>" * MOST_ELEMENTS), "more than 2,000 elements"),
    "large": (drawing(f'<path d="{"M0 0" * 50_001}"/>'), "larger than 200 kB"),
    "no size": (drawing(more=' width="100%"'), "needs a viewBox"),
    "nothing": (drawing(more=' viewBox="0 0 0 9"'), "no size"),
    "endless": (drawing(more=' viewBox="0 0 inf 9"'), "no size"),
    "other": (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "no SVG drawing"),
    "empty": (b"", "damaged"),
    "half": (drawing()[:-3], "damaged"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_drawing_is_refused_in_plain_words(what):
    data, words = REFUSED[what]

    with pytest.raises(ValidationError) as error:
        checked_logo(make_upload("logo.svg", data))

    assert words in error.value.messages[0]


def test_stored_drawing_is_looked_at_again_before_it_is_drawn():
    with pytest.raises(BadImage, match="script"):
        render_letter(words_with(drawing("<script/>")), sealed=False)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("logo.png", make_image(8000, 5001), "8000 by 5001 pixels. It may have 40 million"),
        ("logo.png", LOGO, "Use a whole PNG"),
        ("logo.jpg", make_image(), "content is something else"),
        ("logo.gif", make_image(), "not a kind of file that can be kept: jpeg, jpg, png, svg"),
    ],
)
def test_picture_that_is_no_logo_is_refused_in_plain_words(name, content, words):
    with pytest.raises(ValidationError) as error:
        checked_logo(make_upload(name, content))

    assert words in error.value.messages[0]
