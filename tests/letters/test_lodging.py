"""Scans of letters signed in ink, lodged beside the sealed file."""

import hashlib

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.errors import Refused, WrongState
from accounts.models import Event
from accounts.permissions import Role
from letters.actions import ask_copies, lodge_copy, sign_letter
from letters.models import LodgedCopy
from letters.tasks import send_next
from recommendations.files import examine
from responses.workflow import State
from tests.factories import (
    AT,
    make_delegation,
    make_force_and_body,
    make_image,
    make_letter,
    make_lodged_copy,
    make_response,
    make_upload,
    make_user,
)
from tests.letters.test_interrupted_sealing import full_after

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter():
    return make_letter(signed=True)


def kept() -> list[str]:
    folder = "lodged/2026"
    return default_storage.listdir(folder)[1] if default_storage.exists(folder) else []


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SIGNATORY])
def test_scan_is_kept_with_its_hash_and_who_lodged_it(letter, role):
    by, upload = make_user(role, letter.body), make_upload("scan.pdf")

    copy = make_lodged_copy(letter, by=by, upload=upload)

    assert (copy.lodged_by, copy.lodged_at, copy.note) == (by, AT, "Kept in the safe.")
    with copy.file.open() as file:
        assert hashlib.sha256(file.read()).hexdigest() == copy.sha256
    assert Event.objects.about(copy).get().data == {"sha256": copy.sha256}


def test_picture_is_lodged_too(letter):
    upload = make_upload("scan.png", make_image())

    assert make_lodged_copy(letter, upload=upload).content_type == "image/png"


def test_deputy_lodges_the_copy_of_the_letter_made_for_them():
    response = make_response(state=State.APPROVED)
    delegation = make_delegation(response.body)
    letter = make_letter(response, delegation=delegation)

    with pytest.raises(WrongState, match="once the letter is signed"):
        make_lodged_copy(letter, by=delegation.deputy)
    signed = sign_letter(letter, "Kim Vale", by=delegation.deputy, at=AT)

    assert make_lodged_copy(signed, by=delegation.deputy).lodged_by == delegation.deputy


@pytest.mark.parametrize("role", [Role.APPROVER, Role.PUBLISHER, Role.AUDITOR])
def test_lodging_refuses_another_role(letter, role):
    with pytest.raises(PermissionDenied):
        make_lodged_copy(letter, by=make_user(role, letter.body))


def test_lodging_refuses_another_office(letter):
    with pytest.raises(PermissionDenied):
        make_lodged_copy(letter, by=make_user(Role.CASEWORKER, make_force_and_body().body))


def test_same_scan_is_lodged_once(letter):
    make_lodged_copy(letter)

    with pytest.raises(Refused, match="lodged already"):
        make_lodged_copy(letter)

    assert len(kept()) == 1


def test_full_disk_lodges_nothing(letter, monkeypatch):
    monkeypatch.setattr(FileSystemStorage, "_save", full_after(0))

    with pytest.raises(Refused, match="was not lodged.*No space left"):
        make_lodged_copy(letter)

    assert (LodgedCopy.objects.count(), kept()) == (0, [])


def test_failure_of_the_database_leaves_no_file(letter, monkeypatch):
    def fail(*args, **kwargs):
        raise DatabaseError("gone")

    upload, by = make_upload("scan.pdf"), make_user(Role.CASEWORKER, letter.body)
    monkeypatch.setattr(Event, "record", fail)

    with pytest.raises(DatabaseError), transaction.atomic():
        lodge_copy(letter, upload, examine(upload), by=by, at=AT)

    assert (LodgedCopy.objects.count(), kept()) == (0, [])


@pytest.mark.parametrize("change", ["update", "delete"])
def test_lodged_copy_is_frozen_in_the_database(letter, change):
    make_lodged_copy(letter)
    rows = LodgedCopy.objects.all()

    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        rows.update(note="Other") if change == "update" else rows._raw_delete("default")


def test_scan_stands_on_the_letters_page_and_nowhere_public(client, mailoutbox):
    letter = make_letter(published=True)
    copy = make_lodged_copy(letter)
    ask_copies(letter, by=copy.lodged_by, at=AT)
    public = client.get(letter.publication.get_absolute_url()).content.decode()
    send_next(AT)
    client.force_login(copy.lodged_by)

    page = client.get(letter.get_absolute_url()).content.decode()

    assert copy.sha256 in page and copy.get_absolute_url() in page
    assert copy.sha256 not in public and copy.get_absolute_url() not in public
    [attached] = mailoutbox[0].attachments
    with letter.public_pdf.open() as file:
        assert attached.content == file.read()


def test_scan_is_lodged_on_the_page_and_downloaded_with_a_record(letter, client):
    client.force_login(make_user(Role.CASEWORKER, letter.body))
    path = reverse("letters:lodge", args=[letter.pk])

    wrong = client.post(path, {"upload": make_upload("scan.pdf", b"no PDF")})
    client.post(path, {"upload": make_upload("scan.pdf"), "note": "Safe 3."})

    copy = LodgedCopy.objects.get()
    assert "its content is something else" in wrong.content.decode()
    answer = client.get(copy.get_absolute_url())
    assert answer["Content-Disposition"] == 'attachment; filename="scan.pdf"'
    assert answer["Cache-Control"] == "private, no-store"
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert Event.objects.about(copy)[0].action == "download"


def test_unsigned_letter_takes_no_scan(client):
    letter = make_letter()
    client.force_login(make_user(Role.CASEWORKER, letter.body))

    assert client.get(reverse("letters:lodge", args=[letter.pk])).status_code == 302
