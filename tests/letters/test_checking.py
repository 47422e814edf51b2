"""The public check: a PDF, or the reference on a letter."""

import re
from io import BytesIO

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PageObject
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from letters.certificates import Signer
from letters.models import Publication
from letters.render import render_letter
from letters.seal import seal
from responses.workflow import State
from tests.factories import AT, make_letter, make_response, make_upload
from tests.letters.sample_words import WORDS
from tests.letters.test_seal import make_certificate

pytestmark = pytest.mark.django_db

PATH = "/check/"


@pytest.fixture
def letter():
    return make_letter(published=True, reference="REF-77")


def bytes_of(letter) -> bytes:
    with letter.public_pdf.open() as file:
        return file.read()


def says(client, pdf: bytes) -> str:
    page = client.post(PATH, {"upload": make_upload("a.pdf", pdf)}).content.decode()
    return page[page.index("notification-banner__content") : page.index("Every letter signed")]


def stranger() -> Signer:
    key = ec.generate_private_key(ec.SECP256R1())
    return Signer(make_certificate(key, "Some Other Office"), (), key)


def signed_by(signer, pdf) -> bytes:
    words = {"reason": "r", "name": "n", "location": "l"}
    return seal(pdf, signer=signer, at=AT, **words)


def test_altered_byte_is_said_plainly(letter, client):
    pdf = bytearray(bytes_of(letter))
    pdf[3000] ^= 1

    assert "The file was changed after it was signed." in says(client, bytes(pdf))


def test_added_page_is_said_plainly_with_the_letter_it_was_added_to(letter, client):
    writer = IncrementalPdfFileWriter(BytesIO(bytes_of(letter)))
    content = writer.add_object(StreamObject(stream_data=b""))
    writer.insert_page(PageObject(contents=content, media_box=(0, 0, 595, 842)))
    out = BytesIO()
    writer.write(out)

    said = says(client, out.getvalue())

    assert "something was added to one" in said
    assert "reference REF-77" in said
    assert letter.publication.get_absolute_url() in said


def test_copy_that_somebody_else_signed_too_is_said_plainly(letter, client):
    writer = IncrementalPdfFileWriter(BytesIO(bytes_of(letter)))
    append_signature_field(writer, SigFieldSpec("Second", box=(10, 10, 60, 40)))
    out = BytesIO()
    writer.write(out)

    said = says(client, signed_by(stranger(), out.getvalue()))

    assert "something was added to one" in said


def test_letter_made_again_and_signed_by_somebody_else_is_said_plainly(letter, client):
    copy = render_letter(letter.letter_words, sealed=True)

    said = says(client, signed_by(stranger(), copy))

    assert "It is signed by Some Other Office and was not changed since" in said
    assert "not among the letters signed here" in said


def test_letter_of_another_installation_is_said_plainly(client):
    said = says(client, signed_by(stranger(), render_letter(WORDS, sealed=True)))

    assert "It may come from another office" in said


@pytest.mark.parametrize("tail", [b"\n", b" ", b"\n% more"])
def test_bytes_after_the_end_are_said_plainly(tail, letter, client):
    assert "something was added to one" in says(client, bytes_of(letter) + tail)


# --- By reference


def asked(client, letter, reference: str):
    query = {"body": letter.body.slug, "reference": reference}
    return client.get(PATH, query)


@pytest.mark.parametrize("typed", ["REF-77", " ref-77 "])
def test_published_letter_is_found_by_its_reference(typed, letter, client):
    answer = asked(client, letter, typed)

    page = answer.content.decode()
    assert answer.context["publication"] == letter.publication
    for words in [
        "Issued and published",
        "Signed by Robin Ashby, Police, Fire and Crime Commissioner, on 20 March 2026",
        letter.public_sha256,
        letter.publication.get_absolute_url(),
    ]:
        assert words in page


def test_unpublished_letter_gets_the_answer_of_one_that_never_was(letter, client):
    hidden = make_response(letter.body, state=State.APPROVED)
    make_letter(hidden, signed=True, reference="REF-78")

    pages = [asked(client, letter, ref).content.decode() for ref in ["REF-78", "REF-79"]]

    bare = [re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page) for page in pages]
    assert bare[0].replace("REF-78", "REF-79") == bare[1]
    assert "There is no published letter with this reference" in pages[0]
    assert "this page says the same of both" in pages[0]


def test_office_without_a_published_letter_is_not_offered(letter, client):
    hidden = make_letter(signed=True, reference="REF-80")

    answer = asked(client, hidden, "REF-80")

    assert "publication" not in answer.context
    assert hidden.body.name not in answer.content.decode()


def test_reference_of_one_office_is_not_found_at_another(letter, client):
    other = make_letter(published=True, reference="REF-90")

    assert asked(client, other, "REF-77").context["publication"] is None
    assert Publication.objects.count() == 2


@pytest.mark.parametrize("query", ["?reference=", "?reference=x&body=nobody", "?reference=%00"])
def test_incomplete_question_is_asked_again(query, letter, client):
    page = client.get(f"{PATH}{query}").content.decode()

    assert "There is a problem" in page
