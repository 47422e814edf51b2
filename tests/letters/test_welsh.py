"""The letter and the publication of a Welsh body, in both languages or with the reason for one."""

import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from docx import Document

from accounts.errors import Refused
from accounts.permissions import Role
from bodies.models import Body, OfficeTerm
from letters.actions import ask_copies, publish, sign_letter
from letters.checking import check_pdf
from letters.compose import compose
from letters.docx import word_letter
from letters.language import ENGLISH, WELSH, WORDS, listed, word
from letters.models import Letter, LetterTemplate
from letters.render import letter_html, render_letter
from letters.style import Layout
from letters.tasks import send_next
from pcc_tracker.markdown import to_html
from recommendations.models import Report
from responses.actions import approve, record_one_language, reopen, save_words, submit
from responses.models import Passage, Response
from responses.workflow import State
from tests.factories import (
    AT,
    TODAY,
    make_attachment,
    make_comments,
    make_delegation,
    make_force_and_body,
    make_letter,
    make_national_bodies,
    make_recommendation,
    make_report,
    make_response,
    make_user,
    make_welsh,
)
from tests.letters.pdfs import breaches, catalogue, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def response():
    make_national_bodies()
    area = make_force_and_body("Gwernant", welsh=True)
    report = make_report(area.body, forces=[area.force], title="Out of sight")
    for number in ["2", "3"]:
        make_recommendation(report, number)
    response = make_response(area.body, report)
    make_comments(response)
    return save_words(
        response, version=1, by=response.drafted_by, at=AT, opening="Welcome.",
        opening_cy="Croeso i’r adroddiad.",
    )  # fmt: skip


def approved(response=None, **values) -> Response:
    area = make_force_and_body(welsh=True)
    report = make_recommendation(make_report(area.body, forces=[area.force])).report
    return make_response(area.body, report, state=State.APPROVED, **values)


def in_welsh(response, **values):
    values = {"dated_on": TODAY, "reference": "CYF1", "language": WELSH} | values
    return compose(Response.objects.get(pk=response.pk), **values)


def languages(pdf: bytes) -> set[str]:
    """Return the languages that the structure tree names beside the document's."""
    found = set()

    def walk(element):
        found.update([str(element["/Lang"])] if "/Lang" in element else [])
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            kid = kid.get_object() if hasattr(kid, "get_object") else kid
            if isinstance(kid, dict) and "/S" in kid:
                walk(kid)

    walk(catalogue(pdf)["/StructTreeRoot"])
    return found


def test_letter_in_welsh_has_welsh_words_days_and_names(response):
    words = in_welsh(response)

    assert words.language == WELSH
    assert words.letterhead.name == "Comisiynydd Heddlu a Throseddu Gwernant"
    assert words.title == "Ymateb i [Out of sight]{lang=en}"
    assert words.salutation == "Annwyl [Home Secretary]{lang=en}"
    assert words.appendix_title == "Atodiad A - Argymhellion"
    assert words.sections[0].text.startswith(
        "Ysgrifennaf mewn ymateb i’r adroddiad “[Out of sight]{lang=en}”, a gyhoeddwyd gan yr"
        " arolygwyr ar 2 Mawrth 2026, fel sy’n ofynnol i mi"
    )
    assert "Mae argymhellion 2 a 3 yn berthnasol i Heddlu Gwernant." in words.sections[0].text
    assert "Croeso i’r adroddiad." in words.sections[0].text
    assert words.sections[1].heading == "Sylwadau’r [Chief Constable]{lang=en}"
    assert [item.heading for item in words.appendix] == [
        "Argymhelliad 2: At brif gwnstabliaid", "Argymhelliad 3: At brif gwnstabliaid",
    ]  # fmt: skip
    assert words.appendix[0].text == "::: {lang=en}\nDo what number 2 asks.\n:::"


def test_welsh_of_titles_and_comments_stands_where_it_is_given(response):
    OfficeTerm.objects.filter(title="Home Secretary").update(
        title_cy="Ysgrifennydd Cartref", salutation_cy="Ysgrifennydd Cartref"
    )
    OfficeTerm.objects.filter(title="Chief Constable").update(title_cy="Prif Gwnstabl")
    response.comments.filter(recommendation=None).update(text_cy="Mae’r heddlu’n cytuno.")

    words = in_welsh(response)

    assert (words.salutation, words.addressee.title) == (
        "Annwyl Ysgrifennydd Cartref", "Ysgrifennydd Cartref",
    )  # fmt: skip
    assert words.sections[1].heading == "Sylwadau’r Prif Gwnstabl"
    assert words.sections[1].text == "Mae’r heddlu’n cytuno."


def test_welsh_sign_off_has_the_welsh_title_and_marks_an_english_one(response):
    title = "Police, Fire and Crime Commissioner"
    OfficeTerm.objects.filter(body=response.body).update(title=title, title_cy="")
    signed = in_welsh(response).signatory
    assert signed.title == f"[{title}]{{lang=en}}"

    OfficeTerm.objects.filter(body=response.body).update(title_cy="Comisiynydd yr Heddlu")
    words = in_welsh(response)
    text = text_of(render_letter(words, sealed=True))

    assert words.signatory.title == "Comisiynydd yr Heddlu"
    assert title not in text
    assert "Llofnodwyd yn ddigidol gan Robin Ashby, Comisiynydd yr Heddlu" in text
    assert in_welsh(response, language=ENGLISH).signatory.title == title


def test_deputy_signs_in_welsh_for_the_holder_by_the_welsh_title(response):
    OfficeTerm.objects.filter(body=response.body).update(title_cy="Comisiynydd yr Heddlu")
    delegation = make_delegation(response.body, title="Deputy Commissioner")

    words = in_welsh(response, delegation=delegation)

    assert words.signatory.title == "[Deputy Commissioner]{lang=en}"
    assert words.signatory.on_behalf_of == "ar ran y Comisiynydd yr Heddlu"
    OfficeTerm.objects.filter(body=response.body).update(title="Mayor", title_cy="")
    page = letter_html(in_welsh(response, delegation=delegation))
    assert '<br>ar ran y <span lang="en">Mayor</span></p>' in page


@pytest.mark.parametrize("layout", Layout)
def test_each_layout_in_welsh_is_within_the_standards_and_says_what_is_english(response, layout):
    template = LetterTemplate(body=response.body, layout=layout)

    words = in_welsh(response, template=template)
    pdf, html = render_letter(words, sealed=True), letter_html(words)

    assert breaches(pdf) == []
    assert (str(catalogue(pdf)["/Lang"]), languages(pdf)) == ("cy", {"en"})
    assert '<html lang="cy">' in html
    assert '<div lang="en">\n<p>Do what number 2 asks.</p>\n</div>' in html
    text = text_of(pdf)
    assert "{lang" not in text + html and ":::" not in text + html
    assert "20 Mawrth 2026" in text and "Dyma a wnaf." in text
    assert "This is what I do" not in text and "Welcome." not in text


def test_letter_in_english_marks_nothing(response):
    pdf = render_letter(in_welsh(response, language=ENGLISH), sealed=True)

    assert (str(catalogue(pdf)["/Lang"]), languages(pdf)) == ("en-GB", set())


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (["2", "3"], "2 a 3"), (["1", "8"], "1 ac 8"), (["2", "11"], "2 ac 11"),
        (["1", "10"], "1 a 10"), (["Heddlu", "Arolygiaeth"], "Heddlu ac Arolygiaeth"), ([], ""),
    ],
)  # fmt: skip
def test_welsh_list_has_ac_before_a_vowel(numbers, said):
    assert listed(numbers, WELSH) == said


def test_fixed_words_say_what_the_records_choices_say():
    choices = {f"kind_{c.value}": c.label for c in Report.Kind}
    choices |= {f"basis_{c.value}": c.label for c in Report.Basis}

    assert {name: word(name) for name in choices} == choices
    assert all(english and welsh for english, welsh in WORDS.values())


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Yr [Act]{lang=en} hon", '<p>Yr <span lang="en">Act</span> hon</p>\n'),
        ("[**a]{lang=en}**", "<p>[<strong>a]{lang=en}</strong></p>\n"),
        ('[a]{lang=en" onclick="x}', '<p>[a]{lang=en" onclick="x}</p>\n'),
        ("::: {lang=en}\n- a\n:::", '<div lang="en">\n<ul>\n<li>a</li>\n</ul>\n</div>\n'),
        ("::: {lang=en}\na", "<p>::: {lang=en}<br>\na</p>\n"),
    ],
)
def test_words_in_another_language_are_marked_and_nothing_else_is(typed, shown):
    assert to_html(typed).replace("<br />", "<br>") == shown


def test_letter_of_a_welsh_body_is_made_and_signed_in_both_languages():
    made = make_letter(approved())
    made_words = made.words_by_language
    signed = make_signed(made)

    assert list(made_words) == [ENGLISH, WELSH]
    assert (signed.content["body"], signed.content_cy["body"]) == (
        signed.body.name, signed.body.name_cy,
    )  # fmt: skip
    for suffix in ["", "_cy"]:
        with getattr(signed, f"public_pdf{suffix}").open() as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        assert digest == getattr(signed, f"public_sha256{suffix}")
        assert digest == getattr(signed, f"content{suffix}")["pdf_sha256"]
    assert signed.public_sha256 != signed.public_sha256_cy


def make_signed(letter) -> Letter:
    by = make_user(Role.SIGNATORY, letter.body)
    return sign_letter(letter, "Robin Ashby", by=by, at=AT)


def test_signing_makes_both_files_or_neither(monkeypatch):
    letter = make_letter(approved())
    words = letter.words_cy | {"letterhead": letter.words_cy["letterhead"] | {"logo": "gone.png"}}
    Letter.objects.filter(pk=letter.pk).update(words_cy=words)

    with pytest.raises(Refused):
        make_signed(Letter.objects.get(pk=letter.pk))

    letter.refresh_from_db()
    assert (letter.is_signed, letter.pdf.name, letter.pdf_cy.name) == (False, "", "")
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.pdf"))


def test_letter_is_not_made_while_its_welsh_is_missing():
    response = make_response(state=State.APPROVED)
    make_welsh(response.body, "Comisiynydd")

    with pytest.raises(Refused, match="has no Welsh yet"):
        make_letter(response)


def test_copies_carry_both_files_and_each_is_found_genuine(tmp_path, mailoutbox):
    letter = make_letter(approved(), signed=True)
    ask_copies(letter, by=make_user(Role.CASEWORKER, letter.body), at=AT)
    assert send_next(AT)

    sent = letter.deliveries.filter(sent_at__isnull=False).get()
    outcomes = []
    for name in ["public_pdf", "public_pdf_cy"]:
        path = tmp_path / f"{name}.pdf"
        with getattr(letter, name).open() as file:
            path.write_bytes(file.read())
        call_command("verify_letter", path)
        outcomes.append(check_pdf(path.read_bytes()))

    assert sent.problem == ""
    names = [name for name, _, _ in mailoutbox[0].attachments]
    assert names[1] == names[0].replace(".pdf", "-cymraeg.pdf")
    assert "Mae’r llythyr ynghlwm yn Gymraeg ac yn Saesneg." in mailoutbox[0].body
    assert [(o.genuine, o.own_copy, o.in_welsh) for o in outcomes] == [
        (True, False, False), (True, False, True),
    ]  # fmt: skip


def test_publication_is_read_in_both_languages_and_each_leads_to_the_other(client):
    publication = make_letter(approved(), published=True).publication

    english = client.get(publication.get_absolute_url()).content.decode()
    welsh = client.get(publication.get_welsh_url()).content.decode()
    register = client.get(reverse("letters:register")).content.decode()

    assert '<html lang="cy"' in welsh and '<html lang="en"' in english
    assert publication.get_welsh_url() in english and publication.get_welsh_url() in register
    assert publication.get_absolute_url() + '" lang="en"' in welsh
    assert "2 Mawrth 2026" in welsh and "Dyma a wnaf." in welsh and "Derbyniwyd" in welsh
    assert '<div lang="en">\n<p>Do what number 1 asks.</p>' in welsh
    assert "This is what I do" in english and "This is what I do" not in welsh


def test_publication_in_one_language_says_why_and_has_no_welsh_address(client):
    response = approved()
    by = response.drafted_by
    reopen(response, by=by, at=AT, note="There is no translator.")
    record_one_language(response, "Nobody could translate.", by=by, at=AT)
    submit(response, by=by, at=AT)
    response = approve(response, by=make_user(Role.APPROVER, response.body), at=AT)

    letter = make_letter(response, published=True)

    page = client.get(letter.publication.get_absolute_url()).content.decode()
    assert "Nobody could translate." in page and "Cymraeg" not in page
    place = [letter.body.slug, letter.publication.slug]
    for name in ["letters:publication-cy", "letters:public-pdf-cy"]:
        assert client.get(reverse(name, args=place)).status_code == 404


def test_letter_signed_in_english_before_is_published_with_the_reason_only(client):
    letter = make_letter(signed=True)
    Body.objects.filter(pk=letter.body_id).update(name_cy="Comisiynydd")
    letter = Letter.objects.get(pk=letter.pk)
    publisher = make_user(Role.PUBLISHER, letter.body)
    client.force_login(publisher)
    path = reverse("letters:publish", args=[letter.pk])

    refused = client.post(path, {"sure": "on"}).content.decode()
    with pytest.raises(Refused):
        publish(letter, by=publisher, at=AT, today=TODAY)
    by = make_user(Role.CASEWORKER, letter.body)
    record_one_language(letter.response, "It was signed before.", by=by, at=AT)
    client.post(path, {"sure": "on"})

    assert "Record why it is published in one language first." in refused
    publication = Letter.objects.get(pk=letter.pk).publication
    assert publication.content["no_welsh_reason"] == "It was signed before."


@pytest.mark.parametrize("welsh", [True, False])
def test_template_page_has_the_welsh_words_of_a_welsh_body_only(welsh, client):
    body = make_force_and_body(welsh=welsh).body
    client.force_login(make_user(Role.BODY_ADMINISTRATOR, body))

    fields = client.get(reverse("letters:template")).context["form"].fields

    assert ({"opening_cy", "cc_cy"} <= set(fields)) is welsh


@pytest.mark.parametrize("layout", Layout)
def test_word_file_in_welsh_shows_no_marks(response, layout):
    template = LetterTemplate.usual(response.body)
    template.layout = layout
    only_english = {"text": "We will.", "text_cy": "", "owner": "Head of Custody"}
    response.passages.filter(recommendation__number="2").update(**only_english)

    words = in_welsh(response, template=template)
    document = Document(BytesIO(word_letter(words)))

    said = "".join(document.element.xpath(".//w:t/text()")) + document.core_properties.title
    english = set(document.element.xpath(".//w:r[w:rPr/w:lang[@w:val='en-GB']]/w:t/text()"))
    assert "lang=" not in said and ":::" not in said
    assert "Annwyl Home Secretary" in said
    assert {"Out of sight", "Home Secretary", "Do what number 2 asks."} <= english
    assert "Pwy: " in said and {"We will.", "Head of Custody"} <= english
    assert not any(word in run for run in english for word in ("Croeso", "Ymateb", "Pwy"))


def test_reasons_for_what_is_withheld_are_marked_as_english(response):
    make_attachment(response, title="Plan", title_cy="Cynllun", withheld_reason="It names people.")
    response.passages.update(withheld_reason="It [names] a place.")
    response.passages.filter(recommendation__number="2").update(withheld_reason="It is secret.")

    pages = {public: letter_html(in_welsh(response, public=public)) for public in (True, False)}

    assert 'Heb ei gyhoeddi: <span lang="en">It is secret.</span>' in pages[True]
    assert "Heb ei gyhoeddi: It [names] a place." in pages[True]
    assert 'Heb ei gyhoeddi: <span lang="en">It names people.</span>' in pages[True]
    assert '(nid i’w gyhoeddi: <span lang="en">It names people.</span>)' in pages[False]


def test_owner_of_an_action_is_marked_as_english(response):
    passage = response.passages.get(recommendation__number="2")
    Passage.objects.filter(pk=passage.pk).update(owner="Head of Custody", position="accepted")

    words = in_welsh(response)

    assert "Pwy: [Head of Custody]{lang=en}." in str(words.as_data()["sections"])
