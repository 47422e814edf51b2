"""Section 55(4): the invitation to the chief officer, and what comes back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.errors import Refused, Stale, WrongState
from accounts.models import Event
from accounts.permissions import Role
from responses.actions import invite, save_comment, send_comments
from responses.models import ChiefOfficerComment, Invitation
from responses.queries import received_comments
from responses.workflow import State
from tests.factories import (
    AT,
    TODAY,
    later,
    make_comments,
    make_force_and_body,
    make_recommendation,
    make_report,
    make_response,
    make_user,
)

pytestmark = pytest.mark.django_db

NEXT_WEEK = TODAY + timedelta(days=7)


@pytest.fixture
def area():
    return make_force_and_body("Wessmere")


@pytest.fixture
def response(area):
    """A draft on recommendation 2 to the force and 5 to somebody else, not yet invited."""
    report = make_report(area.body, forces=[area.force])
    make_recommendation(report, "2")
    make_recommendation(report, "5", addressees=[area.body])
    return make_response(area.body, report, invited=False)


def invited(response, asked_for_on=NEXT_WEEK, today=TODAY, **values) -> Invitation:
    return invite(response, asked_for_on, by=response.drafted_by, at=AT, today=today, **values)


def contributor(area):
    return make_user(Role.FORCE_CONTRIBUTOR, area.force)


def test_invite_asks_the_force_for_comments_overall_and_on_what_it_owes(response, area):
    invitation = invited(response, note="Please be brief.")

    assert (invitation.force, invitation.invited_on, invitation.asked_for_on) == (
        area.force, TODAY, NEXT_WEEK,
    )  # fmt: skip
    numbers = [c.recommendation and c.recommendation.number for c in response.comments.all()]
    assert sorted(numbers, key=str) == ["2", None]
    assert [e.body for e in Event.objects.filter(action="be invited")] == [area.force]


def test_invite_may_ask_for_today(response):
    assert invited(response, TODAY).asked_for_on == TODAY


def test_invite_refuses_a_day_gone_by(response):
    with pytest.raises(Refused, match="today or later"):
        invited(response, TODAY - timedelta(days=1))

    assert Invitation.objects.count() == 0


def test_invite_refuses_when_no_force_is_overseen(response, area):
    area.body.oversights.update(ends_on=TODAY - timedelta(days=1))

    with pytest.raises(Refused, match="oversees no force today"):
        invited(response)


def test_invite_refuses_another_role(response, area):
    with pytest.raises(PermissionDenied):
        invite(response, NEXT_WEEK, by=make_user(Role.APPROVER, area.body), at=AT, today=TODAY)


@pytest.mark.parametrize("state", [State.IN_REVIEW, State.APPROVED])
def test_invite_is_refused_after_draft(area, state):
    response = make_response(area.body, state=state)

    with pytest.raises(WrongState):
        invited(response)


def test_invite_again_asks_for_another_day_and_opens_what_was_sent(response, area):
    invited(response)
    make_comments(response, "First.")
    day = NEXT_WEEK + timedelta(days=7)

    again = invited(response, day, today=TODAY + timedelta(days=1))

    assert (again.invited_on, again.asked_for_on, again.received_at) == (TODAY, day, None)
    assert response.comments.get(recommendation=None).text == "First."
    response.refresh_from_db()
    assert received_comments(response) == {}


def test_record_says_for_which_day_was_asked_before(response, area, client):
    invitation = invited(response)
    invited(response, NEXT_WEEK + timedelta(days=7))
    client.force_login(contributor(area))

    pages = [
        [event.changed_in_words for event in Event.objects.about(about)[:2]]
        for about in [response, invitation]
    ]
    room = client.get(reverse("responses:invitation", args=[invitation.pk])).content.decode()

    assert pages == [[[("asked for on", "27 March 2026", "3 April 2026")], []]] * 2
    assert "Asked for on: “27 March 2026” became “3 April 2026”" in room


def test_page_says_what_asking_again_does_to_comments_that_were_sent(response, area, client):
    client.force_login(response.drafted_by)
    address = reverse("responses:invite", args=[response.pk])
    first = client.get(address).content.decode()
    invited(response)
    asked = client.get(address).content.decode()
    make_comments(response, "First.")
    again = client.get(address).content.decode()

    assert "Invite comments</button>" in first and "Ask again</button>" not in first
    assert "Ask again</button>" in asked and "go back to" not in asked
    assert f"go back to {area.force}" in again


def test_save_comment_keeps_the_forces_words(response, area):
    invited(response)
    comment, by = response.comments.get(recommendation=None), contributor(area)

    saved = save_comment(comment, "We agree.", version=1, by=by, at=AT)

    assert (saved.text, saved.version, saved.saved_by, saved.saved_at) == ("We agree.", 2, by, AT)


def test_save_comment_over_another_persons_shows_theirs(response, area):
    invited(response)
    comment = response.comments.get(recommendation=None)
    save_comment(comment, "First.", version=1, by=contributor(area), at=AT)

    with pytest.raises(Stale) as stale:
        save_comment(comment, "Second.", version=1, by=contributor(area), at=AT)

    assert stale.value.current.text == "First."


def test_office_reads_comments_once_they_are_sent(response, area):
    invitation = invited(response)
    by = contributor(area)
    comment = response.comments.get(recommendation=None)
    save_comment(comment, "We agree.", version=1, by=by, at=AT)
    assert received_comments(response) == {}

    send_comments(invitation, by=by, at=later(minutes=5))

    response.refresh_from_db()
    sent = response.invitation
    assert (sent.received_by, sent.received_at) == (by, later(minutes=5))
    assert {key: c.text for key, c in received_comments(response).items()} == {None: "We agree."}


def test_comments_are_visible_to_the_force_and_when_sent_to_its_office(response, area):
    other = make_force_and_body()
    invited(response)
    people = [
        contributor(area), make_user(Role.CASEWORKER, area.body),
        make_user(Role.CASEWORKER, other.body), contributor(other),
    ]  # fmt: skip

    def seen():
        return [ChiefOfficerComment.objects.visible_to(p).count() for p in people]

    before = seen()
    make_comments(response)
    assert (before, seen()) == ([2, 0, 0, 0], [2, 2, 0, 0])
    assert [Invitation.objects.visible_to(p).count() for p in people] == [1, 0, 0, 0]


def test_send_comments_refuses_when_there_are_none(response, area):
    invitation = invited(response)

    with pytest.raises(Refused, match="no comments to send"):
        send_comments(invitation, by=contributor(area), at=AT)


def test_sent_comments_change_no_more(response, area):
    invitation = invited(response)
    make_comments(response)
    comment = response.comments.get(recommendation=None)

    with pytest.raises(WrongState, match="have been sent"):
        save_comment(comment, "Other.", version=comment.version, by=contributor(area), at=AT)
    with pytest.raises(WrongState, match="have been sent"):
        send_comments(invitation, by=contributor(area), at=AT)


def test_comments_wait_while_the_response_is_in_review(area):
    response = make_response(area.body, state=State.IN_REVIEW)
    comment = response.comments.get(recommendation=None)

    with pytest.raises(WrongState, match="only in draft"):
        save_comment(comment, "Late.", version=1, by=contributor(area), at=AT)


def test_office_cannot_write_the_forces_comments(response, area):
    invited(response)
    comment = response.comments.get(recommendation=None)

    with pytest.raises(PermissionDenied):
        save_comment(comment, "Mine.", version=1, by=response.drafted_by, at=AT)


def test_another_force_cannot_write_the_forces_comments(response):
    invited(response)
    comment = response.comments.get(recommendation=None)

    with pytest.raises(PermissionDenied):
        save_comment(comment, "Mine.", version=1, by=contributor(make_force_and_body()), at=AT)


def test_invitation_is_evidence_when_the_force_says_nothing(area):
    response = make_response(area.body, state=State.APPROVED)

    assert response.invitation.invited_on == TODAY
    assert received_comments(response) == {}


def test_day_asked_for_may_pass_and_comments_still_come(response, area):
    invited(response, TODAY)

    make_comments(response)

    response.refresh_from_db()
    assert response.invitation.asked_for_on == date(2026, 3, 20)
    assert len(received_comments(response)) == 1


def test_invite_asks_for_no_day_after_the_last_day_to_publish(response):
    last_day = response.reports.get().obligations.responses().get().due_on

    with pytest.raises(Refused, match="Ask for an earlier day"):
        invited(response, last_day + timedelta(days=1))

    assert invited(response, last_day).asked_for_on == last_day


def test_invite_may_ask_for_any_day_once_the_last_day_has_gone(response):
    late = response.reports.get().obligations.responses().get().due_on + timedelta(days=1)

    assert invited(response, late, today=late).asked_for_on == late
