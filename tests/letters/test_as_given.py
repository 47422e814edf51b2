"""A file that was altered in the storage, or is gone from it, is handed to nobody."""

import hashlib
import time
import tracemalloc
import zipfile
from io import BytesIO

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.errors import Refused
from accounts.models import Event, Notice
from accounts.permissions import Role
from letters.actions import ask_copies, preview, publish, sign_letter
from letters.models import Delivery, Letter
from letters.patrol import Patrol
from letters.stored_files import AT_ONCE, every_file
from letters.tasks import send_next
from progress.demo.files import small_pdf
from recommendations.actions import EvidenceFacts, add_evidence, add_file, give_register, read_again
from recommendations.actions.checking import ALTERED
from recommendations.files import LARGEST_EVIDENCE, REGISTERS, examine
from recommendations.models import Evidence, Register, Source
from recommendations.stored import Stored
from recommendations.tasks import check_next, read_next, read_next_register
from responses.actions import approve, submit
from responses.models import Attachment
from tests.connections import kept_open
from tests.factories import (
    AT,
    TODAY,
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
from tests.responses.test_recorded_words import unguard
from tests.s3_server import s3_server
from tests.test_object_storage import storage

pytestmark = pytest.mark.django_db

server = pytest.fixture(scope="module")(s3_server)
OTHER = small_pdf("Other words")


@pytest.fixture
def area():
    return make_force_and_body()


def put(stored: Stored, content: bytes = OTHER) -> None:
    """Put other bytes where a file lies, as somebody with the disk can."""
    with open(default_storage.path(stored.file.name), "wb") as file:
        file.write(content)


def an_evidence(area):
    report = make_report(area.body, forces=[area.force])
    update = make_update(make_recommendation(report), area.force, files=[make_upload("a.pdf")])
    return update.evidence.get().stored


def a_report(area):
    report, upload = make_report(area.body), make_upload("r.pdf", small_pdf("Report"))
    add_file(report, upload, examine(upload), by=report.recorded_by, at=AT)
    report.refresh_from_db()
    return report.stored


def a_letter(area):
    return make_letter(make_response(area.body, state="approved"), signed=True)


def an_enclosure(area):
    draft = make_response(area.body)
    return make_attachment(draft).stored


def a_scan(area):
    return make_lodged_copy(a_letter(area)).stored


def had(client, path: str):
    """Return the answer with all that it sends."""
    with kept_open():
        answer = client.get(path)
        streamed = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer, streamed


PLACES = {
    "evidence": (an_evidence, lambda s: reverse("recommendations:evidence", args=[s.row.pk])),
    "report": (a_report, lambda s: reverse("recommendations:report-file", args=[s.row.pk])),
    "attachment": (an_enclosure, lambda s: s.row.get_absolute_url()),
    "scan": (a_scan, lambda s: s.row.get_absolute_url()),
    "own letter": (
        lambda area: a_letter(area).stored(public=False),
        lambda s: reverse("letters:pdf", args=[s.row.pk]),
    ),
}


@pytest.mark.parametrize("kind", PLACES)
def test_an_altered_file_is_not_handed_out(kind, area, client):
    make, path_of = PLACES[kind]
    stored = make(area)
    client.force_login(make_user(Role.CASEWORKER, area.body))
    assert had(client, path_of(stored))[0].status_code == 200

    put(stored)
    answer, sent = had(client, path_of(stored))

    assert answer.status_code == 409
    assert b"%PDF" not in sent and b"cannot be handed out" in sent
    assert "is not the file that was given" in sent.decode() and "administrator" in sent.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    event = Event.objects.get(action="find altered")
    assert (event.object_pk, event.body) == (str(stored.row.pk), stored.body)
    assert event.data["sha256"] == [stored.sha256, hashlib.sha256(OTHER).hexdigest()]
    assert Event.objects.filter(action="download").count() == 1


@pytest.mark.parametrize("kind", PLACES)
def test_a_missing_file_is_told_and_no_error(kind, area, client):
    make, path_of = PLACES[kind]
    stored = make(area)
    client.force_login(make_user(Role.CASEWORKER, area.body))
    default_storage.delete(stored.file.name)

    answer, sent = had(client, path_of(stored))

    assert answer.status_code == 409 and "not in the storage any more" in sent.decode()
    assert Event.objects.filter(action="find missing").count() == 1


def test_a_file_brought_back_is_had_again_and_the_record_stays(area, client):
    stored = an_evidence(area)
    whole = small_pdf("Evidence")
    client.force_login(make_user(Role.CASEWORKER, area.body))
    put(stored)
    path = stored.row.get_absolute_url()
    had(client, path)
    had(client, path)
    put(stored, whole)

    answer, sent = had(client, path)

    assert (answer.status_code, sent) == (200, whole)
    assert Event.objects.filter(action="find altered").count() == 1  # once a day


def test_the_people_of_the_body_are_told(area, client):
    stored = an_enclosure(area)
    somebody = make_user(Role.APPROVER, area.body)
    put(stored)
    client.force_login(make_user(Role.CASEWORKER, area.body))

    had(client, stored.row.get_absolute_url())

    assert "is not the file that was given" in Notice.objects.get(user=somebody).words


def test_a_storage_that_is_away_says_nothing_of_the_file(area, client, monkeypatch):
    stored = an_evidence(area)
    client.force_login(make_user(Role.CASEWORKER, area.body))

    def away(self, name, mode="rb"):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(FileSystemStorage, "_open", away)
    answer, sent = had(client, stored.row.get_absolute_url())

    assert answer.status_code == 503 and "cannot be read now" in sent.decode()
    assert not Event.objects.filter(action__startswith="find").exists()


@pytest.mark.parametrize("what", ["letter", "enclosure"])
def test_the_public_gets_no_altered_file(what, area, client):
    draft = make_response(area.body)
    make_attachment(draft)
    letter = published(draft)
    publication = letter.publication
    where = {"body": publication.body.slug, "slug": publication.slug}
    if what == "letter":
        stored, path = letter.stored(), reverse("letters:public-pdf", kwargs=where)
    else:
        stored = Attachment.objects.get().stored
        path = reverse("letters:enclosure", kwargs=where | {"number": 1})
    assert had(client, path)[0].status_code == 200

    put(stored)
    client.force_login(make_user(Role.CASEWORKER, make_force_and_body().body))
    answer, sent = had(client, path)

    assert answer.status_code == 409 and b"%PDF" not in sent
    assert letter.get_absolute_url() not in sent.decode()
    assert "The office that published it is told" in sent.decode()
    assert stored.sha256 not in sent.decode()
    assert Event.objects.filter(action="find altered", body=letter.body).count() == 1


def submitted(draft):
    submit(draft, by=draft.drafted_by, at=AT)
    return approve(draft, by=make_user(Role.APPROVER, draft.body), at=AT)


def published(draft) -> Letter:
    return make_letter(submitted(draft), published=True)


def refused(words: str, action, *args, **options):
    with pytest.raises(Refused, match=words):
        action(*args, **options)
    assert Event.objects.filter(action="find altered").count() == 1


def test_no_letter_is_signed_with_an_altered_attachment(area):
    draft = make_response(area.body)
    attachment = make_attachment(draft)
    letter = make_letter(submitted(draft))
    put(attachment.stored)
    name = letter.letter_words.signatory.name

    refused(
        "is not the file that was given", sign_letter, letter, name,
        by=make_user(Role.SIGNATORY, area.body), at=AT,
    )  # fmt: skip

    assert not Letter.objects.get().is_signed


@pytest.mark.parametrize("what", ["letter", "enclosure"])
def test_nothing_altered_is_published_or_put_in_the_queue(what, area):
    draft = make_response(area.body)
    attachment = make_attachment(draft)
    letter = make_letter(submitted(draft), signed=True)
    put(letter.stored() if what == "letter" else attachment.stored)
    publisher, caseworker = (make_user(r, area.body) for r in (Role.PUBLISHER, Role.CASEWORKER))

    refused("is not the file", publish, letter, by=publisher, at=AT, today=TODAY)
    refused("is not the file", ask_copies, letter, by=caseworker, at=AT)

    assert not Delivery.objects.exists() and not hasattr(Letter.objects.get(), "publication")


@pytest.mark.parametrize("what", ["letter", "enclosure"])
def test_nothing_altered_is_mailed(what, area, mailoutbox):
    draft = make_response(area.body)
    attachment = make_attachment(draft)
    letter = make_letter(submitted(draft), signed=True)
    ask_copies(letter, by=make_user(Role.CASEWORKER, area.body), at=AT)
    put(letter.stored() if what == "letter" else attachment.stored)

    while send_next(AT):
        pass

    assert mailoutbox == []
    assert {d.state for d in Delivery.objects.all()} == {Delivery.State.GIVEN_UP}
    assert "is not the file that was given" in Delivery.objects.first().problem
    assert Event.objects.filter(action="find altered").count() == 1


def test_a_sealed_letter_that_was_altered_is_not_previewed(area):
    letter = a_letter(area)
    put(letter.stored(public=False))

    with pytest.raises(Refused, match="own copy” is not the file"):
        preview(letter)


def test_the_worker_does_not_pass_an_altered_file(area):
    stored = an_evidence(area)
    put(stored)

    assert check_next(later(minutes=1))

    evidence = Evidence.objects.get()
    assert evidence.check_made.problem == ALTERED and evidence.state == "failed"
    assert Event.objects.filter(action="find altered").count() == 1


def test_the_worker_reads_no_altered_text_or_register(area):
    report = make_report(area.body, confirmed=False)
    upload = make_upload("r.pdf", small_pdf("Report"))
    source = add_file(report, upload, examine(upload), by=report.recorded_by, at=AT)
    rows = make_upload("r.csv", b"Recommendation\nDo it.\n")
    facts = examine(rows, allowed=REGISTERS)
    register = give_register(area.body, rows, facts, by=report.recorded_by, at=AT)
    put(source.stored)
    put(register.stored, b"Recommendation\nDo another thing.\n")

    assert read_next(later(minutes=1)) and read_next_register(later(minutes=1))

    for row in (source, register):
        row.refresh_from_db()
        assert row.read_at is None and "is not the file that was given" in row.problem
    put(source.stored, small_pdf("Report"))
    read_again(source, by=report.recorded_by, at=later(minutes=2))
    assert read_next(later(minutes=3))


# --- The ZIP ---------------------------------------------------------------------------------


def test_the_zip_leaves_it_out_and_says_so(area, client):
    report = make_report(area.body, forces=[area.force])
    files = [make_upload("good.pdf"), make_upload("bad.pdf", small_pdf("Bad"))]
    update = make_update(make_recommendation(report), area.force, files=files)
    response = make_response(area.body, report)
    put(update.evidence.get(name="bad.pdf").stored)
    client.force_login(make_user(Role.AUDITOR, area.body))

    _, sent = had(client, reverse("letters:dossier", args=[response.pk]))

    archive = zipfile.ZipFile(BytesIO(sent))
    names = [name for name in archive.namelist() if name.startswith("evidence/")]
    assert [name.rsplit("/", 1)[-1] for name in names] == ["good.pdf"]
    for page in ("left-out.txt", "manifest-sha256.txt", "the-words.html", "the-words.json"):
        assert "“bad.pdf” is not the file that was given" in archive.read(page).decode()
    assert Event.objects.filter(action="find altered").count() == 1


# --- All files -------------------------------------------------------------------------------


def everything(area) -> list[Stored]:
    rows = make_upload("r.csv", b"Recommendation\nDo it.\n")
    facts, by = examine(rows, allowed=REGISTERS), make_user(Role.CASEWORKER, area.body)
    register = give_register(area.body, rows, facts, by=by, at=AT)
    letter = a_letter(area)
    return [
        an_evidence(area), a_report(area), an_enclosure(area), make_lodged_copy(letter).stored,
        register.stored, letter.stored(), letter.stored(public=False),
    ]  # fmt: skip


def test_verify_files_finds_all_as_given(area, capsys):
    made = everything(area)

    call_command("verify_files")

    assert {each.file.name for each in every_file()} == {each.file.name for each in made}
    assert f"All {len(made)} files are as they were given." in capsys.readouterr().out
    assert not Event.objects.filter(action__startswith="find").exists()


def test_however_many_there_are_each_is_met_once(area):
    everything(area)
    given = Register.objects.get()
    facts = {f.attname: getattr(given, f.attname) for f in Register._meta.fields if f.name != "id"}
    Register.objects.bulk_create(Register(**facts) for _ in range(2 * AT_ONCE))

    met = [stored.row.pk for stored in every_file() if isinstance(stored.row, Register)]

    assert met == sorted(Register.objects.values_list("pk", flat=True))
    assert len(met) == 2 * AT_ONCE + 1


@pytest.mark.parametrize("at", range(7))
def test_verify_files_names_what_is_altered_or_missing(at, area, capsys):
    stored = everything(area)[at]
    put(stored)
    with pytest.raises(CommandError, match="1 of 7 files are not as they were given"):
        call_command("verify_files")
    altered = capsys.readouterr().out
    default_storage.delete(stored.file.name)
    with pytest.raises(CommandError, match="1 of 7 files"):
        call_command("verify_files")

    missing = capsys.readouterr().out
    assert altered.startswith("altered: ") and stored.file.name in altered
    assert missing.startswith("gone: ") and stored.file.name in missing
    assert {e.action for e in Event.objects.filter(action__startswith="find")} == {
        "find altered", "find missing",
    }  # fmt: skip


@pytest.mark.parametrize("at", range(5))
def test_verify_files_names_a_file_whose_hash_was_changed_with_it(at, area, capsys):
    stored = everything(area)[at]
    put(stored)
    with pytest.raises(CommandError):
        call_command("verify_files")  # so that the record tells of what was found, too
    other = hashlib.sha256(OTHER).hexdigest()
    model = type(stored.row) if at != 1 else Source
    unguard(model._meta.db_table)
    model.objects.update(sha256=other)
    capsys.readouterr()

    with pytest.raises(CommandError, match="1 of 7 files are not as they were given"):
        call_command("verify_files")

    said = capsys.readouterr().out
    assert said.startswith(f"changed: {stored.name} (") and "the record tells of no file" in said


def test_the_worker_looks_at_every_file_once_a_day(area):
    made, patrol = everything(area), Patrol()
    assert patrol.go(AT) == 0
    for stored in made:
        put(stored)

    assert patrol.go(later(minutes=1)) == 0
    assert patrol.go(later(days=1)) == len(made)
    assert Event.objects.filter(action="find altered").count() == len(made)


def test_hashing_100_megabytes_before_sending_takes_little_memory(area, client):
    upload = TemporaryUploadedFile("large.pdf", "application/pdf", LARGEST_EVIDENCE, None)
    upload.file.write(small_pdf("Large")[:-6])
    upload.file.seek(LARGEST_EVIDENCE - 6)
    upload.file.write(b"%%EOF\n")
    upload.file.flush()
    upload.size = LARGEST_EVIDENCE
    update = make_update(make_recommendation(make_report(area.body)), area.force)
    files = [(upload, examine(upload, largest=LARGEST_EVIDENCE))]
    by = update.recorded_by
    (evidence,) = add_evidence(update, files, EvidenceFacts(), by=by, at=AT)
    upload.close()
    began = time.perf_counter()
    evidence.stored.check()
    took = time.perf_counter() - began
    client.force_login(by)
    tracemalloc.start()

    with kept_open():
        answer = client.get(evidence.get_absolute_url())
        size = sum(map(len, answer.streaming_content))
    call_command("verify_files")

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"\n100 MB hashed in {took:.2f} s")
    assert size == LARGEST_EVIDENCE
    assert peak < 8 * 1024**2


def test_in_a_bucket_altered_and_missing_are_told_apart(server, settings, area, client):
    settings.STORAGES = settings.STORAGES | {"default": storage(server)}
    evidence = an_evidence(area).row
    name = evidence.file.name
    client.force_login(make_user(Role.CASEWORKER, area.body))
    default_storage.delete(name)
    gone, _ = had(client, evidence.get_absolute_url())
    default_storage.save(name, make_upload("x.pdf", OTHER))
    altered, _ = had(client, evidence.get_absolute_url())

    assert (gone.status_code, altered.status_code) == (409, 409)
    actions = [e.action for e in Event.objects.filter(action__startswith="find").order_by("pk")]
    assert actions == ["find missing", "find altered"]
    default_storage.connection.meta.client.close()
