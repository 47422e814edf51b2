"""The letterhead's colour, foot, Welsh words and logo: set in the admin, put on the letter."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Event
from accounts.permissions import Role
from letters.colours import contrast_on_white, validate_colour, validate_rule_colour
from letters.compose import compose, head_of
from letters.language import ENGLISH, WELSH
from letters.models import Letterhead
from letters.models.paper import validate_footer
from letters.render import render_letter
from tests.admin_pages import errors, office, page
from tests.factories import (
    TODAY,
    make_force_and_body,
    make_image,
    make_letterhead,
    make_national_bodies,
    make_response,
    make_upload,
)
from tests.letters.pdfs import LOGO, breaches, colours_of, page_texts, structure

pytestmark = pytest.mark.django_db

FOOTER = "We welcome letters in Welsh or in English.\nMae croeso ichi ysgrifennu yn Gymraeg."


@pytest.fixture
def area():
    make_national_bodies()
    return make_force_and_body("Ashvale")


@pytest.fixture
def administrator(area):
    return office(area.body, Role.BODY_ADMINISTRATOR)


@pytest.mark.parametrize(
    ("colour", "contrast"),
    [("#000000", 21), ("#ffffff", 1), ("#767676", 4.54), ("#777777", 4.48), ("#0000FF", 8.59)],
)
def test_contrast_is_what_wcag_counts(colour, contrast):
    assert contrast_on_white(colour) == pytest.approx(contrast, abs=0.01)


@pytest.mark.parametrize(
    ("colour", "words"),
    [
        ("#777777", "contrast is 4.4 to 1, and headings need 4.5 to 1. Choose a darker one"),
        ("#ffdd00", "too pale on white"),
        ("red", "# and six digits or letters"),
        ("#0b4f6c;x", "# and six digits or letters"),
    ],
)
def test_colour_that_cannot_be_read_is_refused(colour, words):
    with pytest.raises(ValidationError, match=words):
        validate_colour(colour)

    validate_colour("#0B4F6C")


@pytest.mark.parametrize("text", ["one\ntwo\nthree", "W" * 91])
def test_footer_of_more_than_the_foot_holds_is_refused(text):
    with pytest.raises(ValidationError, match="room for 2 lines of 90 characters"):
        validate_footer(text)

    validate_footer(FOOTER)


def test_letter_has_the_colour_footer_and_logo_of_its_letterhead(area):
    head = area.body.letterheads.get()
    head.colour, head.footer, head.logo = "#0B4F6C", f"{FOOTER}\n", make_upload("a.svg", LOGO)
    head.save()

    words = compose(make_response(area.body), dated_on=TODAY, reference="R")
    pdf = render_letter(words, sealed=True)

    assert (words.colour, words.footer) == ("#0b4f6c", FOOTER)
    assert (0x0B, 0x4F, 0x6C) in colours_of(pdf)
    assert breaches(pdf) == []
    assert ["Mae croeso ichi ysgrifennu" in text for text in page_texts(pdf)] == [True, True]
    assert "/Figure" in [tag for tag, _ in structure(pdf)]


def test_rules_have_a_colour_of_their_own(area):
    area.body.letterheads.update(colour="#0B4F6C", rule_colour="#D4351C")

    words = compose(make_response(area.body), dated_on=TODAY, reference="R")

    assert words.rule_colour == "#d4351c"
    assert {(0x0B, 0x4F, 0x6C), (0xD4, 0x35, 0x1C)} <= colours_of(render_letter(words, sealed=True))
    only_headings = replace(words, rule_colour="")
    assert (0xD4, 0x35, 0x1C) not in colours_of(render_letter(only_headings, sealed=True))


def test_rules_may_be_paler_than_headings():
    validate_rule_colour("#949494")

    with pytest.raises(ValidationError, match="contrast is 2.9 to 1, and lines need 3 to 1"):
        validate_rule_colour("#969696")


def test_footer_is_read_aloud_once_and_stands_on_the_first_page_once(area):
    head = area.body.letterheads.get()
    head.footer = FOOTER
    head.save()

    words = compose(make_response(area.body), dated_on=TODAY, reference="R")
    first, _ = page_texts(render_letter(words, sealed=False))

    assert first.count("We welcome letters") == 1


def test_letter_in_welsh_has_what_the_office_gave_in_welsh(area):
    head = make_letterhead(area.body, name_cy="Comisiynydd Ashvale", address_cy="Tŷ\nStryd")

    welsh, english = head_of(head, WELSH), head_of(head, ENGLISH)

    assert (welsh.name, welsh.address) == ("Comisiynydd Ashvale", ("Tŷ", "Stryd"))
    assert (english.name, english.address[0]) == (area.body.name, "Sample House")
    head.name_cy = ""
    assert head_of(head, WELSH).name == area.body.name


def test_letterhead_is_set_with_a_drawn_logo_that_is_kept_clean(area, administrator):
    data = {
        "body": area.body.pk,
        "name": "The office",
        "colour": "#0b4f6c",
        "footer": FOOTER,
        "name_cy": "Y swyddfa",
        "logo": make_upload("logo.svg", LOGO.replace(b"<defs>", b"<defs><!-- by hand -->")),
    }

    administrator.post(page(Letterhead, "add"), data)

    head = Letterhead.objects.get(name="The office")
    shown = administrator.get(page(Letterhead, "change", head.pk)).content.decode()
    with head.logo.open() as file:
        kept = file.read()
    assert kept.startswith(b"<svg") and b"by hand" not in kept
    assert "data:image/svg+xml;base64," in shown
    assert (head.colour, head.footer.splitlines(), head.name_cy) == (
        "#0b4f6c", FOOTER.splitlines(), "Y swyddfa",
    )  # fmt: skip
    assert Event.objects.exclude(action="sign in").get().action == "add"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("colour", "#ffdd00", "too pale"),
        ("rule_colour", "#ffdd00", "lines need 3 to 1"),
        ("footer", "a\nb\nc", "room for 2 lines"),
        ("logo", make_upload("logo.png", make_image(8000, 5001)), "8000 by 5001 pixels"),
        (
            "logo",
            make_upload("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
            "holds &lt;script&gt;",
        ),
    ],
)
def test_mistake_is_told_at_its_field(area, administrator, name, value, words):
    refused = administrator.post(
        page(Letterhead, "add"), {"body": area.body.pk, "name": "The office", name: value}
    )

    assert list(errors(refused)) == [name]
    assert words in str(errors(refused)[name])
