import gc
import logging
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pydyf
import pypdfium2
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import translation
from PIL import Image

from letters import checks, conformance, images, render
from letters.images import opaque_jpeg
from letters.render import BadImage, RendererMissing, letter_html, render_letter
from letters.words import AppendixItem, AppendixPart, LetterWords, Section, Signatory
from tests.letters.pdfs import (
    breaches,
    catalogue,
    page_texts,
    signature_fields,
    store,
    store_autograph,
    store_logo,
    structure,
    text_of,
)
from tests.letters.sample_words import INSPECTOR, LETTERHEAD, WORDS

SNAPSHOT = Path(__file__).parent / "snapshots" / "narrative.html"
REAL_LETTER = Path(__file__).parents[3] / "shared/samples/letter_pfcc_essex_2021-07-19.txt"


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def full_words() -> LetterWords:
    return replace(
        WORDS,
        letterhead=replace(LETTERHEAD, logo=store_logo()),
        signatory=replace(WORDS.signatory, image=store_autograph()),
        second_addressee=INSPECTOR,
        marking="OFFICIAL-SENSITIVE",
    )


def said(text: str) -> LetterWords:
    return replace(WORDS, sections=(Section(text=text),), appendix=())


def test_every_element_is_on_the_letter_in_order():
    text = text_of(render_letter(full_words(), sealed=True))

    expected = [
        "OFFICIAL-SENSITIVE",
        "Police, Fire and Crime Commissioner for Wessmere",
        "Harbour House, 12 Quay Street, Wessmere, WM1 4ZZ",
        "Telephone: 01632 960100",
        "Fax: 01632 960101",
        "E-mail: office@wessmere.example",
        "https://www.wessmere.example",
        "Rt Hon Philippa Thorne MP Home Secretary 2 Marsham Street London SW1P 4DF",
        "responses@ministry.example",
        "Ambrose Fell HM Inspector of Constabulary Example House London SE1 0ZZ",
        "Your Ref: n/a",
        "Our Ref: 20210719AB",
        "Date: 19 July 2021",
        "Enquiries to: Ada Brook",
        "E-mail: enquiries@wessmere.example",
        "Dear Home Secretary",
        "Response to the report on the police response to coastal smuggling",
        "I write in response",
        "I acknowledge the recommendations",
        "a liaison officer in each of the five harbours;",
        "Yours sincerely",
        "Rowan Ashby Police, Fire and Crime Commissioner",
        "Digitally signed by Rowan Ashby, Police, Fire and Crime Commissioner on 19 July 2021",
        "c.c. Morgan Vale QPM, Chief Constable, Wessmere Police",
        "Appendix A - Recommendations",
        "Recommendation 2: To chief constables",
        "refer them, with a referral that can be acted on.",
        "Recommendation 3: To chief constables",
        "Recommendation 4: To chief constables, and police and crime commissioners",
        "Recommendation 6: Monitoring of recommendations",
        "a. The Home Office to report",
        "b. The chiefs",
        "c. The commissioners",
    ]
    places, start = [], 0
    for words in expected:
        places.append(text.find(words, start))
        start = max(start, places[-1] + len(words))
    assert [w for w, place in zip(expected, places, strict=True) if place < 0] == []


@pytest.mark.skipif(not REAL_LETTER.exists(), reason="the real letter is not on this machine")
def test_a_real_letter_keeps_every_word_in_order():
    source = REAL_LETTER.read_text()
    body, _, appendix = source.partition("Appendix A - Recommendations")
    body = body.partition("Dear Home Secretary")[2].partition("Yours sincerely")[0]
    items = [
        AppendixItem(heading=heading.strip(), text=rest)
        for heading, _, rest in (
            part.partition("\n") for part in appendix.split("\nRecommendation ")[1:]
        )
    ]
    words = replace(WORDS, sections=(Section(text=body),), appendix=tuple(items))

    text = text_of(render_letter(words, sealed=False))

    plain = [word for word in body.split() + appendix.split() if word.strip("-*\\")]
    positions, start = [], 0
    for word in plain:
        if word in ("Recommendation",):
            continue
        positions.append(text.find(word, start))
        start = max(start, positions[-1])
    assert positions.count(-1) == 0


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("words", [lambda: WORDS, full_words], ids=["plain", "full"])
def test_letter_is_pdf_a_and_pdf_ua(words, sealed):
    assert breaches(render_letter(words(), sealed=sealed)) == []


def test_barest_letter_is_pdf_a_and_pdf_ua():
    bare = replace(
        WORDS,
        letterhead=replace(
            LETTERHEAD, address=(), telephone="", fax="", email="", web="www.wessmere.example"
        ),
        addressee=replace(WORDS.addressee, title="", address=(), email=""),
        your_reference="",
        enquiries_to="",
        enquiries_email="",
        salutation="",
        valediction="",
        cc=(),
        appendix=(),
        language="cy",
    )

    pdf = render_letter(bare, sealed=True)

    assert breaches(pdf) == []
    assert str(catalogue(pdf)["/Lang"]) == "cy"


def test_letter_names_its_language_and_title():
    root = catalogue(render_letter(WORDS, sealed=False))

    assert str(root["/Lang"]) == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert WORDS.title.encode() in root["/Metadata"].data


def test_letter_is_tagged_with_headings_lists_and_pictures():
    tags = structure(render_letter(full_words(), sealed=True))

    headings = [tag for tag, _ in tags if tag[1:2] == "H" and tag[2:].isdigit()]
    assert headings == ["/H1", "/H2", "/H3", "/H3", "/H3", "/H3"]
    assert [alt for tag, alt in tags if tag == "/Figure"] == [
        "Logo of Police, Fire and Crime Commissioner for Wessmere",
        "Signature of Rowan Ashby",
    ]
    assert [tag for tag, _ in tags].count("/L") == 5
    assert [tag for tag, _ in tags].count("/Form") == 1
    assert "/Table" not in [tag for tag, _ in tags]


def test_appendix_starts_a_page_and_every_page_has_its_foot():
    pages = page_texts(render_letter(replace(WORDS, marking="OFFICIAL"), sealed=False))

    assert [i for i, text in enumerate(pages) if "Appendix A - " in text] == [len(pages) - 1]
    for number, text in enumerate(pages, start=1):
        assert f"20210719AB · Page {number} of {len(pages)}" in text
        assert text.count("OFFICIAL") == 2


@pytest.mark.parametrize("appendix", [(), WORDS.appendix], ids=["alone", "with appendix"])
def test_sign_off_is_never_alone_on_its_page(appendix):
    for lines in range(12, 22):
        body = "\n\n".join(f"Paragraph {n} of a letter." for n in range(lines))
        words = replace(said(body), appendix=appendix)
        pages = page_texts(render_letter(words, sealed=False))
        [signed] = [text for text in pages if "Yours sincerely" in text]
        assert "Paragraph" in signed


def test_signature_field_is_where_the_words_about_it_are():
    pdf = render_letter(WORDS, sealed=True)

    [field] = signature_fields(pdf)
    x1, y1, x2, y2 = (float(number) for number in field["/Rect"])
    document = pypdfium2.PdfDocument(pdf)
    inside = [
        " ".join(sheet.get_textpage().get_text_bounded(x1, y1, x2, y2).split())
        for sheet in document
    ]
    document.close()
    assert [text for text in inside if text.startswith("Digitally")] == [
        "Digitally signed by Rowan Ashby, Police, Fire and Crime Commissioner on 19 July 2021"
    ]
    assert "/V" not in field
    assert str(field["/TU"]) == "Digital signature of Rowan Ashby"


def test_proof_has_no_signature_field_and_claims_no_signature():
    pdf = render_letter(WORDS, sealed=False)

    assert signature_fields(pdf) == []
    assert "Digitally signed" not in text_of(pdf)


def test_same_words_make_the_same_file():
    words = full_words()

    assert render_letter(words, sealed=True) == render_letter(words, sealed=True)


def test_dates_do_not_follow_the_language_of_the_reader():
    with translation.override("fr"):
        text = text_of(render_letter(replace(WORDS, dated_on=date(2024, 3, 1)), sealed=True))

    assert "Date: 1 March 2024" in text
    assert "on 19 July 2021" in text


def test_streams_that_end_in_cr_have_a_clear_end():
    render_letter(WORDS, sealed=False)
    conformance.mend_stream_ends()

    assert pydyf.Stream([b"words\r"]).data.endswith(b"words\r\r\nendstream")


def test_threads_draw_the_same_letters_as_one_after_another():
    letters = [replace(said(f"Letter {n}."), reference=f"2021-{n}") for n in range(6)]
    alone = [render_letter(words, sealed=True) for words in letters]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda words: render_letter(words, sealed=True), letters))

    assert together == alone


def test_names_from_everywhere_are_written_and_tagged():
    words = replace(
        WORDS, signatory=Signatory(name="Siân Łukasiewicz-Ŵyn (né Μαρία)", title="Comisiynydd")
    )

    pdf = render_letter(words, sealed=True)

    assert "Digitally signed by Siân Łukasiewicz-Ŵyn (né Μαρία), Comisiynydd" in text_of(pdf)
    [field] = signature_fields(pdf)
    assert str(field["/TU"]) == "Digital signature of Siân Łukasiewicz-Ŵyn (né Μαρία)"
    assert breaches(pdf) == []


def test_thirty_pages_are_numbered_to_the_last():
    paragraph = "The Coastal Unit went to each harbour and spoke to those who work there. " * 8
    pdf = render_letter(said("\n\n".join([paragraph] * 180)), sealed=True)

    pages = page_texts(pdf)
    assert len(pages) >= 30
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]
    assert "Yours sincerely" in pages[-1]
    assert len(signature_fields(pdf)) == 1
    assert breaches(pdf) == []


@pytest.mark.parametrize(
    "text",
    [
        "\u0627\u0644\u0633\u0644\u0627\u0645 \u0639\u0644\u064a\u0643\u0645",
        "\u05e9\u05dc\u05d5\u05dd",
        "Thank you \U0001f64f\U0001f3fd \U0001f1ec\U0001f1e7 \u4f60\u597d",
        "A page\x0c break, a bell\x07, a null\x00, half a sign\ud83d, Word's \uf0b7 and \ue000.",
        "W" * 3000,
        "",
    ],
    ids=["arabic", "hebrew", "emoji", "control", "one-long-word", "nothing"],
)
def test_unusual_text_makes_a_letter(text):
    words = replace(said(text), title=f"Response {text[:40]}")

    pdf = render_letter(words, sealed=True)

    assert "Yours sincerely" in text_of(pdf)
    assert breaches(pdf) == []


def test_sign_that_no_font_has_becomes_a_square():
    text = text_of(render_letter(said("Thanks \U00012345 for all \U00012346 did"), sealed=False))

    assert "Thanks \u25a1 for all \u25a1 did" in text


@pytest.mark.parametrize(
    "text",
    [
        "- one\n\n- two, with a line between",
        "- one\n\n  again\n\n- two",
        "- one\n\n  > a quotation\n- two",
        "- one\n  - inner\n    1. innermost\n- two",
        "1. one\n\n   - inner\n\n2. two",
        "> - one\n>\n> - two",
        "- " + "word " * 900 + "\n\n- two",
        "[a link](https://www.wessmere.example/page) and <mailto:office@wessmere.example>",
        "# Heading\n\n***strong***\\\nnew line",
    ],
)
def test_every_markup_is_tagged_as_it_should_be(text):
    item = AppendixItem(heading="Recommendation 2", text=text, parts=(AppendixPart("a", text),))
    words = replace(WORDS, sections=(Section(text=text),), appendix=(item,))

    assert breaches(render_letter(words, sealed=True)) == []


def test_html_in_words_is_shown_and_not_obeyed():
    words = replace(
        said("<h1>Not a heading</h1> <script>alert(1)</script> & <b>so on</b>"),
        title="A <em>title</em> & more",
        reference='20210719AB"><img src=x>',
        marking='"><h1>no</h1>',
        cc=("<b>Morgan</b>",),
        appendix=(
            AppendixItem(
                heading="<i>Recommendation</i> 2",
                text="<u>text</u>",
                parts=(AppendixPart("<a>", "<s>part</s>"),),
            ),
        ),
    )

    pdf = render_letter(words, sealed=True)
    text = text_of(pdf)

    assert "A <em>title</em> & more" in text
    assert "<h1>Not a heading</h1> <script>alert(1)</script> & <b>so on</b>" in text
    assert "<b>Morgan</b>" in text
    assert "<i>Recommendation</i> 2" in text
    assert [tag for tag, _ in structure(pdf)].count("/H1") == 1
    assert breaches(pdf) == []


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/x.png", "file:///etc/passwd", "data:image/png;base64,AAAA", "letter:x"],
)
def test_pictures_in_words_are_not_fetched(address, caplog):
    text = f'Before ![a picture]({address}) <img src="{address}"> after.'

    with caplog.at_level(logging.DEBUG, logger="weasyprint"):
        pdf = render_letter(said(text), sealed=False)

    assert "Before" in text_of(pdf)
    assert "/Figure" not in [tag for tag, _ in structure(pdf)]
    assert "Failed to load" not in caplog.text


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/x.png", "https://x.example/a.css", "file:///etc/passwd", "data:,x"]
)
def test_renderer_itself_fetches_nothing(url):
    render_letter(WORDS, sealed=False)

    with pytest.raises(ValueError, match="fetches nothing"):
        render._renderer().fetcher.fetch(url)


@pytest.mark.parametrize(
    "path", ["../../../etc/passwd", "/etc/passwd", "http://x.example/a.png", "no/such.png"]
)
def test_picture_outside_the_storage_is_refused(path):
    words = replace(WORDS, letterhead=replace(LETTERHEAD, logo=path))

    with pytest.raises(BadImage):
        render_letter(words, sealed=False)


@pytest.mark.parametrize(
    "data",
    [b"", b"not a picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%!PS-Adobe-3.0 EPSF"],
)
def test_file_that_is_no_picture_is_refused(data):
    path = default_storage.save("logo.png", ContentFile(data))

    with pytest.raises(BadImage, match="cannot be read"):
        render_letter(replace(WORDS, letterhead=replace(LETTERHEAD, logo=path)), sealed=False)


def test_picture_cut_short_is_refused_after_weasyprint_is_loaded():
    render_letter(WORDS, sealed=False)
    file = BytesIO()
    Image.effect_noise((300, 300), 80).save(file, "PNG")

    with pytest.raises(BadImage, match="cannot be read"):
        opaque_jpeg(file.getvalue()[:-20_000])


def test_picture_of_many_pixels_is_refused_before_it_is_decoded(monkeypatch):
    file = BytesIO()
    Image.new("1", (8000, 5001)).save(file, "PNG")
    monkeypatch.setattr(Image.Image, "load", None)  # decoding would fail

    with pytest.raises(BadImage, match="8000 by 5001"):
        opaque_jpeg(file.getvalue())


def test_bomb_is_refused():
    file = BytesIO()
    Image.new("1", (20_000, 20_000)).save(file, "PNG")

    with pytest.raises(BadImage):
        opaque_jpeg(file.getvalue())


def test_picture_becomes_a_small_opaque_jpeg_on_white():
    file = BytesIO()
    Image.new("RGBA", (3000, 1500), (0, 0, 0, 0)).save(file, "PNG")

    with Image.open(BytesIO(opaque_jpeg(file.getvalue()))) as made:
        assert (made.format, made.mode, made.size) == ("JPEG", "RGB", (1200, 600))
        assert made.getpixel((600, 300)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_goes_on_a_letter(mode):
    path = store(Image.new(mode, (40, 40)), "logo.png")

    pdf = render_letter(replace(WORDS, letterhead=replace(LETTERHEAD, logo=path)), sealed=False)

    assert breaches(pdf) == []


def test_camera_data_is_left_out():
    file = BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "taken at home"
    Image.new("RGB", (40, 20)).save(file, "JPEG", exif=exif)

    made = opaque_jpeg(file.getvalue())

    assert b"taken at home" not in made
    with Image.open(BytesIO(made)) as picture:
        assert picture.size == (20, 40)
        assert not picture.getexif()


def test_changed_logo_under_the_same_name_is_the_one_drawn():
    path = store(Image.new("RGB", (40, 20), "red"), "logo.png")
    words = replace(WORDS, letterhead=replace(LETTERHEAD, logo=path))
    first = render_letter(words, sealed=False)
    default_storage.delete(path)
    assert store(Image.new("RGB", (40, 20), "blue"), "logo.png") == path

    assert render_letter(words, sealed=False) != first


def test_kept_pictures_do_not_grow_without_end(monkeypatch):
    monkeypatch.setattr(render, "MOST_PICTURES", 4)
    render._renderer().drawn.clear()
    render._pictures_made.clear()
    for red in range(9):
        path = store(Image.new("RGB", (4, 4), (red, 0, 0)), f"{red}.png")
        render_letter(
            replace(said("Words."), letterhead=replace(LETTERHEAD, logo=path)), sealed=False
        )

    assert len(render._pictures_made) <= 4
    assert len(render._renderer().drawn) <= 4 + 3


def test_html_of_the_letter_is_as_it_was():
    html = letter_html(replace(WORDS, marking="OFFICIAL", second_addressee=INSPECTOR), sealed=True)

    tidy = "\n".join(line.rstrip() for line in html.splitlines() if line.strip()) + "\n"
    if os.environ.get("WRITE_SNAPSHOTS"):
        SNAPSHOT.write_text(tidy)
    assert tidy == SNAPSHOT.read_text()


def test_html_for_the_screen_brings_its_pictures_and_links_its_style():
    html = letter_html(full_words(), on_screen=True)

    assert html.count('src="data:image/jpeg;base64,') == 2
    assert 'href="/static/letters/letter.css"' in html
    assert "<style" not in html
    assert "letter:" not in html


def test_collector_is_on_again_even_after_a_failure():
    with pytest.raises(BadImage):
        render_letter(replace(WORDS, letterhead=replace(LETTERHEAD, logo="x.png")), sealed=False)

    assert gc.isenabled()


def run_python(code: str) -> subprocess.CompletedProcess:
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", code],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    "start",
    [
        "import pcc_tracker.wsgi, pcc_tracker.urls\n"
        "from django.urls import reverse; reverse('letters:register')\n",
        "import django; django.setup()\nimport letters.management.commands.work\n",
        "import django; django.setup()\n"
        "from django.core.management import call_command; call_command('check')\n",
    ],
    ids=["web", "worker", "checks"],
)
def test_process_starts_without_the_renderer_and_the_signer(start):
    done = run_python(
        f"import sys\n{start}"
        "print([name for name in sys.modules if name in ('weasyprint', 'pyhanko')])"
    )

    assert done.stdout.splitlines()[-1:] == ["[]"], done.stderr


def test_missing_library_is_named_and_no_letter_is_made():
    done = run_python(
        "import sys, importlib.abc\n"
        "class Without(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'weasyprint':\n"
        "            raise OSError(\"cannot load library 'libpango-1.0-0'\")\n"
        "sys.meta_path.insert(0, Without())\n"
        "import django; django.setup()\n"
        "from letters.render import RendererMissing, render_letter\n"
        "from tests.letters.sample_words import WORDS\n"
        "try:\n"
        "    render_letter(WORDS, sealed=False)\n"
        "except RendererMissing as error:\n"
        "    print(error)\n"
    )

    assert "apt-get install libpango-1.0-0 libpangoft2-1.0-0" in done.stdout, done.stderr
    assert issubclass(RendererMissing, Exception)


def test_check_is_quiet_where_letters_can_be_made():
    assert checks.letter_libraries(None) == []


def test_check_names_the_packages_that_are_missing(monkeypatch, tmp_path):
    monkeypatch.setattr(checks, "LIBRARIES", {"libnowhere.so.0": "libnowhere0"})
    monkeypatch.setattr(checks, "FONT_FOLDERS", [tmp_path, tmp_path / "none"])
    monkeypatch.setattr(sys, "platform", "linux")

    libraries, fonts = checks.letter_libraries(None)

    assert (libraries.id, fonts.id) == ("letters.W001", "letters.W002")
    assert "libnowhere0" in libraries.hint
    assert "fonts-liberation2" in fonts.hint


def test_most_pixels_is_forty_million():
    assert images.MOST_PIXELS == 40_000_000
