"""What comes with a letter: listed on it, sent and published with it, or kept out for a reason."""

from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from accounts.permissions import Role
from letters.actions import ask_copies, export_word
from letters.language import WELSH
from letters.tasks import send_next
from responses.actions import approve, submit
from tests.factories import (
    AT,
    make_attachment,
    make_force_and_body,
    make_letter,
    make_recommendation,
    make_report,
    make_response,
    make_upload,
    make_user,
)
from tests.letters.pdfs import attachment, breaches, text_of
from tests.letters.test_docx import texts

pytestmark = pytest.mark.django_db

SECRET = {"title": "Names of officers", "withheld_reason": "It names officers."}


def letter_with(*attachments: dict, welsh: bool = False, **how):
    area = make_force_and_body(welsh=welsh)
    draft = make_response(area.body, make_recommendation(make_report(area.body)).report)
    for said in attachments:
        make_attachment(draft, **said)
    submit(draft, by=draft.drafted_by, at=AT)
    approved = approve(draft, by=make_user(Role.APPROVER, area.body), at=AT)
    return make_letter(approved, **how)


def read(letter, **which) -> bytes:
    with letter.file(**which).open() as file:
        return file.read()


def test_letter_lists_what_comes_with_it():
    letter = letter_with({}, {"title": "Rota"}, signed=True)

    pdf = read(letter)

    assert "Enclosures: Plan of the force Rota c.c." in text_of(pdf)
    assert breaches(pdf) == []
    assert [e["title"] for e in attachment(pdf)[0]["enclosures"]] == ["Plan of the force", "Rota"]


def test_public_copy_has_the_reason_and_nothing_else_of_what_is_kept_out():
    letter = letter_with(SECRET, signed=True)
    sha256 = letter.response.attachments.get().sha256

    own, public = read(letter, public=False), read(letter)

    assert "Enclosure: Names of officers (not for publication: It names officers.)" in text_of(own)
    assert "Enclosure: Withheld from publication: It names officers." in text_of(public)
    assert "Names of officers" not in text_of(public)
    assert sha256 not in str(attachment(public)) + str(letter.content)
    assert "Names of officers" not in str(attachment(public)) + str(letter.content)


def test_public_page_gives_each_file_but_what_is_kept_out(client):
    letter = letter_with({}, SECRET, published=True)
    place = [letter.publication.body.slug, letter.publication.slug]

    page = client.get(reverse("letters:publication", args=place)).content.decode()
    answers = [client.get(reverse("letters:enclosure", args=[*place, n])) for n in (1, 2, 3, 0)]

    assert "Plan of the force" in page and letter.response.attachments.first().sha256 in page
    assert "Withheld from publication: It names officers." in page
    assert "Names of officers" not in page
    assert [a.status_code for a in answers] == [200, 404, 404, 404]
    with letter.response.attachments.first().file.open() as file:
        assert b"".join(answers[0].streaming_content) == file.read()


def test_file_of_a_response_that_is_not_public_is_not_given(client):
    letter = letter_with({}, signed=True)

    answer = client.get(reverse("letters:enclosure", args=[letter.body.slug, "report", 1]))

    assert answer.status_code == 404


def test_publishing_names_what_becomes_public_and_what_is_kept_out(client):
    letter = letter_with({}, SECRET | {"marking": "OFFICIAL-SENSITIVE"}, signed=True)
    client.force_login(make_user(Role.PUBLISHER, letter.body))

    page = client.get(reverse("letters:publish", args=[letter.pk])).content.decode()

    assert "the enclosure “Plan of the force”" in page
    assert "the enclosure “Names of officers”, marked OFFICIAL-SENSITIVE" in page


def test_copies_go_out_with_the_public_files(mailoutbox):
    letter = letter_with({"upload": make_upload("plan.pdf")}, SECRET, signed=True)
    ask_copies(letter, by=make_user(Role.CASEWORKER, letter.body), at=AT)

    assert send_next(AT)

    names = [name for name, _, _ in mailoutbox[0].attachments]
    assert len(names) == 2 and names[1] == "plan.pdf"


def test_letter_in_welsh_names_them_in_welsh():
    letter = letter_with({"title_cy": "Cynllun yr heddlu"}, welsh=True, published=True)

    assert "Amgaead: Cynllun yr heddlu" in text_of(read(letter, language=WELSH))
    assert letter.content_cy["enclosures"][0]["title"] == "Cynllun yr heddlu"


@pytest.mark.parametrize(
    ("language", "said"), [("en-GB", "Enclosure:\tPlan of"), (WELSH, "Amgaead:\tCynllun")]
)
def test_word_file_lists_them_in_its_language(language, said):
    letter = letter_with({"title_cy": "Cynllun yr heddlu"}, welsh=True)
    by = make_user(Role.CASEWORKER, letter.body)

    made = export_word(letter, language, by=by, at=AT)

    assert said in "\n".join(texts(Document(BytesIO(made))))
