"""Milestones that a force gives with an update: read from lines, kept, shown, never changed."""

from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.errors import Refused
from accounts.models import Event
from accounts.permissions import Role
from progress.work import tasks_of
from recommendations.actions import record_update
from recommendations.milestones import MOST, Planned, Unreadable, read_milestones
from recommendations.models import AssuranceUpdate, UpdateMilestone
from tests.factories import (
    AT,
    LONDON,
    TODAY,
    make_force_and_body,
    make_recommendation,
    make_report,
    make_update,
    make_user,
)

DUE, DONE = date(2027, 3, 31), date(2026, 3, 12)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("31 March 2027: Rota agreed", [Planned("Rota agreed", DUE)]),
        ("31 Mar 2027:Rota agreed\n\n", [Planned("Rota agreed", DUE)]),
        ("31/03/2027: Rota: agreed", [Planned("Rota: agreed", DUE)]),
        ("31 March 2027: Rota, done 12 March 2026", [Planned("Rota", DUE, DONE)]),
        ("31 March 2027: All work, done twice", [Planned("All work, done twice", DUE)]),
        ("31 March 2027: A\r\n31 March 2027: B", [Planned("A", DUE), Planned("B", DUE)]),
    ],
)
def test_lines_are_read(text, found):
    assert read_milestones(text) == found


@pytest.mark.parametrize("planned", [Planned("Rota", DUE), Planned("Rota, done", DUE, DONE)])
def test_what_is_written_is_read_back(planned):
    assert read_milestones(str(planned)) == [planned]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Rota agreed", "Milestone 1 must begin with its day"),
        ("31 March 2027: A\n31 June 2027: B", "Milestone 2 must begin with its day"),
        ("1 March 999: A", "Milestone 1 must begin"),
        ("31 March 2027", "Milestone 1 must begin"),
        ("31 March 2027:", "Milestone 1 needs words"),
        ("31 March 2027: , done 12 March 2026", "Milestone 1 needs words"),
        (f"31 March 2027: {'A' * 201}", "Milestone 1 must be 200"),
        ("31 March 2027: A\n" * (MOST + 1), "at most 20"),
    ],
)
def test_line_that_is_none_says_what_it_lacks(text, words):
    with pytest.raises(Unreadable, match=words):
        read_milestones(text)


@pytest.fixture
def recommendation(db):
    area = make_force_and_body("Wessmere")
    report = make_report(area.body, forces=[area.force])
    return make_recommendation(report)


def force_of(recommendation):
    return recommendation.obligations.get(kind="action").body


@pytest.fixture
def posting(recommendation, client):
    """Return a function that posts an update as the force on its form."""
    client.force_login(make_user(Role.FORCE_CONTRIBUTOR, force_of(recommendation)))
    path = reverse("recommendations:update-new", args=[recommendation.pk])

    def post(milestones):
        said = {"as_at_day": 20, "as_at_month": 3, "as_at_year": 2026, "marking": "sensitive"}
        said |= {"assessment": "in_progress", "narrative": "Begun.", "milestones": milestones}
        return client.post(path, said)

    with time_machine.travel(AT, tick=False):
        yield post


def test_milestones_are_kept_and_shown_to_the_force_and_the_office(recommendation, posting, client):
    posting("31 March 2027: New rota\n1 March 2026: Rota <b>agreed</b>, done 12 March 2026")

    update = AssuranceUpdate.objects.get()
    kept = [(m.words, m.due_on, m.done_on, m.state(TODAY)) for m in update.milestones.all()]
    assert kept == [
        ("New rota", DUE, None, "open"),
        ("Rota <b>agreed</b>", date(2026, 3, 1), DONE, "late"),
    ]
    assert Event.objects.about(update).get().data["milestones"] == [
        "31 March 2027: New rota", "1 March 2026: Rota <b>agreed</b>, done 12 March 2026",
    ]  # fmt: skip
    office = make_user(Role.CASEWORKER, recommendation.report.recorded_for)
    for reader in [None, office]:
        if reader:
            client.force_login(reader)
        page = client.get(recommendation.get_absolute_url()).content.decode()
        assert "New rota" in page and "By 31 March 2027" in page
        assert "Rota &lt;b&gt;agreed&lt;/b&gt;" in page and "reached on 12 March 2026" in page


def test_next_update_begins_with_what_was_planned(recommendation, posting, client):
    posting("31 March 2027: New rota")

    page = client.get(reverse("recommendations:update-new", args=[recommendation.pk]))

    assert page.context["form"]["milestones"].value() == "31 March 2027: New rota"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Soon: a rota", "Milestone 1 must begin with its day"),
        ("31 March 2027: A rota, done 21 March 2026", "reached today or earlier"),
    ],
)
def test_wrong_milestone_is_said_at_its_field_and_stays(typed, words, posting):
    form = posting(typed).context["form"]

    assert words in str(form.errors["milestones"])
    assert form["milestones"].value() == typed
    assert not AssuranceUpdate.objects.exists()


def test_milestone_reached_on_a_day_to_come_is_refused(recommendation):
    tomorrow = Planned("A rota", DUE, TODAY + timedelta(days=1))

    with pytest.raises(Refused, match="today or earlier"):
        make_update(recommendation, force_of(recommendation), milestones=[tomorrow])


def test_milestones_are_never_changed(recommendation):
    make_update(recommendation, force_of(recommendation), milestones=[Planned("A rota", DUE)])

    for change in [
        lambda: UpdateMilestone.objects.update(words="Another"),
        lambda: UpdateMilestone.objects.all().delete(),
    ]:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("due_on", "done_on", "state"),
    [
        (TODAY, None, "open"),
        (TODAY - timedelta(days=1), None, "overdue"),
        (DUE, DONE, "done"),
        (DONE, DONE, "done"),
        (DONE, TODAY, "late"),
    ],
)
def test_state_is_judged_by_today(due_on, done_on, state):
    assert UpdateMilestone(words="A rota", due_on=due_on, done_on=done_on).state(TODAY) == state


def test_a_milestone_is_overdue_the_day_after_on_the_page_and_in_my_work(recommendation, client):
    force, planned = force_of(recommendation), [Planned("A rota", DUE)]
    contributor = make_user(Role.FORCE_CONTRIBUTOR, force)
    update = make_update(recommendation, force, by=contributor, milestones=planned)
    office = make_user(Role.CASEWORKER, recommendation.report.recorded_for)

    def seen(day):
        with time_machine.travel(datetime.combine(day, time(12), tzinfo=LONDON), tick=False):
            client.force_login(office)
            page = client.get(recommendation.get_absolute_url()).content.decode()
            line = page.partition("A rota")[2].partition("By 31 March 2027")[0]
            tasks = [t for t in tasks_of(contributor, day) if "milestone" in t.verb]
            return "Overdue" in line, [(t.verb.split()[0], t.group(day)) for t in tasks]

    far, near = seen(DUE - timedelta(days=31)), seen(DUE)
    late = seen(DUE + timedelta(days=1))
    later_update = {"as_at": DUE + timedelta(days=2), "milestones": [Planned("A rota", DUE, DUE)]}
    with time_machine.travel(datetime.combine(DUE + timedelta(days=2), time(12), tzinfo=LONDON)):
        record_update(
            recommendation, force, assessment="done", narrative="Done.", by=contributor,
            at=timezone.now(), today=timezone.localdate(), **later_update,
        )  # fmt: skip
    after = seen(DUE + timedelta(days=3))

    assert (far, near) == ((False, []), (False, [("Reach", "week")]))
    assert late == (True, [("Say", "late")])
    assert after == (False, []) and update.milestones.get().done_on is None
