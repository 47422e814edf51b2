"""The chief constable's own approval before comments leave the force, and the office's receipt."""

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.errors import Refused, WrongState
from accounts.models import Event
from accounts.permissions import Role
from responses.actions import (
    acknowledge,
    give_back,
    invite,
    put_to_approver,
    save_comment,
    send_comments,
)
from tests.factories import (
    AT,
    TODAY,
    later,
    make_force_and_body,
    make_membership,
    make_recommendation,
    make_report,
    make_response,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def area():
    return make_force_and_body()


@pytest.fixture
def invitation(area):
    report = make_recommendation(make_report(area.body, forces=[area.force])).report
    return make_response(area.body, report, explained=False).invitation


@pytest.fixture
def contributor(area):
    return make_user(Role.FORCE_CONTRIBUTOR, area.force)


@pytest.fixture
def approver(area):
    return make_user(Role.FORCE_APPROVER, area.force)


def written(invitation, contributor, text="We agree."):
    comment = invitation.response.comments.get(recommendation=None)
    save_comment(comment, text, version=comment.version, by=contributor, at=AT)
    invitation.refresh_from_db()
    return invitation


def test_the_approver_approves_by_sending(invitation, contributor, approver):
    written(invitation, contributor)

    put_to_approver(invitation, by=contributor, at=AT)
    with pytest.raises(PermissionDenied, match="only the force approver"):
        send_comments(invitation, by=contributor, at=AT)
    sent = send_comments(invitation, by=approver, at=later(minutes=1))

    assert (sent.received_by, sent.ready_by) == (approver, contributor)
    assert "put comments" in approver.notices.first().words
    assert [e.action for e in Event.objects.about(invitation)][:2] == [
        "send comments", "put to approver",
    ]  # fmt: skip


def test_a_force_without_an_approver_sends_as_before(invitation, contributor, area):
    gone = make_user(Role.FORCE_APPROVER, area.force, is_active=False)
    written(invitation, contributor)

    sent = send_comments(invitation, by=contributor, at=AT)

    assert sent.received_by == contributor != gone


def test_a_change_takes_back_what_was_put_to_the_approver(invitation, contributor, approver):
    written(invitation, contributor)
    put_to_approver(invitation, by=contributor, at=AT)

    changed = written(invitation, contributor, "We agree in part.")

    assert changed.ready_at is None
    with pytest.raises(WrongState, match="or they have changed"):
        give_back(changed, note="No.", by=approver, at=AT)


def test_the_approver_gives_them_back_with_a_note(invitation, contributor, approver):
    written(invitation, contributor)
    put_to_approver(invitation, by=contributor, at=AT)

    with pytest.raises(Refused, match="what should be changed"):
        give_back(invitation, note=" ", by=approver, at=AT)
    with pytest.raises(PermissionDenied):
        give_back(invitation, note="Shorter.", by=contributor, at=AT)
    back = give_back(invitation, note="Shorter.", by=approver, at=AT)

    assert (back.ready_at, back.received_at) == (None, None)
    assert Event.objects.about(invitation)[0].note == "Shorter."
    assert "asks for changes" in contributor.notices.first().words


def test_nothing_and_twice_are_not_put_to_the_approver(invitation, contributor, approver):
    with pytest.raises(Refused, match="no comments to send"):
        put_to_approver(invitation, by=contributor, at=AT)
    written(invitation, contributor)
    put_to_approver(invitation, by=contributor, at=AT)
    with pytest.raises(WrongState, match="already"):
        put_to_approver(invitation, by=contributor, at=AT)


def test_another_forces_approver_can_do_nothing(invitation, contributor, approver):
    stranger = make_user(Role.FORCE_APPROVER, make_force_and_body().force)
    written(invitation, contributor)
    put_to_approver(invitation, by=contributor, at=AT)

    for act in (send_comments, lambda i, **k: give_back(i, note="No.", **k)):
        with pytest.raises(PermissionDenied):
            act(invitation, by=stranger, at=AT)


def test_the_office_acknowledges_once_and_the_force_is_told(invitation, contributor, area):
    caseworker = make_user(Role.CASEWORKER, area.body)
    written(invitation, contributor)
    with pytest.raises(WrongState, match="has not sent"):
        acknowledge(invitation, by=caseworker, at=AT)
    send_comments(invitation, by=contributor, at=AT)
    with pytest.raises(PermissionDenied):
        acknowledge(invitation, by=make_user(Role.AUDITOR, area.body), at=AT)

    seen = acknowledge(invitation, by=caseworker, at=AT)

    assert (seen.acknowledged_by, seen.acknowledged_at) == (caseworker, AT)
    assert "has your comments" in contributor.notices.first().words
    with pytest.raises(WrongState, match="already"):
        acknowledge(invitation, by=caseworker, at=AT)


def test_pages_from_writing_to_receipt(invitation, contributor, approver, area, client):
    caseworker = make_user(Role.CASEWORKER, area.body)
    written(invitation, contributor)
    page = reverse("responses:invitation", args=[invitation.pk])
    desk = invitation.response.get_absolute_url()

    def read(user, address=page):
        client.force_login(user)
        return client.get(address).content.decode()

    def post(user, name, key, **data):
        client.force_login(user)
        return client.post(reverse(f"responses:{name}", args=[key]), data, follow=True)

    assert "Put to the force approver" in read(contributor)
    assert "to the office</button>" not in read(contributor)
    post(contributor, "put-to-approver", invitation.pk)
    assert "Approve and send to the office" in read(approver)
    refused = post(approver, "give-back", invitation.pk, note="")
    assert "Say what should be changed" in refused.content.decode()
    post(approver, "give-back", invitation.pk, note="Shorter.")
    assert "Shorter." in read(contributor)
    post(contributor, "put-to-approver", invitation.pk)
    post(approver, "send", invitation.pk)
    assert "The office has not acknowledged them yet" in read(contributor)
    assert "Acknowledge the comments" in read(caseworker, desk)
    post(caseworker, "acknowledge", invitation.response_id)
    assert "of the office acknowledged them" in read(contributor)
    assert "Acknowledge the comments" not in read(caseworker, desk)


def test_my_work_leads_the_approver_to_what_is_ready(invitation, contributor, approver, client):
    def verbs(user):
        client.force_login(user)
        groups = client.get(reverse("progress:my-work")).context["groups"]
        return {task.verb for _, _, tasks in groups for task, _ in tasks}

    written(invitation, contributor)
    before = verbs(contributor)
    put_to_approver(invitation, by=contributor, at=AT)

    assert "Comment on the report" in before - verbs(contributor)
    assert "Approve and send the comments" in verbs(approver)


def test_who_is_both_approves_what_they_wrote(invitation, area, contributor):
    make_membership(contributor, Role.FORCE_APPROVER, area.force)
    written(invitation, contributor)

    assert send_comments(invitation, by=contributor, at=AT).received_at == AT


def test_asking_again_opens_all_that_was_done_with_the_comments(invitation, contributor, approver):
    caseworker = invitation.response.drafted_by
    written(invitation, contributor)
    put_to_approver(invitation, by=contributor, at=AT)
    send_comments(invitation, by=approver, at=AT)
    acknowledge(invitation, by=caseworker, at=AT)

    again = invite(invitation.response, invitation.asked_for_on, by=caseworker, at=AT, today=TODAY)

    assert (again.received_at, again.ready_at, again.acknowledged_at) == (None, None, None)
    assert put_to_approver(again, by=contributor, at=AT).ready_by == contributor
