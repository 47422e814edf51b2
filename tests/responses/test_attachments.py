"""Files that go with a response: added and taken away in draft, and never changed."""

import hashlib
from io import BytesIO

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import FileSystemStorage, default_storage
from django.test import Client
from django.urls import reverse

from accounts.errors import Refused, WrongState
from accounts.models import Event
from accounts.permissions import Role
from progress.demo.files import small_pdf
from responses.actions import approve, attaching, detach, start_correction, submit
from responses.models import Attachment
from responses.queries import gaps
from responses.workflow import State
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
from tests.letters.test_interrupted_sealing import full_after

pytestmark = pytest.mark.django_db


@pytest.fixture
def response():
    return make_response()


def stored() -> list[str]:
    folder = "attachments/2026"
    return default_storage.listdir(folder)[1] if default_storage.exists(folder) else []


def test_file_is_kept_with_its_hash_and_who_added_it(response):
    attachment = make_attachment(response, make_upload("plan.pdf"))

    with attachment.file.open() as file:
        assert hashlib.sha256(file.read()).hexdigest() == attachment.sha256
    assert (attachment.name, attachment.title) == ("plan.pdf", "Plan of the force")
    event = Event.objects.about(response).get(action="attach")
    assert (event.by, event.data) == (response.drafted_by, {"sha256": attachment.sha256})
    assert response.was_written_by(response.drafted_by)


def test_who_adds_a_file_has_written_the_response(response):
    colleague = make_user(Role.CASEWORKER, response.body)

    make_attachment(response, by=colleague)

    assert response.was_written_by(colleague)


REFUSALS = {
    "no title": ({"title": " "}, "Say what the file is"),
    "marked and public": ({"marking": "OFFICIAL-SENSITIVE"}, "cannot be published"),
}


@pytest.mark.parametrize("why", REFUSALS)
def test_what_cannot_be_attached_leaves_no_file(why, response):
    said, reason = REFUSALS[why]

    with pytest.raises(Refused, match=reason):
        make_attachment(response, **said)

    assert (list(response.attachments.all()), stored()) == ([], [])


def acting() -> bytes:
    """Return a PDF that runs a script when it is opened."""
    out = BytesIO()
    with pikepdf.open(BytesIO(small_pdf("Plan"))) as pdf:
        script = {"/S": pikepdf.Name.JavaScript, "/JS": "app.alert(1)"}
        pdf.Root.OpenAction = pikepdf.Dictionary(script)
        pdf.save(out)
    return out.getvalue()


def test_file_that_acts_by_itself_is_not_published(response):
    content = acting()
    upload = make_upload("plan.pdf", content)

    with pytest.raises(Refused, match="It runs JavaScript. A file that acts by itself"):
        make_attachment(response, upload)
    kept_out = make_attachment(response, upload, withheld_reason="It names officers.")

    assert list(Attachment.objects.public()) == []
    with kept_out.file.open() as file:
        assert file.read() == content


def test_marked_file_is_kept_out_of_publication(response):
    attachment = make_attachment(
        response, marking="OFFICIAL-SENSITIVE", withheld_reason="It names officers."
    )

    assert list(Attachment.objects.public()) == []
    assert attachment.marking == "OFFICIAL-SENSITIVE"


def test_same_file_is_attached_once(response):
    make_attachment(response, make_upload("plan.pdf"))

    with pytest.raises(Refused, match="attached already"):
        make_attachment(response, make_upload("copy.pdf"))


@pytest.mark.parametrize(
    ("limit", "value", "reason"),
    [("MOST_ATTACHMENTS", 1, "at most 1"), ("LARGEST_TOGETHER", 900, "10 MB together")],
)
def test_there_are_not_more_files_than_a_mail_takes(limit, value, reason, response, monkeypatch):
    monkeypatch.setattr(attaching, limit, value)

    with pytest.raises(Refused, match=reason):
        for _ in range(2):
            make_attachment(response)


def test_full_disk_leaves_nothing_behind(response, monkeypatch):
    monkeypatch.setattr(FileSystemStorage, "_save", full_after(0))

    with pytest.raises(Refused, match="The file was not added"):
        make_attachment(response)

    assert (Attachment.objects.count(), stored()) == (0, [])


@pytest.mark.parametrize("role", [Role.APPROVER, Role.SIGNATORY, Role.AUDITOR])
def test_another_role_attaches_nothing(role, response):
    with pytest.raises(PermissionDenied):
        make_attachment(response, by=make_user(role, response.body))


def test_nothing_is_attached_or_taken_away_after_draft(response):
    attachment = make_attachment(response)
    submitted = make_response(state=State.IN_REVIEW)
    attachment.response = submitted
    kept = stored()

    with pytest.raises(WrongState):
        make_attachment(submitted, make_upload("late.pdf"))
    assert stored() == kept
    with pytest.raises(WrongState):
        detach(attachment, by=submitted.drafted_by, at=AT)


def test_file_is_taken_away_on_the_record(response):
    attachment = make_attachment(response)

    detach(attachment, by=response.drafted_by, at=AT)

    assert not response.attachments.exists()
    event = Event.objects.about(response).get(action="detach")
    assert (event.note, event.data) == ("Plan of the force", {"sha256": attachment.sha256})


def test_correction_begins_with_the_same_files():
    draft = make_response()
    make_attachment(draft)
    published = published_from(draft)

    new = start_correction(published, "A number was wrong.", by=draft.drafted_by, at=AT)

    assert [a.sha256 for a in new.attachments.all()] == [
        a.sha256 for a in published.attachments.all()
    ]


def published_from(draft):
    submit(draft, by=draft.drafted_by, at=AT)
    approved = approve(draft, by=make_user(Role.APPROVER, draft.body), at=AT)
    make_letter(approved, published=True)
    approved.refresh_from_db()
    return approved


def test_welsh_body_names_each_file_in_welsh():
    area = make_force_and_body(welsh=True)
    report = make_recommendation(make_report(area.body)).report
    response = make_response(area.body, report)
    make_attachment(response)

    assert [said for said, _ in gaps(response)] == [
        "The attachment “Plan of the force” has no name in Welsh."
    ]


# --- The page -------------------------------------------------------------------


def test_page_adds_reads_and_takes_away(response, client):
    client.force_login(response.drafted_by)
    page = reverse("responses:attachments", args=[response.pk])
    typed = {"upload": make_upload("plan.pdf"), "title": "The plan"}

    added = client.post(page, typed, follow=True).content.decode()
    attachment = Attachment.objects.get()
    answer = client.get(attachment.get_absolute_url())
    got = b"".join(answer.streaming_content)
    away = reverse("responses:attachment-remove", args=[response.pk, attachment.pk])
    gone = client.post(away, follow=True).content.decode()
    again = client.post(away, follow=True).content.decode()

    assert "The plan" in added and "Published with the letter" in added
    assert hashlib.sha256(got).hexdigest() == attachment.sha256
    assert answer.headers["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert "None yet." in gone
    assert "taken away already" in again and "None yet." in again


def test_who_reads_it_through_is_offered_no_file_to_take_away():
    draft = make_response()
    make_attachment(draft)
    submit(draft, by=draft.drafted_by, at=AT)
    client = Client()
    client.force_login(make_user(Role.APPROVER, draft.body))

    page = client.get(reverse("responses:read", args=[draft.pk])).content.decode()

    assert "Plan of the force" in page and "Approve</button>" in page
    assert "Take away" not in page


BAD = {
    "nothing": ({}, "upload", "Choose the file"),
    "not what it says": ({"upload": make_upload("plan.docx", b"no")}, "upload", "is named .docx"),
    "marked": ({"marking": "OFFICIAL-SENSITIVE"}, "withheld_reason", "bears a marking"),
}


@pytest.mark.parametrize("why", BAD)
def test_bad_input_is_told_at_its_field_and_the_words_stay(why, response, client):
    typed, field, said = BAD[why]
    client.force_login(response.drafted_by)

    answer = client.post(
        reverse("responses:attachments", args=[response.pk]), {"title": "The plan"} | typed
    )

    assert said in " ".join(answer.context["form"].errors[field])
    assert "The plan" in answer.content.decode()
