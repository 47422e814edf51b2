"""Files that no record names are cleared away after a day, and no others."""

import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from letters.sweeping import FOLDERS, KEPT_FOR, sweep_files
from responses.actions import detach
from tests.factories import (
    AT,
    make_attachment,
    make_force_and_body,
    make_image,
    make_letter,
    make_lodged_copy,
    make_recommendation,
    make_report,
    make_response,
    make_upload,
)

pytestmark = pytest.mark.django_db


def left_behind(name: str, age: timedelta) -> str:
    name = default_storage.save(name, ContentFile(b"half a letter"))
    moment = (timezone.now() - age).timestamp()
    os.utime(default_storage.path(name), (moment, moment))
    return name


@pytest.mark.parametrize("folder", FOLDERS)
def test_old_file_that_nothing_names_is_deleted(folder):
    name = left_behind(f"{folder}/2026/orphan.pdf", KEPT_FOR + timedelta(minutes=1))

    assert sweep_files(timezone.now()) == 1
    assert not default_storage.exists(name)


def test_young_file_may_still_get_its_record():
    name = left_behind("letters/2026/new.pdf", KEPT_FOR - timedelta(minutes=1))

    assert sweep_files(timezone.now()) == 0
    assert default_storage.exists(name)


def test_file_elsewhere_is_not_looked_at():
    name = left_behind("reports/2026/orphan.pdf", 2 * KEPT_FOR)

    assert sweep_files(timezone.now()) == 0
    assert default_storage.exists(name)


def test_every_file_that_a_record_names_stays():
    area = make_force_and_body(welsh=True)
    draft = make_response(area.body, make_recommendation(make_report(area.body)).report)
    attachment = make_attachment(draft)
    approved = make_response(
        area.body, make_recommendation(make_report(area.body)).report, state="approved"
    )
    letter = make_letter(
        approved, signed=True, image=make_upload("signature.png", make_image(300, 100))
    )
    copy = make_lodged_copy(letter)
    files = [
        letter.pdf, letter.public_pdf, letter.pdf_cy, letter.public_pdf_cy, copy.file,
        attachment.file,
    ]  # fmt: skip
    names = [file.name for file in files]
    pictures = [words.signatory.image for words in letter.words_by_language.values()]

    assert sweep_files(timezone.now() + 2 * KEPT_FOR) == 0
    assert all(map(default_storage.exists, [*names, *pictures]))
    assert all(pictures)


def test_file_that_a_correction_still_has_stays_until_both_are_gone():
    draft = make_response()
    attachment = make_attachment(draft)
    other = make_response()
    other.attachments.create(
        file=attachment.file.name, name="a.pdf", size=1, sha256="1" * 64, title="A",
        added_by=draft.drafted_by, added_at=AT,
    )  # fmt: skip
    later = timezone.now() + 2 * KEPT_FOR

    detach(attachment, by=draft.drafted_by, at=AT)
    assert sweep_files(later) == 0
    detach(other.attachments.get(), by=other.drafted_by, at=AT)
    assert sweep_files(later) == 1


@pytest.mark.django_db(transaction=True)
def test_worker_sweeps():
    name = left_behind("signatures/orphan.png", 2 * KEPT_FOR)

    call_command("work", once=True, verbosity=0)

    assert not default_storage.exists(name)
