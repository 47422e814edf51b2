"""The board of all obligations: what each filter lets through."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.permissions import Role
from responses.actions import approve_release, ask_release
from tests.factories import (
    AT,
    TODAY,
    make_force_and_body,
    make_recommendation,
    make_report,
    make_user,
)

pytestmark = pytest.mark.django_db

DAYS = {"1": -1, "2": 0, "3": 7, "4": 8}  # recommendation number: due so many days from today


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def area():
    return make_force_and_body()


@pytest.fixture
def report(area):
    report = make_report(area.body, forces=[area.force])
    for number, days in DAYS.items():
        make_recommendation(
            report, number, addressees=[area.force], due_on=TODAY + timedelta(days=days)
        )
    return report


def shown(client, user, **filters) -> list[str]:
    """Return the numbers of the recommendations on which the board shows an action."""
    client.force_login(user)
    page = client.get(reverse("progress:board"), {"kind": "action"} | filters)
    return [obligation.recommendation.number for obligation in page.context["page_obj"]]


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        ({}, ["1", "2", "3", "4"]),
        ({"state": "overdue"}, ["1"]),
        ({"state": "open"}, ["2", "3", "4"]),
        ({"state": ["open", "overdue"]}, ["1", "2", "3", "4"]),
        ({"state": "met"}, []),
        ({"days": "7"}, ["2", "3"]),
    ],
)
def test_board_is_narrowed_by_the_clock(filters, numbers, area, report, client):
    assert shown(client, make_user(Role.CASEWORKER, area.body), **filters) == numbers


def test_what_is_done_is_met_and_no_longer_overdue(area, report, client):
    report.obligations.filter(recommendation__number="1").update(met_on=TODAY)
    caseworker = make_user(Role.CASEWORKER, area.body)

    assert shown(client, caseworker, state="met") == ["1"]
    assert shown(client, caseworker, state="overdue") == []


def test_what_is_set_aside_has_its_own_state_and_is_neither_open_nor_overdue(area, report, client):
    caseworker = make_user(Role.CASEWORKER, area.body)
    release = ask_release(
        report.obligations.get(kind="response"), ground="not_concerned", reason="About others.",
        by=caseworker, at=AT,
    )  # fmt: skip
    approve_release(release, by=make_user(Role.APPROVER, area.body), at=AT)

    assert shown(client, caseworker, state="set_aside") == ["1", "2", "3", "4"]
    assert shown(client, caseworker, state=["open", "overdue", "met"]) == []


def test_board_is_narrowed_to_one_body(area, report, client):
    make_recommendation(report, "5", addressees=[area.body])
    caseworker = make_user(Role.CASEWORKER, area.body)

    assert shown(client, caseworker, body=area.body.pk) == ["5"]
    assert shown(client, caseworker, body=area.force.pk) == ["1", "2", "3", "4"]
