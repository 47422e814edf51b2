"""Files that go with a response, and scans of signed letters: had by nobody until checked."""

import pikepdf
import pytest
from django.urls import reverse

from accounts.errors import Refused
from accounts.models import Event
from accounts.permissions import Role
from letters.actions import ask_copies, publish, sign_letter
from letters.dossier import write_dossier
from letters.models import LodgedCopy
from letters.tasks import check_next_copy, send_next
from progress.demo.files import small_pdf
from recommendations.models import FileCheck
from responses.actions import approve, detach, submit
from responses.models import Attachment
from responses.tasks import check_next_attachment
from tests.connections import kept_open
from tests.factories import (
    AT,
    TODAY,
    later,
    make_attachment,
    make_letter,
    make_lodged_copy,
    make_response,
    make_upload,
    make_user,
)
from tests.recommendations.test_evidence import attach, opens_with, pdf_with
from tests.recommendations.virus_scanner import TEST_VIRUS, clamd

pytestmark = pytest.mark.django_db

scanner = pytest.fixture(scope="module")(clamd)
State = FileCheck.State
VIRUS = {
    "in the file": small_pdf("Plan") + TEST_VIRUS,
    "attached in it": pdf_with(attach(("virus.bin", TEST_VIRUS))),
}


def checked() -> None:
    while check_next_attachment(later(minutes=1)) or check_next_copy(later(minutes=1)):
        continue


def state_of(row) -> tuple[str, bool]:
    row = type(row).objects.get(pk=row.pk)
    return row.state, row.may_be_had


def enclosing(content: bytes | None = None):
    """Return an approved response with one attachment."""
    response = make_response()
    make_attachment(response, make_upload("plan.pdf", content))
    submit(response, by=response.drafted_by, at=AT)
    return approve(response, by=make_user(Role.APPROVER, response.body), at=AT)


def sign(letter):
    by = make_user(Role.SIGNATORY, letter.body)
    return sign_letter(letter, letter.letter_words.signatory.name, by=by, at=AT)


@pytest.mark.parametrize("where", VIRUS)
def test_virus_in_an_attachment_is_had_by_nobody(where, scanner, client, settings):
    settings.CLAMD = scanner
    response = make_response()
    attachment = make_attachment(response, make_upload("plan.pdf", VIRUS[where]))
    client.force_login(response.drafted_by)

    waiting = client.get(attachment.get_absolute_url(), follow=True)
    checked()
    caught = client.get(attachment.get_absolute_url(), follow=True)

    assert "not checked yet" in waiting.content.decode()
    assert state_of(attachment) == (State.INFECTED, False)
    assert "in quarantine" in caught.content.decode()
    assert f'href="{attachment.get_absolute_url()}"' not in caught.content.decode()
    assert not Event.objects.about(attachment).filter(action="download").exists()
    assert Event.objects.about(attachment).get().action == "quarantine"
    assert response.drafted_by.notices.filter(words__contains="A virus was found").exists()


def test_clean_attachment_is_had_once_it_is_scanned(scanner, client, settings):
    settings.CLAMD = scanner
    attachment = make_attachment(make_response())
    client.force_login(attachment.added_by)

    checked()
    answer = client.get(attachment.get_absolute_url())

    assert state_of(attachment) == (State.CLEAN, True)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    with kept_open():
        answer.close()


def test_attachment_with_a_virus_can_be_taken_away(scanner, settings):
    settings.CLAMD = scanner
    response = make_response()
    attachment = make_attachment(response, make_upload("plan.pdf", VIRUS["in the file"]))
    checked()

    detach(attachment, by=response.drafted_by, at=AT)

    assert not Attachment.objects.exists() and not check_next_attachment(later(minutes=9))


def test_letter_is_not_signed_until_what_goes_with_it_is_clean(scanner, settings):
    settings.CLAMD = scanner
    letter = make_letter(enclosing())

    with pytest.raises(Refused, match="not checked yet"):
        sign(letter)
    checked()

    assert sign(letter).is_signed


def test_signed_letter_is_neither_published_nor_sent_with_a_virus(scanner, client, settings):
    """The scanner came later: what was never scanned waits, and is then found."""
    response = enclosing(VIRUS["in the file"])
    letter = make_letter(response, signed=True)
    ask_copies(letter, by=make_user(Role.PUBLISHER, letter.body), at=AT)
    checked()
    settings.CLAMD = scanner
    publisher = make_user(Role.PUBLISHER, letter.body)

    with pytest.raises(Refused, match="not scanned"):
        publish(letter, by=publisher, at=AT, today=TODAY)
    assert send_next(later(minutes=1))
    waiting = letter.deliveries.order_by("-tries").first()
    checked()
    with pytest.raises(Refused, match="quarantine"):
        publish(letter, by=publisher, at=AT, today=TODAY)
    while send_next(later(minutes=60)):
        continue

    assert (waiting.sent_at, waiting.given_up_at) == (None, None)
    assert "not scanned" in waiting.problem
    assert not letter.deliveries.exclude(sent_at=None).exists()
    assert not letter.deliveries.filter(given_up_at=None).exists()


def test_virus_in_what_is_public_already_is_given_out_no_more(scanner, client, settings):
    publication = make_letter(enclosing(VIRUS["attached in it"]), published=True).publication
    path = reverse("letters:enclosure", args=[publication.body.slug, publication.slug, 1])
    before = client.get(path)
    with kept_open():
        before.close()
    settings.CLAMD = scanner

    checked()

    assert (before.status_code, client.get(path).status_code) == (200, 404)


def test_dossier_leaves_out_what_is_in_quarantine_and_says_so(scanner, settings, tmp_path):
    settings.CLAMD = scanner
    response = make_response()
    make_attachment(response, make_upload("plan.pdf", VIRUS["in the file"]))
    make_attachment(response, make_upload("rota.pdf", small_pdf("Rota")), title="Rota")
    checked()

    with (tmp_path / "dossier.zip").open("wb") as file:
        write_dossier(response, response.drafted_by, file)

    said = (tmp_path / "dossier.zip").read_bytes()
    assert b"rota.pdf" in said and b"attachments/plan.pdf" not in said


def test_scan_of_a_signed_letter_is_had_once_it_is_clean(scanner, client, settings):
    settings.CLAMD = scanner
    letter = make_letter(signed=True)
    good = make_lodged_copy(letter, upload=make_upload("good.pdf", small_pdf("Scan")))
    bad = make_lodged_copy(letter, upload=make_upload("bad.pdf", VIRUS["in the file"]))
    client.force_login(good.lodged_by)

    waiting = client.get(good.get_absolute_url(), follow=True).content.decode()
    checked()
    had, caught = client.get(good.get_absolute_url()), client.get(bad.get_absolute_url())
    page = client.get(letter.get_absolute_url()).content.decode()

    assert "not checked yet" in waiting
    assert (state_of(good), state_of(bad)) == ((State.CLEAN, True), (State.INFECTED, False))
    assert had.headers["Content-Disposition"].startswith("attachment") and had.streaming
    with kept_open():
        had.close()
    assert caught.status_code == 302
    assert "In quarantine" in page and bad.get_absolute_url() not in page


def test_what_acts_in_a_file_is_said_beside_it(client):
    letter = make_letter(signed=True)
    runs = pdf_with(opens_with(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))
    make_lodged_copy(letter, upload=make_upload("scan.pdf", runs))
    client.force_login(make_user(Role.CASEWORKER, letter.body))

    checked()

    assert "runs JavaScript" in client.get(letter.get_absolute_url()).content.decode()
    assert LodgedCopy.objects.get().may_be_had  # without a scanner it is said, and not kept back


def test_files_from_before_there_were_checks_are_scanned(scanner, settings):
    attachment = make_attachment(make_response())
    copy = make_lodged_copy(make_letter(signed=True))
    attachment.check_made.delete()
    copy.check_made.delete()
    settings.CLAMD = scanner
    held = [state_of(attachment), state_of(copy)]

    checked()

    assert held == [(State.UNSCANNED, False)] * 2
    assert [state_of(attachment), state_of(copy)] == [(State.CLEAN, True)] * 2
