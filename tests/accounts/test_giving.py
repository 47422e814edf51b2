"""What a system administrator gives, and who is told when they reach into a body."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.actions import invite_again, invite_person, remove_second_step
from accounts.errors import Refused
from accounts.models import AccountInvitation, AccountMail, Membership, Notice, User
from accounts.permissions import FORCE_ROLES, OFFICE_ROLES, Role
from accounts.tasks import send_next_mail
from bodies.models import Body, Oversight
from tests.accounts.test_admin import role_for
from tests.accounts.test_invitations import wanted
from tests.admin_pages import errors, office, page
from tests.factories import make_body, make_force_and_body, make_invitation, make_user

pytestmark = pytest.mark.django_db
ADMINISTRATOR = Role.BODY_ADMINISTRATOR
OTHERS = [role for role in Role if role != ADMINISTRATOR]


@pytest.fixture
def body():
    return make_body("Ashvale")


@pytest.fixture
def administrator(body):
    return make_user(ADMINISTRATOR, body)


@pytest.fixture
def root():
    return office(superuser=True)


def told(person) -> list[str]:
    """Return what a person reads on their page, each of which they were mailed too."""
    notices = [notice.words for notice in Notice.objects.filter(user=person)]
    while send_next_mail(timezone.now()):
        pass
    mailed = " ".join(" ".join(m.body.split()) for m in mail.outbox if m.to == [person.email])
    assert all(words in mailed for words in notices)
    return notices


@pytest.mark.parametrize(
    ("role", "at"),
    [(role, "force") for role in sorted(OFFICE_ROLES)]
    + [(role, "body") for role in sorted(FORCE_ROLES)],
)
def test_a_role_of_an_office_is_not_given_at_a_force_nor_the_other_way_round(role, at):
    place = getattr(make_force_and_body(), at)
    keeper, friend = office(place, ADMINISTRATOR), make_user()

    given = keeper.post(page(Membership, "add"), role_for(friend, place, role=role))
    invited = keeper.post(reverse("accounts:invite"), wanted(place, role=role))

    said = "is a force." if at == "force" else "is an office."
    assert said in str(errors(given)["role"])
    assert said in str(invited.context["form"].errors["role"])
    assert not friend.memberships.exists() and not AccountInvitation.objects.exists()


@pytest.mark.parametrize("role", OTHERS)
def test_a_system_administrator_gives_no_role_that_reads_drafts(body, root, role):
    friend = make_user()

    given = root.post(page(Membership, "add"), role_for(friend, body, role=role))
    invited = root.post(reverse("accounts:invite"), wanted(body, role=role))

    assert "alone" in str(errors(given)["role"])
    assert invited.status_code == 200
    assert not Membership.objects.filter(user=friend).exists()
    assert not AccountInvitation.objects.exists()
    with pytest.raises(Refused, match="alone"):
        invite_person(
            "kim@office.example", "Kim", body, role, starts_on=timezone.localdate(),
            by=root.user, at=timezone.now(),
        )  # fmt: skip


def test_nor_sends_another_s_invitation_to_one_again(body, root, administrator):
    invitation = make_invitation(body, by=administrator)

    with pytest.raises(Refused, match="alone"):
        invite_again(invitation, by=root.user, at=timezone.now())


def test_the_first_administrator_of_a_body_is_given_by_them(body, root):
    root.post(page(Membership, "add"), role_for(make_user(), body, role=ADMINISTRATOR))
    root.post(reverse("accounts:invite"), wanted(body, role=ADMINISTRATOR))

    assert Membership.objects.get().role == ADMINISTRATOR
    assert AccountInvitation.objects.get().role == ADMINISTRATOR


def test_administrators_there_are_told_at_once_of_another(body, root, administrator):
    stranger = make_user(ADMINISTRATOR, make_body("Other"))

    root.post(page(Membership, "add"), role_for(make_user(), body, role=ADMINISTRATOR))
    root.post(reverse("accounts:invite"), wanted(body, role=ADMINISTRATOR))

    given, invited = sorted(told(administrator), key=len)
    assert "has given a role" in given and str(body) in given
    assert "has invited Kim Olander (kim@office.example) as body administrator" in invited
    assert told(stranger) == []


def test_ending_the_administrators_first_is_no_way_round(body, root, administrator):
    held = administrator.memberships.get()
    yesterday = timezone.localdate() - timedelta(days=1)
    root.post(page(Membership, "change", held.pk), {"ends_on": yesterday.isoformat()})
    User.objects.filter(pk=administrator.pk).update(is_active=False)

    root.post(page(Membership, "add"), role_for(make_user(), body, role=ADMINISTRATOR))

    assert ["changed the last day" in words for words in sorted(told(administrator), key=len)] == [
        False,
        True,
    ]


def test_a_role_is_ended_but_not_lengthened_by_them(body, root):
    held = make_user(Role.CASEWORKER, body).memberships.get()
    address, today = page(Membership, "change", held.pk), timezone.localdate()

    root.post(address, {"ends_on": today.isoformat()})
    longer = root.post(address, {"ends_on": (today + timedelta(days=9)).isoformat()})

    held.refresh_from_db()
    assert held.ends_on == today and "alone" in str(errors(longer)["ends_on"])


def test_who_administers_a_body_gives_its_roles_also_as_system_administrator(body):
    both = office(body, ADMINISTRATOR, superuser=True)
    other = make_user(ADMINISTRATOR, body)

    for role in [Role.APPROVER, ADMINISTRATOR]:
        both.post(page(Membership, "add"), role_for(make_user(), body, role=role))

    assert Membership.objects.filter(role=Role.APPROVER).exists()
    assert Membership.objects.filter(role=ADMINISTRATOR).count() == 3
    assert told(other) == [] and not AccountMail.objects.exists()


def test_a_second_step_removed_from_outside_is_told_to_person_and_administrators(
    body, root, administrator
):
    person = make_user(Role.SIGNATORY, body)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})

    remove_second_step(person, by=root.user, at=timezone.now())

    assert not Authenticator.objects.filter(user=person).exists()
    [words] = told(administrator)
    assert f"has removed the second step of {person}" in words
    assert any(
        "second step was removed" in message.body
        for message in mail.outbox
        if message.to == [person.email]
    )


def test_one_removed_by_their_own_administrator_is_told_to_the_person_alone(body, administrator):
    person = make_user(Role.SIGNATORY, body)
    make_user(ADMINISTRATOR, body)

    remove_second_step(person, by=administrator, at=timezone.now())

    assert [row.email for row in AccountMail.objects.all()] == [person.email]


def test_what_decides_who_reads_is_not_changed_unseen(root):
    area, heir = make_force_and_body("Ashvale"), make_body("Heir")
    boss = make_user(ADMINISTRATOR, area.body)
    names = {"names-TOTAL_FORMS": 0, "names-INITIAL_FORMS": 0}
    names |= {"terms-TOTAL_FORMS": 0, "terms-INITIAL_FORMS": 0}
    facts = {"name": area.body.name, "slug": area.body.slug, "kind": area.body.kind}

    root.post(page(Body, "change", area.body.pk), facts | names | {"successor": heir.pk})
    day = {"starts_on": timezone.localdate().isoformat()}
    root.post(
        page(Oversight, "add"), {"local_policing_body": heir.pk, "force": area.force.pk} | day
    )
    of_force = make_user(ADMINISTRATOR, area.force)
    held = Oversight.objects.get(local_policing_body=area.body)
    root.post(
        page(Oversight, "change", held.pk),
        {"local_policing_body": area.body.pk, "force": area.force.pk} | day,
    )

    assert [str(area.body) in words for words in told(boss)] == [True, True]
    assert len(told(of_force)) == 1
