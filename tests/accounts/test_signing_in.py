"""Signing in, failing to and signing out stand in the record, and no password with them."""

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_login_failed
from django.test import RequestFactory

from accounts.changes import changes
from accounts.models import Event
from accounts.permissions import Role
from tests.factories import TODAY, make_body, make_user

pytestmark = pytest.mark.django_db

SECRET = "correct horse battery"


def fail_with(typed: str) -> Event:
    assert authenticate(RequestFactory().post("/"), username=typed, password=SECRET) is None
    return Event.objects.first()


def test_signing_in_and_out_is_recorded_for_the_person_s_one_body(client):
    body = make_body()
    person = make_user(Role.AUDITOR, body, password=SECRET)

    assert client.login(username=person.email, password=SECRET)
    client.logout()

    events = Event.objects.order_by("number")
    assert [(e.action, e.by, e.object_pk, e.body) for e in events] == [
        ("sign in", person, str(person.pk), body), ("sign out", person, str(person.pk), body),
    ]  # fmt: skip
    assert SECRET not in str(list(events.values()))


def test_signing_out_of_nobody_is_nothing(client):
    client.logout()

    assert not Event.objects.exists()


def test_failing_is_recorded_beside_the_account():
    person = make_user(password="something else altogether")

    event = fail_with(person.email.upper())

    assert (event.action, event.object_pk, event.by) == ("fail to sign in", str(person.pk), None)
    assert (event.by_name, event.data) == ("Nobody signed in", {})


def test_what_was_typed_for_no_account_is_only_known_again():
    first, again = fail_with(SECRET), fail_with(f" {SECRET.upper()}")
    user_login_failed.send(sender=None, credentials={"username": "\x00x"})
    other = Event.objects.first()

    assert first.data["typed"] == again.data["typed"] != other.data["typed"]
    assert (first.object_pk, first.object_name) == ("", "An address without an account")
    assert SECRET not in str(list(Event.objects.values()))


def test_changes_hold_what_differs_and_nothing_secret():
    before = {"a": 1, "b": None, "day": TODAY, "password": "x", "same": [1, "2"], "long": ""}
    after = {"a": 1, "b": "", "day": None, "password": "y", "same": (1, "2"), "long": "w" * 900}

    found = changes(before, after, before)

    assert found["day"] == [TODAY.isoformat(), ""]
    assert found["long"][1].startswith("w" * 100 + "… (900 characters, SHA-256 ")
    assert set(found) == {"day", "long"}
    assert changes(None, make_body("A"), ["name"]) == {"name": ["", "A"]}
