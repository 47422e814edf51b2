"""A report that need not be answered: asked for, decided by a second person, taken up again."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.errors import Incomplete, Refused, WrongState
from accounts.models import Event, Notice
from accounts.permissions import Role
from bodies.groups import Group
from recommendations.actions import ask_to_close, change_due_on, correct_report
from recommendations.actions.duties import meet_responses
from recommendations.models import Obligation, Release
from responses.actions import (
    approve_release,
    ask_release,
    end_release,
    refuse_release,
    start_response,
    submit,
)
from responses.queries import answerable, not_asked_for
from responses.workflow import State
from tests.factories import (
    AT,
    TODAY,
    make_body,
    make_force_and_body,
    make_membership,
    make_recommendation,
    make_report,
    make_response,
    make_user,
)

pytestmark = pytest.mark.django_db

COVERED, NOT_CONCERNED = Release.Ground.COVERED, Release.Ground.NOT_CONCERNED


class Office:
    """An office that owes a response to a national report and to one about its own force."""

    def __init__(self):
        self.area = make_force_and_body("Northmoor")
        self.body = self.area.body
        self.caseworker = make_user(Role.CASEWORKER, self.body)
        self.approver = make_user(Role.APPROVER, self.body)
        self.national = make_report(self.body, title="Custody in England")
        self.own = make_report(self.body, title="Custody in Northmoor", forces=[self.area.force])

    @property
    def duty(self) -> Obligation:
        return self.national.obligations.get(kind="response", body=self.body)

    def ask(self, obligation=None, **values) -> Release:
        values = {
            "ground": COVERED,
            "covered_by": self.own,
            "reason": "All five are the same.",
            "by": self.caseworker,
        } | values
        return ask_release(obligation or self.duty, at=AT, **values)

    def not_concerned(self) -> Release:
        return self.ask(ground=NOT_CONCERNED, covered_by=None, reason="It is about ten others.")

    def approved(self, release=None) -> Release:
        return approve_release(release or self.ask(), by=self.approver, at=AT)


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def office():
    return Office()


def test_ask_moves_nothing_and_leaves_a_record(office):
    release = office.ask(reason=" All five are the same. ")

    assert (release.ground, release.covered_by, release.body) == (
        "covered",
        office.own,
        office.body,
    )
    assert (release.reason, release.asked_by) == ("All five are the same.", office.caseworker)
    assert office.duty.state(TODAY) == "open"
    event = Event.objects.about(release).get()
    assert (event.action, event.body) == ("ask release", office.body)


def test_ask_forgets_a_covering_report_where_the_ground_is_another(office):
    assert office.ask(ground=NOT_CONCERNED).covered_by is None


def test_ask_is_for_the_office_that_owes_and_no_other(office):
    others = [
        office.approver,
        make_user(Role.CASEWORKER, make_force_and_body().body),
        make_user(Role.FORCE_CONTRIBUTOR, office.area.force),
    ]

    for other in others:
        with pytest.raises(PermissionDenied):
            office.ask(by=other)


def test_ask_needs_a_reason(office):
    with pytest.raises(Refused, match="Say why"):
        office.ask(reason="  ")


def test_ask_is_about_a_response_only(office):
    make_recommendation(office.national, addressees=[office.body])

    with pytest.raises(Refused, match="Only the response"):
        office.ask(office.national.obligations.get(kind="action"))


def test_ask_twice_is_refused(office):
    office.ask()

    with pytest.raises(WrongState, match="asked already"):
        office.ask()


def test_ask_is_refused_once_the_response_is_published(office):
    Obligation.objects.filter(pk=office.duty.pk).update(met_on=TODAY)

    with pytest.raises(WrongState, match="published already"):
        office.ask()


def test_ask_is_refused_without_a_covering_report(office):
    with pytest.raises(Refused, match="which other report"):
        office.ask(covered_by=None)


def test_ask_is_refused_for_its_own_report(office):
    with pytest.raises(Refused, match="to itself"):
        office.ask(covered_by=office.national)


def test_ask_is_refused_for_a_report_that_is_not_confirmed(office):
    with pytest.raises(Refused, match="not confirmed"):
        office.ask(covered_by=make_report(office.body, confirmed=False))


def test_ask_is_refused_for_a_report_that_asks_nothing_of_this_body(office):
    other = make_force_and_body()

    with pytest.raises(Refused, match="asks no response of"):
        office.ask(covered_by=make_report(other.body, forces=[other.force]))


def test_ask_is_refused_for_a_report_that_is_itself_set_aside(office):
    office.approved(office.ask(office.own.obligations.get(), ground=NOT_CONCERNED))

    with pytest.raises(Refused, match="is itself set aside"):
        office.ask()


def test_ask_is_refused_for_a_report_whose_response_covers_another(office):
    office.ask()

    with pytest.raises(Refused, match="is to cover “Custody in England”"):
        office.ask(office.own.obligations.get(), ground=NOT_CONCERNED)


def test_approval_sets_the_response_aside_and_nothing_else(office):
    make_recommendation(office.national, addressees=[office.body, office.area.force])

    release = office.approved()

    assert office.duty.release == release
    assert office.duty.state(TODAY + timedelta(days=999)) == "set_aside"
    assert not office.duty.is_overdue(TODAY + timedelta(days=999))
    assert {o.kind for o in office.national.obligations.open()} == {"action"}
    assert (release.decision, release.decided_by, release.decided_at) == (
        "approved", office.approver, AT,
    )  # fmt: skip
    assert [e.action for e in Event.objects.about(release)] == ["approve release", "ask release"]
    assert [e.action for e in Event.objects.about(office.duty)] == ["set aside"]


def test_approval_that_it_does_not_concern_sets_all_aside_for_the_office_and_its_force(office):
    other = make_force_and_body("Southmoor")
    make_recommendation(office.national, addressees=[office.body, office.area.force, other.force])
    done = make_recommendation(office.national, "2", addressees=[office.area.force])
    done.obligations.update(met_on=TODAY)

    office.approved(office.not_concerned())

    aside = office.national.obligations.set_aside()
    assert sorted((o.kind, o.body.slug) for o in aside) == [
        ("action", "body-northmoor"), ("action", "force-northmoor"), ("response", "body-northmoor"),
    ]  # fmt: skip
    assert {o.body for o in office.national.obligations.open()} == {other.body, other.force}


def test_approval_tells_the_force_whose_duties_are_set_aside(office):
    force = make_user(Role.FORCE_CONTRIBUTOR, office.area.force)
    make_recommendation(office.national, addressees=[office.area.force])

    office.approved(office.not_concerned())

    told = {notice.user: notice.words for notice in Notice.objects.all()}
    assert "“Custody in England” need not be answered" in told[office.caseworker]
    assert "This concerns what Northmoor Police owes" in told[force]
    assert office.approver not in told


def test_what_is_added_later_to_a_report_set_aside_is_open(office):
    office.approved(office.not_concerned())

    later = make_recommendation(office.national, addressees=[office.area.force])

    assert later.obligations.get().state(TODAY) == "open"


def test_approval_needs_a_second_person(office):
    make_membership(office.caseworker, Role.APPROVER, office.body)

    with pytest.raises(PermissionDenied, match="second person"):
        approve_release(office.ask(), by=office.caseworker, at=AT)

    assert office.duty.state(TODAY) == "open"


@pytest.mark.parametrize("decide", [approve_release, refuse_release])
def test_decision_is_for_an_approver_of_the_office(decide, office):
    release = office.ask()
    others = [
        make_user(Role.CASEWORKER, office.body),
        make_user(Role.APPROVER, make_force_and_body().body),
    ]

    for other in others:
        with pytest.raises(PermissionDenied):
            decide(release, note="No.", by=other, at=AT)


@pytest.mark.parametrize("decide", [approve_release, refuse_release])
def test_decision_twice_is_refused(decide, office):
    release = office.approved()

    with pytest.raises(WrongState, match=f"approved by {office.approver}"):
        decide(release, note="No.", by=make_user(Role.APPROVER, office.body), at=AT)


def test_approval_is_refused_while_a_response_is_beyond_draft(office):
    make_recommendation(office.national)
    response = make_response(office.body, office.national)
    release = office.ask()
    submit(response, by=response.drafted_by, at=AT)

    with pytest.raises(WrongState, match="is in review, so it is being answered"):
        office.approved(release)

    assert office.duty.state(TODAY) == "open"


def test_ask_is_refused_while_a_draft_answers_another_report_too(office):
    make_response(office.body, office.national, office.own, explained=False)

    with pytest.raises(Refused, match="together with another"):
        office.ask()


def test_approval_is_refused_when_the_covering_report_was_set_aside_since(office):
    release = office.ask()
    covering = office.own.obligations.get()
    other = Release.objects.create(
        report=office.own, body=office.body, ground=NOT_CONCERNED, reason="x",
        asked_by=office.caseworker, asked_at=AT, decision="approved", decided_by=office.approver,
        decided_at=AT,
    )  # fmt: skip
    Obligation.objects.filter(pk=covering.pk).update(release=other)

    with pytest.raises(Refused, match="is itself set aside"):
        office.approved(release)


def test_refusal_needs_a_note_and_leaves_the_duty(office):
    release = office.ask()

    with pytest.raises(Refused, match="Say why"):
        refuse_release(release, note=" ", by=office.approver, at=AT)
    refused = refuse_release(release, note="Two differ.", by=office.approver, at=AT)

    assert (refused.decision, refused.note) == ("refused", "Two differ.")
    assert office.duty.state(TODAY) == "open"
    assert Notice.objects.get(user=office.caseworker).words.startswith("“Custody in England” must")


def test_after_a_refusal_it_may_be_asked_again(office):
    refuse_release(office.ask(), note="Two differ.", by=office.approver, at=AT)

    assert office.approved().is_approved


def test_end_opens_every_duty_with_its_own_day(office):
    due_on = TODAY + timedelta(days=90)
    make_recommendation(office.national, addressees=[office.area.force], due_on=due_on)
    release = office.approved(office.not_concerned())

    ended = end_release(release, reason="It names us.", by=office.caseworker, at=AT)

    assert {(o.kind, o.due_on) for o in office.national.obligations.open()} == {
        ("response", date(2026, 4, 26)), ("action", due_on),
    }  # fmt: skip
    assert (ended.decision, ended.decided_by, ended.note) == (
        "ended", office.caseworker, "It names us.",
    )  # fmt: skip
    assert Event.objects.about(ended)[0].action == "take up again"


def test_end_withdraws_what_nobody_has_decided(office):
    ended = end_release(office.ask(), reason="A mistake.", by=office.caseworker, at=AT)

    assert ended.decision == "ended"
    assert Event.objects.about(ended)[0].action == "withdraw"


def test_end_is_refused_without_a_reason_to_others_and_twice(office):
    release = office.approved()

    with pytest.raises(Refused, match="Say why"):
        end_release(release, reason="", by=office.approver, at=AT)
    with pytest.raises(PermissionDenied):
        end_release(release, reason="x", by=make_user(Role.AUDITOR, office.body), at=AT)
    end_release(release, reason="x", by=office.approver, at=AT)
    with pytest.raises(WrongState, match="ended already"):
        end_release(release, reason="x", by=office.approver, at=AT)


def test_mayor_decides_what_a_commissioner_owed(office):
    mayor = make_body("Mayor", kind="mayor")
    asked = office.ask()
    office.body.successor, office.body.ends_on = mayor, TODAY - timedelta(days=1)
    office.body.save()

    with pytest.raises(PermissionDenied):
        approve_release(Release.objects.get(pk=asked.pk), by=office.approver, at=AT)
    office.approver = make_user(Role.APPROVER, mayor)
    office.approved(Release.objects.get(pk=asked.pk))

    assert office.duty.state(TODAY) == "set_aside"


def test_what_is_set_aside_is_neither_started_nor_met_nor_changed(office):
    make_recommendation(office.national, addressees=[office.area.force])
    release = office.approved(office.not_concerned())
    action = office.national.obligations.get(kind="action")

    with pytest.raises(Refused, match="is set aside"):
        start_response(office.body, [office.national], by=office.caseworker, at=AT)
    for change in [
        lambda: ask_to_close(action, TODAY, shown="x", by=office.caseworker, at=AT),
        lambda: change_due_on(action, TODAY, reason="x", by=office.caseworker, at=AT),
    ]:
        with pytest.raises(WrongState, match="set aside"):
            change()
    reports = [office.national]
    assert meet_responses(reports, office.body, TODAY, by=office.caseworker, at=AT) == 0
    assert list(answerable(office.body, TODAY)) == [office.own]
    assert release.obligations.count() == 2


def test_draft_of_what_was_set_aside_stays_and_cannot_be_submitted(office):
    make_recommendation(office.national)
    response = make_response(office.body, office.national)
    office.approved()

    with pytest.raises(Incomplete) as error:
        submit(response, by=response.drafted_by, at=AT)

    assert error.value.gaps == [
        ("“Custody in England” is set aside. Take it up again first.",
         office.duty.get_absolute_url()),
    ]  # fmt: skip
    assert list(not_asked_for()) == [response]
    response.refresh_from_db()
    assert response.state == State.DRAFT


def test_days_of_what_is_set_aside_move_with_the_publication_and_nobody_is_told(office):
    office.approved()
    Notice.objects.all().delete()
    office.national.published_on = date(2026, 3, 3)

    correct_report(
        office.national, reason="Misread.", by=office.national.recorded_by, at=AT, today=TODAY
    )

    assert office.duty.due_on == date(2026, 4, 27)
    assert not Notice.objects.exists()


def page(client, user, name, pk):
    client.force_login(user)
    return client.get(reverse(name, args=[pk])).content.decode()


def test_officer_asks_in_the_browser_and_approver_decides(office, client):
    client.force_login(office.caseworker)
    duty = office.duty
    link = "This report need not be answered"
    assert link in client.get(duty.get_absolute_url()).content.decode()

    answer = client.post(
        reverse("responses:release-ask", args=[duty.pk]),
        {"ground": "covered", "covered_by": office.own.pk, "reason": "All the same."},
        follow=True,
    )
    release = Release.objects.get()
    assert answer.redirect_chain[-1][0] == duty.get_absolute_url()
    assert "An approver decides" in answer.content.decode()
    client.force_login(office.approver)
    before = client.get(release.get_absolute_url()).content.decode()
    assert "Police, Fire and Crime Commissioner for Northmoor: 1 duty" in before
    after = client.post(
        release.get_absolute_url(), {"decision": "approve", "note": ""}, follow=True
    )

    assert "Take it up again" in after.content.decode()
    assert f"Approved by {office.approver} on 20 March 2026" in after.content.decode()
    assert office.duty.state(TODAY) == "set_aside"


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({}, "ground", "Select why"),
        ({"ground": "whim"}, "ground", "valid choice"),
        ({"ground": "covered", "covered_by": ""}, "covered_by", "Select the report"),
        ({"ground": "covered", "covered_by": "9" * 30}, "covered_by", "valid choice"),
        ({"ground": "covered", "covered_by": "x"}, "covered_by", "valid choice"),
        ({"ground": "not_concerned", "covered_by": "own"}, "covered_by", "No other report"),
        ({"ground": "not_concerned", "reason": "  "}, "reason", "Enter the reason"),
        ({"ground": "not_concerned", "reason": "x" * 2001}, "reason", "at most 2000"),
    ],
)
def test_wrong_answer_is_said_at_its_field(typed, field, words, office, client):
    client.force_login(office.caseworker)
    if typed.get("covered_by") == "own":
        typed = typed | {"covered_by": office.own.pk}

    answer = client.post(
        reverse("responses:release-ask", args=[office.duty.pk]), {"reason": "Because."} | typed
    )

    assert answer.status_code == 200
    assert words in " ".join(answer.context["form"].errors[field])
    assert not Release.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [({}, "decision"), ({"decision": "maybe"}, "decision"), ({"decision": "refuse"}, "note")],
)
def test_wrong_decision_is_said_at_its_field(typed, field, office, client):
    release = office.ask()
    client.force_login(office.approver)

    answer = client.post(release.get_absolute_url(), typed)

    assert list(answer.context["form"].errors) == [field]
    release.refresh_from_db()
    assert release.is_waiting


def test_second_decision_hears_who_was_first(office, client):
    release = office.approved()
    client.force_login(make_user(Role.APPROVER, office.body))

    answer = client.post(release.get_absolute_url(), {"decision": "refuse", "note": "No."})

    assert answer.status_code == 200
    assert f"decided already: approved by {office.approver}" in answer.content.decode()


def test_who_asked_is_offered_no_decision(office, client):
    make_membership(office.caseworker, Role.APPROVER, office.body)
    release = office.ask()

    own = page(client, office.caseworker, "responses:release", release.pk)

    assert "Your decision" not in own
    assert "Withdraw the request" in own


def test_what_was_set_aside_is_taken_up_again_in_the_browser(office, client):
    release = office.approved()
    client.force_login(office.caseworker)
    address = reverse("responses:release-end", args=[release.pk])

    empty = client.post(address, {"reason": ""})
    client.post(address, {"reason": "It names us."})

    assert list(empty.context["form"].errors) == ["reason"]
    assert office.duty.state(TODAY) == "open"


def test_report_shows_that_it_is_set_aside_and_offers_no_start(office, client):
    before = page(client, office.caseworker, "progress:report", office.national.pk)
    office.approved()

    after = page(client, office.caseworker, "progress:report", office.national.pk)

    assert "Start the response" in before and "Last day to publish" in before
    assert "Set aside: this report need not be answered" in after
    assert "Start the response" not in after and "Last day to publish" not in after
    assert "All five are the same." in after


def test_force_reads_that_its_duty_is_set_aside_but_not_the_offices_reason(office, client):
    make_recommendation(office.national, addressees=[office.area.force])
    office.approved(office.not_concerned())
    action = office.national.obligations.get(kind="action")

    read = page(
        client, make_user(Role.FORCE_CONTRIBUTOR, office.area.force),
        "recommendations:obligation", action.pk,
    )  # fmt: skip

    assert "has set this aside: the report clearly does not concern the force" in read
    assert "It is about ten others." not in read


def test_duty_under_a_return_to_a_collator_is_set_aside_too(office):
    collator = make_body("Collators", kind="national_body")
    make_recommendation(
        office.national,
        addressees=[collator],
        returns_from=Group.POLICE_AND_CRIME_COMMISSIONERS,
    )

    office.approved(office.not_concerned())

    returned = office.national.obligations.get(kind="return", body=office.body)
    assert returned.state(TODAY) == "set_aside"
