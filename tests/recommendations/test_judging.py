"""What the office makes of an update, and what the inspectors say themselves."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.errors import Refused, WrongState
from accounts.models import Event
from accounts.permissions import Role
from recommendations.actions import (
    EvidenceFacts,
    accept_update,
    add_evidence,
    answer_question,
    ask_about_update,
    note_inspector_status,
)
from recommendations.files import examine
from recommendations.models import AssuranceUpdate, InspectorStatus, UpdateRemark
from tests.factories import (
    AT,
    PUBLISHED,
    TODAY,
    later,
    make_force_and_body,
    make_membership,
    make_recommendation,
    make_report,
    make_update,
    make_upload,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def area():
    return make_force_and_body()


@pytest.fixture
def recommendation(area):
    return make_recommendation(make_report(area.body, forces=[area.force]), addressees=[area.force])


@pytest.fixture
def caseworker(area):
    return make_user(Role.CASEWORKER, area.body)


@pytest.fixture
def contributor(area):
    return make_user(Role.FORCE_CONTRIBUTOR, area.force)


def verdicts(recommendation) -> list[str | None]:
    return [u.verdict for u in AssuranceUpdate.objects.with_verdict().order_by("pk")]


def test_a_question_goes_back_is_answered_and_the_update_accepted(
    recommendation, area, caseworker, contributor
):
    update = make_update(recommendation, area.force, by=contributor)

    ask_about_update(update, "How many officers?", by=caseworker, at=AT)
    asked = verdicts(recommendation)
    answer_question(update, "Forty.", by=contributor, at=later(minutes=1))
    answered = verdicts(recommendation)
    accept_update(update, by=caseworker, at=later(minutes=2))

    assert (asked, answered, verdicts(recommendation)) == (["question"], ["answer"], ["accepted"])
    said = [(r.kind, r.text, r.body) for r in update.remarks.all()]
    assert said == [
        ("question", "How many officers?", area.body),
        ("answer", "Forty.", area.force),
        ("accepted", "", area.body),
    ]
    assert contributor.notices.count() == 2 and caseworker.notices.count() == 1
    told = Event.objects.about(update)
    assert [e.action for e in told.filter(body=area.force)] == [
        "accept update", "answer on", "ask about", "record update",
    ]  # fmt: skip
    assert [e.action for e in told.filter(body=area.body)] == ["accept update", "ask about"]


def test_the_position_is_that_of_the_latest_accepted_update(
    recommendation, area, caseworker, contributor, client
):
    day = TODAY - timedelta(days=5)
    old = make_update(recommendation, area.force, by=contributor, as_at=day)
    make_update(
        recommendation, area.force, by=contributor, assessment="done", files=[make_upload()]
    )
    accept_update(old, by=caseworker, at=AT)
    client.force_login(caseworker)

    page = client.get(recommendation.get_absolute_url())

    assert [p.pk for p in page.context["positions"]] == [old.pk]


def test_nobody_accepts_the_update_that_they_gave(recommendation, area):
    both = make_user(Role.CASEWORKER, area.body)
    make_membership(both, Role.FORCE_CONTRIBUTOR, area.force)
    update = make_update(recommendation, area.force, by=both)

    with pytest.raises(PermissionDenied, match="second person"):
        accept_update(update, by=both, at=AT)
    added = make_user(Role.CASEWORKER, area.body)
    make_membership(added, Role.FORCE_CONTRIBUTOR, area.force)
    upload = make_upload()
    add_evidence(update, [(upload, examine(upload))], EvidenceFacts(), by=added, at=AT)
    with pytest.raises(PermissionDenied, match="second person"):
        accept_update(update, by=added, at=AT)

    assert verdicts(recommendation) == [None]


@pytest.mark.parametrize("role", [Role.APPROVER, Role.AUDITOR, Role.BODY_ADMINISTRATOR])
def test_only_caseworkers_of_the_office_over_the_force_judge(role, recommendation, area):
    update = make_update(recommendation, area.force)
    strangers = [
        make_user(role, area.body),
        make_user(Role.FORCE_APPROVER, area.force),
        make_user(Role.CASEWORKER, make_force_and_body().body),
    ]

    for person in strangers:
        for act in (accept_update, lambda u, **k: ask_about_update(u, "Why?", **k)):
            with pytest.raises(PermissionDenied):
                act(update, by=person, at=AT)

    assert UpdateRemark.objects.count() == 0


def test_what_cannot_be_said_now_is_refused(recommendation, area, caseworker, contributor):
    update = make_update(recommendation, area.force, by=contributor)

    with pytest.raises(WrongState, match="No question is open"):
        answer_question(update, "Forty.", by=contributor, at=AT)
    with pytest.raises(Refused, match="Write the question"):
        ask_about_update(update, "  ", by=caseworker, at=AT)
    accept_update(update, by=caseworker, at=AT)
    with pytest.raises(WrongState, match="No question is open"):
        answer_question(update, "Forty.", by=contributor, at=AT)
    with pytest.raises(WrongState, match="accepted already"):
        accept_update(update, by=caseworker, at=AT)
    ask_about_update(update, "After all?", by=caseworker, at=AT)
    with pytest.raises(Refused, match="Write the answer"):
        answer_question(update, "", by=contributor, at=AT)

    assert verdicts(recommendation) == ["question"]


@pytest.mark.parametrize("model", [UpdateRemark, InspectorStatus])
@pytest.mark.parametrize("change", ["update", "delete"])
def test_remarks_and_statuses_are_append_only(model, change, recommendation, area, caseworker):
    update = make_update(recommendation, area.force)
    accept_update(update, by=caseworker, at=AT)
    noted(recommendation, area, caseworker)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        if change == "update":
            model.objects.update(body=area.body)
        else:
            model.objects.all()._raw_delete("default")

    assert model.objects.count() == 1


def noted(recommendation, area, by, **values):
    values = {"status": "being_progressed", "as_at": TODAY, "source": "The portal"} | values
    return note_inspector_status(recommendation, area.force, by=by, at=AT, **values)


def test_the_inspectors_status_is_kept_apart_and_closes_nothing(
    recommendation, area, caseworker, contributor
):
    noted(recommendation, area, caseworker)
    noted(recommendation, area, contributor, status="complete")

    rows = InspectorStatus.objects.visible_to(caseworker)
    assert [row.status for row in rows] == ["complete", "being_progressed"]
    assert recommendation.obligations.get(kind="action").is_open
    assert not InspectorStatus.objects.visible_to(
        make_user(Role.CASEWORKER, make_force_and_body().body)
    )


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"as_at": TODAY + timedelta(days=1)}, "today or in the past"),
        ({"as_at": PUBLISHED - timedelta(days=1)}, "before the report"),
        ({"source": " "}, "where it was read"),
    ],
)
def test_a_status_that_cannot_be_is_refused(values, words, recommendation, area, caseworker):
    with pytest.raises(Refused, match=words):
        noted(recommendation, area, caseworker, **values)

    assert InspectorStatus.objects.count() == 0


def test_a_strangers_status_is_refused(recommendation, area):
    stranger = make_user(Role.CASEWORKER, make_force_and_body().body)

    with pytest.raises(PermissionDenied):
        noted(recommendation, area, stranger)


def test_pages_from_question_to_acceptance(recommendation, area, caseworker, contributor, client):
    update = make_update(recommendation, area.force, by=contributor)
    page = recommendation.get_absolute_url()

    client.force_login(caseworker)
    before = client.get(page).content.decode()
    client.post(
        reverse("recommendations:ask-about-update", args=[update.pk]), {"text": "How many?"}
    )
    client.force_login(contributor)
    asked = client.get(page).content.decode()
    client.post(reverse("recommendations:answer-question", args=[update.pk]), {"text": "Forty."})
    client.force_login(caseworker)
    client.post(reverse("recommendations:accept-update", args=[update.pk]))
    after = client.get(page).content.decode()

    assert "Accept<span" in before and "Answer the question" not in before
    assert "How many?" in asked and "Answer the question" in asked and "Accept<span" not in asked
    assert "Forty." in after and "Accept<span" not in after and "Accepted by the office" in after


@pytest.mark.parametrize("who", ["caseworker", "contributor"])
def test_the_status_page_notes_it(who, recommendation, area, client, request):
    client.force_login(request.getfixturevalue(who))
    address = reverse("recommendations:note-status", args=[recommendation.pk])
    day = {"as_at_day": "20", "as_at_month": "3", "as_at_year": "2026"}
    data = {"status": "complete", "source": "Their letter"} | day

    page = client.post(address, data, follow=True).content.decode()

    assert "Complete" in page and "Read in Their letter" in page


def test_my_work_asks_office_and_force_for_what_is_next(
    recommendation, area, caseworker, contributor, client
):
    update = make_update(
        recommendation, area.force, by=contributor, next_due_on=TODAY + timedelta(days=3),
        files=[make_upload("policy.pdf")], facts=EvidenceFacts(expires_on=TODAY),
    )  # fmt: skip

    def work(user):
        client.force_login(user)
        groups = client.get(reverse("progress:my-work")).context["groups"]
        return {(task.verb, key) for key, _, tasks in groups for task, _ in tasks}

    told = work(caseworker)
    ask_about_update(update, "How many?", by=caseworker, at=AT)
    asked = work(contributor)

    name = "recommendation 1"
    assert (f"Look at the update on {name}", "later") in told
    assert (f"Look at the update on {name}", "later") not in work(caseworker)
    assert {
        (f"Answer the question about {name}", "later"),
        (f"Give the next update on {name}", "week"),
        (f"Renew “policy.pdf”, evidence on {name}", "week"),
    } <= asked
