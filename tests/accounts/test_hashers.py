"""A password's hash is worth nothing without the key that the database does not hold."""

import pytest
from django.conf import settings as project
from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password, make_password

from accounts.checks import sign_in_settings
from pcc_tracker.settings import hashers
from tests.factories import make_user

PASSWORD = "a long way from the harbour"


@pytest.fixture
def peppered(settings):
    settings.PASSWORD_PEPPERS = ["first key"]
    settings.PASSWORD_HASHERS = hashers(settings.PASSWORD_PEPPERS)
    return settings


def test_password_is_known_with_the_key_and_not_without_it(peppered):
    encoded = make_password(PASSWORD)

    assert encoded.startswith("peppered_pbkdf2_sha256$")
    assert check_password(PASSWORD, encoded)
    assert not check_password(f"{PASSWORD}s", encoded)
    peppered.PASSWORD_PEPPERS = ["another key"]
    assert not check_password(PASSWORD, encoded)
    plain = encoded.removeprefix("peppered_")
    assert not PBKDF2PasswordHasher().verify(PASSWORD, plain)


def test_former_key_still_opens(peppered):
    encoded = make_password(PASSWORD)
    peppered.PASSWORD_PEPPERS = ["second key", "first key"]

    assert check_password(PASSWORD, encoded)
    assert make_password(PASSWORD) != encoded


@pytest.mark.django_db
def test_password_hashed_without_a_key_is_hashed_with_it_at_the_next_sign_in(client, settings):
    settings.PASSWORD_HASHERS = hashers([])
    person = make_user(password=PASSWORD)
    before = type(person).objects.get(pk=person.pk).password
    settings.PASSWORD_PEPPERS = ["first key"]
    settings.PASSWORD_HASHERS = hashers(settings.PASSWORD_PEPPERS)

    assert client.login(username=person.email, password=PASSWORD)

    after = type(person).objects.get(pk=person.pk).password
    assert before.startswith("pbkdf2_sha256$")
    assert after.startswith("peppered_pbkdf2_sha256$")


def test_without_a_key_what_needs_one_is_refused_and_all_else_is_as_before(settings, peppered):
    encoded = make_password(PASSWORD)
    settings.PASSWORD_PEPPERS = []
    settings.PASSWORD_HASHERS = hashers([])

    assert not check_password(PASSWORD, encoded)
    assert make_password(PASSWORD).startswith("pbkdf2_sha256$")
    assert project.PASSWORD_PEPPERS == []


@pytest.mark.parametrize(("length", "said"), [(31, ["accounts.E004"]), (32, [])])
def test_a_pepper_that_can_be_guessed_is_named(settings, length, said):
    settings.PASSWORD_PEPPERS = ["k" * 64, "k" * length]

    assert [error.id for error in sign_in_settings(None)] == said
