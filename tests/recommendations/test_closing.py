"""Who has done it, or shown that it is done, is not who says that it is."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.errors import Refused, WrongState
from accounts.models import Event, User
from accounts.permissions import Role
from progress.work import tasks_of
from recommendations.actions import (
    EvidenceFacts,
    add_evidence,
    agree_to_close,
    answer_question,
    ask_about_update,
    ask_to_close,
    may_agree,
    said_of_people,
    send_back_closing,
    waiting_for,
    withdraw_closing,
)
from recommendations.files import examine
from recommendations.models import Closing, Obligation
from tests.factories import (
    AT,
    PUBLISHED,
    TODAY,
    later,
    make_absence,
    make_body,
    make_force_and_body,
    make_membership,
    make_recommendation,
    make_report,
    make_update,
    make_upload,
    make_user,
)
from tests.test_constraints import a_decided_release

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def area():
    return make_force_and_body("Wessmere")


@pytest.fixture
def recommendation(area):
    """The force and the office itself are both asked."""
    report = make_report(area.body, forces=[area.force])
    return make_recommendation(report, "1", addressees=[area.force, area.body])


@pytest.fixture
def own(recommendation, area):
    return recommendation.obligations.get(body=area.body, kind="action")


@pytest.fixture
def of_force(recommendation, area):
    return recommendation.obligations.get(body=area.force, kind="action")


@pytest.fixture
def one(area):
    return make_user(Role.CASEWORKER, area.body, name="Nell Ostwick")


@pytest.fixture
def two(area):
    return make_user(Role.APPROVER, area.body, name="Ambrose Tillery")


def ask(duty, by, **values):
    values = {"on": TODAY, "shown": "The rota is kept.", "at": AT} | values
    return ask_to_close(duty, by=by, **values)


def test_one_asks_and_is_still_owed_and_another_closes(own, one, two):
    closing = ask(own, one, on=TODAY - timedelta(days=1))
    owed = Obligation.objects.get(pk=own.pk)
    agree_to_close(closing, note="I saw it too.", by=two, at=later(minutes=5))

    own.refresh_from_db()
    assert owed.is_open and own.met_on == TODAY - timedelta(days=1)
    closing = own.closings.get()
    assert (closing.asked_by, closing.decided_by, closing.decision) == (one, two, "agreed")
    assert [(e.action, e.by, e.note) for e in Event.objects.about(own)] == [
        ("meet", two, "I saw it too."), ("ask to close", one, "The rota is kept."),
    ]  # fmt: skip
    assert "asks to close" in two.notices.get().words
    assert "agrees" in one.notices.get().words


def test_an_offices_own_duty_is_not_closed_by_one_person_alone(own, one, two):
    closing = ask(own, one)

    with pytest.raises(PermissionDenied, match=r"second person.*Ambrose Tillery") as refused:
        agree_to_close(closing, by=one, at=AT)
    with pytest.raises(PermissionDenied):
        send_back_closing(closing, note="No.", by=one, at=AT)

    assert "Nell" not in str(refused.value)
    assert Closing.objects.get().is_waiting and Obligation.objects.get(pk=own.pk).is_open


def test_who_stands_in_for_one_who_may_agree_is_named_and_may(own, one, two, area):
    auditor = make_user(Role.AUDITOR, area.body, name="Orla Finch")
    make_absence(two, area.body, auditor)
    closing = ask(own, one)

    assert "Orla Finch" in said_of_people(own, one, TODAY)
    agree_to_close(closing, by=User.objects.get(pk=auditor.pk), at=AT)
    assert Closing.objects.get().decision == "agreed"


def test_an_office_of_one_is_told_who_can_bring_in_a_second(own, one, area):
    User.objects.exclude(pk=one.pk).update(is_active=False)
    alone = said_of_people(own, one, TODAY)
    make_user(Role.BODY_ADMINISTRATOR, area.body, name="Ruth Ackerby")

    assert "Ask who runs the service to invite a second person." in alone
    assert "Ask the administrator (Ruth Ackerby) to invite" in said_of_people(own, one, TODAY)


def test_the_force_asks_and_the_office_over_it_closes(of_force, one, area):
    closing = ask(of_force, make_user(Role.FORCE_CONTRIBUTOR, area.force))

    with pytest.raises(PermissionDenied, match="you need to be"):
        agree_to_close(closing, by=make_user(Role.FORCE_APPROVER, area.force), at=AT)
    with pytest.raises(PermissionDenied, match="you need to be"):
        other = make_user(Role.CASEWORKER, make_force_and_body().body)
        agree_to_close(closing, by=other, at=AT)
    agree_to_close(closing, by=one, at=AT)

    assert Obligation.objects.get(pk=of_force.pk).met_on == TODAY


def gave_the_update(update, person):
    make_update(update.recommendation, update.body, by=person)


def added_evidence(update, person):
    upload = make_upload("late.pdf")
    add_evidence(update, [(upload, examine(upload))], EvidenceFacts(), by=person, at=AT)


def answered(update, person):
    asker = make_user(Role.CASEWORKER, update.recommendation.report.recorded_for)
    ask_about_update(update, "When?", by=asker, at=AT)
    answer_question(update, "Today.", by=person, at=AT)


@pytest.mark.parametrize("show", [gave_the_update, added_evidence, answered])
def test_who_showed_that_it_is_done_does_not_close_it(show, of_force, one, two, area):
    both = make_user(Role.CASEWORKER, area.body, name="Kim Vale")
    make_membership(both, Role.FORCE_CONTRIBUTOR, area.force)
    update = make_update(of_force.recommendation, area.force)
    closing = ask(of_force, one)
    before = may_agree(both, closing, TODAY), list(waiting_for(both, TODAY))

    show(update, both)

    assert before == (True, [closing])
    assert not may_agree(both, closing, TODAY) and not waiting_for(both, TODAY)
    assert "Kim Vale" not in said_of_people(of_force, one, TODAY)
    with pytest.raises(PermissionDenied, match="second person"):
        agree_to_close(closing, by=both, at=AT)
    assert waiting_for(two, TODAY).get() == closing


def test_sent_back_needs_words_and_may_be_asked_again(own, one, two):
    closing = ask(own, one)
    with pytest.raises(Refused, match="missing"):
        send_back_closing(closing, note=" ", by=two, at=AT)
    send_back_closing(closing, note="Show the rota.", by=two, at=AT)

    again = ask(own, one)

    assert own.closings.count() == 2 and again.is_waiting
    assert [e.action for e in Event.objects.about(own)] == [
        "ask to close", "send back closing", "ask to close",
    ]  # fmt: skip
    assert "does not agree" in one.notices.get().words


def test_what_is_decided_is_not_decided_again(own, one, two):
    closing = ask(own, one)
    with pytest.raises(WrongState, match="Nell Ostwick has asked"):
        ask(own, make_user(Role.CASEWORKER, own.body))
    withdraw_closing(closing, by=one, at=AT)

    with pytest.raises(WrongState, match="withdrawn"):
        agree_to_close(closing, by=two, at=AT)
    with pytest.raises(WrongState, match="withdrawn"):
        withdraw_closing(closing, by=one, at=AT)
    agree_to_close(ask(own, one), by=two, at=AT)
    with pytest.raises(WrongState, match="already done"):
        ask(own, one)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"on": PUBLISHED - timedelta(days=1)}, "before the report"),
        ({"on": TODAY + timedelta(days=1)}, "today or in the past"),
        ({"shown": "  "}, "what shows"),
    ],
)
def test_what_cannot_be_asked(values, words, own, one):
    with pytest.raises(Refused, match=words):
        ask(own, one, **values)

    assert not Closing.objects.exists()


def test_a_response_is_closed_by_its_publication_alone(recommendation, area, one):
    response = recommendation.report.obligations.get(kind="response", body=area.body)

    with pytest.raises(Refused, match="when it is published"):
        ask(response, one)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.BODY_ADMINISTRATOR, Role.PUBLISHER])
def test_others_of_the_office_neither_ask_nor_agree(role, own, one, area):
    person = make_user(role, area.body)
    closing = ask(own, one)

    for act in (
        lambda: agree_to_close(closing, by=person, at=AT),
        lambda: withdraw_closing(closing, by=person, at=AT),
    ):
        with pytest.raises(PermissionDenied):
            act()
    withdraw_closing(closing, by=one, at=AT)
    with pytest.raises(PermissionDenied):
        ask(own, person)


def test_my_work_asks_the_second_person_and_not_the_first(own, one, two):
    verb = f"Act on {own.recommendation}".replace("Recommendation", "recommendation")
    before = [t.verb for t in tasks_of(one, TODAY)]
    closing = ask(own, one)

    after = [t.verb for t in tasks_of(one, TODAY)]
    (task,) = [t for t in tasks_of(two, TODAY) if t.url == closing.get_absolute_url()]

    assert verb in before and verb not in after
    assert not any("whether it is done" in each for each in after)
    assert task.verb == "Say whether it is done: action on recommendation 1"


def test_pages_lead_two_people_through_it(own, one, two, client):
    page, done = own.get_absolute_url(), reverse("recommendations:done", args=[own.pk])
    close = reverse("recommendations:close", args=[own.pk])
    client.force_login(one)
    before = client.get(page).content.decode()
    form = client.get(done).content.decode()
    day = {"on_day": TODAY.day, "on_month": TODAY.month, "on_year": TODAY.year}
    asked = client.post(done, {"shown": "The rota is kept.", **day}, follow=True).content.decode()
    alone = client.post(close, {"decision": "agree"})
    typed = client.post(done, {"shown": "Typed beside.", **day}).content.decode()
    client.force_login(two)
    shown = client.get(page).content.decode()
    asks = client.get(close).content.decode()
    client.post(close, {"decision": "agree"}, follow=True)
    late = client.get(done, follow=True).content.decode()
    closed = client.get(page).content.decode()

    assert f'href="{done}">Ask to close' in before and "Ambrose Tillery" in form
    assert "until then it is still owed" in asked and f'href="{done}"' not in asked
    assert "This can be done by: Ambrose Tillery, " in asked and "Say whether" not in asked
    assert alone.status_code == 403
    assert "has asked to close this already" in typed and "Typed beside." in typed
    assert "Say whether it is done" in shown
    assert f'href="{own.recommendation.get_absolute_url()}"' in asks
    assert own.recommendation.text in asks
    assert "This is not owed any more" in late and "What shows that" not in late
    assert "Closed: done on 20 March 2026" in closed and "Agreed by Ambrose Tillery" in closed
    assert Obligation.objects.get(pk=own.pk).met_on == TODAY


def test_who_asked_withdraws_on_the_page(own, one, client):
    closing = ask(own, one)
    client.force_login(one)

    shown = client.get(closing.get_absolute_url()).content.decode()
    first = client.post(closing.get_absolute_url() + "withdraw/", follow=True).content.decode()
    second = client.post(closing.get_absolute_url() + "withdraw/", follow=True).content.decode()

    assert "Withdraw the request" in shown and "Is it done?" not in shown
    assert "Withdrawn. It is still owed." in first
    assert "This was decided already: withdrawn" in second


def test_to_whom_a_return_is_owed_does_not_see_how_it_was_judged(area, one, client):
    collator = make_body("Collator")
    report = make_report(area.body, forces=[area.force])
    recommendation = make_recommendation(report, "1")
    duty = Obligation.objects.create(
        report=report, recommendation=recommendation, body=area.body, kind="return",
        basis="report", owed_to=collator,
    )  # fmt: skip
    ask(duty, one, shown="Sent, with a secret.")
    client.force_login(make_user(Role.COLLATOR, collator))

    said = client.get(duty.get_absolute_url())

    assert said.status_code == 200 and "secret" not in said.content.decode()
    answer = client.get(reverse("recommendations:close", args=[duty.pk]))
    assert answer.status_code == 302


def test_what_is_set_aside_meanwhile_waits_for_nobody(own, one, two):
    closing = ask(own, one)
    Obligation.objects.filter(pk=own.pk).update(release=a_decided_release("approved"))

    assert not waiting_for(two, TODAY)
    with pytest.raises(WrongState, match="set aside"):
        agree_to_close(closing, by=two, at=AT)


def test_what_the_office_decides_stands_in_both_records(of_force, one, area, client):
    writes = make_user(Role.FORCE_CONTRIBUTOR, area.force)
    auditor = make_user(Role.AUDITOR, area.body)
    send_back_closing(ask(of_force, writes), note="Show the rota.", by=one, at=AT)
    agree_to_close(ask(of_force, writes), by=one, at=AT)

    for reader in (one, writes):
        client.force_login(reader)
        history = client.get(of_force.get_absolute_url()).context["events"]
        done = [event.action for event in history if "clos" in event.action]
        assert done.count("send back closing") == 1 and "meet" in [e.action for e in history]
    client.force_login(auditor)
    found = client.post(reverse("progress:audit"), {"q": "rota"}, follow=True)
    assert [event.action for event in found.context["page_obj"]] == ["send back closing"]


def test_who_works_for_both_reads_each_decision_once(of_force, one, area, client):
    both = make_user(Role.AUDITOR, area.body)
    make_membership(both, Role.AUDITOR, area.force)
    agree_to_close(ask(of_force, make_user(Role.FORCE_CONTRIBUTOR, area.force)), by=one, at=AT)

    client.force_login(both)
    history = client.get(of_force.get_absolute_url()).context["events"]

    assert [event.action for event in history].count("meet") == 1
    assert Event.objects.about(of_force).filter(action="meet").count() == 2


def test_who_decides_does_not_withdraw_instead(of_force, one, area, client):
    closing = ask(of_force, make_user(Role.FORCE_CONTRIBUTOR, area.force))
    client.force_login(one)

    page = client.get(closing.get_absolute_url()).content.decode()
    answer = client.post(reverse("recommendations:close-withdraw", args=[of_force.pk]), follow=True)

    closing.refresh_from_db()
    assert "Withdraw the request" not in page and closing.is_waiting
    assert "Send it back, and say what is missing." in answer.content.decode()
