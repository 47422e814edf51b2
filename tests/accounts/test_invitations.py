"""Invitations: from the form, by mail, to the role; and every way in which they end."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import accept_invitation, invite_person
from accounts.errors import WrongState
from accounts.models import AccountInvitation, AccountMail, Event, Membership, User
from accounts.permissions import Role
from accounts.tasks import send_next_mail
from tests.factories import make_body, make_invitation, make_membership, make_user

pytestmark = pytest.mark.django_db
PHRASE = "four quiet wooden ducks"


@pytest.fixture
def body():
    return make_body("Ashvale")


@pytest.fixture
def administrator(body):
    client = Client()
    client.user = make_user(Role.BODY_ADMINISTRATOR, body)
    client.force_login(client.user)
    return client


def wanted(to, /, **values):
    today = timezone.localdate()
    day = {"starts_on_day": today.day, "starts_on_month": today.month, "starts_on_year": today.year}
    return (
        day
        | {
            "name": "Kim Olander",
            "email": "kim@office.example",
            "body": to.pk,
            "role": Role.CASEWORKER,
        }
        | values
    )


def link() -> str:
    while send_next_mail(timezone.now()):
        pass
    return re.search(r"http://localhost:8000(/\S+)", mail.outbox[-1].body)[1]


def follow(address, client=None):
    client = client or Client()
    client.page = client.get(address, follow=True)
    return client


def test_the_whole_way_from_the_form_to_the_work(body, administrator):
    administrator.post(reverse("accounts:invite"), wanted(body))
    invited = follow(link())

    weak = invited.post(reverse("accounts:invitation"), {"password": "Password2026!"})
    done = invited.post(reverse("accounts:invitation"), {"password": PHRASE}, follow=True)

    kim = User.objects.get(email="kim@office.example")
    assert "well-known" in weak.content.decode()
    assert done.wsgi_request.path == "/my-work/" and done.wsgi_request.user == kim
    assert (kim.name, kim.check_password(PHRASE)) == ("Kim Olander", True)
    assert [(m.role, m.body) for m in kim.memberships.all()] == [(Role.CASEWORKER, body)]
    actions = set(Event.objects.values_list("action", flat=True))
    assert {"invite person", "accept invitation", "add"} <= actions


def test_a_role_that_needs_a_second_step_leads_to_it(body, administrator, settings):
    settings.MFA_ROLES = ["signatory"]
    administrator.post(reverse("accounts:invite"), wanted(body, role=Role.SIGNATORY))
    invited = follow(link())

    done = invited.post(reverse("accounts:invitation"), {"password": PHRASE}, follow=True)

    assert done.wsgi_request.path == reverse("accounts:second-step-first")
    assert invited.get(reverse("mfa_activate_totp")).status_code == 200


def test_a_person_with_an_account_takes_the_role_up_with_it(body, administrator):
    kim = make_user(email="kim@office.example", password=PHRASE)
    administrator.post(reverse("accounts:invite"), wanted(body, email="KIM@office.example"))
    address = link()
    invited = follow(address)
    tried = invited.post(reverse("accounts:invitation"), {"password": "another long phrase"})
    invited.force_login(make_user())
    other = follow(address, invited).page.content.decode()
    invited.force_login(kim)
    follow(address, invited)

    invited.post(reverse("accounts:invitation"))

    assert "already" in tried.content.decode() and "for somebody else" in other
    kim.refresh_from_db()
    assert kim.check_password(PHRASE)
    assert kim.memberships.get().body == body


def test_the_link_works_once_and_does_not_stay_in_the_address(body):
    make_invitation(body, at=timezone.now())
    address = link()
    invited = follow(address)
    assert invited.page.redirect_chain[-1][0] == reverse("accounts:invitation")
    invited.post(reverse("accounts:invitation"), {"password": PHRASE})

    assert "has ended" in follow(address).page.content.decode()


def test_the_link_itself_is_not_in_the_database(body):
    invitation = make_invitation(body, at=timezone.now())
    token = link().rstrip("/").rsplit("/", 1)[1]

    invitation.refresh_from_db()
    kept = str(list(AccountInvitation.objects.values())) + str(list(AccountMail.objects.values()))
    assert len(invitation.token_hash) == 64 and token not in kept


@pytest.mark.parametrize("token", ["", "x", "é" * 200, "../../etc"])
def test_a_made_up_link_gets_the_same_answer_as_one_that_ended(token, client):
    session = client.session
    session["invitation_token"] = token
    session.save()

    page = client.get(reverse("accounts:invitation"))

    assert (page.status_code, "has ended" in page.content.decode()) == (200, True)


def test_an_invitation_ends_after_seven_days_and_can_be_sent_again(body, administrator):
    invitation = make_invitation(body, at=timezone.now(), by=administrator.user)
    first = link()
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        administrator.force_login(administrator.user)
        assert "has ended" in follow(first).page.content.decode()
        administrator.post(reverse("accounts:invitation-again", args=[invitation.pk]))
        assert "has ended" in follow(first).page.content.decode()
        second = link()
        assert "You are invited" in follow(second).page.content.decode()
        assert "has ended" in follow(first).page.content.decode()


def test_a_withdrawn_invitation_ends_at_once_and_its_mail_is_not_sent(body, administrator):
    invitation = make_invitation(body, at=timezone.now(), by=administrator.user)
    address = reverse("accounts:invitation-withdraw", args=[invitation.pk])

    administrator.post(address)
    again = administrator.post(address, follow=True)

    while send_next_mail(timezone.now()):
        pass
    assert not mail.outbox
    assert "accepted or withdrawn" in again.content.decode()
    assert Event.objects.filter(action="withdraw invitation").count() == 1


def test_two_at_once_make_one_account(body):
    invitation = make_invitation(body, at=timezone.now())
    accept_invitation(invitation, by=None, password=PHRASE, at=timezone.now())

    with pytest.raises(WrongState):
        accept_invitation(invitation, by=None, password="another phrase", at=timezone.now())
    assert Membership.objects.filter(body=body, role=Role.CASEWORKER).count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "email"),
        ({"role": "emperor"}, "role"),
        ({"name": ""}, "name"),
        ({"starts_on_year": "2020"}, "starts_on"),
        ({"ends_on_day": "1", "ends_on_month": "1", "ends_on_year": "2020"}, "ends_on"),
        ({"body": 0}, "body"),
    ],
)
def test_an_invitation_is_refused_at_its_field(body, administrator, values, field):
    other = make_body("Other")
    values = {"body": other.pk} if field == "body" else values

    answer = administrator.post(reverse("accounts:invite"), wanted(body, **values))

    assert list(answer.context["form"].errors) == [field]
    assert not AccountInvitation.objects.exists()


def test_nobody_is_invited_twice_to_a_role_or_invites_themselves(body, administrator):
    administrator.post(reverse("accounts:invite"), wanted(body))
    twice = administrator.post(reverse("accounts:invite"), wanted(body))
    own = wanted(body, email=administrator.user.email)
    myself = administrator.post(reverse("accounts:invite"), own)

    assert "invited to this role already" in twice.content.decode()
    assert "cannot give yourself" in myself.content.decode()
    assert AccountInvitation.objects.count() == 1


def test_only_the_body_s_administrator_invites(body):
    caseworker = make_user(Role.CASEWORKER, body)

    with pytest.raises(Exception, match="body administrator"):
        invite_person(
            "kim@office.example", "Kim", body, Role.CASEWORKER,
            starts_on=timezone.localdate(), by=caseworker, at=timezone.now(),
        )  # fmt: skip


def test_a_role_whose_days_are_over_is_not_given(body):
    today = timezone.localdate()
    invitation = make_invitation(body, at=timezone.now(), starts_on=today, ends_on=today)

    with pytest.raises(WrongState, match="has ended"):
        accept_invitation(
            invitation, by=None, password=PHRASE, at=timezone.now() + timedelta(days=2)
        )
    assert not User.objects.filter(email=invitation.email).exists()


def test_who_is_signed_in_takes_up_nothing_for_somebody_new(body):
    make_invitation(body, at=timezone.now(), email="new@office.example")
    address, client = link(), Client()
    client.force_login(make_user(Role.CASEWORKER, body))
    follow(address, client)

    said = client.post(reverse("accounts:invitation"), follow=True).content.decode()

    assert "for somebody else" in said
    assert not User.objects.filter(email="new@office.example").exists()


def test_a_role_that_is_held_is_not_given_twice(body):
    kim = make_user(email="kim@office.example")
    make_membership(kim, Role.CASEWORKER, body)
    invitation = make_invitation(body, at=timezone.now(), email="kim@office.example")

    accept_invitation(invitation, by=kim, at=timezone.now())

    assert kim.memberships.count() == 1


def test_an_administrator_sees_the_invitations_of_own_bodies(body, administrator):
    mine, theirs = make_invitation(body), make_invitation(make_body("Other"))

    shown = administrator.get(reverse("accounts:invitations")).context["invitations"]

    assert [row for row, _ in shown] == [mine] and theirs not in [row for row, _ in shown]
