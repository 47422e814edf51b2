"""Changing one's own email address, and how nobody changes another's."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import ask_address, invite_person, take_address
from accounts.errors import Refused, WrongState
from accounts.models import AccountMail, AddressChange, Event, User
from accounts.permissions import Role
from accounts.tasks import send_next_mail
from pcc_tracker.markdown import address
from tests.accounts.test_sign_in import PHRASE, code_for, is_in, set_up_app, sign_in
from tests.factories import make_body, make_user

pytestmark = pytest.mark.django_db
NEW = "kim@new.example"
ADDRESS = reverse("accounts:address")


@pytest.fixture
def body():
    return make_body("Ashvale")


@pytest.fixture
def person(body):
    return make_user(Role.CASEWORKER, body, email="kim@office.example", password=PHRASE)


@pytest.fixture
def client(person):
    return sign_in(person)


def ask(client, email=NEW, password=PHRASE):
    client.answer = client.post(ADDRESS, {"email": email, "password": password}, follow=True)
    return client.answer.content.decode()


def sent_to(email) -> list[str]:
    while send_next_mail(timezone.now()):
        pass
    return [message.body for message in mail.outbox if message.to == [email]]


def link(email=NEW) -> str:
    [body] = [body for body in sent_to(email) if "/account/address/" in body]
    return re.search(r"http://localhost:8000(/account/address/\S+)", body)[1]


def follow(client, address):
    client.page = client.get(address, follow=True)
    return client.page.content.decode()


def test_the_whole_way_from_the_page_to_the_new_address(person, client):
    elsewhere = sign_in(person)

    said = ask(client)
    assert "is on its way there" in said and "Waits for the link" in said
    assert User.objects.get(pk=person.pk).email == "kim@office.example"
    shown = follow(client, link())
    assert "Use the new address" in shown
    assert User.objects.get(pk=person.pk).email == "kim@office.example"  # a look changes nothing
    done = client.post(reverse("accounts:address-new"), follow=True)

    person.refresh_from_db()
    assert (person.email, person.username) == (NEW, NEW)
    assert f"Your address is {NEW} now" in done.content.decode()
    assert is_in(client) and not is_in(elsewhere)
    assert is_in(sign_in(person)) and not is_in(sign_in("kim@office.example"))
    told = " ".join(sent_to("kim@office.example"))
    assert f"is to become {NEW}" in told and f"is {NEW} now" in told
    assert "tell your body administrator" in told
    event = Event.objects.get(action="change address")
    assert event.data["changes"] == {"email": ["kim@office.example", NEW]}
    assert event.by == person and event.body == person.bodies()[0]


def test_an_address_breaks_after_its_sign_and_is_escaped():
    assert address("a<b>@x.example") == "a&lt;b&gt;@<wbr>x.example"
    assert address("nothing") == "nothing"


def test_a_wrong_password_asks_for_nothing(client):
    assert "The password is not right" in ask(client, password="wrong words of mine")
    assert not AddressChange.objects.exists() and not AccountMail.objects.exists()


def test_wrong_passwords_here_are_limited_like_those_of_signing_in(client):
    for _ in range(12):
        said = ask(client, password="wrong words of mine")

    assert "Too many wrong passwords" in said


def test_who_has_a_second_step_proves_it_once_more(person, client):
    secret, _ = set_up_app(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=10), tick=False):
        asked = client.get(ADDRESS)
        by_password = client.post(ADDRESS, {"email": NEW, "password": PHRASE})
        again = reverse("mfa_reauthenticate")
        assert asked.url == by_password.url == f"{again}?next=%2Faccount%2Faddress%2F"
        assert not AddressChange.objects.exists()

        proved = client.post(again, {"code": code_for(secret), "next": ADDRESS})
        said = ask(client)

    assert proved.url == ADDRESS and "is on its way there" in said


def test_whether_an_address_is_taken_is_not_told_here_but_to_its_owner(person, client):
    make_user(email="Robin@Office.example")

    free, _ = ask(client, "lee@office.example"), AddressChange.objects.all().delete()
    taken = ask(client, "robin@office.example")

    plain = re.compile(r'(robin|lee)@(<wbr>)?office|name="csrfmiddlewaretoken" value="\w+"')
    assert plain.sub("", free) == plain.sub("", taken)
    [said] = sent_to("robin@office.example")
    assert "Somebody wanted this address" in said and "/account/address/" not in said


def test_an_address_taken_since_is_not_taken_again(person, client):
    ask(client)
    follow(client, link())
    make_user(email=NEW.upper())

    said = client.post(reverse("accounts:address-new"), follow=True).content.decode()

    assert "no longer works" in said or "was used or replaced" in said
    assert User.objects.get(pk=person.pk).email == "kim@office.example"


def test_a_link_is_the_person_s_own(person, client, body):
    ask(client)
    found = link()
    stranger = Client()
    stranger.force_login(make_user(Role.CASEWORKER, body))

    assert "no longer works" in follow(stranger, found)
    assert "no longer works" in stranger.post(reverse("accounts:address-new")).content.decode()
    signed_out = Client()
    assert reverse("accounts:sign-in") in follow(signed_out, found) and NEW not in str(
        signed_out.page.content
    )
    with pytest.raises(PermissionDenied):
        take_address(AddressChange.objects.get(), by=make_user(), at=timezone.now())
    with pytest.raises(PermissionDenied):
        ask_address(person, NEW, by=make_user(is_superuser=True), at=timezone.now())


@pytest.mark.parametrize("end", ["day over", "kept", "later one", "used"])
def test_a_link_ends(person, client, end):
    ask(client)
    found, wanted = link(), AddressChange.objects.get()
    at = timezone.now()
    if end == "day over":
        at += timedelta(days=1, minutes=1)
    if end == "kept":
        client.post(reverse("accounts:address-keep"))
    if end == "later one":
        ask(client, "kim@third.example")
    if end == "used":
        take_address(wanted, by=person, at=at)
        client = sign_in(User.objects.get(pk=person.pk))

    with time_machine.travel(at, tick=False):
        client.force_login(User.objects.get(pk=person.pk))
        assert "no longer works" in follow(client, found)
    with pytest.raises(WrongState):
        take_address(wanted, by=person, at=at)


def test_one_asks_for_five_addresses_a_day_and_not_for_one_s_own(person, client):
    assert "This is your address already" in ask(client, "KIM@office.example")
    for n in range(5):
        ask(client, f"kim{n}@new.example")

    assert "Wait until tomorrow" in ask(client, "kim5@new.example")
    assert AddressChange.objects.count() == 5


def test_a_password_is_not_held_when_the_sign_in_has_expired(person, client):
    client.session.flush()

    client.post(ADDRESS, {"email": NEW, "password": PHRASE})

    held = client.session["held_words"]["fields"]
    assert held == {"email": [NEW]}


def test_an_administrator_takes_no_role_up_at_an_address_that_became_theirs(body):
    boss = make_user(Role.BODY_ADMINISTRATOR, body, password=PHRASE)
    at = timezone.now()
    invite_person(
        NEW, "Somebody", body, Role.SIGNATORY, starts_on=timezone.localdate(), by=boss, at=at
    )
    found = re.search(r"http://localhost:8000(\S+)", sent_to(NEW)[-1])[1]
    client = sign_in(boss)
    take_address(ask_address(boss, NEW, by=boss, at=at), by=boss, at=at)
    client.force_login(User.objects.get(pk=boss.pk))
    follow(client, found)

    said = client.post(reverse("accounts:invitation"), follow=True).content.decode()

    assert "cannot give yourself a role" in said
    assert boss.memberships.count() == 1


def test_without_a_password_here_the_page_says_where_the_address_comes_from(body):
    client = Client()
    client.force_login(make_user(Role.CASEWORKER, body))

    assert "your office’s own sign-in service" in client.get(ADDRESS).content.decode()


def test_asking_for_one_s_own_address_is_refused_by_the_action_too(person):
    with pytest.raises(Refused):
        ask_address(person, person.email, by=person, at=timezone.now())
