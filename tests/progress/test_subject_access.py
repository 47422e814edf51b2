"""What is held about a person: found on a page, taken as CSV, and that it was searched."""

import csv
import io
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import ask_address, files_taken
from accounts.models import Event
from accounts.permissions import Role
from recommendations.actions import ask_about_update
from tests.factories import (
    AT,
    make_absence,
    make_body,
    make_comments,
    make_delegation,
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

PAGE, FILE = "/retention/person/", "/retention/person/csv/"


@pytest.fixture
def area():
    return make_force_and_body()


@pytest.fixture
def administrator(area, client):
    user = make_user(Role.BODY_ADMINISTRATOR, area.body, name="Ada Keeper")
    client.force_login(user)
    return user


def search(client, words):
    """Search on the page, and return what it then shows."""
    return client.post(PAGE, {"q": words}, follow=True)


def take(client, words):
    """Search on the page, and take what it found by its own link."""
    said = search(client, words).content.decode()
    return client.get(re.search(rf'href="({FILE}[^"]+)"', said)[1])


def held(client, words) -> dict[str, list[str]]:
    """Return what the page shows, by kind."""
    shown = search(client, words).context["held"]
    return {title: [what for _, what, _ in rows] for title, _, rows in shown}


def rows(answer) -> list[dict]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_person_is_found_by_name_and_by_address(area, administrator, client):
    make_user(Role.CASEWORKER, area.body, name="Kim Vale", email="kv@office.example")
    make_invitation(area.body, name="Kim Olander", email="ko@office.example", by=administrator)
    make_term(area.body, "Kim Ashdown", starts_on=AT.date())

    by_name, by_address = held(client, "kim"), held(client, "KV@office")

    assert by_name["Account"] == ["Kim Vale <kv@office.example>"]
    assert by_name["Role"] == [f"Kim Vale, caseworker at {area.body}"]
    assert by_name["Invitation"] == [f"Kim Olander, caseworker at {area.body} <ko@office.example>"]
    assert [held.split(",")[0] for held in by_name["Office held"]] == ["Kim Ashdown"]
    assert list(by_address) == ["Account", "Role"]


def test_absences_and_what_was_done_in_another_s_place_is_found(area, administrator, client):
    kim = make_user(Role.CASEWORKER, area.body, name="Kim Vale")
    lee = make_user(Role.APPROVER, area.body, name="Lee Moss", email="lm@office.example")
    make_absence(kim, area.body, lee, reason="In hospital")
    make_delegation(area.body, lee, title="Deputy Commissioner")
    ask_address(lee, "lee@new.example", by=lee, at=AT)
    other = make_force_and_body().body
    for person in (kim, lee):
        make_membership(person, Role.CASEWORKER, other)
    make_absence(kim, other, lee, reason="Elsewhere")

    of_kim, of_lee = held(client, "Kim Vale"), held(client, "lm@office")
    said = search(client, "Kim Vale").content.decode()
    record = client.get(reverse("progress:audit")).content.decode()

    assert "Named who stands in: Lee Moss for Kim Vale" in record
    for page, label in [(said, "Details"), (record, "What")]:
        assert f'app-break" data-label="{label}"' in page  # a long word makes it no wider
    assert of_kim["Absence, and who stands in"] == ["Lee Moss for Kim Vale"]
    assert of_lee["Absence, and who stands in"] == ["Lee Moss for Kim Vale"]
    assert of_lee["Deputy who may sign"] == ["Lee Moss, Deputy Commissioner"]
    assert of_lee["Address asked for"] == ["Lee Moss, to lee@new.example"]
    assert "In hospital" in said and "Elsewhere" not in said
    assert "Deputy who may sign" not in of_kim and "Address asked for" not in of_kim


def test_a_file_of_it_counts_among_the_files_that_are_taken(area, administrator, client):
    assert rows(take(client, "Ada"))

    assert files_taken(administrator, timezone.now()) == 1


def test_what_a_person_wrote_is_found_in_their_own_body(area, client):
    kim = make_user(Role.FORCE_CONTRIBUTOR, area.force, name="Kim Vale")
    lee = make_user(Role.CASEWORKER, area.body, name="Lee Vale")
    report = make_report(area.body, forces=[area.force])
    recommendation = make_recommendation(report)
    update = make_update(recommendation, area.force, by=kim, narrative="We drew up a rota.")
    ask_about_update(update, "Whose rota?", by=lee, at=AT)
    invitation = make_comments(make_response(area.body, report), "The force agrees.")
    comment = invitation.response.comments.get(recommendation=None)
    comment.saved_by.name = "Bo Vale"
    comment.saved_by.save()
    force, office = (make_user(Role.BODY_ADMINISTRATOR, body) for body in area)

    client.force_login(force)
    of_force, said = held(client, "Vale"), search(client, "Vale").content.decode()
    client.force_login(office)
    of_office = held(client, "Vale")

    assert "We drew up a rota." in said and "The force agrees." in said
    written = ["Assurance update", "Remark on an update", "Chief officer’s comments"]
    assert [kind for kind in written if kind in of_force] == [written[0], written[2]]
    assert [kind for kind in written if kind in of_office] == [written[1]]
    assert of_office["Remark on an update"] == [f"Question by the office on {update}"]


def test_the_record_is_searched_for_who_did_it_and_whom_it_names(area, administrator, client):
    kim = make_user(Role.CASEWORKER, area.body, name="Kim Vale")
    Event.record("write", area.body, by=kim, at=AT, body=area.body)
    Event.record("add", kim, by=administrator, at=AT, body=area.body)
    Event.record("sign in", kim, by=kim, at=AT)
    Event.record("write", area.body, by=administrator, at=AT, body=area.body, note="For Kim Vale")
    Event.record("write", area.body, by=administrator, at=AT, body=area.body, note="For nobody")

    assert held(client, "Kim Vale")["Event"] == [
        f"Ada Keeper: Wrote: {area.body}",
        "Kim Vale: Signed in: Kim Vale",
        "Ada Keeper: Added: Kim Vale",
        f"Kim Vale: Wrote: {area.body}",
    ]


def test_nothing_of_another_body_is_found(area, administrator, client):
    other = make_force_and_body()
    stranger = make_user(Role.CASEWORKER, other.body, name="Kim Elsewhere")
    make_membership(stranger, Role.FORCE_CONTRIBUTOR, other.force)
    make_invitation(other.body, name="Kim Elsewhere")
    make_term(other.body, "Kim Elsewhere", starts_on=AT.date())
    update = make_update(
        make_recommendation(make_report(other.body, forces=[other.force])), other.force, by=stranger
    )
    make_comments(make_response(other.body))
    Event.record("sign in", stranger, by=stranger, at=AT)

    assert update.recorded_by == stranger
    answer = search(client, "Elsewhere")
    assert answer.context["held"] == []
    assert "Nothing is held about “Elsewhere”." in answer.content.decode()


def test_it_is_taken_as_csv_without_formulas(area, administrator, client):
    kim = make_user(Role.CASEWORKER, area.body, name="=Kim Vale", email="kim@office.example")
    Event.record("write", area.body, by=kim, at=AT, body=area.body, note="@cmd")

    found = rows(take(client, "Kim Vale"))

    account, event = found[0], next(row for row in found if row["Details"] == "'@cmd")
    assert (account["Kind"], account["What"]) == ("Account", "'=Kim Vale <kim@office.example>")
    assert event["What"] == f"'=Kim Vale: Wrote: {area.body}"
    assert event["When"] == "20 March 2026 at 10:00"


def test_that_somebody_searched_is_recorded_in_each_body_that_was_searched(
    area, administrator, client
):
    other = make_body()
    make_membership(administrator, Role.BODY_ADMINISTRATOR, other)

    make_user(Role.CASEWORKER, area.body, name="Kim Vale")
    rows(take(client, "Kim Vale"))

    events = Event.objects.filter(action="search a person").order_by("pk")
    assert [(e.by, e.object_name, e.data["how"]) for e in events] == [
        (administrator, "Kim Vale", how) for how in ["on the page"] * 2 + ["as a file"] * 2
    ]
    assert {e.body for e in events} == {area.body, other}
    assert events[0].sentence == "Searched what is held about: Kim Vale"


@pytest.mark.parametrize("words", ["", " ", "a", "x" * 151, "a\x00"])
def test_what_is_no_name_is_told_at_the_field_and_not_searched(words, administrator, client):
    said = client.post(PAGE, {"q": words})
    file = client.get(FILE)

    assert "govuk-error-message" in said.content.decode()
    assert "Ensure this value has at least" not in said.content.decode()
    assert (file.status_code, file.url) == (302, PAGE)
    assert not Event.objects.filter(action="search a person").exists()


def test_only_an_administrator_may_search(area, client):
    for role in (Role.CASEWORKER, Role.AUDITOR, Role.SIGNATORY):
        client.force_login(make_user(role, area.body))
        assert client.post(PAGE, {"q": "Kim"}).status_code == 403
        assert client.get(PAGE).status_code == client.get(FILE).status_code == 403


def test_no_name_stands_in_an_address(area, administrator, client):
    make_user(Role.CASEWORKER, area.body, name="Kim Vale")
    answer = search(client, "Kim Vale")
    ((address, _),) = answer.redirect_chain
    said = answer.content.decode()

    assert re.fullmatch(rf"{PAGE}\?s=[0-9a-f]{{16}}", address)
    links = re.findall(r'(?:href|action)="([^"]*)"', said)
    assert not [link for link in links if "Kim" in link or "Vale" in link]
    old = client.get(f"{PAGE}?q=Kim+Vale")
    assert old.context["held"] == [] and not old.context["form"].is_bound


def test_a_search_is_known_to_its_own_session_alone(area, administrator, client):
    make_user(Role.CASEWORKER, area.body, name="Kim Vale")
    ((address, _),) = search(client, "Kim Vale").redirect_chain
    other = Client()
    other.force_login(make_user(Role.BODY_ADMINISTRATOR, area.body))

    said = other.get(address, follow=True)
    file = other.get(address.replace(PAGE, FILE))

    assert "Search again" in said.content.decode() and not said.context["held"]
    assert (file.status_code, file.url) == (302, PAGE)
