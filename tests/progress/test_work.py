"""My work: what waits for whom, and how soon."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.permissions import Role
from letters.actions import ask_copies
from letters.models import Delivery
from responses.actions import approve_release, ask_release
from tests.factories import (
    AT,
    TODAY,
    make_force_and_body,
    make_letter,
    make_membership,
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


def work(client, user) -> dict[str, list[str]]:
    """Return what the page tells the user to do, by how soon."""
    client.force_login(user)
    groups = client.get(reverse("progress:my-work")).context["groups"]
    return {key: [task.verb for task, _ in tasks] for key, _, tasks in groups}


def asked_of_the_force(area, due_on=None):
    report = make_report(area.body, forces=[area.force])
    make_recommendation(report, addressees=[area.force], due_on=due_on)
    return report.obligations.get(kind="action")


@pytest.mark.parametrize(
    ("days", "group"), [(-1, "late"), (0, "week"), (7, "week"), (8, "later"), (None, "later")]
)
def test_work_is_late_due_this_week_or_later(days, group, area, client):
    asked_of_the_force(area, None if days is None else TODAY + timedelta(days=days))

    todo = work(client, make_user(Role.FORCE_CONTRIBUTOR, area.force))

    empty = {"late": [], "week": [], "later": []}
    assert todo == empty | {group: ["Report progress on recommendation 1"]}


def test_what_is_done_waits_for_nobody(area, client):
    duty = asked_of_the_force(area)
    type(duty).objects.filter(pk=duty.pk).update(met_on=TODAY)

    todo = work(client, make_user(Role.FORCE_CONTRIBUTOR, area.force))

    assert todo == {"late": [], "week": [], "later": []}


@pytest.mark.parametrize(
    ("role", "verbs"),
    [
        (Role.PUBLISHER, ["Publish the response"]),
        (Role.CASEWORKER, ["Send the copies"]),
        (Role.APPROVER, []),
    ],
)
def test_signed_letter_waits_for_who_may_send_or_publish_it(role, verbs, client):
    letter = make_letter(signed=True)

    assert work(client, make_user(role, letter.body))["later"] == verbs


def test_an_invitation_waits_for_the_invited_force_only(client):
    response = make_response()
    other = make_force_and_body()

    invited = work(client, make_user(Role.FORCE_CONTRIBUTOR, response.invitation.force))
    others = work(client, make_user(Role.FORCE_CONTRIBUTOR, other.force))

    assert "Comment on the report" in invited["week"]
    assert "Comment on the report" not in sum(others.values(), [])


def test_a_copy_that_failed_waits_for_its_own_office_only(client):
    letter = make_letter(signed=True)
    caseworker = make_user(Role.CASEWORKER, letter.body)
    ask_copies(letter, by=caseworker, at=AT)
    Delivery.objects.filter(purpose="inspectors").update(problem="No answer.")
    other = make_force_and_body()

    own = work(client, caseworker)
    others = work(client, make_user(Role.CASEWORKER, other.body))

    assert own["later"] == ["See why the copy to Inspectorate of Constabulary was not sent"]
    assert others["later"] == []


def asked_to_set_aside(area, *roles):
    """Return a request that a report need not be answered, and its caseworker."""
    caseworker = make_user(Role.CASEWORKER, area.body)
    for role in roles:
        make_membership(caseworker, role, area.body)
    report = make_report(area.body, forces=[area.force], title="Custody")
    make_recommendation(report, addressees=[area.force])
    make_response(area.body, report)
    release = ask_release(
        report.obligations.get(kind="response"), ground="not_concerned", reason="About others.",
        by=caseworker, at=AT,
    )  # fmt: skip
    return release, caseworker


def test_request_to_set_aside_waits_for_an_approver_who_did_not_ask(area, client):
    _, caseworker = asked_to_set_aside(area, Role.APPROVER)
    other = make_force_and_body()

    approver = work(client, make_user(Role.APPROVER, area.body))
    asker = work(client, caseworker)
    others = work(client, make_user(Role.APPROVER, other.body))

    verb = "Decide whether “Custody” need not be answered"
    assert approver["later"] == [verb]
    assert verb not in asker["later"]
    assert others["later"] == []


def test_what_is_set_aside_waits_for_nobody(area, client):
    release, caseworker = asked_to_set_aside(area)
    force = make_user(Role.FORCE_CONTRIBUTOR, area.force)
    before = [work(client, user) for user in (caseworker, force)]
    approve_release(release, by=make_user(Role.APPROVER, area.body), at=AT)

    after = [work(client, user) for user in (caseworker, force)]

    assert before == [
        {"late": [], "week": [], "later": ["Write the response"]},
        {
            "late": [],
            "week": ["Comment on the report"],
            "later": ["Report progress on recommendation 1"],
        },
    ]
    assert after == [{"late": [], "week": [], "later": []}] * 2


def test_report_set_aside_is_not_to_be_started(area, client):
    report = make_report(area.body, forces=[area.force])
    caseworker = make_user(Role.CASEWORKER, area.body)
    assert work(client, caseworker)["later"] == ["Start the response"]
    release = ask_release(
        report.obligations.get(), ground="not_concerned", reason="x", by=caseworker, at=AT
    )
    approve_release(release, by=make_user(Role.APPROVER, area.body), at=AT)

    assert work(client, caseworker)["later"] == []
