"""A list of the administration is searched by posting: no name stands in an address."""

import pytest
from django.test import Client

from accounts.admin.searching import TOO_LONG
from accounts.models import Membership, User
from accounts.permissions import Role
from accounts.searches import FORGOTTEN
from tests.admin_pages import office, page, rows, said, search
from tests.factories import make_force_and_body, make_membership, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def system():
    return office(superuser=True)


@pytest.fixture
def people():
    return [make_user(name=f"Marl Hethersett {number}") for number in ("Oak", "Elm")]


def address_of(answer) -> str:
    return answer.redirect_chain[-1][0]


def test_the_search_finds_and_its_words_are_in_no_address_and_no_link(system, people):
    found = search(system, page(User), "hethersett elm")

    assert list(found.context["cl"].result_list) == [people[1]]
    assert "hethersett" not in address_of(found).lower()
    body = found.content.decode()
    assert 'value="hethersett elm"' in body  # the box still holds what was asked
    assert "hethersett" not in "".join(
        part.split('"')[0] for part in body.lower().split('href="')[1:]
    )


def test_filters_order_and_further_pages_keep_the_search(system, people):
    body = make_force_and_body("Ashvale").body
    for person in people:
        make_membership(person, Role.APPROVER, body)
    make_membership(people[0], Role.CASEWORKER, body)
    found = search(system, f"{page(Membership)}?role__exact=approver&p=2", "hethersett")
    at = address_of(found)

    assert "role__exact=approver" in at and "p=2" not in at
    listed = [row.user for row in found.context["cl"].result_list]
    assert sorted(listed, key=lambda person: person.pk) == people
    other = found.context["cl"].get_query_string({"role__exact": "caseworker"})
    again = system.get(page(Membership) + other).context["cl"]
    assert [row.user for row in again.result_list] == [people[0]]


def test_an_empty_search_shows_the_whole_list(system, people):
    found = search(system, page(User), "hethersett")
    whole = search(system, address_of(found), "  ")

    assert len(whole.context["cl"].result_list) == User.objects.count()
    assert address_of(whole) == page(User)


def test_the_key_is_nothing_to_another_session(system, people):
    at = address_of(search(system, page(User), "hethersett elm"))
    other = Client()
    other.force_login(system.user)
    shown = other.get(at)

    assert FORGOTTEN in said(shown)
    assert len(shown.context["cl"].result_list) == User.objects.count()


def test_words_in_the_address_search_for_nothing(system, people):
    shown = system.get(page(User), {"q": "hethersett"})

    assert FORGOTTEN in said(shown)
    assert len(shown.context["cl"].result_list) == User.objects.count()


def test_more_than_two_hundred_characters_are_refused_with_a_word_about_it(system, people):
    assert TOO_LONG in said(search(system, page(User), "x" * 201))
    assert TOO_LONG not in said(search(system, page(User), "x" * 200))


def test_a_sign_that_no_database_holds_does_no_harm(system, people):
    assert search(system, page(User), "heth\x00").status_code == 200


def test_a_search_needs_its_own_form(system):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(system.user)

    assert search(strict, page(User), "hethersett").status_code == 403


def test_rows_of_others_stay_unseen(people):
    area, other = make_force_and_body("Ashvale"), make_force_and_body("Brackwater")
    make_membership(people[0], Role.APPROVER, other.body)
    administrator = office(area.body, Role.BODY_ADMINISTRATOR)

    assert rows(administrator, Membership, q="hethersett") == []
