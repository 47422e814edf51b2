import pytest
from django.core.exceptions import PermissionDenied

from accounts.errors import Incomplete, WrongState
from accounts.models import Event
from accounts.permissions import Role
from recommendations.actions import add_proposal, find_recommendations
from recommendations.actions.entry import confirm_entered
from recommendations.models import Obligation
from tests.factories import (
    AT,
    make_force_and_body,
    make_proposal,
    make_recommendation,
    make_report,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_entered_recommendations_are_confirmed_with_what_is_owed():
    report = make_report(confirmed=False)
    recommendation = make_recommendation(report, due_on=report.published_on)
    undated = make_recommendation(report, "2")
    by = make_user(Role.CASEWORKER, report.recorded_for)

    entered = confirm_entered(report, by=by, at=AT)

    report.refresh_from_db()
    recommendation.refresh_from_db()
    assert entered == [recommendation, undated]
    assert (report.confirmed_by, report.confirmed_at, report.version) == (by, AT, 2)
    assert recommendation.due_on_confirmed_by == by
    assert undated.due_on_confirmed_by is None
    assert Obligation.objects.filter(report=report).count() == 3
    assert Event.objects.first().data == {"recommendations": 2, "obligations": 3}


def test_a_report_without_recommendations_still_owes_its_response():
    report = make_report(confirmed=False)

    assert confirm_entered(report, by=report.recorded_by, at=AT) == []
    assert [o.kind for o in report.obligations.all()] == ["response"]


def test_a_recommendation_without_addressee_is_named():
    report = make_report(confirmed=False)
    make_recommendation(report, "6c", addressees=[])

    with pytest.raises(Incomplete) as caught:
        confirm_entered(report, by=report.recorded_by, at=AT)

    assert caught.value.gaps == [("Recommendation 6c has no addressee.", "")]
    assert not report.obligations.exists()


def test_they_are_confirmed_once():
    report = make_report()

    with pytest.raises(WrongState, match="already confirmed"):
        confirm_entered(report, by=report.recorded_by, at=AT)


def test_what_was_found_in_the_text_is_confirmed_on_its_page():
    report = make_report(confirmed=False)
    make_proposal(report)

    with pytest.raises(WrongState, match="found in this report"):
        confirm_entered(report, by=report.recorded_by, at=AT)


def test_it_needs_permission():
    report = make_report(confirmed=False)
    stranger = make_user(Role.CASEWORKER, make_force_and_body().body)

    with pytest.raises(PermissionDenied):
        confirm_entered(report, by=stranger, at=AT)


def test_what_was_entered_by_hand_is_not_found_a_second_time():
    report = make_report(confirmed=False)
    make_recommendation(report)
    by = report.recorded_by

    find_recommendations(report, "Recommendation 1\nBy June, forces should act.", by=by, at=AT)
    with pytest.raises(WrongState, match="entered by hand"):
        add_proposal(report, by=by, at=AT)
    assert not report.proposals.exists()
