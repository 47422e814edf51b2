"""The whole file of a response as one ZIP."""

import hashlib
import io
import zipfile

import pytest
from django.urls import reverse

from accounts.models import Event
from accounts.permissions import Role
from progress.demo.files import small_pdf
from recommendations.actions import add_file
from recommendations.files import examine
from recommendations.models import EvidenceCheck
from recommendations.tasks import check_next
from responses.actions import approve, submit
from tests.connections import kept_open
from tests.factories import (
    AT,
    later,
    make_attachment,
    make_force_and_body,
    make_letter,
    make_lodged_copy,
    make_recommendation,
    make_report,
    make_response,
    make_update,
    make_upload,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return make_force_and_body()


@pytest.fixture
def response(area):
    """Return a response with a signed letter, a report's file, and evidence of two names alike."""
    recommendation = make_recommendation(make_report(area.body, forces=[area.force]))
    report, upload = recommendation.report, make_upload("report.pdf", small_pdf("Report"))
    add_file(report, upload, examine(upload), by=report.recorded_by, at=AT)
    files = [make_upload("plan.pdf", small_pdf(words)) for words in ("One", "Two")]
    make_update(recommendation, area.force, files=files)
    while check_next(later(minutes=1)):
        pass
    answered = make_response(area.body, recommendation.report)
    make_attachment(answered)
    submit(answered, by=answered.drafted_by, at=AT)
    answered = approve(answered, by=make_user(Role.APPROVER, area.body), at=AT)
    make_lodged_copy(make_letter(answered, signed=True))
    return answered


def taken(client, user, response) -> zipfile.ZipFile:
    client.force_login(user)
    with kept_open():
        answer = client.get(reverse("letters:dossier", args=[response.pk]))
        content = b"".join(answer.streaming_content)  # which closes the answer
    return zipfile.ZipFile(io.BytesIO(content))


def test_the_file_holds_all_and_each_hash_is_true(response, area, client):
    archive = taken(client, make_user(Role.AUDITOR, area.body), response)

    names = archive.namelist()
    lines = archive.read("manifest-sha256.txt").decode().splitlines()
    listed = dict(reversed(line.split("  ", 1)) for line in lines)
    assert set(listed) == set(names) - {"manifest-sha256.txt"}
    for name, digest in listed.items():
        assert hashlib.sha256(archive.read(name)).hexdigest() == digest
    evidence = sorted(name for name in names if name.startswith("evidence/"))
    assert [name.rsplit("/", 1)[-1] for name in evidence] == ["2-plan.pdf", "plan.pdf"]
    assert {archive.read(name) for name in evidence} == {small_pdf("One"), small_pdf("Two")}
    assert {name.split("/")[1] for name in names if name.startswith("letter/")} == {
        "public", "office", "lodged",
    }  # fmt: skip
    assert [archive.read(name) for name in names if name.startswith("reports/")] == [
        small_pdf("Report")
    ]
    (attached,) = response.attachments.all()
    assert [name for name in names if name.startswith("attachments/")] == [
        f"attachments/{attached.name}"
    ]
    assert "submit" in archive.read("history.csv").decode()


def test_the_file_has_no_evidence_of_a_force_that_is_not_the_reader_s(area, client):
    other = make_force_and_body()
    report = make_report(area.body, forces=[area.force, other.force])
    national = make_recommendation(report)
    make_update(national, area.force, files=[make_upload("own.pdf")])
    make_update(national, other.force, files=[make_upload("theirs.pdf")])
    answered = make_response(area.body, report)

    archive = taken(client, make_user(Role.AUDITOR, area.body), answered)

    evidence = [name.rsplit("/", 1)[-1] for name in archive.namelist() if "evidence/" in name]
    assert evidence == ["own.pdf"]


def test_taking_it_is_recorded(response, area, client):
    auditor = make_user(Role.AUDITOR, area.body)

    taken(client, auditor, response)

    event = Event.objects.about(response)[0]
    assert (event.action, event.by, event.data["files"]) == ("export", auditor, 9)


def test_what_is_in_quarantine_is_left_out_and_named(response, area, client):
    row = EvidenceCheck.objects.order_by("pk").first()
    EvidenceCheck.objects.filter(pk=row.pk).update(virus="Own.Test", is_scanned=True)

    archive = taken(client, make_user(Role.AUDITOR, area.body), response)

    evidence = [name for name in archive.namelist() if name.startswith("evidence/")]
    assert len(evidence) == 1
    assert "“plan.pdf”: infected" in archive.read("left-out.txt").decode()


def test_a_file_that_is_gone_stops_nothing(response, area, client):
    lost = EvidenceCheck.objects.first().evidence
    lost.file.storage.delete(lost.file.name)

    archive = taken(client, make_user(Role.AUDITOR, area.body), response)

    assert "not in the storage" in archive.read("left-out.txt").decode()


def test_a_formula_in_the_history_is_words(response, area, client):
    Event.record("test", response, by=None, at=AT, body=area.body, note="=1+1")

    archive = taken(client, make_user(Role.AUDITOR, area.body), response)

    assert "'=1+1" in archive.read("history.csv").decode()


def test_another_office_cannot_take_it(response, client):
    client.force_login(make_user(Role.CASEWORKER, make_force_and_body().body))

    assert client.get(reverse("letters:dossier", args=[response.pk])).status_code == 404
