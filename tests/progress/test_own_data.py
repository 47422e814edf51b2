"""What is held about oneself: seen and taken without asking anybody (OWASP ASVS 4.0, 8.3.2)."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import name_stand_in
from accounts.models import Event, Membership
from accounts.permissions import Role
from tests.factories import (
    AT,
    make_comments,
    make_force_and_body,
    make_invitation,
    make_membership,
    make_recommendation,
    make_report,
    make_response,
    make_term,
    make_update,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return make_force_and_body()


@pytest.fixture
def kim(area, client):
    user = make_user(Role.FORCE_CONTRIBUTOR, area.force, name="Kim Vale", email="kv@force.example")
    client.force_login(user)
    return user


@pytest.fixture
def namesake(area):
    """Somebody else of the same name, with an address that begins alike."""
    return make_user(
        Role.FORCE_CONTRIBUTOR, area.force, name="Kim Vale", email="kv@force.example.org"
    )


def keeper(area):
    return make_user(Role.BODY_ADMINISTRATOR, area.force)


def shown(client) -> dict[str, list[str]]:
    held = client.get(reverse("progress:held")).context["held"]
    return {title: [" | ".join(row) for row in rows] for title, _, rows in held}


def taken(client) -> list[dict]:
    answer = client.get(reverse("progress:held-csv"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def written(area, person, said):
    """Have a person record an update and be the last who wrote comments."""
    report = make_report(area.body, forces=[area.force])
    make_update(make_recommendation(report), area.force, by=person, narrative=f"{said} rota.")
    invitation = make_comments(make_response(area.body, report), f"{said} comment.")
    invitation.response.comments.update(saved_by=person)


def test_the_page_and_the_file_show_all_that_is_one_s_own(area, kim, client):
    written(area, kim, "Kim’s")
    make_invitation(
        area.force, name="Kim Vale", email="KV@force.example", role=Role.AUDITOR, by=keeper(area)
    )
    make_term(area.force, "kim vale", starts_on=AT.date())
    Event.record("write", area.body, by=kim, at=AT, body=area.force)

    page, rows = shown(client), taken(client)

    assert list(page) == [
        "Account", "Role", "Invitation", "Office held", "Assurance update",
        "Chief officer’s comments", "Event",
    ]  # fmt: skip
    assert "Kim Vale <kv@force.example>" in page["Account"][0]
    assert "Kim’s rota." in page["Assurance update"][0]
    assert "Kim’s comment." in " ".join(page["Chief officer’s comments"])
    assert {row["Kind"] for row in rows} == set(page)
    assert sum(row["Details"] == "Kim’s rota." for row in rows) == 1


def test_nothing_of_somebody_else_of_the_same_name_is_there(area, kim, namesake, client):
    written(area, namesake, "The other’s")
    make_invitation(
        area.force,
        name="Kim Vale",
        email="kv@force.example.org",
        role=Role.AUDITOR,
        by=keeper(area),
    )
    Event.record("write", area.body, by=namesake, at=AT, body=area.force)

    page = shown(client)

    assert len(page["Account"]) == len(page["Role"]) == 1
    assert set(page) == {"Account", "Role", "Event"}
    assert len(page["Event"]) == Event.objects.filter(by=kim).count() == 1  # signing in
    assert "other" not in str(taken(client))


def test_what_a_body_holds_is_not_shown_to_who_has_left_it(area, kim, client):
    written(area, kim, "Kim’s")
    Event.record("write", area.body, by=kim, at=AT, body=area.force)
    Event.record("sign in", kim, by=kim, at=AT)
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=kim).update(ends_on=yesterday)
    other = make_force_and_body("Brackwater")
    make_membership(kim, Role.CASEWORKER, other.body)

    page = shown(client)

    assert set(page) == {"Account", "Role", "Event"}
    assert len(page["Role"]) == 1 and str(other.body) in page["Role"][0]
    assert len(page["Event"]) == 1  # signing in, which is of no body
    assert "Kim’s" not in str(taken(client))


def test_taking_it_is_in_the_record(kim, client):
    taken(client)

    event = Event.objects.get(action="export")
    assert (event.by, event.object_pk, event.data["what"]) == (
        kim, str(kim.pk), "what is held about me",
    )  # fmt: skip


def test_the_account_page_leads_there(kim, client):
    said = client.get(reverse("accounts:account")).content.decode()

    assert f'href="{reverse("progress:held")}"' in said


def test_who_stands_in_does_not_read_there_why_somebody_is_away(area, kim, namesake, client):
    away = namesake  # the other Kim is away, and this one stands in
    day = timezone.localdate()
    name_stand_in(
        away, area.force, kim, starts_on=day, ends_on=day + timedelta(days=3),
        reason="An operation", by=away, at=timezone.now(), today=day,
    )  # fmt: skip

    stands_in = shown(client)["Absence, and who stands in"]
    client.force_login(away)
    is_away = shown(client)["Absence, and who stands in"]

    assert len(stands_in) == 1 and "An operation" not in stands_in[0]
    assert len(is_away) == 1 and "An operation" in is_away[0]
