"""Files of evidence: their versions, their ends, what acts in them, and viruses."""

import socket
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.urls import reverse

from accounts.errors import Refused, WrongState
from accounts.models import Event
from accounts.permissions import Role
from progress.demo.files import small_pdf
from recommendations import inside
from recommendations.actions import EvidenceFacts, add_evidence, give_text, replace_evidence
from recommendations.files import LARGEST_EVIDENCE, examine
from recommendations.models import Evidence, EvidenceCheck
from recommendations.scanner import ScannerAway, TooLargeToScan, scan
from recommendations.tasks import check_next, read_next
from tests.connections import kept_open
from tests.factories import (
    AT,
    TODAY,
    later,
    make_force_and_body,
    make_office_file,
    make_recommendation,
    make_report,
    make_update,
    make_upload,
    make_user,
)
from tests.recommendations.virus_scanner import TEST_VIRUS, clamd

pytestmark = pytest.mark.django_db

OLD = {"expires_on_day": "1", "expires_on_month": "1", "expires_on_year": "2020"}

scanner = pytest.fixture(scope="module")(clamd)


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def area():
    return make_force_and_body()


@pytest.fixture
def recommendation(area):
    return make_recommendation(make_report(area.body, forces=[area.force]))


@pytest.fixture
def contributor(area):
    return make_user(Role.FORCE_CONTRIBUTOR, area.force)


def with_file(recommendation, area, upload=None) -> Evidence:
    update = make_update(recommendation, area.force, files=[upload or make_upload()])
    return update.evidence.get()


def fresh(evidence: Evidence) -> Evidence:
    return Evidence.objects.get(pk=evidence.pk)


def given(name: str, content: bytes):
    upload = make_upload(name, content)
    return upload, examine(upload)


def had(client, evidence) -> bool:
    """Say whether the file comes as it was given."""
    with kept_open():
        answer = client.get(evidence.get_absolute_url())
        content = b"".join(answer.streaming_content)  # which closes the answer
    return content.startswith(b"%PDF-")


def pdf_with(change) -> bytes:
    """Return a PDF that `change` was done to."""
    out = BytesIO()
    with pikepdf.open(BytesIO(small_pdf("Plan"))) as pdf:
        change(pdf)
        pdf.save(out)
    return out.getvalue()


def attach(*files: tuple[str, bytes]):
    def change(pdf):
        for name, content in files:
            pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, content)

    return change


def opens_with(**action):
    def change(pdf):
        entries = {f"/{key}": value for key, value in action.items()}
        pdf.Root.OpenAction = pikepdf.Dictionary(entries)

    return change


def runs_by_name(pdf):
    script = pikepdf.Dictionary({"/S": pikepdf.Name.JavaScript, "/JS": "app.alert(1)"})
    tree = pikepdf.Dictionary({"/Names": pikepdf.Array(["start", script])})
    pdf.Root.Names = pikepdf.Dictionary({"/JavaScript": tree})


# --- Versions ---------------------------------------------------------------


def test_evidence_added_later_names_who_and_when(recommendation, area, contributor):
    update = make_update(recommendation, area.force)

    facts = EvidenceFacts("The plan", TODAY, TODAY + timedelta(days=365), "official")
    (added,) = add_evidence(
        update, [given("plan.pdf", small_pdf("A"))], facts, by=contributor, at=AT
    )

    assert (added.added_by, added.added_at, added.version) == (contributor, AT, 1)
    assert (added.marking, added.expires_on) == ("official", TODAY + timedelta(days=365))
    assert Event.objects.about(added).get().action == "add evidence"


def test_add_evidence_refuses_none_and_the_same_file(recommendation, area, contributor):
    evidence = with_file(recommendation, area, make_upload("a.pdf", small_pdf("A")))
    update, facts = evidence.update, EvidenceFacts()

    with pytest.raises(Refused, match="at least one file"):
        add_evidence(update, [], facts, by=contributor, at=AT)
    with pytest.raises(Refused, match="with this update already"):
        add_evidence(update, [given("b.pdf", small_pdf("A"))], facts, by=contributor, at=AT)

    assert update.evidence.count() == 1


def test_a_later_version_leaves_the_earlier(recommendation, area, contributor):
    old = with_file(recommendation, area, make_upload("a.pdf", small_pdf("A")))

    new = replace_evidence(
        old, *given("a2.pdf", small_pdf("B")), EvidenceFacts("Better"), by=contributor, at=AT
    )

    assert (new.version, new.replaces, new.update) == (2, old, old.update)
    assert list(Evidence.objects.newest()) == [new]
    with fresh(old).file.open() as file:
        assert file.read() == small_pdf("A")


def test_only_the_newest_version_is_replaced(recommendation, area, contributor):
    old = with_file(recommendation, area, make_upload("a.pdf", small_pdf("A")))
    facts = EvidenceFacts()
    replace_evidence(old, *given("b.pdf", small_pdf("B")), facts, by=contributor, at=AT)

    with pytest.raises(WrongState, match="later version"):
        replace_evidence(old, *given("c.pdf", small_pdf("C")), facts, by=contributor, at=AT)
    with pytest.raises(Refused, match="very file"):
        new = Evidence.objects.newest().get()
        replace_evidence(new, *given("b.pdf", small_pdf("B")), facts, by=contributor, at=AT)

    assert Evidence.objects.count() == 2


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.BODY_ADMINISTRATOR])
def test_the_office_adds_no_evidence_to_the_forces_update(role, recommendation, area):
    old = with_file(recommendation, area)
    person, facts = make_user(role, area.body), EvidenceFacts()

    with pytest.raises(PermissionDenied):
        add_evidence(old.update, [given("b.pdf", small_pdf("B"))], facts, by=person, at=AT)
    with pytest.raises(PermissionDenied):
        replace_evidence(old, *given("b.pdf", small_pdf("B")), facts, by=person, at=AT)

    assert Evidence.objects.count() == 1


def test_pages_add_and_replace_and_show_both_versions(recommendation, area, contributor, client):
    update = make_update(recommendation, area.force)
    client.force_login(contributor)
    form = {"marking": "sensitive", "description": "Our plan"}
    address = reverse("recommendations:evidence-add", args=[update.pk])

    client.post(
        address, form | {"files": [make_upload("a.pdf"), make_upload("b.pdf", small_pdf("B"))]}
    )
    first = update.evidence.get(name="a.pdf")
    replace = reverse("recommendations:evidence-replace", args=[first.pk])
    menu = client.get(replace).context["navigation"]
    client.post(
        replace,
        form | {"upload": make_upload("a2.pdf", small_pdf("A2"))},
    )
    page = client.get(recommendation.get_absolute_url()).content.decode()
    late = client.get(replace, follow=True).content.decode()
    upload = make_upload("a3.pdf", small_pdf("A3"))
    stale = client.post(replace, form | {"upload": upload}).content.decode()

    assert all("There is a later version of this file already" in said for said in (late, stale))
    assert "Our plan" in stale
    assert [item.label for item in menu if item.current] == ["Our updates"]
    assert [e.name for e in update.evidence.newest()] == ["b.pdf", "a2.pdf"]
    assert "a.pdf</a>" in page and "a2.pdf</a>" in page and "Replaced" in page
    assert page.count("Give a later version") == 2


def test_a_page_that_sends_with_progress_is_told_where_to_go(
    recommendation, area, contributor, client
):
    update = make_update(recommendation, area.force)
    client.force_login(contributor)
    address = reverse("recommendations:evidence-add", args=[update.pk])

    answer = client.post(
        address, {"marking": "sensitive", "files": make_upload()}, headers={"X-Upload": "1"}
    )

    assert answer.json() == {"to": update.get_absolute_url()}


def test_only_who_chose_files_is_asked_to_choose_them_again(
    recommendation, area, contributor, client
):
    update = make_update(recommendation, area.force)
    client.force_login(contributor)
    address = reverse("recommendations:evidence-add", args=[update.pk])

    none = client.post(address, {"marking": "sensitive"}).content.decode()
    chosen = client.post(address, {"marking": "x", "files": make_upload()}).content.decode()

    assert "Choose at least one file" in none and "Choose the files again" not in none
    assert "Choose the files again" in chosen


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("files", make_upload("a.pdf", b"<html>no pdf</html>"), "its content is something else"),
        ("files", make_upload("a.exe", b"MZ"), "not a kind of file that can be kept"),
        ("files", make_upload("a.pdf", b""), "a.pdf is empty"),
        ("marking", "secret", "not one of the available choices"),
        ("expires_on", OLD, "on or after the evidence"),
    ],
)
def test_bad_evidence_is_refused_at_its_field(
    field, value, words, recommendation, area, contributor, client
):
    update = make_update(recommendation, area.force)
    client.force_login(contributor)
    data = {"marking": "sensitive", "files": make_upload()}
    data |= {"evidence_on_day": "1", "evidence_on_month": "2", "evidence_on_year": "2026"}
    data |= value if isinstance(value, dict) else {field: value}

    page = client.post(reverse("recommendations:evidence-add", args=[update.pk]), data)

    assert page.status_code == 200
    assert words in str(page.context["form"].errors[field])
    assert update.evidence.count() == 0


def test_a_file_of_100_megabytes_goes_through_little_memory(recommendation, area, contributor):
    upload = TemporaryUploadedFile("large.pdf", "application/pdf", LARGEST_EVIDENCE, None)
    upload.file.write(small_pdf("Large")[:-6])
    upload.file.seek(LARGEST_EVIDENCE - 6)
    upload.file.write(b"%%EOF\n")
    upload.file.flush()
    upload.size = LARGEST_EVIDENCE
    tracemalloc.start()

    facts = examine(upload, largest=LARGEST_EVIDENCE)
    (evidence,) = add_evidence(
        make_update(recommendation, area.force),
        [(upload, facts)],
        EvidenceFacts(),
        by=contributor,
        at=AT,
    )
    check_next(later(minutes=1))

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    upload.close()
    assert (evidence.size, facts.sha256) == (LARGEST_EVIDENCE, evidence.sha256)
    assert fresh(evidence).check_made.read_at
    assert peak < 8 * 1024**2


# --- What acts in a file ----------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (opens_with(S=pikepdf.Name.JavaScript, JS="app.alert(1)"), "runs JavaScript"),
        (runs_by_name, "runs JavaScript"),
        (opens_with(S=pikepdf.Name.Rendition, JS="app.alert(1)"), "runs JavaScript"),
        (opens_with(S=pikepdf.Name.Launch, F="calc.exe"), "starts a program"),
        (opens_with(S=pikepdf.Name.SubmitForm, F="http://x.example"), "sends what is filled in"),
        (attach(("a.txt", b"one")), "1 file is attached"),
        (attach(("a.txt", b"one"), ("b.txt", b"two")), "2 files are attached"),
    ],
)
def test_what_acts_in_a_pdf_is_said_beside_it(
    change, words, recommendation, area, client, contributor
):
    evidence = with_file(recommendation, area, make_upload("a.pdf", pdf_with(change)))
    client.force_login(contributor)

    assert check_next(later(minutes=1))
    page = client.get(recommendation.get_absolute_url()).content.decode()

    assert words in " ".join(fresh(evidence).warnings)
    assert "Be careful with this file" in page and words in page
    assert had(client, evidence)


def test_a_plain_pdf_has_no_warning(recommendation, area):
    evidence = with_file(recommendation, area)

    assert check_next(later(minutes=1)) and not check_next(later(minutes=1))

    found = fresh(evidence)
    assert (found.warnings, found.state) == ([], EvidenceCheck.State.UNSCANNED)
    event = Event.objects.about(found).get()
    assert (event.action, event.by, event.body) == ("check file", None, area.force)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("word/embeddings/oleObject1.bin", "other files or controls"),
        ("word/activeX/activeX1.xml", "other files or controls"),
    ],
)
def test_what_acts_in_a_word_file_is_said(part, words, recommendation, area):
    document = make_office_file(part)
    evidence = with_file(recommendation, area, make_upload("a.docx", document))

    check_next(later(minutes=1))

    assert words in " ".join(fresh(evidence).warnings)


def test_a_locked_and_a_damaged_pdf_say_that_nobody_looked(recommendation, area):
    out = BytesIO()
    with pikepdf.open(BytesIO(small_pdf("Plan"))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    locked = with_file(recommendation, area, make_upload("a.pdf", out.getvalue()))
    broken = with_file(recommendation, area, make_upload("b.pdf", b"%PDF-1.7\nnothing else"))

    while check_next(later(minutes=1)):
        pass

    assert "password" in fresh(locked).warnings[0]
    assert "damaged" in fresh(broken).warnings[0]


def test_a_pdf_that_unpacks_to_gigabytes_is_not_looked_into_and_stops_nothing(recommendation, area):
    bomb = pdf_with(attach(("zeros.bin", b"0" * 400_000_000)))
    evidence = with_file(recommendation, area, make_upload("a.pdf", bomb))

    assert check_next(later(minutes=1))

    assert "too much time or memory" in " ".join(fresh(evidence).warnings)


def test_a_file_that_cannot_be_looked_into_in_time_says_so(recommendation, area, monkeypatch):
    monkeypatch.setattr(inside, "MOST_SECONDS", 0)
    evidence = with_file(recommendation, area)

    assert check_next(later(minutes=1))

    assert fresh(evidence).warnings == [inside.UNREAD]


# --- Viruses ----------------------------------------------------------------


def nested(content: bytes) -> bytes:
    inner = pdf_with(attach(("deep.bin", content)))
    return pdf_with(attach(("inner.pdf", inner)))


@pytest.mark.parametrize(
    "content",
    [
        small_pdf("Plan") + TEST_VIRUS,
        pdf_with(attach(("virus.bin", TEST_VIRUS))),
        nested(TEST_VIRUS),
    ],
    ids=[
        "in the file",
        "attached, which the scanner does not unpack",
        "attached to an attached one",
    ],
)
def test_a_virus_puts_the_file_in_quarantine(
    content, scanner, recommendation, area, client, settings
):
    settings.CLAMD = scanner
    evidence = with_file(recommendation, area, make_upload("a.pdf", content))
    reader = make_user(Role.CASEWORKER, area.body)
    told = make_user(Role.FORCE_APPROVER, area.force)
    client.force_login(reader)

    assert check_next(later(minutes=1))
    answer = client.get(evidence.get_absolute_url(), follow=True)

    found = fresh(evidence)
    assert (found.state, found.check_made.virus) == ("infected", "Own.Test.UNOFFICIAL")
    assert "in quarantine, and nobody can have it" in answer.content.decode()
    assert not answer.get("Content-Disposition")
    assert not Event.objects.about(found).filter(action="download").exists()
    assert told.notices.get().words.startswith("A virus was found in “a.pdf”")


def test_a_file_waits_in_quarantine_until_it_is_scanned(
    scanner, recommendation, area, client, settings
):
    settings.CLAMD = scanner
    evidence = with_file(recommendation, area)
    client.force_login(make_user(Role.CASEWORKER, area.body))

    before = client.get(evidence.get_absolute_url(), follow=True).content.decode()
    check_next(later(minutes=1))

    assert "not checked yet" in before
    assert fresh(evidence).state == "clean" and had(client, evidence)


def test_while_the_scanner_is_away_the_file_waits_and_is_scanned_later(
    scanner, recommendation, area, settings, tmp_path
):
    settings.CLAMD = str(tmp_path / "nobody")
    evidence = with_file(recommendation, area)

    for minute in range(1, 12):
        check_next(later(minutes=minute))
    waiting = (fresh(evidence).state, fresh(evidence).may_be_had)
    settings.CLAMD = scanner
    check_next(later(minutes=20))

    assert waiting == ("waiting", False)
    assert fresh(evidence).state == "clean"


def test_what_came_before_the_scanner_is_scanned_once_there_is_one(
    scanner, recommendation, area, settings
):
    evidence = with_file(recommendation, area, make_upload("a.pdf", small_pdf("A") + TEST_VIRUS))
    check_next(later(minutes=1))
    unscanned = fresh(evidence).state
    settings.CLAMD = scanner

    held = fresh(evidence).may_be_had
    check_next(later(minutes=2))

    assert (unscanned, held, fresh(evidence).state) == ("unscanned", False, "infected")


def test_a_file_larger_than_the_scanner_takes_is_not_to_be_had(
    scanner, recommendation, area, settings
):
    settings.CLAMD = scanner
    large = small_pdf("A") + b"0" * 4_000_000
    evidence = with_file(recommendation, area, make_upload("a.pdf", large))

    check_next(later(minutes=1))

    found = fresh(evidence)
    assert (found.state, found.may_be_had) == ("failed", False)
    assert "Give a smaller one" in found.check_made.problem


def test_a_reports_file_with_a_virus_is_neither_read_nor_given_out(scanner, area, client, settings):
    settings.CLAMD = scanner
    caseworker = make_user(Role.CASEWORKER, area.body)
    report = make_report(area.body, forces=[area.force], confirmed=False)
    upload, facts = given("r.pdf", small_pdf("Recommendation 1: Forces should plan.") + TEST_VIRUS)
    source = give_text(report, upload=upload, facts=facts, by=caseworker, at=AT)
    client.force_login(caseworker)
    address = reverse("recommendations:report-file", args=[report.pk])

    before = client.get(address, follow=True).content.decode()
    read_next(later(minutes=1))
    after = client.get(address, follow=True).content.decode()

    source.refresh_from_db()
    assert "A virus was found in this file (Own.Test.UNOFFICIAL)" in source.problem
    assert "not scanned for viruses yet" in before and "It is in quarantine" in after


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (b"stream: OK\0", None),
        (b"stream: Some.Virus FOUND\0", None),
        (b"INSTREAM size limit exceeded. ERROR\0", TooLargeToScan),
        (b"COMMAND READ TIMED OUT\0", ScannerAway),
        (b"", ScannerAway),
    ],
)
def test_what_the_scanner_may_answer_over_tcp(said, error):
    server = socket.create_server(("127.0.0.1", 0))
    address = f"127.0.0.1:{server.getsockname()[1]}"

    def answer():
        peer, _ = server.accept()
        with peer:
            heard = b""
            while not heard.endswith(b"\0\0\0\0"):
                heard += peer.recv(65536)
            peer.sendall(said)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(answer)
        if error:
            with pytest.raises(error):
                scan(BytesIO(b"content"), address)
        else:
            assert scan(BytesIO(b"content"), address) == ("" if b"OK" in said else "Some.Virus")
    server.close()


def test_pages_say_whether_files_are_scanned(recommendation, area, contributor, client, settings):
    address = reverse("recommendations:update-new", args=[recommendation.pk])
    client.force_login(contributor)

    without = client.get(address).content.decode()
    settings.CLAMD = str(Path("/nowhere"))
    scanned = client.get(address).content.decode()

    assert "not scanned for viruses" in without
    assert "once they are scanned" in scanned
