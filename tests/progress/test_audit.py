"""The record's page: what a body's auditor finds there, and takes away."""

import csv
import io
import re
from urllib.parse import parse_qsl

import pytest
from django.contrib.auth import authenticate

from accounts.models import Event
from accounts.permissions import Role
from tests.factories import AT, later, make_body, make_membership, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return make_body("An office")


@pytest.fixture
def auditor(body, client):
    user = make_user(Role.AUDITOR, body, name="Ada Audit")
    client.force_login(user)
    return user


def found(client, query="") -> list[str]:
    answer = client.post("/audit/", dict(parse_qsl(query)), follow=True)
    return [e.action for e in answer.context["page_obj"] if e.action != "sign in"]


def test_record_is_searched_by_each_of_its_parts(body, auditor, client):
    other, person = make_body("Elsewhere"), make_user(name="Bo Writer")
    Event.record("write", body, by=person, at=AT, body=body, note="On burglary")
    Event.record("sign", auditor, by=auditor, at=later(2), body=body)
    Event.record("write", other, by=person, at=AT, body=other)

    assert found(client) == ["sign", "write"]
    assert found(client, "q=BURGLARY+office") == ["write"]
    assert found(client, "person=bo") == ["write"]
    assert found(client, "action=sign") == ["sign"]
    assert found(client, "kind=bodies.body") == ["write"]
    assert found(client, "since_day=21&since_month=3&since_year=2026") == ["sign"]
    assert found(client, "until_day=20&until_month=3&until_year=2026") == ["write"]
    assert found(client, "q=nothing") == []


def test_search_offers_what_was_done_and_to_what_in_words(body, auditor, client):
    Event.record("detach", body, by=auditor, at=AT, body=body)
    Event.record("own act", make_membership(auditor, Role.CASEWORKER, body), by=auditor, at=AT,
                 body=body)  # fmt: skip

    for action in ("record", "record update"):
        Event.record(action, body, by=auditor, at=AT, body=body)

    form = client.get("/audit/").context["form"]

    assert ("record update", "Recorded (record update)") in form.fields["action"].choices
    assert ("detach", "Took an attachment from") in form.fields["action"].choices
    assert ("own act", "Own act") in form.fields["action"].choices
    assert ("accounts.membership", "Membership") in form.fields["kind"].choices


def test_bad_days_are_told_at_their_field(auditor, client):
    days = {"since_day": 22, "since_month": 3, "since_year": 2026}
    days |= {"until_day": 2, "until_month": 3, "until_year": 2026}

    page = client.post("/audit/", days)

    assert "The last day cannot be before the first." in page.content.decode()


def test_what_was_changed_is_shown_before_and_after(body, auditor, client):
    Event.record("change", body, by=None, at=AT, body=body, changes={"name": ["Old", "<b>"]})

    assert "name: “Old” became “&lt;b&gt;”" in client.get("/audit/").content.decode()


def test_failed_sign_in_is_seen_by_each_body_of_the_person(body, auditor, client):
    person = make_user(Role.CASEWORKER, body)
    make_membership(person, Role.CASEWORKER, make_body())
    authenticate(username=person.email, password="x")
    authenticate(username="stranger@elsewhere.example", password="x")

    assert found(client) == ["fail to sign in"]


def test_record_is_taken_as_csv_without_formulas_and_that_is_recorded(body, auditor, client):
    Event.record("write", body, by=None, at=AT, body=body, note="=1+1", by_name="@cmd", key="v")

    ((address, _),) = client.post("/audit/", {"q": "write"}, follow=True).redirect_chain
    answer = client.get(address.replace("/audit/", "/audit/csv/"))

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(r["By"], r["Note"], r["Details"], r["Body"]) for r in rows] == [
        ("'@cmd", "'=1+1", '{"key": "v"}', "An office")
    ]
    last = Event.objects.first()
    assert (last.action, last.by, last.data) == (
        "export", auditor, {"what": "the record", "filters": {"q": "write"}},
    )  # fmt: skip


def test_a_search_of_the_record_is_in_no_address_and_goes_on_to_the_next_page(
    body, auditor, client
):
    for n in range(60):
        Event.record("write", body, by=None, at=AT, body=body, by_name=f"Kim Vale {n}")
    wrong = client.post("/audit/", {"person": "Kim Vale", "since_day": "1"}).context["form"].errors
    answer = client.post("/audit/", {"person": "Kim Vale"}, follow=True)
    ((address, _),) = answer.redirect_chain
    second = client.get(f"{address}&page=2")

    assert "since" in wrong and "Kim" not in address
    links = re.findall(r'href="([^"]*)"', answer.content.decode())
    assert not [link for link in links if "Kim" in link]
    assert any("s=" in x and "page=2" in x for x in links)
    assert len(second.context["page_obj"]) == 10
    assert second.context["form"]["person"].value() == "Kim Vale"


def test_a_search_that_is_forgotten_shows_and_gives_nothing(body, auditor, client):
    for path in ["/audit/?s=0123456789abcdef", "/audit/csv/?s=x"]:
        answer = client.get(path)
        assert (answer.status_code, answer.url) == (302, "/audit/")
    assert not Event.objects.filter(action="export").exists()
