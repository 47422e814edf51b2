"""Hostile files all the way: given at the page, then looked into by the worker as it runs.

Every job of `manage.py work` runs until nothing is left, as in service; only the connection
stays, for it is the test's own.
"""

import io
import logging

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from letters.management.commands.work import JOBS, Rounds
from recommendations.inside import office
from recommendations.inside.looking import ACTS, DAMAGED, LOCKED, TWO_THINGS
from recommendations.models import Evidence, Register, Source
from tests.connections import kept_open
from tests.factories import (
    make_force_and_body,
    make_image,
    make_recommendation,
    make_report,
    make_update,
    make_upload,
    make_user,
)
from tests.hostile_files import FILES, NAMES, PDF, PNG, zipped
from tests.recommendations import bad_files
from tests.recommendations.virus_scanner import TEST_VIRUS, clamd

pytestmark = pytest.mark.django_db

scanner = pytest.fixture(scope="module")(clamd)


@pytest.fixture
def area():
    return make_force_and_body()


@pytest.fixture
def update(area):
    report = make_report(area.body, forces=[area.force])
    return make_update(make_recommendation(report), area.force)


def work() -> None:
    Rounds().go(timezone.now())
    while any([job(timezone.now()) for job in JOBS]):
        pass


def given(client, update, name: str, content: bytes):
    """Give a file at the page of evidence, and let the worker do all that waits."""
    client.force_login(update.recorded_by)
    path = reverse("recommendations:evidence-add", args=[update.pk])
    upload = make_upload("x.pdf", content)
    upload._name = name
    with kept_open():
        answer = client.post(path, {"files": upload, "marking": "sensitive"})
        work()
    return answer


@pytest.fixture(autouse=True)
def nothing_fails(caplog):
    """No job of the worker breaks down on any of these."""
    yield
    wrong = [r for r in caplog.records if r.levelno >= logging.ERROR or "not done" in r.message]
    assert wrong == []


def had(client, evidence):
    with kept_open():
        answer = client.get(evidence.get_absolute_url())
        content = b"".join(answer.streaming_content) if answer.streaming else b""
    return answer, content


def nested(depth: int, inmost: bytes = b"words") -> bytes:
    """Return a PDF with a PDF attached to it, and so on, and in the last one other bytes."""
    content = inmost
    for _ in range(depth):
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(PDF)) as pdf:
            pdf.attachments["inner.pdf"] = pikepdf.AttachedFileSpec(pdf, content)
            pdf.save(out)
        content = out.getvalue()
    return content


def swollen_by_its_own_word() -> bytes:
    """Return a Word file whose directory says that a part unpacks to four gigabytes."""
    content = bytearray(FILES["bomb.docx"])
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = (0xFFFFFFF0).to_bytes(4, "little")
    return bytes(content)


MORE = {
    "nested.pdf": nested(3),
    "locked.pdf": bad_files.encrypted(),
    "deep-objects.pdf": bad_files.deep_objects(),
    "flate-bomb.pdf": bad_files.flate_bomb(),
    "object-stream-bomb.pdf": bad_files.object_stream_bomb(),
    "entities-in-a-real-file.docx": bad_files.entity_word(),
    "damaged-markup.docx": zipped(
        {"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x>" * 100_000}
    ),
    "picture-and-archive.png": PNG + zipped({"x.exe": b"MZ"}),
    "bomb-of-gigabytes.docx": swollen_by_its_own_word(),
    "ten-pixels-by-ten-million.png": make_image(10_000_000, 10),
}
KINDS = (".pdf", ".docx", ".xlsx", ".png", ".jpg")
EVIDENCE = {n: c for n, c in (FILES | MORE).items() if n.endswith(KINDS)}
REFUSED = "refused"
SCRIPT, ATTACHED = ACTS["/JavaScript"], "3 files are attached to it."
# What becomes of each: refused at the page, or kept with these notes beside it.
COMES_TO: dict[str, str | list[str]] = {
    "page-behind-a-pdf.pdf": [DAMAGED],
    "pdf-and-archive.pdf": [TWO_THINGS],
    "cut.pdf": [],
    "head-alone.pdf": [DAMAGED],
    "script.pdf": [SCRIPT],
    "words-behind-a-picture.png": [],
    "entities.docx": [DAMAGED],
    "ways-out.docx": [],
    "bomb.docx": [],  # 60 MB, which is not too much yet
    "dde.docx": [office.DDE],
    "template.docx": [office.TEMPLATE],
    "nested.pdf": [ATTACHED],
    "locked.pdf": [LOCKED],
    "deep-objects.pdf": [],
    "flate-bomb.pdf": [],
    "object-stream-bomb.pdf": [],
    "entities-in-a-real-file.docx": [DAMAGED],
    "damaged-markup.docx": [DAMAGED],
    "picture-and-archive.png": [TWO_THINGS],
}


def files_in(folder) -> list:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", EVIDENCE)
def test_evidence_ends_refused_or_kept_with_what_to_be_careful_of(name, update, client, settings):
    content, expected = EVIDENCE[name], COMES_TO.get(name, REFUSED)

    answer = given(client, update, name, content)

    if expected == REFUSED:
        assert answer.status_code == 200 and answer.context["form"].errors["files"]
        assert not Evidence.objects.exists() and files_in(settings.MEDIA_ROOT) == []
        return
    evidence = Evidence.objects.get()
    assert (evidence.state, evidence.check_made.problem) == ("unscanned", "")
    assert evidence.check_made.read_at and evidence.warnings == expected
    answer, sent = had(client, evidence)
    assert sent == content
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    for note in expected:
        assert note in client.get(update.recommendation.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_ends_refused_or_safe(name, update, client, settings):
    given(client, update, name, PDF)

    stored = files_in(settings.MEDIA_ROOT)
    if not stored:
        assert not Evidence.objects.exists()
        return
    evidence = Evidence.objects.get()
    (path,) = stored
    assert path.is_relative_to(settings.MEDIA_ROOT / "evidence")
    for said in (evidence.name, path.name):
        assert said.isprintable() and not set(said) & set('/\\"<>\r\n\0') and ".." not in said
        assert said.endswith(".pdf") and len(said.encode()) < 255
    answer, sent = had(client, evidence)
    assert sent == PDF and "\n" not in answer.headers["Content-Disposition"]


# --- With a scanner --------------------------------------------------------------------------

VIRUSES = {
    "nested.pdf": nested(3, TEST_VIRUS),
    "attached.pdf": nested(1, TEST_VIRUS),
    "behind.pdf": PDF + TEST_VIRUS,
    "packed.docx": zipped(
        {"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>", "word/a.bin": TEST_VIRUS}
    ),
}


@pytest.mark.parametrize("name", VIRUSES)
def test_a_virus_wherever_it_is_hidden_is_had_by_nobody(name, scanner, update, client, settings):
    settings.CLAMD = scanner

    given(client, update, name, VIRUSES[name])

    evidence = Evidence.objects.get()
    assert (evidence.state, evidence.check_made.virus) == ("infected", "Own.Test.UNOFFICIAL")
    answer, sent = had(client, evidence)
    assert answer.status_code == 302 and sent == b""


@pytest.mark.parametrize("name", ["dde.docx", "template.docx", "locked.pdf", "nested.pdf"])
def test_what_a_scanner_finds_clean_keeps_its_warning(name, scanner, update, client, settings):
    settings.CLAMD = scanner

    given(client, update, name, EVIDENCE[name])

    evidence = Evidence.objects.get()
    assert (evidence.state, evidence.warnings) == ("clean", COMES_TO[name])
    assert had(client, evidence)[1] == EVIDENCE[name]


def test_without_the_scanner_that_is_set_nothing_is_had(update, client, settings, tmp_path):
    settings.CLAMD = str(tmp_path / "nobody")

    given(client, update, "dde.docx", EVIDENCE["dde.docx"])

    evidence = Evidence.objects.get()
    assert evidence.state == "waiting" and had(client, evidence)[0].status_code == 302


# --- Reports and registers -------------------------------------------------------------------

READ = {n: c for n, c in (FILES | MORE).items() if n.endswith((".pdf", ".docx", ".html", ".txt"))}
BOMBS = {"flate-bomb.pdf", "object-stream-bomb.pdf"}  # seconds each: tests/recommendations has them


@pytest.mark.parametrize("name", sorted(READ.keys() - BOMBS))
def test_a_report_is_read_or_says_why_not(name, area, client):
    by = make_user(Role.CASEWORKER, area.body)
    report = make_report(area.body, confirmed=False, by=by)
    client.force_login(by)
    path = reverse("recommendations:text", args=[report.pk])

    with kept_open():
        answer = client.post(path, {"upload": make_upload(name, READ[name]), "text": ""})
        work()
        after = client.get(reverse("recommendations:review", args=[report.pk]))

    source = Source.objects.first()
    assert after.status_code == 200
    if source is None:
        assert answer.context["form"].errors
    else:
        assert bool(source.read_at) != bool(source.problem)


@pytest.mark.parametrize("name", sorted(n for n in FILES if n.endswith((".csv", ".xlsx"))))
def test_a_register_is_read_or_says_why_not(name, area, client):
    by = make_user(Role.CASEWORKER, area.body)
    client.force_login(by)

    with kept_open():
        answer = client.post(
            reverse("recommendations:register-new"), {"upload": make_upload(name, FILES[name])}
        )
        work()

    register = Register.objects.first()
    if register is None:
        assert answer.context["form"].errors
    else:
        assert bool(register.read_at) != bool(register.problem)
        assert client.get(register.get_absolute_url()).status_code == 200
