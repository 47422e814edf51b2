"""A report's pages: what each visitor reads of it, and its clock."""

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Event
from accounts.permissions import Role
from bodies.groups import Group
from pcc_tracker.tags import told_once
from responses.actions import approve, submit
from responses.workflow import State
from tests.factories import (
    AT,
    TODAY,
    make_force_and_body,
    make_letter,
    make_national_bodies,
    make_recommendation,
    make_report,
    make_response,
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
def report(area):
    return make_report(area.body, forces=[area.force])


def context(client, user, name, report):
    client.force_login(user)
    return client.get(reverse(name, args=[report.pk])).context


def test_collator_reads_the_recommendations_that_concern_it(area, report, client):
    npcc = make_national_bodies()["npcc"]
    make_recommendation(report, "1", addressees=[npcc], returns_from=Group.CHIEF_CONSTABLES)
    make_recommendation(report, "2")

    everything = context(client, make_user(Role.AUDITOR, area.body), "progress:report", report)
    collators = context(client, make_user(Role.COLLATOR, npcc), "progress:report", report)

    assert [r.number for r in everything["recommendations"]] == ["1", "2"]
    assert [r.number for r in collators["recommendations"]] == ["1"]


def test_history_tells_nobody_what_another_body_did(area, report, client):
    make_recommendation(report)
    office = context(client, make_user(Role.AUDITOR, area.body), "progress:history", report)
    force = context(client, make_user(Role.FORCE_APPROVER, area.force), "progress:history", report)

    assert {event.body for event in office["events"]} == {area.body}
    assert list(force["events"]) == []


def test_draft_is_done_on_the_clock_once_it_is_submitted(area, client):
    response = make_response(area.body)
    report = response.reports.get()
    reader = make_user(Role.AUDITOR, area.body)

    def drafted():
        marks = context(client, reader, "progress:report", report)["milestones"]
        return next(mark.done_on for mark in marks if mark.label == "Draft")

    before = drafted()
    submit(response, by=response.drafted_by, at=AT)

    assert (before, drafted()) == (None, TODAY)


def test_clock_shows_the_invitation_and_once_published_no_target(area, client):
    response = make_response(area.body, state=State.APPROVED)
    report = response.reports.get()
    reader = make_user(Role.AUDITOR, area.body)

    def marks():
        shown = context(client, reader, "progress:report", report)["milestones"]
        return [(mark.label, mark.state) for mark in shown]

    before = marks()
    make_letter(response, published=True)

    assert before == [
        ("Published", "done"), ("Invited", "done"), ("Today", "today"), ("Comments due", "next"),
        ("Draft", "done"), ("Approval", "done"), ("Last day", "later"),
    ]  # fmt: skip
    assert marks() == [
        ("Published", "done"), ("Invited", "done"), ("Draft", "done"), ("Approved", "done"),
        ("Response published", "done"), ("Last day", "met"),
    ]  # fmt: skip


def test_history_says_each_step_once(client):
    response = make_response(state=State.PUBLISHED)
    client.force_login(make_user(Role.CASEWORKER, response.body))
    page = client.get(reverse("progress:history", args=[response.reports.get().pk]))

    told = [event.sentence for event in told_once(page.context["events"])]

    letter = response.letter
    assert [words for words in told if words.split(":")[0] in {"Signed", "Published", "Done"}] == [
        f"Published: {letter.publication}",
        f"Signed: {letter}",
    ]
    assert [words for words in told if words.startswith("Approved")] == ["Approved: the response"]
    assert all(words in page.content.decode() for words in told)
    assert "Signed: the response" not in page.content.decode()


def test_history_keeps_a_note_that_only_one_of_two_lines_has():
    response = make_response(state=State.IN_REVIEW)
    approve(response, by=make_user(Role.APPROVER, response.body), at=AT, note="Well put.")

    told = told_once(Event.objects.about(response))

    assert [(e.action, e.note) for e in told[:2]] == [
        ("approve", ""),
        ("approve stage", "Well put."),
    ]
