"""Asking people of the force by name: who may, what they see of it, and what becomes of it."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.errors import Refused, Stale, WrongState
from accounts.models import AccountMail, Event, User
from accounts.permissions import Permission, Role
from accounts.tasks import send_next_mail
from progress.subject_access import held_about
from recommendations.models import Obligation, Recommendation, Report
from responses.actions import (
    ask_again,
    hand_round,
    invite,
    put_to_approver,
    save_answer,
    save_comment,
    send_comments,
    submit,
    withdraw_question,
)
from responses.models import ChiefOfficerComment, HandRound, Invitation, Response
from tests.factories import (
    AT,
    TODAY,
    explain,
    later,
    make_comments,
    make_force_and_body,
    make_membership,
    make_recommendation,
    make_report,
    make_response,
    make_user,
)

pytestmark = pytest.mark.django_db

NEXT_WEEK = TODAY + timedelta(days=7)


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def area():
    return make_force_and_body("Wessmere")


@pytest.fixture
def invitation(area):
    """Comments are asked for on recommendations 1 and 2."""
    report = make_report(area.body, forces=[area.force])
    make_recommendation(report, "1", text="Answer the telephone sooner.")
    make_recommendation(report, "2", text="Count the vehicles.")
    return make_response(area.body, report, explained=False).invitation


@pytest.fixture
def officer(area):
    return make_user(Role.FORCE_CONTRIBUTOR, area.force, name="Gareth Pellow")


@pytest.fixture
def contributor(area):
    return make_user(Role.NAMED_CONTRIBUTOR, area.force, name="Wyn Tarrow")


def first_of(invitation) -> Recommendation:
    return invitation.response.recommendations()[0]


def ask(invitation, contributor, officer, about="first", **values) -> HandRound:
    about = first_of(invitation) if about == "first" else about
    return hand_round(invitation, about, contributor, by=officer, at=AT, today=TODAY, **values)


def answer(asked, text="We have ten people.", *, at=AT, hand_in=True, **values) -> HandRound:
    values = {"version": asked.version, "by": asked.contributor} | values
    return save_answer(asked, text, hand_in=hand_in, at=at, **values)


def comment_on(invitation, recommendation) -> ChiefOfficerComment:
    return invitation.response.comments.get(recommendation=recommendation)


def address(name, invitation, key) -> str:
    return reverse(f"responses:{name}", args=[invitation.pk, key])


def field_on(page, name) -> str:
    return page.context["form"][name].value()


class TestRole:
    def test_it_answers_and_reads_nothing_of_the_body(self, area, contributor, invitation):
        assert contributor.may(Permission.ANSWER_ASKED, area.force)
        assert not contributor.may(Permission.READ, area.force)
        assert (contributor.bodies(), contributor.own(), contributor.reach()) == ([], [], [])
        models = [Report, Recommendation, Obligation, Response, Invitation, ChiefOfficerComment]
        for model in [*models, Event]:
            assert not model.objects.visible_to(contributor).exists(), model

    def test_beside_another_role_it_adds_no_body(self, area, contributor):
        other = make_force_and_body()
        make_membership(contributor, Role.CASEWORKER, other.body)

        assert contributor.bodies() == [other.body]
        assert contributor.bodies_where(Permission.ANSWER_ASKED) == [area.force]

    def test_notices_to_the_force_are_not_for_it(self, contributor, officer, invitation, area):
        approver = make_user(Role.FORCE_APPROVER, area.force)
        comment = comment_on(invitation, None)
        save_comment(comment, "Yes.", version=1, by=officer, at=AT)

        put_to_approver(invitation, by=officer, at=AT)

        assert approver.notices.exists() and not contributor.notices.exists()


class TestAsking:
    def test_the_person_is_told_on_their_page_and_by_mail(self, invitation, contributor, officer):
        asked = ask(invitation, contributor, officer, by_day=NEXT_WEEK, note="How many?")

        assert (asked.asked_by, asked.asked_on, asked.note) == (officer, TODAY, "How many?")
        notice = contributor.notices.get()
        assert notice.url == reverse("responses:answer", args=[asked.pk])
        assert "Recommendation 1" in notice.words and "27 March 2026" in notice.words
        assert send_next_mail(AT)
        sent = mail.outbox[0]
        assert sent.to == [contributor.email]
        assert "Gareth Pellow of Wessmere Police asks you" in sent.body
        assert "Recommendation" not in sent.body and "How many?" not in sent.body
        event = Event.objects.about(asked).get()
        assert (event.action, event.body, event.by) == ("ask person", invitation.force, officer)

    def test_a_day_gone_by_is_refused(self, invitation, contributor, officer):
        with pytest.raises(Refused, match="today or later"):
            ask(invitation, contributor, officer, by_day=TODAY - timedelta(days=1))

    def test_nobody_is_asked_twice_about_the_same(self, invitation, contributor, officer):
        ask(invitation, contributor, officer)
        ask(invitation, contributor, officer, about=None)

        with pytest.raises(Refused, match="asked about this already"):
            ask(invitation, contributor, officer)
        with pytest.raises(Refused, match="asked about this already"):
            ask(invitation, contributor, officer, about=None)

    def test_who_holds_no_such_role_there_today_is_not_asked(self, invitation, officer, area):
        elsewhere = make_user(Role.NAMED_CONTRIBUTOR, make_force_and_body().force)
        gone = make_user()
        yesterday = TODAY - timedelta(days=1)
        make_membership(gone, Role.NAMED_CONTRIBUTOR, area.force, ends_on=yesterday)
        auditor = make_user(Role.AUDITOR, area.force)
        shut = make_user(Role.NAMED_CONTRIBUTOR, area.force, is_active=False)

        for person in [elsewhere, gone, auditor, shut]:
            with pytest.raises(Refused, match="holds no role"):
                ask(invitation, person, officer)
        with pytest.raises(Refused, match="cannot ask yourself"):
            ask(invitation, officer, officer)

    def test_only_who_comments_for_the_force_asks(self, invitation, contributor, area):
        others = make_user(Role.FORCE_CONTRIBUTOR, make_force_and_body().force)
        for person in [contributor, others, make_user(Role.AUDITOR, area.force)]:
            colleague = make_user(Role.NAMED_CONTRIBUTOR, area.force)
            with pytest.raises(PermissionDenied):
                ask(invitation, colleague, person)

    def test_what_the_force_is_not_asked_about_is_refused(self, invitation, contributor, officer):
        with pytest.raises(Refused, match="not asked to comment"):
            ask(invitation, contributor, officer, about=make_recommendation())

    def test_nobody_is_asked_once_the_comments_are_sent(self, invitation, contributor, officer):
        make_comments(invitation.response)

        with pytest.raises(WrongState, match="have been sent"):
            ask(invitation, contributor, officer)


class TestAnswering:
    def test_handed_in_the_asker_is_told_and_reads_it(self, invitation, contributor, officer):
        done = answer(ask(invitation, contributor, officer), at=later(minutes=5))

        assert (done.text, done.answered_at) == ("We have ten people.", later(minutes=5))
        assert "Wyn Tarrow has answered you about Recommendation 1" in officer.notices.get().words
        assert not contributor.notices.filter(read_at=None).exists()
        assert [e.action for e in Event.objects.about(done)] == ["hand in", "ask person"]

    def test_only_the_person_asked_answers(self, invitation, contributor, officer, area):
        asked = ask(invitation, contributor, officer)
        for person in [officer, make_user(Role.NAMED_CONTRIBUTOR, area.force)]:
            with pytest.raises(PermissionDenied):
                answer(asked, by=person)

    def test_who_lost_the_role_answers_no_more(self, invitation, contributor, officer):
        asked = ask(invitation, contributor, officer)
        contributor.memberships.update(ends_on=TODAY - timedelta(days=1))

        with pytest.raises(PermissionDenied):
            answer(asked, by=User.objects.get(pk=contributor.pk))

    def test_a_lost_update_is_shown(self, invitation, contributor, officer):
        asked = ask(invitation, contributor, officer)
        answer(asked, "First.", hand_in=False)

        with pytest.raises(Stale) as stale:
            answer(asked, "Second.", hand_in=False)
        assert stale.value.current.text == "First."

    def test_nothing_is_not_handed_in(self, invitation, contributor, officer):
        with pytest.raises(Refused, match="before you hand it in"):
            answer(ask(invitation, contributor, officer), "  ")

    def test_handed_in_it_stands_until_asked_again(self, invitation, contributor, officer):
        done = answer(ask(invitation, contributor, officer, note="How many?"))
        with pytest.raises(WrongState, match="handed this in"):
            answer(done, "Eleven.")

        again = ask_again(done, by_day=NEXT_WEEK, note="Still?", by=officer, at=AT, today=TODAY)
        changed = answer(again, "Eleven.")

        assert (changed.text, changed.note) == ("Eleven.", "Still?")
        event = Event.objects.about(done).get(action="ask person again")
        assert ("note", "How many?", "Still?") in event.changed
        assert ("by_day", "", NEXT_WEEK.isoformat()) in event.changed

    @pytest.mark.parametrize("further", ["sent", "submitted"])
    def test_too_late_is_refused(self, further, invitation, contributor, officer):
        asked = ask(invitation, contributor, officer)
        if further == "sent":
            make_comments(invitation.response)
        else:
            explain(invitation.response)
            submit(invitation.response, by=invitation.response.drafted_by, at=AT)

        with pytest.raises(WrongState):
            answer(asked)

    def test_invited_again_it_can_be_answered_after_all(self, invitation, contributor, officer):
        asked = ask(invitation, contributor, officer)
        make_comments(invitation.response)
        by = invitation.response.drafted_by
        invite(invitation.response, NEXT_WEEK, by=by, at=AT, today=TODAY)

        assert answer(asked).answered_at == AT

    def test_a_question_taken_back_is_gone_for_the_person(self, invitation, contributor, officer):
        asked = ask(invitation, contributor, officer)

        withdraw_question(asked, by=officer, at=AT)

        assert not HandRound.objects.visible_to(contributor).exists()
        assert HandRound.objects.visible_to(officer).exists()
        assert "no longer asks you" in contributor.notices.first().words
        with pytest.raises(PermissionDenied):
            answer(asked)
        with pytest.raises(WrongState):
            withdraw_question(asked, by=officer, at=AT)
        with pytest.raises(WrongState):
            ask_again(asked, by=officer, at=AT, today=TODAY)
        assert ask(invitation, contributor, officer).pk != asked.pk


class TestPages:
    def test_the_force_asks_from_its_room(self, invitation, contributor, officer, client, area):
        other = make_user(Role.NAMED_CONTRIBUTOR, make_force_and_body().force, name="Not Ours")
        client.force_login(officer)
        comment = comment_on(invitation, first_of(invitation))
        path = address("hand-round", invitation, comment.pk)
        page = client.get(path).content.decode()
        assert "Answer the telephone sooner." in page and "Wyn Tarrow" in page
        assert other.name not in page

        client.post(path, {"contributor": contributor.pk, "note": "How many?"})

        asked = HandRound.objects.get()
        assert (asked.recommendation, asked.contributor) == (first_of(invitation), contributor)
        room = client.get(reverse("responses:invitation", args=[invitation.pk])).content.decode()
        assert "Wyn Tarrow" in room and "1 question to a colleague is not answered" in room
        assert "Asked: Wyn Tarrow on Recommendation 1" in room

    def test_wrong_fields_are_said_at_the_field(self, invitation, contributor, officer, client):
        client.force_login(officer)
        path = address("hand-round", invitation, comment_on(invitation, None).pk)
        posted = {"by_day_day": "1", "by_day_month": "1", "by_day_year": "2026", "note": "Why?"}

        errors = client.post(path, posted | {"contributor": "x"}).context["form"].errors

        assert set(errors) == {"contributor", "by_day"}
        assert not HandRound.objects.exists()

    def test_the_person_sees_theirs_and_answers(self, invitation, contributor, officer, client):
        asked = ask(invitation, contributor, officer, note="How many?")
        client.force_login(contributor)
        start = client.get("/", follow=True)
        assert start.redirect_chain[-1][0] == reverse("responses:asked")
        assert [item.label for item in start.context["navigation"]] == ["What you are asked"]
        assert "Recommendation 1" in start.content.decode()
        page = client.get(asked.get_absolute_url()).content.decode()
        assert "Answer the telephone sooner." in page and "How many?" in page
        assert "Count the vehicles." not in page

        posted = {"text": "Ten.", "version": asked.version}
        client.post(asked.get_absolute_url(), posted | {"later": "1"})
        asked.refresh_from_db()
        assert (asked.text, asked.answered_at) == ("Ten.", None)
        client.post(asked.get_absolute_url(), {"text": "Ten now.", "version": asked.version})

        asked.refresh_from_db()
        assert (asked.text, asked.answered_at) == ("Ten now.", AT)
        assert "Ten now." in client.get(asked.get_absolute_url()).content.decode()

    def test_what_others_are_asked_is_not_theirs(
        self, invitation, contributor, officer, area, client
    ):
        other = make_user(Role.NAMED_CONTRIBUTOR, area.force)
        theirs = ask(invitation, other, officer, note="Of somebody else")
        client.force_login(contributor)

        assert client.get(theirs.get_absolute_url()).status_code == 404
        assert "Recommendation 1" not in client.get("/asked/").content.decode()

    def test_words_not_handed_in_are_read_by_nobody_else(
        self, invitation, contributor, officer, client
    ):
        asked = ask(invitation, contributor, officer)
        answer(asked, "Half a thought", hand_in=False)
        client.force_login(officer)
        room = reverse("responses:invitation", args=[invitation.pk])

        assert "Half a thought" not in client.get(room).content.decode()
        asked.refresh_from_db()
        answer(asked, "A whole thought")
        assert "A whole thought" in client.get(room).content.decode()

    def test_the_loser_of_two_savers_sees_both(self, invitation, contributor, officer, client):
        asked = ask(invitation, contributor, officer)
        answer(asked, "From the other window.", hand_in=False)
        client.force_login(contributor)

        page = client.post(asked.get_absolute_url(), {"text": "Mine.", "version": asked.version})

        said = page.content.decode()
        assert "From the other window." in said and "Mine." in said
        asked.refresh_from_db()
        assert field_on(page, "version") == asked.version

    def test_too_late_the_typed_words_are_shown_back(
        self, invitation, contributor, officer, client
    ):
        asked = ask(invitation, contributor, officer)
        make_comments(invitation.response)
        client.force_login(contributor)
        assert "Nothing more is needed" in client.get(asked.get_absolute_url()).content.decode()

        page = client.post(asked.get_absolute_url(), {"text": "Too late.", "version": 1})

        assert "Too late." in page.content.decode() and "have been sent" in page.content.decode()
        asked.refresh_from_db()
        assert asked.text == ""

    def test_answer_is_put_beneath_what_stands_and_saved_by_hand(
        self, invitation, contributor, officer, client
    ):
        comment = comment_on(invitation, first_of(invitation))
        save_comment(comment, "We agree.", version=1, by=officer, at=AT)
        done = answer(ask(invitation, contributor, officer))
        client.force_login(officer)
        path = address("comment", invitation, comment.pk)

        page = client.get(f"{path}?from={done.pk}")

        assert field_on(page, "text") == "We agree.\n\nWe have ten people."
        comment.refresh_from_db()
        assert comment.text == "We agree."
        posted = {"text": field_on(page, "text"), "version": field_on(page, "version")}
        client.post(path, posted)
        assert field_on(client.get(f"{path}?from={done.pk}"), "text") == posted["text"]

    def test_answer_goes_beneath_words_that_are_kept_and_not_saved(
        self, invitation, contributor, officer, client
    ):
        done = answer(ask(invitation, contributor, officer))
        comment = comment_on(invitation, first_of(invitation))
        client.force_login(officer)
        path = address("comment", invitation, comment.pk)
        typed = {"path": path, "text": "Typed before.", "version": 1}
        client.post(reverse("accounts:keep-words"), typed)

        page = client.get(f"{path}?from={done.pk}")

        assert field_on(page, "text") == "Typed before.\n\nWe have ten people."

    @pytest.mark.parametrize("named", ["other", "unfinished", "9" * 30, "x", "²"])
    def test_nothing_else_is_put_into_a_comment(
        self, named, invitation, contributor, officer, client
    ):
        keys = {
            "other": lambda: answer(ask(invitation, contributor, officer, about=None)).pk,
            "unfinished": lambda: (
                answer(ask(invitation, contributor, officer), "Not yet.", hand_in=False).pk
            ),
        }
        key = keys[named]() if named in keys else named
        client.force_login(officer)
        path = address("comment", invitation, comment_on(invitation, first_of(invitation)).pk)

        page = client.get(f"{path}?from={key}")

        assert field_on(page, "text") == ""

    def test_asking_again_and_no_longer(self, invitation, contributor, officer, client):
        asked = ask(invitation, contributor, officer)
        client.force_login(officer)
        path = address("question", invitation, asked.pk)

        client.post(path, {"note": "Please look again."})
        asked.refresh_from_db()
        assert asked.note == "Please look again."
        client.post(address("question-withdraw", invitation, asked.pk))

        client.force_login(contributor)
        assert client.get(asked.get_absolute_url()).status_code == 404
        assert asked.get_absolute_url() not in client.get("/asked/").content.decode()

    def test_who_left_is_out_at_the_next_click(self, invitation, contributor, officer, client):
        asked = ask(invitation, contributor, officer)
        client.force_login(contributor)
        assert client.get(asked.get_absolute_url()).status_code == 200

        contributor.memberships.update(ends_on=TODAY - timedelta(days=1))

        assert client.get(asked.get_absolute_url()).status_code == 404
        assert "Recommendation 1" not in client.get("/asked/").content.decode()

    def test_a_member_of_the_force_has_it_among_their_work(self, invitation, officer, area, client):
        colleague = make_user(Role.FORCE_APPROVER, area.force)
        asked = ask(invitation, colleague, officer)
        client.force_login(colleague)

        assert asked.get_absolute_url() in client.get("/my-work/").content.decode()

    def test_the_office_sees_nothing_of_it(self, invitation, contributor, officer, client):
        asked = answer(ask(invitation, contributor, officer, note="Between us"))
        make_comments(invitation.response)
        client.force_login(invitation.response.drafted_by)
        pages = [
            invitation.response.get_absolute_url(),
            f"/reports/{first_of(invitation).report_id}/history/",
        ]

        for page in pages:
            answered = client.get(page)
            assert answered.status_code == 200
            said = answered.content.decode()
            assert asked.text not in said and "Between us" not in said and "Wyn Tarrow" not in said

    def test_a_welsh_force_is_answered_in_either_language(self, client):
        area = make_force_and_body(welsh=True)
        report = make_recommendation(make_report(area.body, forces=[area.force])).report
        invitation = make_response(area.body, report).invitation
        officer = make_user(Role.FORCE_CONTRIBUTOR, area.force)
        contributor = make_user(Role.NAMED_CONTRIBUTOR, area.force)
        asked = ask(invitation, contributor, officer)
        client.force_login(contributor)

        client.post(asked.get_absolute_url(), {"text_cy": "Deg.", "version": 1})

        asked.refresh_from_db()
        assert (asked.text, asked.text_cy, asked.answered_at) == ("", "Deg.", AT)
        client.force_login(officer)
        path = address("comment", invitation, comment_on(invitation, asked.recommendation).pk)
        assert field_on(client.get(f"{path}?from={asked.pk}"), "text_cy") == "Deg."


def test_comments_go_although_somebody_has_not_answered(invitation, contributor, officer):
    asked = ask(invitation, contributor, officer)
    save_comment(comment_on(invitation, None), "We agree.", version=1, by=officer, at=AT)

    assert send_comments(invitation, by=officer, at=AT).received_at == AT
    assert asked in HandRound.objects.asked_of(contributor)
    assert not HandRound.objects.waiting().exists()


def test_an_administrator_invites_a_named_contributor(area, client):
    administrator = make_user(Role.BODY_ADMINISTRATOR, area.force)
    client.force_login(administrator)
    first = {"starts_on_day": TODAY.day, "starts_on_month": TODAY.month, "starts_on_year": 2026}

    client.post(
        reverse("accounts:invite"),
        first
        | {
            "name": "Wyn", "email": "wyn@force.example", "body": area.force.pk,
            "role": "named_contributor",
        },
    )  # fmt: skip

    mailed = AccountMail.objects.get(kind="invitation")
    assert mailed.invitation.role == Role.NAMED_CONTRIBUTOR


def test_what_somebody_was_asked_is_found_for_a_subject_access_request(
    area, invitation, contributor, officer
):
    answer(ask(invitation, contributor, officer, note="How many?"))
    ask(invitation, make_user(Role.NAMED_CONTRIBUTOR, area.force, name="Lee Vale"), officer)

    found = {held.title: held.first(5) for held in held_about("tarrow", [area.force])}
    elsewhere = {held.title: held.first(5) for held in held_about("tarrow", [area.body])}

    asked = ("20 March 2026 at 10:00", "Wyn Tarrow on Recommendation 1, by Gareth Pellow")
    assert found["Asked by name"] == [(*asked, "How many?\nWe have ten people.")]
    assert elsewhere["Asked by name"] == []
