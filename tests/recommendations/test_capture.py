"""From a report's text to recommendations: found, checked by a person, confirmed."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied

from accounts.errors import Incomplete, Refused, Stale, WrongState
from accounts.models import Event
from accounts.permissions import Role
from bodies.groups import Group
from recommendations.actions import (
    accept_sure,
    add_proposal,
    confirm_recommendations,
    find_recommendations,
    save_proposal,
)
from recommendations.models import Proposal, Recommendation
from recommendations.queries import preview_of
from tests.factories import (
    AT,
    PUBLISHED,
    TODAY,
    make_force_and_body,
    make_national_bodies,
    make_proposal,
    make_report,
    make_user,
)

pytestmark = pytest.mark.django_db

SAMPLE = Path(settings.BASE_DIR).parent / "shared" / "samples" / "000_seed.txt"
TEXT = """
Recommendations

Recommendation 1: To chief constables

Within six months, make sure that every call is answered.

Recommendation 2: To chief constables, and police and crime commissioners

Agree how callers are told what happens next.

Recommendation 3

The theft of farm machinery should be recorded in the same way everywhere.

Recommendation 6: Monitoring of recommendations

- a. Home Office to report on progress within six months of the date of publication of this report.
- b. Association of Police and Crime Commissioners to collate police and crime commissioners' \
progress and report it within six months of the date of publication of this report.
"""


@pytest.fixture
def report():
    make_national_bodies()
    area = make_force_and_body("Wessmere")
    return make_report(area.body, confirmed=False, forces=[area.force])


def find(report, text=TEXT):
    return find_recommendations(report, text, by=report.recorded_by, at=AT)


def confirm(report):
    return confirm_recommendations(report, by=report.recorded_by, at=AT, today=TODAY)


def accept_all(report, **values):
    for proposal in report.proposals.all():
        save_proposal(
            proposal, version=proposal.version, decision="accepted", by=report.recorded_by, at=AT,
            **values,
        )  # fmt: skip


def test_find_recommendations_puts_what_is_found_before_a_person(report):
    find(report)

    found = [(p.number, p.addressees, p.returns_from, p.due_on) for p in report.proposals.all()]
    chiefs, commissioners = Group.CHIEF_CONSTABLES, Group.POLICE_AND_CRIME_COMMISSIONERS
    due = date(2026, 9, 2)
    assert found == [
        ("1", [chiefs], "", due),
        ("2", [chiefs, commissioners], "", None),
        ("3", [], "", None),
        ("6a", ["home-office"], "", due),
        ("6b", ["apcc"], commissioners, due),
    ]
    assert {p.decision for p in report.proposals.all()} == {"pending"}
    assert report.source.text == TEXT


def test_find_recommendations_keeps_what_was_read(report):
    find(report)

    proposal = report.proposals.first()
    assert proposal.found == {
        "number": "1",
        "heading": "",
        "kind": "recommendation",
        "text": "Within six months, make sure that every call is answered.",
        "addressees": ["chief_constables"],
        "deadline_text": "Within six months",
        "due_on": "2026-09-02",
    }


def test_find_recommendations_again_replaces_what_nobody_checked(report):
    find(report)

    find(report, "Recommendation 9: To chief constables\n\nDo this one thing only.")

    assert [p.number for p in report.proposals.all()] == ["9"]


def test_find_recommendations_leaves_what_is_checked_to_be_compared(report):
    find(report)
    proposal = report.proposals.first()
    save_proposal(proposal, version=1, decision="accepted", by=report.recorded_by, at=AT)

    source = find(report, "Recommendation 9: To chief constables\n\nDo this one thing only.")

    assert report.proposals.count() == 5
    assert source.is_to_compare


@pytest.mark.parametrize("text", ["", " \n\t ", "\u200b\u00ad", "x" * 5_000_001])
def test_find_recommendations_says_why_a_text_cannot_be_read(report, text):
    with pytest.raises(Refused):
        find(report, text)

    assert report.proposals.count() == 0


def test_find_recommendations_in_a_text_without_any_finds_none(report):
    find(report, "The inspectors visited the force in March and spoke to many people.")

    assert report.proposals.count() == 0


def test_find_recommendations_names_the_force_itself(report):
    find(report, "Recommendation 1\n\nWithin three months, Wessmere Police should answer calls.")

    assert [p.addressees for p in report.proposals.all()] == [["force-wessmere"]]


def test_find_recommendations_refuses_another_office(report):
    stranger = make_user(Role.CASEWORKER, make_force_and_body().body)

    with pytest.raises(PermissionDenied):
        find_recommendations(report, TEXT, by=stranger, at=AT)


def test_accept_sure_leaves_what_needs_a_person(report):
    find(report)

    count = accept_sure(report, by=report.recorded_by, at=AT)

    assert count == 4
    assert [p.number for p in report.proposals.filter(decision="pending")] == ["3"]


def test_accept_sure_leaves_an_item_without_words(report):
    make_proposal(report, "1", text=" ")
    make_proposal(report, "2")

    count = accept_sure(report, by=report.recorded_by, at=AT)

    assert count == 1
    assert report.proposals.get(decision="pending").number == "1"


def test_save_proposal_changes_what_the_person_typed(report):
    proposal = make_proposal(report, "1")

    saved = save_proposal(
        proposal, version=1, number="6 (C).", text="Other words.", decision="accepted",
        by=report.recorded_by, at=AT,
    )  # fmt: skip

    assert (saved.number, saved.text, saved.decision, saved.version) == (
        "6c", "Other words.", "accepted", 2,
    )  # fmt: skip


def test_save_proposal_shows_who_comes_second_what_is_saved_now(report):
    proposal = make_proposal(report, "1")
    by = report.recorded_by
    save_proposal(proposal, version=1, text="First.", by=by, at=AT)

    with pytest.raises(Stale) as stale:
        save_proposal(proposal, version=1, text="Second.", by=by, at=AT)

    assert stale.value.current.text == "First."
    assert report.proposals.get().text == "First."


def test_save_proposal_refuses_a_number_twice(report):
    make_proposal(report, "1")
    second = make_proposal(report, "2")

    with pytest.raises(Refused, match="already has the number 1"):
        save_proposal(second, version=1, number="1", by=report.recorded_by, at=AT)


def test_save_proposal_may_take_the_number_of_one_dropped(report):
    make_proposal(report, "1", decision="dropped", reason="Not one.")
    second = make_proposal(report, "2")

    saved = save_proposal(second, version=1, number="1", by=report.recorded_by, at=AT)

    assert saved.number == "1"


def test_save_proposal_refuses_a_deadline_before_publication(report):
    proposal = make_proposal(report)

    with pytest.raises(Refused, match="before the report was published"):
        save_proposal(proposal, version=1, due_on=date(2026, 3, 1), by=report.recorded_by, at=AT)


def test_save_proposal_may_be_due_on_the_day_of_publication(report):
    proposal = make_proposal(report)

    saved = save_proposal(proposal, version=1, due_on=PUBLISHED, by=report.recorded_by, at=AT)

    assert saved.due_on == PUBLISHED


def test_add_proposal_comes_last_and_empty(report):
    make_proposal(report, "1")

    added = add_proposal(report, by=report.recorded_by, at=AT)

    assert [p.number for p in report.proposals.all()] == ["1", ""]
    assert (added.text, added.needs_you) == ("", ["No addressee was found."])


def test_confirm_makes_recommendations_and_duties(report):
    find(report)
    missed = report.proposals.get(number="3")
    save_proposal(
        missed, version=1, addressees=[Group.CHIEF_CONSTABLES.value], by=report.recorded_by, at=AT
    )
    accept_all(report)

    made = confirm(report)

    report.refresh_from_db()
    assert (report.confirmed_by, report.confirmed_at) == (report.recorded_by, AT)
    assert [r.number for r in made] == ["1", "2", "3", "6a", "6b"]
    assert {(r.number, r.heading) for r in made if r.heading} == {
        ("6a", "Monitoring of recommendations"),
        ("6b", "Monitoring of recommendations"),
    }
    assert report.obligations.count() == 1 + 1 + 2 + 1 + 1 + 1 + 1
    assert [r.due_on_confirmed_by for r in made if r.due_on] == [report.recorded_by] * 3


def test_confirm_says_what_is_still_to_check(report):
    pending = make_proposal(report, "1")
    nobody = make_proposal(report, "2", decision="accepted", addressees=[])
    empty = make_proposal(report, "3", decision="accepted", text=" ")

    with pytest.raises(Incomplete) as incomplete:
        confirm(report)

    assert incomplete.value.gaps == [
        ("Recommendation 1 has not been checked.", f"#proposal-{pending.pk}"),
        ("Recommendation 2 has no addressee.", f"#proposal-{nobody.pk}"),
        ("Recommendation 3 has no text.", f"#proposal-{empty.pk}"),
    ]
    assert Recommendation.objects.count() == 0


def test_confirm_a_report_without_recommendations_still_owes_a_response(report):
    confirm(report)

    assert [o.kind for o in report.obligations.all()] == ["response"]


def test_confirm_leaves_out_what_was_dropped(report):
    make_proposal(report, "1", decision="accepted")
    make_proposal(report, "2", decision="dropped", reason="It is a heading.")

    made = confirm(report)

    assert [r.number for r in made] == ["1"]


def test_confirm_twice_is_refused(report):
    confirm(report)

    with pytest.raises(WrongState, match="already confirmed"):
        confirm(report)


def test_confirmed_report_takes_no_more_proposals(report):
    proposal = make_proposal(report, decision="accepted")
    confirm(report)
    by = report.recorded_by

    for late in [
        lambda: add_proposal(report, by=by, at=AT),
        lambda: accept_sure(report, by=by, at=AT),
        lambda: save_proposal(proposal, version=1, text="Other.", by=by, at=AT),
    ]:
        with pytest.raises(WrongState):
            late()


def test_confirm_puts_recommendations_under_their_cause_of_concern(report):
    kinds = ["cause_of_concern", "recommendation", "recommendation", "area_for_improvement"]
    kinds.append("recommendation")
    for kind in kinds:
        make_proposal(report, "", kind=kind, decision="accepted")

    concern, *others = confirm(report)

    parents = [Recommendation.objects.get(pk=r.pk).parent for r in others]
    assert parents == [concern, concern, None, None]


def test_confirm_takes_an_addressee_named_twice_once(report):
    code = Group.CHIEF_CONSTABLES.value
    make_proposal(report, decision="accepted", addressees=[code, code, "npcc", "npcc"])

    (made,) = confirm(report)

    assert [str(a) for a in made.addressees.all()] == [
        "Chief constables",
        "National Police Chiefs' Council",
    ]


def test_confirm_asks_about_an_addressee_that_is_not_on_record(report):
    proposal = make_proposal(report, "1", decision="accepted", addressees=["no-such-body"])

    with pytest.raises(Incomplete) as incomplete:
        confirm(report)

    assert incomplete.value.gaps == [
        (
            "Recommendation 1 is addressed to a body that is not on record: no-such-body.",
            f"#proposal-{proposal.pk}",
        )
    ]


def test_confirm_refuses_another_office(report):
    stranger = make_user(Role.CASEWORKER, make_force_and_body().body)

    with pytest.raises(PermissionDenied):
        confirm_recommendations(report, by=stranger, at=AT, today=TODAY)

    assert not Event.objects.filter(action="confirm recommendations").exists()


def test_preview_counts_what_confirming_brings(report):
    find(report)
    accept_sure(report, by=report.recorded_by, at=AT)

    preview = preview_of(report)

    assert [p.number for p in preview["pending"]] == ["3"]
    assert [(label, count) for label, count, _ in preview["kinds"]] == [
        ("Response", 1),
        ("Action on a recommendation", 5),
        ("Return to a collating body", 1),
    ]
    assert report.obligations.count() == 0


def test_proposal_is_visible_to_who_recorded_the_report(report):
    make_proposal(report)
    own = make_user(Role.AUDITOR, report.recorded_for)
    stranger = make_user(Role.CASEWORKER, make_force_and_body().body)

    seen = [Proposal.objects.visible_to(person).count() for person in [own, stranger]]

    assert seen == [1, 0]


@pytest.mark.skipif(not SAMPLE.exists(), reason="The sample report is not here.")
def test_sample_report_gives_its_six_recommendations(report):
    find(report, SAMPLE.read_text(encoding="utf-8"))

    found = [(p.number, p.addressees, p.returns_from) for p in report.proposals.all()]
    chiefs, commissioners = Group.CHIEF_CONSTABLES.value, Group.POLICE_AND_CRIME_COMMISSIONERS.value
    assert found == [
        ("2", [chiefs], ""),
        ("3", [chiefs], ""),
        ("4", [chiefs, commissioners], ""),
        ("6a", ["home-office"], ""),
        ("6b", ["npcc"], chiefs),
        ("6c", ["apcc"], commissioners),
    ]
    assert report.proposals.get(number="2").text.count("\n- ") == 7


def test_preview_names_ones_own_body_and_force_before_others(report):
    for n in range(6):
        make_force_and_body(f"Aldermoor {n}")
    report.forces.clear()
    find(report)
    report.proposals.update(decision=Proposal.Decision.ACCEPTED)
    office = report.recorded_for
    force = office.force_on(report.published_on)

    owed, asked, *_ = [names for _, _, names in preview_of(report)["kinds"]]

    assert owed.startswith(f"{office.name}, ")
    assert asked.startswith(f"{office.name}, {force.name}, Aldermoor ")
    assert owed.endswith(" and 2 other bodies")
