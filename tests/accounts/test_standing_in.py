"""Who is away, who stands in, and what that gives; main and deputy contributor."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actions import end_stand_in, name_stand_in, tell
from accounts.errors import Refused, WrongState
from accounts.models import Absence, AccountMail, Event, Membership, Notice, User
from accounts.permissions import Permission, Role
from accounts.queries import people_with
from responses.actions import (
    approve,
    hand_round,
    has_approver,
    save_answer,
    save_comment,
    send_comments,
)
from responses.models import HandRound
from responses.workflow import State
from tests.factories import (
    make_absence,
    make_body,
    make_force_and_body,
    make_membership,
    make_response,
    make_user,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
DAY = timedelta(days=1)


@pytest.fixture
def body():
    return make_body("Ashvale")


@pytest.fixture
def approver(body):
    return make_user(Role.APPROVER, body, name="Ash Approver")


@pytest.fixture
def colleague(body):
    return make_user(Role.PUBLISHER, body, name="Cal Colleague")


@pytest.fixture
def boss(body):
    return make_user(Role.BODY_ADMINISTRATOR, body)


def as_of(person) -> User:
    """Return the person as the next request finds them."""
    return User.objects.get(pk=person.pk)


def day(name, on):
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def test_the_roles_of_the_absent_are_held_on_those_days_and_no_other(body, approver, colleague):
    make_absence(approver, body, colleague, starts_on=TODAY() + DAY, ends_on=TODAY() + 3 * DAY)
    found = {}
    for days in [0, 1, 3, 4]:
        with time_machine.travel(timezone.now() + days * DAY, tick=False):
            found[days] = as_of(colleague).roles_in(body)

    own, both = {Role.PUBLISHER}, {Role.PUBLISHER, Role.APPROVER}
    assert found == {0: own, 1: both, 3: both, 4: own}
    assert as_of(approver).roles_in(body) == {Role.APPROVER}


@pytest.mark.parametrize("role", [Role.SIGNATORY, Role.BODY_ADMINISTRATOR])
def test_signing_and_administering_are_lent_to_nobody(body, colleague, role):
    away = make_user(role, body)
    make_membership(away, Role.CASEWORKER, body)

    make_absence(away, body, colleague)

    assert as_of(colleague).roles_in(body) == {Role.PUBLISHER, Role.CASEWORKER}


def test_nothing_is_lent_of_another_body(body, approver, colleague):
    other = make_body("Other")
    make_membership(approver, Role.APPROVER, other)
    make_membership(colleague, Role.AUDITOR, other)

    make_absence(approver, body, colleague)

    assert as_of(colleague).roles_in(other) == {Role.AUDITOR}


def test_it_is_not_passed_on(body, approver, colleague):
    third = make_user(Role.AUDITOR, body)
    make_absence(approver, body, colleague)
    Absence.objects.create(
        person=colleague, body=body, deputy=third, starts_on=TODAY(), ends_on=TODAY(),
        reason="On leave", made_by=colleague, made_at=timezone.now(),
    )  # fmt: skip

    assert as_of(third).roles_in(body) == {Role.AUDITOR, Role.PUBLISHER}


@pytest.mark.parametrize("what", ["their role", "their account", "the stand-in's role", "itself"])
def test_it_ends_with(body, approver, colleague, what):
    absence = make_absence(approver, body, colleague)
    yesterday = TODAY() - DAY
    if what == "their role":
        Membership.objects.filter(user=approver).update(ends_on=yesterday)
    if what == "their account":
        User.objects.filter(pk=approver.pk).update(is_active=False)
    if what == "the stand-in's role":
        Membership.objects.filter(user=colleague).update(ends_on=yesterday)
    if what == "itself":
        end_stand_in(absence, by=approver, at=timezone.now())

    assert Role.APPROVER not in as_of(colleague).roles_in(body)
    assert colleague not in people_with(body, TODAY(), [Role.APPROVER])


def test_who_drafted_does_not_approve_in_the_place_of_another():
    area = make_force_and_body("Brackwater")
    writer = make_user(Role.CASEWORKER, area.body)
    absent = make_user(Role.APPROVER, area.body)
    reader = make_user(Role.AUDITOR, area.body)
    response = make_response(area.body, by=writer, state=State.IN_REVIEW)
    make_absence(absent, area.body, writer)
    with pytest.raises(PermissionDenied, match="wrote in this response"):
        approve(response, by=as_of(writer), at=timezone.now())
    end_stand_in(Absence.objects.get(), by=absent, at=timezone.now())
    make_absence(absent, area.body, reader)

    approve(response, by=as_of(reader), at=timezone.now())

    response.refresh_from_db()
    assert response.state == State.APPROVED
    assert Event.objects.filter(action="approve").last().by == reader


@pytest.mark.parametrize(
    ("values", "about"),
    [
        ({"reason": " "}, "reason"),
        ({"starts_on": -1}, "starts_on"),
        ({"ends_on": -1}, "ends_on"),
        ({"starts_on": 100, "ends_on": 192}, "ends_on"),
        ({"deputy": "person"}, "deputy"),
        ({"deputy": "stranger"}, "deputy"),
        ({"deputy": "asked by name"}, "deputy"),
        ({"deputy": "away too"}, "deputy"),
        ({"starts_on": 40, "ends_on": 60}, "starts_on"),
    ],
)
def test_it_is_refused_at_its_field(body, approver, colleague, values, about):
    third = make_user(Role.AUDITOR, body)
    make_absence(approver, body, colleague, starts_on=TODAY() + 50 * DAY)
    make_absence(third, body, colleague)
    people = {
        "person": approver,
        "stranger": make_user(Role.CASEWORKER, make_body("Other")),
        "asked by name": make_user(Role.NAMED_CONTRIBUTOR, body),
        "away too": third,
    }
    given = {"starts_on": 0, "ends_on": 5, "reason": "On leave"} | values
    deputy = people.get(given.pop("deputy", ""), colleague)
    for name in ["starts_on", "ends_on"]:
        given[name] = TODAY() + given[name] * DAY

    with pytest.raises(Refused) as error:
        name_stand_in(
            approver, body, deputy, **given, by=approver, at=timezone.now(), today=TODAY()
        )

    assert error.value.about == about


def test_it_lasts_three_months_at_most_and_ends_by_itself(body, approver, colleague):
    last = TODAY() + 91 * DAY
    absence = make_absence(approver, body, colleague, ends_on=last)

    with time_machine.travel(timezone.now() + 92 * DAY, tick=False):
        assert as_of(colleague).roles_in(body) == {Role.PUBLISHER}
        with pytest.raises(WrongState, match="over already"):
            end_stand_in(absence, by=approver, at=timezone.now())

    assert not Event.objects.filter(action="end stand-in").exists()


def test_who_may_name_and_end_it(body, approver, colleague, boss):
    for by in [colleague, make_user(is_superuser=True), make_user(Role.BODY_ADMINISTRATOR)]:
        with pytest.raises((PermissionDenied, Refused)):
            make_absence(approver, body, colleague, by=by)
    with pytest.raises(Refused, match="cannot name yourself"):
        make_absence(approver, body, boss, by=boss)
    with pytest.raises(Refused, match="for themselves"):
        make_absence(approver, body, approver, by=boss)
    absence = make_absence(approver, body, colleague, by=boss)

    with pytest.raises(PermissionDenied):
        end_stand_in(absence, by=make_user(Role.CASEWORKER, body), at=timezone.now())
    end_stand_in(absence, by=colleague, at=timezone.now())
    with pytest.raises(WrongState):
        end_stand_in(absence, by=boss, at=timezone.now())

    done = Event.objects.filter(object_type="accounts.absence").order_by("number")
    assert [(e.action, e.by, e.body) for e in done] == [
        ("name stand-in", boss, body),
        ("end stand-in", colleague, body),
    ]
    told = " ".join(notice.words for notice in approver.notices.all())
    assert "named Cal Colleague to stand in for you" in told


def test_both_are_told_and_see_it_on_their_pages(body, approver, colleague, boss):
    client, last = Client(), TODAY() + 2 * DAY
    client.force_login(approver)
    form = {"deputy": colleague.pk, "reason": "On leave"}
    form |= day("starts_on", TODAY()) | day("ends_on", last)

    wrong = client.post(reverse("accounts:absences"), form | {"deputy": ""})
    client.post(reverse("accounts:absences"), form)

    assert "On leave" in wrong.content.decode() and Absence.objects.count() == 1
    assert [row.email for row in AccountMail.objects.all()] == [colleague.email]
    client.force_login(colleague)
    said = client.get(reverse("accounts:account")).content.decode()
    shown = " ".join(said.split())
    assert (
        f"You stand in for <strong>Ash Approver</strong> at {body} until {last:%-d %B %Y}" in shown
    )
    assert "Approver, Ashvale (in place of Ash Approver" in shown
    client.force_login(boss)
    people = client.get(reverse("letters:people")).content.decode()
    assert "Cal Colleague stands in" in people
    client.post(reverse("accounts:absence-end", args=[Absence.objects.get().pk]))
    assert Absence.objects.get().ended_by == boss


def test_the_administrator_names_for_a_colleague_on_the_page(body, approver, colleague, boss):
    client = Client()
    client.force_login(boss)
    form = {"person": approver.pk, "deputy": colleague.pk, "reason": "Ill"}

    client.post(
        reverse("accounts:absences"), form | day("starts_on", TODAY()) | day("ends_on", TODAY())
    )

    assert (Absence.objects.get().person, Absence.objects.get().made_by) == (approver, boss)


def test_that_who_stands_in_is_away_too_is_told_to_who_can_name_another(
    body, approver, colleague, boss
):
    make_absence(approver, body, colleague, ends_on=TODAY() + 9 * DAY)
    third = make_user(Role.AUDITOR, body)
    before = make_absence(colleague, body, third, starts_on=TODAY() + 20 * DAY)
    assert not boss.notices.exists()

    make_absence(colleague, body, third, starts_on=TODAY() + 5 * DAY, ends_on=TODAY() + 6 * DAY)

    said = f"Cal Colleague stands in for Ash Approver at {body}, and is away from"
    for person in [approver, colleague, boss]:
        assert person.notices.filter(words__startswith=said).count() == 1
    assert not third.notices.filter(words__startswith=said).exists()
    assert before.ended_at is None


def test_who_stands_in_for_a_role_of_weight_owes_a_second_step(
    client, body, approver, colleague, settings
):
    settings.MFA_ROLES = [Role.APPROVER]
    client.force_login(colleague)
    work = reverse("progress:my-work")
    assert client.get(work).status_code == 200

    make_absence(approver, body, colleague)

    assert client.get(work).url == reverse("accounts:second-step-first")


def test_a_page_that_was_opened_for_another_body_names_nobody(client, body, colleague):
    other = make_body("Other")
    person = make_user(Role.APPROVER, body)
    for one in (person, colleague):
        make_membership(one, Role.AUDITOR, other)
    client.force_login(person)
    address = reverse("accounts:absences")
    shown = client.get(address).context["form"]["shown_for"].value()
    client.post(reverse("accounts:switch"), {"body": other.pk})
    form = {"deputy": colleague.pk, "reason": "On leave", "shown_for": shown}
    form |= day("starts_on", TODAY()) | day("ends_on", TODAY())

    refused = client.post(address, form)
    again = refused.context["form"]["shown_for"].value()
    first = list(Absence.objects.all())
    client.post(address, form | {"shown_for": again})

    assert "You act for Other now" in refused.content.decode()
    assert 'value="On leave"' in refused.content.decode()
    assert (first, Absence.objects.get().body) == ([], other)


def test_the_pages_say_when_who_was_to_stand_in_has_left(client):
    area = make_force_and_body("Brackwater")
    main = make_user(Role.FORCE_CONTRIBUTOR, area.force, name="Mo Main")
    left = make_user(Role.AUDITOR, area.force, name="Lee Left")
    keeper = make_user(Role.BODY_ADMINISTRATOR, area.force)
    invitation = make_response(area.body).invitation
    make_absence(main, area.force, left)
    client.force_login(keeper)
    pages = [
        reverse("accounts:absences"),
        reverse("letters:people"),
        reverse("responses:invitation", args=[invitation.pk]),
    ]

    before = [client.get(page).content.decode() for page in pages]
    Membership.objects.filter(user=left).update(ends_on=TODAY() - DAY)
    after = [client.get(page).content.decode() for page in pages]

    assert not any("obody stands in" in said for said in before)
    assert all("obody stands in" in said for said in after)


def test_a_long_word_breaks_and_a_notice_leads_to_what_it_is_about(body, approver, colleague):
    make_absence(approver, body, colleague, reason="x" * 200)
    client = Client()
    client.force_login(colleague)

    listed = client.get(reverse("accounts:absences")).content.decode()
    work = client.get(reverse("progress:my-work")).content.decode()

    assert f'app-break" data-label="Why">{"x" * 200}' in listed
    assert "See what it is about" in work and "See the report" not in work


def test_a_system_administrator_is_told_that_they_have_no_place_to_lend(client):
    client.force_login(make_user(is_superuser=True))

    said = client.get(reverse("accounts:absences")).content.decode()

    assert "You hold no role in an office or force" in said


def test_a_caseworker_names_nobody_for_another(body, approver, colleague):
    client = Client()
    client.force_login(colleague)
    third = make_user(Role.AUDITOR, body)
    form = {"person": approver.pk, "deputy": third.pk, "reason": "Ill"}

    client.post(
        reverse("accounts:absences"), form | day("starts_on", TODAY()) | day("ends_on", TODAY())
    )

    assert Absence.objects.get().person == colleague


def test_what_is_asked_by_name_goes_to_the_stand_in():
    area = make_force_and_body("Brackwater")
    asked = make_user(Role.FORCE_CONTRIBUTOR, area.force)
    deputy = make_user(Role.FORCE_CONTRIBUTOR, area.force)
    response = make_response(area.body)
    make_absence(asked, area.force, deputy)
    row = hand_round(
        response.invitation, None, asked, by=make_user(Role.FORCE_APPROVER, area.force),
        at=timezone.now(), today=TODAY(),
    )  # fmt: skip

    assert any(f"For {asked}, who is away" in n.words for n in deputy.notices.all())
    mailed = AccountMail.objects.filter(email=deputy.email).last()
    assert "who is away" in mailed.words
    client = Client()
    client.force_login(deputy)
    assert f"Answer {row.asked_by} about" in client.get("/my-work/").content.decode()
    assert client.get(row.get_absolute_url()).status_code == 200
    save_answer(
        row, "Done.", hand_in=True, version=row.version, by=as_of(deputy), at=timezone.now()
    )
    assert HandRound.objects.get().saved_by == deputy
    end_stand_in(Absence.objects.get(), by=asked, at=timezone.now())
    with pytest.raises(PermissionDenied):
        save_answer(row, "More.", version=2, by=as_of(deputy), at=timezone.now())


def test_a_force_keeps_its_approver_while_they_are_away():
    area = make_force_and_body("Brackwater")
    approver = make_user(Role.FORCE_APPROVER, area.force)
    deputy = make_user(Role.FORCE_CONTRIBUTOR, area.force)
    make_absence(approver, area.force, deputy)

    assert has_approver(area.force, TODAY())
    assert as_of(deputy).may(Permission.APPROVE_COMMENTS, area.force)


def test_who_wrote_the_comments_does_not_approve_them_in_the_place_of_the_approver(client):
    area = make_force_and_body("Brackwater")
    approver = make_user(Role.FORCE_APPROVER, area.force)
    writer, other = (make_user(Role.FORCE_CONTRIBUTOR, area.force) for _ in range(2))
    invitation = make_response(area.body).invitation
    overall = invitation.response.comments.get(recommendation=None)
    save_comment(overall, "We agree.", version=1, by=writer, at=timezone.now())
    make_absence(approver, area.force, writer)
    client.force_login(writer)

    page = client.get(reverse("responses:invitation", args=[invitation.pk])).content.decode()
    with pytest.raises(PermissionDenied, match="You wrote in these comments"):
        send_comments(invitation, by=as_of(writer), at=timezone.now())
    end_stand_in(Absence.objects.get(), by=approver, at=timezone.now())
    make_absence(approver, area.force, other)
    send_comments(invitation, by=as_of(other), at=timezone.now())

    assert "You wrote in these comments" in page
    assert "Approve and send" not in page and "Put to the force approver" in page
    invitation.refresh_from_db()
    assert invitation.received_by == other


def test_an_approver_who_writes_and_stands_in_as_well_sends_in_their_own_name():
    area = make_force_and_body("Brackwater")
    approver, second = (make_user(Role.FORCE_APPROVER, area.force) for _ in range(2))
    invitation = make_response(area.body).invitation
    overall = invitation.response.comments.get(recommendation=None)
    save_comment(overall, "We agree.", version=1, by=second, at=timezone.now())
    make_absence(approver, area.force, second)

    send_comments(invitation, by=as_of(second), at=timezone.now())

    invitation.refresh_from_db()
    assert invitation.received_by == second


def test_a_page_asks_as_much_for_three_absent_as_for_one(body, colleague):
    client = Client()
    client.force_login(colleague)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            for name in ["accounts:account", "accounts:absences", "progress:my-work"]:
                assert client.get(reverse(name)).status_code == 200
        return len(captured)

    make_absence(make_user(Role.AUDITOR, body), body, colleague)
    asked()
    one = asked()
    for _ in range(2):
        make_absence(make_user(Role.AUDITOR, body), body, colleague)

    assert asked() == one


class TestMainAndDeputyContributor:
    @pytest.fixture
    def area(self):
        return make_force_and_body("Brackwater")

    @pytest.fixture
    def main(self, area):
        return make_user(Role.FORCE_CONTRIBUTOR, area.force, name="Mo Main")

    @pytest.fixture
    def deputy(self, area):
        return make_user(Role.DEPUTY_CONTRIBUTOR, area.force, name="Dee Deputy")

    def told(self, area) -> set[User]:
        Notice.objects.all().delete()
        tell(area.force, "Something is new.", "/", by=None, at=timezone.now())
        return {notice.user for notice in Notice.objects.all()}

    def test_the_main_one_is_told_while_there(self, area, main, deputy):
        assert self.told(area) == {main}

    def test_the_deputy_is_told_when_nobody_is_main(self, area, main, deputy):
        Membership.objects.filter(user=main).update(ends_on=TODAY() - DAY)

        assert self.told(area) == {deputy}

    def test_the_deputy_is_told_while_the_main_one_is_away(self, area, main, deputy):
        reader = make_user(Role.AUDITOR, area.force)
        make_absence(main, area.force, reader)

        assert self.told(area) == {main, deputy, reader}

    def test_a_deputy_who_is_the_stand_in_is_told_in_that_place(self, area, main, deputy):
        second = make_user(Role.FORCE_CONTRIBUTOR, area.force)
        make_absence(second, area.force, deputy)

        assert self.told(area) == {main, second, deputy}

    def test_an_invitation_is_mailed_to_the_main_one(self, area, main, deputy):
        make_response(area.body)

        assert [row.email for row in AccountMail.objects.filter(kind="asked")] == [main.email]

    def test_the_deputy_writes_and_sends_as_the_main_one_does(self, area, main, deputy):
        response = make_response(area.body)

        overall = response.comments.get(recommendation=None)
        save_comment(overall, "We agree.", version=1, by=deputy, at=timezone.now())
        send_comments(response.invitation, by=deputy, at=timezone.now())

        response.invitation.refresh_from_db()
        assert response.invitation.received_by == deputy

    def test_both_are_named_to_the_office_and_in_the_chief_s_room(self, area, main, deputy):
        response = make_response(area.body)
        make_absence(main, area.force, deputy)
        client = Client()
        for person, address in [
            (
                make_user(Role.CASEWORKER, area.body),
                reverse("responses:invite", args=[response.pk]),
            ),
            (deputy, reverse("responses:invitation", args=[response.invitation.pk])),
        ]:
            client.force_login(person)
            said = client.get(address).content.decode()
            assert "Main contributor: <strong>Mo Main</strong>, away until" in said
            assert "Deputy contributor: <strong>Dee Deputy</strong>" in said

    def test_an_auditor_of_the_force_has_no_button_that_refuses(self, area, main):
        response = make_response(area.body)
        client = Client()
        client.force_login(make_user(Role.AUDITOR, area.force))

        said = client.get(reverse("responses:invitation", args=[response.invitation.pk]))

        assert "Send the comments" not in said.content.decode()
        assert "assurance update" not in said.content.decode()
