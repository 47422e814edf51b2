"""Assurance updates and the files that show them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from accounts.errors import Refused
from accounts.models import Event
from accounts.permissions import Role
from progress.demo.files import small_pdf
from recommendations.actions import EvidenceFacts
from recommendations.models import AssuranceUpdate, Evidence
from tests.factories import (
    PUBLISHED,
    TODAY,
    make_force_and_body,
    make_recommendation,
    make_report,
    make_update,
    make_upload,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return make_force_and_body()


@pytest.fixture
def recommendation(area):
    return make_recommendation(make_report(area.body, forces=[area.force]))


def test_record_update_keeps_words_files_and_hashes(recommendation, area):
    upload = make_upload("Our plan.pdf", small_pdf("Plan"))

    update = make_update(
        recommendation, area.force, narrative="Half is done.", files=[upload],
        facts=EvidenceFacts("The plan", TODAY),
    )  # fmt: skip

    evidence = update.evidence.get()
    assert (evidence.name, evidence.description, evidence.evidence_on) == (
        "Our_plan.pdf", "The plan", TODAY,
    )  # fmt: skip
    with evidence.file.open() as file:
        assert file.read() == small_pdf("Plan")
    assert Event.objects.about(update)[0].data["evidence"] == [evidence.sha256]


def test_record_update_may_have_several_files(recommendation, area):
    files = [make_upload("a.pdf"), make_upload("b.pdf", small_pdf("Other"))]

    update = make_update(recommendation, area.force, files=files)

    assert [e.name for e in update.evidence.all()] == ["a.pdf", "b.pdf"]


def test_later_update_leaves_the_earlier(recommendation, area):
    make_update(recommendation, area.force, as_at=TODAY - timedelta(days=3), narrative="Begun.")
    make_update(recommendation, area.force, narrative="Done.", assessment="done")

    words = [update.narrative for update in recommendation.updates.all()]

    assert words == ["Done.", "Begun."]


@pytest.mark.parametrize(
    ("as_at", "words"),
    [
        (TODAY + timedelta(days=1), "today or an earlier day"),
        (PUBLISHED - timedelta(days=1), "before the report was published"),
    ],
)
def test_record_update_refuses_the_day(recommendation, area, as_at, words):
    with pytest.raises(Refused, match=words):
        make_update(recommendation, area.force, as_at=as_at)

    assert AssuranceUpdate.objects.count() == 0


def test_record_update_refuses_a_force_that_is_asked_nothing(recommendation):
    other = make_force_and_body()

    with pytest.raises(Refused, match="asks nothing of"):
        make_update(recommendation, other.force)


def test_record_update_refuses_the_office(recommendation, area):
    with pytest.raises(PermissionDenied):
        make_update(recommendation, area.force, by=make_user(Role.CASEWORKER, area.body))


def test_record_update_refuses_another_force(recommendation, area):
    stranger = make_user(Role.FORCE_CONTRIBUTOR, make_force_and_body().force)

    with pytest.raises(PermissionDenied):
        make_update(recommendation, area.force, by=stranger)


@pytest.mark.parametrize("model", [AssuranceUpdate, Evidence])
@pytest.mark.parametrize("change", ["update", "delete"])
def test_update_and_evidence_are_append_only(recommendation, area, model, change):
    make_update(recommendation, area.force, files=[make_upload()])
    rows = model.objects.all()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        if change == "update":
            rows.update(**{"narrative" if model is AssuranceUpdate else "name": "Other"})
        else:
            rows._raw_delete("default")

    assert model.objects.count() == 1


def test_update_and_evidence_are_visible_to_the_force_and_its_office(recommendation, area):
    other = make_force_and_body()
    update = make_update(recommendation, area.force, files=[make_upload()])
    people = [
        make_user(Role.AUDITOR, area.body),
        make_user(Role.FORCE_CONTRIBUTOR, area.force),
        make_user(Role.CASEWORKER, other.body),
        make_user(Role.FORCE_CONTRIBUTOR, other.force),
    ]

    seen = [list(AssuranceUpdate.objects.visible_to(person)) for person in people]

    assert seen == [[update], [update], [], []]
    assert [Evidence.objects.visible_to(p).count() for p in people] == [1, 1, 0, 0]


def test_evidence_is_a_download_that_no_browser_runs_and_is_on_record(recommendation, area, client):
    update = make_update(recommendation, area.force, files=[make_upload()])
    evidence, reader = update.evidence.get(), make_user(Role.AUDITOR, area.body)
    client.force_login(reader)

    answer = client.get(evidence.get_absolute_url())
    content = b"".join(answer.streaming_content)

    assert content == small_pdf("Evidence")
    assert answer["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    event = Event.objects.about(evidence).get()
    assert (event.action, event.by, event.body) == ("download", reader, area.force)
