"""Review: a second person, the body's own stages, and nobody's decision lost."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts.errors import Incomplete, Refused, WrongState
from accounts.models import Event
from accounts.permissions import Role
from responses.actions import (
    approve,
    move,
    reopen,
    return_to_draft,
    reviews_open_to,
    save_words,
    submit,
)
from responses.basis import basis_sha256
from responses.models import Response, Review, ReviewStage
from responses.workflow import APPROVE, PUBLISH, REOPEN, SIGN, State
from tests.factories import (
    AT,
    explain,
    later,
    make_force_and_body,
    make_membership,
    make_response,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return make_force_and_body("Wessmere").body


def in_review(body) -> Response:
    return make_response(body, state=State.IN_REVIEW)


def approver(body):
    return make_user(Role.APPROVER, body)


def set_stages(body, *stages):
    """Set stages, each a name, a role and whether it is required."""
    for order, (name, role, required) in enumerate(stages, start=1):
        ReviewStage.objects.create(body=body, name=name, order=order, role=role, required=required)


def decisions(response) -> list[tuple]:
    return [(r.round, r.name, r.decision) for r in response.reviews.order_by("round", "order")]


def test_submit_lays_out_one_approval_where_no_stages_are_set(body):
    response = make_response(body)

    submitted = submit(response, by=response.drafted_by, at=AT)

    assert submitted.state == State.IN_REVIEW
    assert decisions(response) == [(1, "Approval", "")]
    assert [e.action for e in Event.objects.about(response)][0] == "submit"


def test_submit_refuses_a_draft_with_gaps(body):
    response = make_response(body, invited=False, explained=False)

    with pytest.raises(Incomplete) as incomplete:
        submit(response, by=response.drafted_by, at=AT)

    assert len(incomplete.value.gaps) == 2
    assert Response.objects.get(pk=response.pk).state == State.DRAFT


def test_submit_twice_is_refused(body):
    response = make_response(body)
    submit(response, by=response.drafted_by, at=AT)

    with pytest.raises(WrongState, match="in review"):
        submit(response, by=response.drafted_by, at=AT)

    assert response.reviews.count() == 1


def test_submit_refuses_another_role_without_telling_the_gaps(body):
    response = make_response(body, invited=False)

    with pytest.raises(PermissionDenied):
        submit(response, by=approver(body), at=AT)


def test_approve_by_a_second_person_approves_the_exact_words(body):
    response, by = in_review(body), approver(body)

    approved = approve(response, by=by, at=later(days=1), note="Good.")

    assert approved.state == State.APPROVED
    review = response.reviews.get()
    assert (review.decision, review.by, review.at, review.note) == (
        "approved", by, later(days=1), "Good.",
    )  # fmt: skip
    assert review.words_sha256 == basis_sha256(response)


def test_drafter_cannot_approve(body):
    response = in_review(body)
    make_membership(response.drafted_by, Role.APPROVER, body)
    drafter = type(response.drafted_by).objects.get(pk=response.drafted_by.pk)

    with pytest.raises(PermissionDenied, match="who wrote in this response"):
        approve(response, by=drafter, at=AT)

    assert Response.objects.get(pk=response.pk).state == State.IN_REVIEW
    assert reviews_open_to(response, drafter) == []


def test_whoever_wrote_one_word_cannot_approve(body):
    response = make_response(body)
    writer = make_user(Role.CASEWORKER, body)
    make_membership(writer, Role.APPROVER, body)
    save_words(response, version=response.version, opening="A word.", by=writer, at=AT)
    submit(response, by=response.drafted_by, at=AT)

    with pytest.raises(PermissionDenied):
        approve(response, by=writer, at=AT)


def test_whoever_submitted_cannot_approve(body):
    response = make_response(body)
    submitter = make_user(Role.CASEWORKER, body)
    make_membership(submitter, Role.APPROVER, body)
    submit(response, by=submitter, at=AT)

    with pytest.raises(PermissionDenied):
        approve(response, by=submitter, at=AT)


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SIGNATORY, Role.PUBLISHER, Role.AUDITOR])
def test_approve_is_for_the_role_of_the_stage(body, role):
    response = in_review(body)

    with pytest.raises(PermissionDenied, match="not yours to decide"):
        approve(response, by=make_user(role, body), at=AT)


def test_approve_refuses_another_office(body):
    response = in_review(body)

    with pytest.raises(PermissionDenied):
        approve(response, by=approver(make_force_and_body().body), at=AT)


def test_second_of_two_approvals_learns_who_was_first(body):
    response, first, second = in_review(body), approver(body), approver(body)
    stale = Response.objects.get(pk=response.pk)
    approve(response, by=first, at=AT)

    with pytest.raises(WrongState, match=f"{first.name} decided “Approval” first"):
        approve(stale, by=second, at=later(minutes=1))

    assert [r.by for r in response.reviews.all()] == [first]
    assert Event.objects.filter(action="approve").count() == 1


def test_return_and_approve_at_once_take_only_the_first(body):
    response, first, second = in_review(body), approver(body), approver(body)
    stale = Response.objects.get(pk=response.pk)
    return_to_draft(response, by=first, at=AT, note="Say more.")

    with pytest.raises(WrongState):
        approve(stale, by=second, at=later(minutes=1))

    assert Response.objects.get(pk=response.pk).state == State.DRAFT


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time.")
@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_the_same_moment_take_one():
    body = make_force_and_body("Wessmere").body
    response = in_review(body)
    people, gate, outcomes = [approver(body), approver(body)], threading.Barrier(2), []

    def race(by):
        gate.wait()
        try:
            outcomes.append(approve(response, by=by, at=AT).state)
        except WrongState:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=race, args=[by]) for by in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["approved", "refused"]
    assert Event.objects.filter(action="approve").count() == 1


def test_return_needs_a_note(body):
    response = in_review(body)

    with pytest.raises(Refused, match="Say what should be changed"):
        return_to_draft(response, by=approver(body), at=AT, note=" ")

    assert Response.objects.get(pk=response.pk).state == State.IN_REVIEW


def test_return_opens_the_words_and_the_next_round_starts_anew(body):
    response = in_review(body)
    return_to_draft(response, by=approver(body), at=AT, note="Say more on costs.")
    explain(response)

    submit(response, by=response.drafted_by, at=later(days=1))

    assert decisions(response) == [(1, "Approval", "returned"), (2, "Approval", "")]
    assert [r.round for r in response.current_round()] == [2]
    assert Event.objects.get(action="return").note == "Say more on costs."


def test_stages_are_decided_in_order(body):
    set_stages(body, ("Policy", Role.APPROVER, True), ("Commissioner", Role.SIGNATORY, True))
    response = in_review(body)
    signatory = make_user(Role.SIGNATORY, body)

    with pytest.raises(PermissionDenied, match="not yours to decide"):
        approve(response, by=signatory, at=AT)
    halfway = approve(response, by=approver(body), at=AT)
    whole = approve(response, by=signatory, at=AT)

    assert (halfway.state, whole.state) == (State.IN_REVIEW, State.APPROVED)


def test_optional_stage_may_be_passed_over(body):
    set_stages(body, ("Legal", Role.PUBLISHER, False), ("Policy", Role.APPROVER, True))
    response = in_review(body)

    approved = approve(response, by=approver(body), at=AT)

    assert approved.state == State.APPROVED
    assert decisions(response) == [(1, "Legal", ""), (1, "Policy", "approved")]


def test_optional_stage_may_be_taken_and_then_the_required_one(body):
    set_stages(body, ("Legal", Role.PUBLISHER, False), ("Policy", Role.APPROVER, True))
    response = in_review(body)

    halfway = approve(response, by=make_user(Role.PUBLISHER, body), at=AT)
    whole = approve(response, by=approver(body), at=AT)

    assert (halfway.state, whole.state) == (State.IN_REVIEW, State.APPROVED)


def test_optional_stage_may_return_it(body):
    set_stages(body, ("Legal", Role.PUBLISHER, False), ("Policy", Role.APPROVER, True))
    response = in_review(body)

    returned = return_to_draft(
        response, by=make_user(Role.PUBLISHER, body), at=AT, note="Not lawful as it stands."
    )

    assert returned.state == State.DRAFT


def test_only_optional_stages_are_followed_by_an_approval(body):
    set_stages(body, ("Legal", Role.PUBLISHER, False))

    response = in_review(body)

    assert [(r.name, r.required) for r in response.current_round()] == [
        ("Legal", False),
        ("Approval", True),
    ]


def test_one_person_may_take_two_stages_with_two_roles(body):
    set_stages(body, ("Policy", Role.APPROVER, True), ("Commissioner", Role.SIGNATORY, True))
    response, by = in_review(body), approver(body)
    make_membership(by, Role.SIGNATORY, body)

    approve(response, by=by, at=AT)
    whole = approve(response, by=by, at=AT)

    assert whole.state == State.APPROVED


def test_changed_stages_leave_a_round_under_way(body):
    response = in_review(body)
    set_stages(body, ("Policy", Role.APPROVER, True), ("Commissioner", Role.SIGNATORY, True))

    approved = approve(response, by=approver(body), at=AT)

    assert approved.state == State.APPROVED


def test_reviews_open_to_a_person_are_those_of_their_role(body):
    set_stages(body, ("Legal", Role.PUBLISHER, False), ("Policy", Role.APPROVER, True))
    response = in_review(body)

    names = [
        [r.name for r in reviews_open_to(response, make_user(role, body))]
        for role in [Role.PUBLISHER, Role.APPROVER, Role.SIGNATORY]
    ]
    assert names == [["Legal"], ["Policy"], []]


def test_reopen_needs_a_reason(body):
    response = make_response(body, state=State.APPROVED)

    with pytest.raises(Refused, match="Say why"):
        reopen(response, by=response.drafted_by, at=AT, note="")


def test_reopened_response_must_be_approved_anew(body):
    response = make_response(body, state=State.APPROVED)

    reopened = reopen(response, by=response.drafted_by, at=AT, note="A figure is wrong.")
    submit(reopened, by=response.drafted_by, at=AT)

    assert decisions(response) == [(1, "Approval", "approved"), (2, "Approval", "")]


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW])
def test_reopen_is_for_an_approved_response(body, state):
    response = make_response(body, state=state)

    with pytest.raises(WrongState):
        reopen(response, by=response.drafted_by, at=AT, note="Why not.")


@pytest.mark.parametrize(
    ("step", "role"), [(SIGN, Role.SIGNATORY), (PUBLISH, Role.PUBLISHER), (REOPEN, Role.CASEWORKER)]
)
def test_no_step_is_taken_from_another_state(body, step, role):
    response = in_review(body)

    with pytest.raises(WrongState, match="cannot be moved from"):
        move(step, response, by=make_user(role, body), at=AT)

    assert Response.objects.get(pk=response.pk).state == State.IN_REVIEW


def test_approval_leaves_one_record_for_each_stage_and_one_for_the_whole(body):
    response = in_review(body)

    approve(response, by=approver(body), at=AT)

    actions = [e.action for e in Event.objects.about(response)][:2]
    assert actions == ["approve", "approve stage"]
    stage = Event.objects.get(action="approve stage")
    assert stage.data == {"stage": "Approval", "words_sha256": Review.objects.get().words_sha256}


def test_no_writer_takes_the_step_to_approved_whatever_calls_it():
    response = make_response(state=State.IN_REVIEW)

    with pytest.raises(PermissionDenied, match="A person who wrote in this response"):
        move(APPROVE, response, by=response.drafted_by, at=AT)

    assert Response.objects.get(pk=response.pk).state == State.IN_REVIEW
