"""The spine of a response and how stages run within it: rules without a database."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.permissions import GRANTS, Permission, Role, granted
from responses.workflow import (
    APPROVE,
    PUBLISH,
    REOPEN,
    RETURN,
    SIGN,
    SUBMIT,
    State,
    all_approved,
    open_stages,
)


@dataclass
class Stage:
    required: bool
    decision: str = ""


def stages(words: str) -> list[Stage]:
    """Return stages from "R" for required and "o" for optional; "+" after one decided."""
    made: list[Stage] = []
    for letter in words.replace(" ", ""):
        if letter == "+":
            made[-1].decision = "approved"
        else:
            made.append(Stage(required=letter == "R"))
    return made


@pytest.mark.parametrize(
    ("laid_out", "places"),
    [
        ("R", [0]),
        ("R R", [0]),
        ("R+ R", [1]),
        ("o R", [0, 1]),
        ("o o R R", [0, 1, 2]),
        ("o+ o R", [1, 2]),
        ("o R+ o R", [2, 3]),
        ("R+ o", [1]),
        ("R+", []),
        ("", []),
    ],
)
def test_open_stages_go_in_order_and_pass_over_optional_ones(laid_out, places):
    assert open_stages(stages(laid_out)) == places


@pytest.mark.parametrize(
    ("laid_out", "approved"),
    [
        ("R+", True),
        ("R", False),
        ("R+ R", False),
        ("R+ R+", True),
        ("o R+", True),
        ("R+ o", True),
        ("o+", False),
        ("", False),
    ],
)
def test_all_approved_asks_every_required_stage_and_at_least_one(laid_out, approved):
    assert all_approved(stages(laid_out)) is approved


def test_returned_stage_is_not_approved():
    assert not all_approved([Stage(required=True, decision="returned")])


@given(st.lists(st.booleans(), max_size=8))
def test_deciding_what_is_open_always_comes_to_an_end(required):
    laid_out = [Stage(required=r) for r in required]
    for _ in required:
        places = open_stages(laid_out)
        if not places:
            break
        laid_out[places[-1]].decision = "approved"

    assert open_stages(laid_out) == []
    assert all_approved(laid_out) == any(required)


def test_steps_make_one_spine_with_a_way_back_until_signing():
    moves = [(s.source, s.target) for s in [SUBMIT, RETURN, APPROVE, REOPEN, SIGN, PUBLISH]]

    assert moves == [
        (State.DRAFT, State.IN_REVIEW),
        (State.IN_REVIEW, State.DRAFT),
        (State.IN_REVIEW, State.APPROVED),
        (State.APPROVED, State.DRAFT),
        (State.APPROVED, State.SIGNED),
        (State.SIGNED, State.PUBLISHED),
    ]


def test_only_approval_needs_a_second_person():
    steps = [SUBMIT, RETURN, APPROVE, REOPEN, SIGN, PUBLISH]

    assert [step.name for step in steps if step.second_person] == ["approve"]


def test_no_role_may_both_draft_and_approve():
    both = {Permission.DRAFT, Permission.APPROVE}

    assert [role for role in Role if both <= GRANTS[role]] == []


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        (Permission.DRAFT, {Role.CASEWORKER}),
        (Permission.SIGN, {Role.SIGNATORY}),
        (Permission.PUBLISH, {Role.PUBLISHER}),
        (
            Permission.COMMENT,
            {Role.FORCE_CONTRIBUTOR, Role.DEPUTY_CONTRIBUTOR, Role.FORCE_APPROVER},
        ),
        (Permission.COLLATE, {Role.COLLATOR}),
        (Permission.CONFIGURE, {Role.BODY_ADMINISTRATOR}),
    ],
)
def test_permission_is_granted_to(permission, roles):
    assert {role for role in Role if permission in GRANTS[role]} == roles


def test_every_role_may_read_but_that_of_who_is_asked_by_name():
    blind = set(Role) - {role for role in Role if Permission.READ in GRANTS[role]}

    assert blind == {Role.NAMED_CONTRIBUTOR}
    assert GRANTS[Role.NAMED_CONTRIBUTOR] == {Permission.ANSWER_ASKED}


def test_roles_together_grant_what_each_grants():
    together = granted([Role.AUDITOR, Role.PUBLISHER])

    assert together == {
        Permission.READ, Permission.AUDIT, Permission.SEND, Permission.PUBLISH,
    }  # fmt: skip
    assert granted([]) == frozenset()
