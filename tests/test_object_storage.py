"""Files in a bucket: given, checked, had, signed, published and swept through the front door."""

import hashlib
import tracemalloc

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from letters.sweeping import sweep_files
from recommendations.actions import add_file
from recommendations.files import examine
from recommendations.models import Evidence
from recommendations.pictures import picture_of
from recommendations.tasks import check_next, read_next
from tests.connections import kept_open
from tests.factories import (
    later,
    make_force_and_body,
    make_letter,
    make_recommendation,
    make_report,
    make_update,
    make_upload,
)
from tests.s3_server import BUCKET, KEY, s3_server
from tests.test_settings import manage

pytest.importorskip("storages")
pytestmark = pytest.mark.django_db

server = pytest.fixture(scope="module")(s3_server)


def storage(address: str) -> dict:
    return {
        "BACKEND": "pcc_tracker.object_storage.ObjectStorage",
        "OPTIONS": {
            "bucket_name": BUCKET, "endpoint_url": address, "region_name": "eu-west-2",
            "access_key": KEY, "secret_key": KEY, "location": "tracker",
        },
    }  # fmt: skip


@pytest.fixture
def bucket(server, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "none"
    settings.STORAGES = settings.STORAGES | {"default": storage(server)}
    yield
    default_storage.connection.meta.client.close()
    assert not (tmp_path / "none").exists()  # nothing went to the disk beside it


@pytest.fixture
def area():
    return make_force_and_body()


def give(client, area, *uploads):
    update = make_update(
        make_recommendation(make_report(area.body, forces=[area.force])), area.force
    )
    client.force_login(update.recorded_by)
    path = reverse("recommendations:evidence-add", args=[update.pk])
    return client.post(path, {"files": list(uploads), "marking": "sensitive"})


def had(client, path: str) -> tuple[str, int]:
    """Return the digest and length of a download that comes piece by piece."""
    digest, length = hashlib.sha256(), 0
    answer = client.get(path)
    with kept_open():
        for piece in answer.streaming_content:
            digest.update(piece)
            length += len(piece)
    with kept_open():
        answer.close()
    return digest.hexdigest(), length


def test_evidence_is_given_checked_and_had(bucket, area, client):
    answer = give(client, area, make_upload("plan.pdf"))

    assert answer.status_code == 302
    evidence = Evidence.objects.get()
    assert check_next(timezone.now())
    assert Evidence.objects.get().check_made.problem == ""
    assert default_storage.exists(evidence.file.name)
    assert had(client, evidence.get_absolute_url()) == (evidence.sha256, evidence.size)


def test_large_file_is_had_in_little_memory(bucket, area, client, large_pdf):
    give(client, area, large_pdf)
    evidence = Evidence.objects.get()
    tracemalloc.start()

    found = had(client, evidence.get_absolute_url())

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == (evidence.sha256, evidence.size) and evidence.size > 24_000_000
    assert peak < 12 * 1024**2


@pytest.fixture
def large_pdf():
    content = make_upload().read() + b"0" * 24_500_000
    return make_upload("large.pdf", content)


def test_letter_is_signed_published_and_had(bucket, client):
    letter = make_letter(published=True)
    publication = letter.publication
    where = {"body": publication.body.slug, "slug": publication.slug}

    digest, _ = had(client, reverse("letters:public-pdf", kwargs=where))

    assert digest == letter.public_sha256


def test_page_of_a_report_is_drawn_once_and_kept(bucket, area):
    report = make_report(area.body, confirmed=False)
    from_file = make_upload("r.pdf")
    source = add(report, from_file)

    first = picture_of(source, 1)

    assert first.startswith(b"\x89PNG") and picture_of(source, 1) == first
    assert default_storage.exists(f"pages/{source.pk}/{source.sha256[:16]}-1.png")


def add(report, upload):
    source = add_file(report, upload, examine(upload), by=report.recorded_by, at=later())
    assert read_next(later(minutes=1))
    source.refresh_from_db()
    return source


def test_what_no_record_names_is_swept(bucket):
    letter = make_letter(signed=True)
    left = default_storage.save("attachments/2026/left.pdf", make_upload())

    assert sweep_files(default_storage.get_modified_time(left)) == 0
    assert sweep_files(later(days=3_650)) >= 1
    assert not default_storage.exists(left)
    assert default_storage.exists(letter.pdf.name)


def test_same_name_twice_overwrites_nothing(bucket):
    first = default_storage.save("evidence/a.pdf", make_upload("a.pdf", b"one"))
    second = default_storage.save("evidence/a.pdf", make_upload("a.pdf", b"two"))

    with default_storage.open(first) as file:
        assert (first == second, file.read()) == (False, b"one")


def test_storage_that_is_away_is_told_and_nothing_is_lost(settings, area, client):
    away = storage("http://127.0.0.1:9")
    settings.STORAGES = settings.STORAGES | {"default": away}

    answer = give(client, area, make_upload("plan.pdf"))

    assert answer.status_code == 200
    assert "was not added. The service cannot keep its file" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_files_have_no_address_of_their_own(bucket):
    with pytest.raises(NotImplementedError):
        default_storage.url("evidence/a.pdf")


def test_bucket_is_chosen_by_the_environment(tmp_path):
    code = (
        "from django.core.files.storage import default_storage as s;"
        " print(s.bucket_name, s.location, s.endpoint_url)"
    )
    found = manage(
        tmp_path, "shell", "-c", code,
        S3_BUCKET="files", S3_FOLDER="tracker", S3_ENDPOINT="https://s3.example",
    )  # fmt: skip

    assert "files tracker https://s3.example" in found.stdout, found.stderr
