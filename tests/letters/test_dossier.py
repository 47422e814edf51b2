"""The whole file of a response as one ZIP."""

import hashlib
import io
import json
import zipfile
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from lxml import html

from accounts.models import Event
from accounts.permissions import Role
from progress.demo.files import small_pdf
from recommendations.actions import add_file, answer_question, ask_about_update
from recommendations.files import examine
from recommendations.models import Disposal, EvidenceCheck
from recommendations.tasks import check_next
from responses.actions import (
    approve,
    hand_round,
    save_answer,
    save_passage,
    save_words,
    submit,
)
from tests.connections import kept_open
from tests.factories import (
    AT,
    TODAY,
    later,
    make_attachment,
    make_comments,
    make_force_and_body,
    make_letter,
    make_lodged_copy,
    make_membership,
    make_recommendation,
    make_report,
    make_response,
    make_update,
    make_upload,
    make_user,
    make_welsh,
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
    assert (event.action, event.by, event.data["files"]) == ("export", auditor, 11)


def test_what_is_in_quarantine_is_left_out_and_named(response, area, client):
    row = EvidenceCheck.objects.order_by("pk").first()
    EvidenceCheck.objects.filter(pk=row.pk).update(virus="Own.Test", is_scanned=True)

    archive = taken(client, make_user(Role.AUDITOR, area.body), response)

    evidence = [name for name in archive.namelist() if name.startswith("evidence/")]
    assert len(evidence) == 1
    assert "“plan.pdf”: A virus was found" in archive.read("left-out.txt").decode()


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


# --- The words -------------------------------------------------------------------------------


def words_in(archive: zipfile.ZipFile) -> tuple[str, dict]:
    return archive.read("the-words.html").decode(), json.loads(archive.read("the-words.json"))


@pytest.fixture
def written(area):
    """Return a draft in both languages without a letter, with all that may be said about it."""
    for body, name in zip(area, ["Heddlu Cwm", "Comisiynydd Cwm"], strict=True):
        make_welsh(body, name)
    recommendation = make_recommendation(make_report(area.body, forces=[area.force]))
    update = make_update(recommendation, area.force, narrative="A <b>plan</b> is made.")
    caseworker = make_user(Role.CASEWORKER, area.body)
    ask_about_update(update, "By when is it done?", by=caseworker, at=AT)
    answer_question(update, "By the summer.", by=update.recorded_by, at=AT)
    answered = make_response(area.body, recommendation.report, by=caseworker)
    ask(answered, recommendation, "Handed in.", "Still being typed.")
    make_comments(answered, {"": "We agree on the whole.", "1": "We agree on the first."})
    save_words(
        answered, opening="We **welcome** it.", opening_cy="Rydym yn ei groesawu.",
        version=answered.version, by=caseworker, at=AT,
    )  # fmt: skip
    passage = answered.passages.get()
    save_passage(
        answered, recommendation, version=passage.version, by=caseworker, at=AT,
        position="accepted", text="It will be done.", text_cy="Fe’i gwneir.",
        withheld_reason="It names a victim.",
    )  # fmt: skip
    return answered


def ask(response, recommendation, handed_in: str, draft: str) -> None:
    invitation = response.invitation
    by = make_user(Role.FORCE_CONTRIBUTOR, invitation.force)
    for words, done in ((handed_in, True), (draft, False)):
        person = make_user(Role.FORCE_CONTRIBUTOR, invitation.force)
        row = hand_round(
            invitation, recommendation, person, note="What was done?", by=by, at=AT, today=TODAY
        )
        save_answer(row, words, hand_in=done, version=row.version, by=person, at=AT)


def test_the_words_are_there_before_there_is_a_letter(written, area, client):
    page, data = words_in(taken(client, make_user(Role.AUDITOR, area.body), written))

    assert "<strong>welcome</strong>" in page
    assert '<div lang="cy"><p>Rydym yn ei groesawu.</p>' in page.replace("\n", "")
    assert "&lt;b&gt;plan" in page and "<b>plan" not in page
    for said in ("It will be done.", "Fe’i gwneir.", "We agree on the whole.", "By the summer.",
                 "We agree on the first.", "By when is it done?"):  # fmt: skip
        assert said in page
    (item,) = data["recommendations"]
    assert item["answer"]["not_for_publication"] == "It names a victim."
    assert "<strong>Not for publication:</strong> It names a victim." in page
    (update,) = item["updates"]
    assert [r["en"] for r in update["remarks"]] == ["By when is it done?", "By the summer."]
    assert data["words"][0] == {
        "part": "Opening", "en": "We **welcome** it.", "cy": "Rydym yn ei groesawu.",
    }  # fmt: skip


def test_the_page_of_words_is_one_that_anybody_can_read(written, area, client):
    page, _ = words_in(taken(client, make_user(Role.AUDITOR, area.body), written))

    document = html.document_fromstring(page)
    levels = [int(h.tag[1]) for h in document.iter("h1", "h2", "h3", "h4")]
    assert document.get("lang") == "en" and document.find(".//title").text
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert not list(document.iter("script", "img", "link", "iframe"))


def test_what_the_force_asks_its_own_people_is_not_the_offices(written, area, client):
    archive = taken(client, make_user(Role.AUDITOR, area.body), written)

    for name in ("the-words.html", "the-words.json"):
        said = archive.read(name).decode()
        assert "Handed in." not in said and "Still being typed." not in said


def test_who_works_for_both_reads_what_was_handed_in(written, area, client):
    both = make_user(Role.AUDITOR, area.body)
    make_membership(both, Role.FORCE_CONTRIBUTOR, area.force)

    page, _ = words_in(taken(client, both, written))

    assert "Handed in." in page and "Still being typed." not in page


def test_comments_that_are_not_sent_and_other_forces_words_are_not_in_it(area, client):
    other = make_force_and_body()
    report = make_report(area.body, forces=[area.force, other.force])
    national = make_recommendation(report)
    make_update(national, area.force, narrative="Ours.")
    make_update(national, other.force, narrative="Of another force.")
    answered = make_response(area.body, report)
    make_comments(answered, "Half a comment.", sent=False)

    archive = taken(client, make_user(Role.CASEWORKER, area.body), answered)

    page, data = words_in(archive)
    assert "Ours." in page and "Of another force." not in page + json.dumps(data)
    assert "Half a comment." not in page + json.dumps(data)


def test_a_file_that_was_disposed_of_is_named_with_day_and_person(area, client, settings):
    settings.CLAMD = "/nowhere"
    report = make_report(area.body, forces=[area.force])
    upload = make_upload("report.pdf", small_pdf("Report"))
    source = add_file(report, upload, examine(upload), by=report.recorded_by, at=AT)
    update = make_update(make_recommendation(report), area.force, files=[make_upload("old.pdf")])
    keeper = make_user(Role.BODY_ADMINISTRATOR, area.body, name="Alex Keeper")
    for row, name in ((update.evidence.get(), "old.pdf"), (source, "report.pdf")):
        Disposal.objects.create(
            body=area.body, kind="evidence", object_type=row._meta.label_lower, object_pk=row.pk,
            object_name=name, rule="7 years: our schedule", reason="Old.", by=keeper, at=AT,
        )  # fmt: skip

    archive = taken(client, make_user(Role.AUDITOR, area.body), make_response(area.body, report))

    left = archive.read("left-out.txt").decode().splitlines()
    said = "Disposed of on 20 March 2026 under: 7 years: our schedule. By Alex Keeper."
    assert sorted(line.split(": ", 1)[1] for line in left) == [said, said]
    assert "unscanned" not in "".join(left)


# --- From the command line -------------------------------------------------------------------


def test_the_command_writes_what_that_person_may_see(response, area, tmp_path):
    auditor, path = make_user(Role.AUDITOR, area.body), tmp_path / "file.zip"

    call_command("export_dossier", response.pk, path, "--as", auditor.email)

    with zipfile.ZipFile(path) as archive:
        assert "the-words.html" in archive.namelist() and archive.testzip() is None
    assert path.stat().st_mode & 0o777 == 0o600
    assert Event.objects.about(response)[0].by == auditor


@pytest.mark.parametrize(
    ("who", "words"),
    [("nobody@office.example", "Nobody signs in"), ("stranger", "sees no response")],
)
def test_the_command_gives_nothing_to_who_may_not(who, words, response, tmp_path):
    if who == "stranger":
        who = make_user(Role.AUDITOR, make_force_and_body().body).email

    with pytest.raises(CommandError, match=words):
        call_command("export_dossier", response.pk, tmp_path / "file.zip", "--as", who)

    assert not (tmp_path / "file.zip").exists()


def test_the_command_writes_over_nothing(response, area, tmp_path):
    path = tmp_path / "file.zip"
    path.write_text("Kept.")

    with pytest.raises(CommandError, match="File exists"):
        call_command(
            "export_dossier", response.pk, path, "--as", make_user(Role.AUDITOR, area.body).email
        )

    assert path.read_text() == "Kept."
