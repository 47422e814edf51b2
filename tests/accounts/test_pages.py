"""Choosing in whose name to act."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from recommendations.models import Report
from tests.factories import make_body, make_membership, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def bodies():
    return [make_body("Ashvale"), make_body("Brackwater")]


@pytest.fixture
def caseworker(bodies, client):
    user = make_user()
    for body in bodies:
        make_membership(user, Role.CASEWORKER, body)
    client.force_login(user)
    return user


def record(client) -> None:
    facts = {"title": "A report", "kind": "thematic", "basis": "section_55"}
    day = {"published_on_day": "2", "published_on_month": "3", "published_on_year": "2026"}
    client.post(reverse("recommendations:report-new"), facts | day)


@pytest.mark.parametrize("chosen", [0, 1])
def test_a_report_is_recorded_for_the_body_that_was_chosen(chosen, bodies, caseworker, client):
    client.post(reverse("accounts:switch"), {"body": bodies[chosen].pk})

    record(client)

    assert Report.objects.get().recorded_for == bodies[chosen]


def test_nobody_acts_for_a_body_in_which_they_hold_no_role(bodies, caseworker, client):
    stranger = make_body("Another")

    refused = client.post(reverse("accounts:switch"), {"body": stranger.pk})
    session = client.session
    session["acting_for"] = stranger.pk
    session.save()
    record(client)

    assert refused.status_code == 200
    assert Report.objects.get().recorded_for == bodies[0]
