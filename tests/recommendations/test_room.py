"""The room that the files of a body may take together, and a storage that does not take a file."""

import pytest
from django.apps import apps
from django.core.files.storage import FileSystemStorage
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.errors import Refused
from accounts.models import Event
from accounts.permissions import Role
from letters.models import Letterhead
from progress.demo.files import small_pdf
from recommendations.actions import add_file, compare_with, give_register
from recommendations.files import REGISTERS, examine
from recommendations.models import Disposal, Evidence, Register, Report, Source
from recommendations.room import MEGABYTE, in_words, models_with_files, used_by
from responses.models import Attachment
from tests.admin_pages import office, page
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
    make_update,
    make_upload,
    make_user,
)
from tests.letters.test_interrupted_sealing import full_after

pytestmark = pytest.mark.django_db

CSV = b"Recommendation\nDo it.\n"
LARGE = small_pdf("Large") + b" " * MEGABYTE
DAY = {"published_on_day": "2", "published_on_month": "3", "published_on_year": "2026"}
REPORT = {"title": "A report", "kind": "thematic", "basis": "section_55", **DAY}


@pytest.fixture
def area():
    return make_force_and_body()


@pytest.fixture
def caseworker(area):
    return make_user(Role.CASEWORKER, area.body)


def sizes_of(*rows) -> int:
    return sum(row.size for row in rows)


def give_all(area, by) -> list:
    """Give a file of every kind that the office may give, and return their rows."""
    report = make_report(area.body, forces=[area.force], by=by)
    upload = make_upload("r.pdf", small_pdf("Report"))
    source = add_file(report, upload, examine(upload), by=by, at=AT)
    rows = make_upload("r.csv", CSV)
    facts = examine(rows, allowed=REGISTERS)
    register = give_register(area.body, rows, facts, by=by, at=AT)
    attachment = make_attachment(make_response(area.body))
    copy = make_lodged_copy(make_letter(make_response(area.body, state="approved"), signed=True))
    return [source, register, attachment, copy]


def test_every_model_with_files_says_whose_they_are():
    for model in models_with_files():
        body = models.Q(**{f"{model.whose}__name": "x"})
        assert not model._default_manager.filter(body).exists()
        assert model._meta.get_field("size") and model._meta.get_field("sha256")
    known = {model for model in apps.get_models() if issubclass(model, models.Model)}
    assert {Evidence, Attachment, Source, Register} <= set(models_with_files()) <= known


def test_what_a_body_uses_is_counted_in_one_query(area, caseworker):
    rows = give_all(area, caseworker)
    make_update(make_recommendation(make_report(area.body)), area.force, files=[make_upload()])

    with CaptureQueriesContext(connection) as asked:
        used = used_by(area.body)

    assert used == sizes_of(*rows) and all(row.size for row in rows)
    assert used_by(area.force) == Evidence.objects.get().size
    assert len(asked) == 1


def test_what_is_disposed_of_takes_no_room_and_one_file_counts_once(area, caseworker):
    source, register, attachment, copy = give_all(area, caseworker)
    other = make_report(area.body, by=caseworker)
    compare_with(source, other, by=caseworker, at=AT)
    Disposal.objects.create(
        body=area.body, kind="register", object_type=register._meta.label_lower,
        object_pk=register.pk, object_name="r.csv", rule="1 year", reason="Old.", by=caseworker,
        at=AT,
    )  # fmt: skip

    assert used_by(area.body) == sizes_of(source, attachment, copy)


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 MB"), (5, "less than 1 MB"), (30 * MEGABYTE, "30 MB"), (20 * 1024 * MEGABYTE, "20 GB"),
     (int(19.94 * 1024) * MEGABYTE, "19.9 GB")],
)  # fmt: skip
def test_sizes_in_words(size, words):
    assert in_words(size) == words


FORMS = {
    "report": ("recommendations:report-new", {}, "upload", REPORT),
    "register": ("recommendations:register-new", {}, "upload", {}),
    "text": ("recommendations:text", {"of": "report"}, "upload", {"text": ""}),
    "attachment": ("responses:attachments", {"of": "response"}, "upload", {"title": "Plan"}),
    "scan": ("letters:lodge", {"of": "letter"}, "upload", {"note": "In the safe"}),
    "evidence": (
        "recommendations:evidence-add", {"of": "update"}, "files", {"marking": "sensitive"},
    ),
}  # fmt: skip


def post(kind: str, area, client, caseworker):
    """Give a file larger than a megabyte at one of the forms."""
    name, of, field, data = FORMS[kind]
    person = caseworker
    if kind == "evidence":
        report = make_report(area.body, forces=[area.force])
        update = make_update(make_recommendation(report), area.force)
        person, keys = update.recorded_by, [update.pk]
    else:
        made = {
            "report": lambda: make_report(area.body, confirmed=False, by=caseworker),
            "response": lambda: make_response(area.body, by=caseworker),
            "letter": lambda: make_letter(make_response(area.body, state="approved"), signed=True),
        }
        keys = [made[of["of"]]().pk] if of else []
    client.force_login(person)
    content = CSV + b"Do it.\n" * 160_000 if kind == "register" else LARGE
    upload = make_upload("large.csv" if kind == "register" else "large.pdf", content)
    return client.post(reverse(name, args=keys), data | {field: upload}), field


@pytest.mark.parametrize("kind", FORMS)
def test_a_file_that_finds_no_room_is_refused_at_its_field(
    kind, area, client, caseworker, settings
):
    settings.BODY_FILES_MB = 1

    answer, field = post(kind, area, client, caseworker)

    assert answer.status_code == 200
    (said,) = answer.context["form"].errors[field]
    assert "may take 1 MB together" in said and "more do not fit" in said
    whose = area.force if kind == "evidence" else area.body
    assert used_by(whose) == 0
    settings.BODY_FILES_MB = 3
    again, _ = post(kind, area, client, caseworker)
    assert again.status_code == 302 and used_by(whose) > MEGABYTE


@pytest.mark.parametrize("kind", FORMS)
def test_a_full_disk_is_said_on_the_form_and_nothing_is_lost(
    kind, area, client, caseworker, monkeypatch
):
    before = Report.objects.count(), Event.objects.filter(action__in=["add", "add source"]).count()
    if kind == "scan":
        make_letter(make_response(area.body, state="approved"), signed=True)
    real = FileSystemStorage._save

    def full(self, name, content):
        if name.startswith(("letters/", "signatures/")):
            return real(self, name, content)
        return full_after(0)(self, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", full)

    answer, _ = post(kind, area, client, caseworker)

    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "The service cannot keep its file: No space left on device" in shown
    assert "Tell an administrator" in shown
    assert not Source.objects.exists() and not Register.objects.exists()
    assert not Evidence.objects.exists() and not Attachment.objects.exists()
    after = Report.objects.count(), Event.objects.filter(action__in=["add", "add source"]).count()
    if kind == "report":
        assert after == before and 'value="A report"' in shown


def test_a_logo_that_the_storage_does_not_take_is_said_at_its_field(area, monkeypatch):
    administrator = office(area.body, Role.BODY_ADMINISTRATOR)
    monkeypatch.setattr(FileSystemStorage, "_save", full_after(0))
    logo = make_upload("logo.png", make_image())
    data = {"body": area.body.pk, "name": "The new office", "logo": logo}

    answer = administrator.post(page(Letterhead, "add"), data)

    assert answer.status_code == 200
    errors = answer.context["adminform"].form.errors
    assert "The logo was not kept. The service cannot keep its file: No space" in str(errors)
    assert list(errors) == ["logo"] and "The new office" in answer.content.decode()
    assert not Letterhead.objects.filter(name="The new office").exists()


def test_the_action_refuses_too(area, caseworker, settings):
    settings.BODY_FILES_MB = 1
    report, upload = make_report(area.body, by=caseworker), make_upload("large.pdf", LARGE)

    with pytest.raises(Refused, match="They take 0 MB now, and 1 MB more do not fit"):
        add_file(report, upload, examine(upload), by=caseworker, at=AT)
