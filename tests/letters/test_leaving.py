"""What stands in the name of somebody who leaves, and handing it over."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.actions import keep_words
from accounts.errors import Refused
from accounts.models import Event, Membership, UnsavedWords, User
from accounts.permissions import Role
from letters.actions import hand_over
from letters.leaving import held_by, left_behind
from responses.actions import hand_round, save_answer, submit
from responses.queries import gaps
from tests.admin_pages import office, page
from tests.factories import (
    AT,
    TODAY,
    make_delegation,
    make_force_and_body,
    make_membership,
    make_recommendation,
    make_report,
    make_response,
    make_user,
)

pytestmark = pytest.mark.django_db

YESTERDAY = TODAY - timedelta(days=1)
ALL = ["questions", "asked", "words"]


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def area():
    return make_force_and_body("Wessmere")


@pytest.fixture
def response(area):
    report = make_report(area.body, forces=[area.force])
    make_recommendation(report, "1")
    make_recommendation(report, "2")
    return make_response(area.body, report)


@pytest.fixture
def leaver(area):
    return make_user(Role.FORCE_CONTRIBUTOR, area.force, name="Lee Vale")


@pytest.fixture
def successor(area):
    return make_user(Role.FORCE_CONTRIBUTOR, area.force, name="Kim Ashdown")


@pytest.fixture
def administrator(area):
    return make_user(Role.BODY_ADMINISTRATOR, area.force, name="Ada Keeper")


@pytest.fixture
def asked(area, response, leaver):
    """A question to the leaver, half answered, and one that the leaver asks."""
    others = make_user(Role.FORCE_APPROVER, area.force, name="Bo Renn")
    first, second = response.recommendations()
    to_them = hand_round(response.invitation, first, leaver, by=others, at=AT, today=TODAY)
    by_them = hand_round(response.invitation, second, others, by=leaver, at=AT, today=TODAY)
    save_answer(to_them, "We have ten", version=1, by=leaver, at=AT)
    return to_them, by_them


def leave(person):
    person.memberships.update(ends_on=YESTERDAY)


def hand(leaver, successor, body, by, kinds=ALL):
    return hand_over(leaver, successor, body, kinds=kinds, by=by, at=AT, today=TODAY)


def test_open_questions_go_to_another_with_what_is_written(
    area, asked, leaver, successor, administrator
):
    leave(leaver)
    assert left_behind(area.force, TODAY) == [leaver]

    assert hand(leaver, successor, area.force, administrator) == 2

    to_them, by_them = asked
    to_them.refresh_from_db()
    by_them.refresh_from_db()
    assert (to_them.contributor, to_them.text, to_them.saved_by) == (
        successor, "We have ten", leaver,
    )  # fmt: skip
    assert by_them.asked_by == successor
    assert left_behind(area.force, TODAY) == []
    assert len(held_by(leaver, area.force, TODAY)) == 0
    assert "stood in the name of Lee Vale" in successor.notices.first().words
    event = Event.objects.about(leaver).get()
    assert (event.action, event.by, event.body) == ("hand over", administrator, area.force)
    assert event.data["to"] == "Kim Ashdown"
    passed = Event.objects.about(to_them).first()
    assert ("contributor", "Lee Vale", "Kim Ashdown") in passed.changed
    assert Event.objects.about(to_them).get(action="write answer").by == leaver


def test_what_is_answered_stays_in_the_name_of_who_answered(
    area, asked, leaver, successor, administrator
):
    to_them, _ = asked
    to_them.refresh_from_db()
    save_answer(to_them, "Ten.", hand_in=True, version=to_them.version, by=leaver, at=AT)

    hand(leaver, successor, area.force, administrator)

    to_them.refresh_from_db()
    assert to_them.contributor == leaver


def test_words_not_saved_go_to_another_and_the_response_can_be_submitted(area, response):
    leaver = response.drafted_by
    path = reverse("responses:words", args=[response.pk])
    elsewhere = reverse("responses:words", args=[make_response().pk])
    keep_words(leaver, path, {"opening": ["Half a sentence"]}, at=AT)
    keep_words(leaver, elsewhere, {"opening": ["Of another office"]}, at=AT)
    keep_words(leaver, "/reports/new/", {"title": ["Something"]}, at=AT)
    successor = make_user(Role.CASEWORKER, area.body)
    administrator = make_user(Role.BODY_ADMINISTRATOR, area.body)
    leave(leaver)
    assert any("typed words" in words for words, _ in gaps(response))

    assert hand(leaver, successor, area.body, administrator) == 2

    kept = UnsavedWords.objects.filter(user=successor)
    assert set(kept.values_list("path", flat=True)) == {path, "/reports/new/"}
    assert UnsavedWords.objects.get(user=leaver).path == elsewhere
    kept.delete()
    assert submit(response, by=successor, at=AT).state == "in_review"


def test_words_of_somebody_with_two_bodies_stay_unless_the_page_is_the_body_s(area, response):
    leaver = response.drafted_by
    make_membership(leaver, Role.CASEWORKER, make_force_and_body().body)
    keep_words(leaver, "/reports/new/", {"title": ["Of whom?"]}, at=AT)
    keep_words(leaver, response.get_absolute_url(), {"opening": ["Ours"]}, at=AT)

    paths = [row.path for row in held_by(leaver, area.body, TODAY).words]

    assert paths == [response.get_absolute_url()]


def test_neither_loses_words_on_the_same_page(area, response):
    leaver, successor = response.drafted_by, make_user(Role.CASEWORKER, area.body)
    administrator = make_user(Role.BODY_ADMINISTRATOR, area.body)
    path = reverse("responses:words", args=[response.pk])
    for person in [leaver, successor]:
        keep_words(person, path, {"opening": [person.name]}, at=AT)

    with pytest.raises(Refused, match="open already"):
        hand(leaver, successor, area.body, administrator)

    assert {row.user: row.fields["opening"] for row in UnsavedWords.objects.all()} == {
        person: [person.name] for person in [leaver, successor]
    }


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.AUDITOR, Role.FORCE_APPROVER])
def test_only_the_body_s_administrator_hands_over(role, area, asked, leaver, successor):
    for body in area:
        with pytest.raises(PermissionDenied):
            hand(leaver, successor, area.force, make_user(role, body))
    with pytest.raises(PermissionDenied):
        by = make_user(Role.BODY_ADMINISTRATOR, area.body)
        hand(leaver, successor, area.force, by)


def test_words_are_handed_over_by_the_administrator_alone(area, response):
    leaver, successor = response.drafted_by, make_user(Role.CASEWORKER, area.body)
    keep_words(leaver, response.get_absolute_url(), {"opening": ["Ours"]}, at=AT)

    with pytest.raises(PermissionDenied):
        hand(leaver, successor, area.body, successor, ["words"])
    assert UnsavedWords.objects.get().user == leaver


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.PUBLISHER])
def test_words_go_to_nobody_who_writes_nothing(role, area, response):
    leaver, reader = response.drafted_by, make_user(role, area.body)
    keep_words(leaver, response.get_absolute_url(), {"opening": ["Ours"]}, at=AT)

    with pytest.raises(Refused, match="writes nothing"):
        hand(leaver, reader, area.body, make_user(Role.BODY_ADMINISTRATOR, area.body), ["words"])

    assert UnsavedWords.objects.get().user == leaver


def test_who_lacks_the_role_gets_nothing(area, asked, leaver, administrator):
    stranger = make_user(Role.FORCE_CONTRIBUTOR, make_force_and_body().force)
    named = make_user(Role.NAMED_CONTRIBUTOR, area.force)
    shut = make_user(Role.FORCE_CONTRIBUTOR, area.force, is_active=False)
    for person, words in [
        (stranger, "may not be asked"),
        (make_user(Role.AUDITOR, area.force), "may not be asked"),
        (shut, "may not be asked"),
        (named, "does not comment"),
        (leaver, "somebody else"),
    ]:
        with pytest.raises(Refused, match=words):
            hand(leaver, person, area.force, administrator)
    assert len(held_by(leaver, area.force, TODAY)) == 2
    assert hand(leaver, named, area.force, administrator, ["questions"]) == 1


def test_who_is_asked_the_same_already_gets_nothing(
    area, asked, response, leaver, successor, administrator
):
    to_them, by_them = asked
    hand_round(
        response.invitation, to_them.recommendation, successor, by=to_them.asked_by, at=AT,
        today=TODAY,
    )  # fmt: skip

    with pytest.raises(Refused, match="is asked about Recommendation 1 already"):
        hand(leaver, successor, area.force, administrator)
    by_them.refresh_from_db()
    assert by_them.asked_by == leaver


class TestPages:
    @pytest.fixture(autouse=True)
    def signed_in(self, client, administrator):
        client.force_login(administrator)

    def address(self, person, body):
        return reverse("letters:work-of", args=[person.pk, body.slug])

    def test_administrator_hands_over(self, area, asked, leaver, successor, client):
        leave(leaver)
        path = self.address(leaver, area.force)
        work = client.get("/my-work/").content.decode()
        assert path in work and "stands in the name of Lee Vale" in work
        listed = client.get(reverse("letters:people")).content.decode()
        assert "Left on 19 March 2026" in listed and path in listed
        shown = client.get(path).content.decode()
        assert "Recommendation 1, asked by Bo Renn" in shown and "An answer is begun" in shown
        assert "We have ten" not in shown

        client.post(path, {"to": successor.pk, "kinds": ["questions", "asked"]})

        assert {row.contributor for row in successor.hand_rounds.all()} == {successor}
        assert "Nothing stands open" in client.get(path).content.decode()
        assert path not in client.get("/my-work/").content.decode()
        assert path not in client.get(reverse("letters:people")).content.decode()

    def test_refusals_stand_at_their_fields(self, area, asked, leaver, client):
        auditor = make_user(Role.AUDITOR, area.force)
        path = self.address(leaver, area.force)

        nothing = client.post(path, {}).context["form"].errors
        unable = client.post(path, {"to": auditor.pk, "kinds": ["questions"]}).context["form"]

        assert set(nothing) == {"to", "kinds"}
        assert "may not be asked" in str(unable.errors["to"])

    def test_only_people_of_the_own_body_are_found(self, area, client, administrator):
        stranger = make_user(Role.CASEWORKER, area.body)
        for person, body in [(stranger, area.force), (stranger, area.body)]:
            assert client.get(self.address(person, body)).status_code == 404

    def test_a_deputy_is_named_and_not_handed_over(self, area, client):
        deputy = make_user(Role.AUDITOR, area.body, name="Dee Puty")
        delegation = make_delegation(area.body, deputy)
        client.force_login(make_user(Role.BODY_ADMINISTRATOR, area.body))

        shown = client.get(self.address(deputy, area.body)).content.decode()

        assert delegation.title in shown and reverse("letters:delegations") in shown
        assert "Hand over</button>" not in shown

    def test_admin_says_so_when_a_role_is_ended(self, area, asked, leaver):
        keeper = office(area.force, Role.BODY_ADMINISTRATOR)
        role = Membership.objects.get(user=leaver)
        days = {"ends_on": f"{TODAY:%d/%m/%Y}"}

        ended = keeper.post(page(Membership, "change", role.pk), days, follow=True)

        role.refresh_from_db()
        assert role.ends_on == TODAY
        said = ended.content.decode()
        assert "Open in the name of Lee Vale" in said and self.address(leaver, area.force) in said


def test_a_person_s_name_stays_in_the_history(area, asked, leaver, successor, administrator):
    hand(leaver, successor, area.force, administrator)
    leaver.refresh_from_db()

    names = Event.objects.filter(by=leaver).values_list("by_name", flat=True)

    assert set(names) == {"Lee Vale"}
    assert User.objects.filter(pk=leaver.pk).exists()
