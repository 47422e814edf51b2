"""Who owes what by when."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.errors import Refused, WrongState
from accounts.models import Event
from accounts.permissions import Role
from bodies.groups import Group
from recommendations.actions import change_due_on, confirm_due_on, owe
from recommendations.actions.duties import meet_responses
from recommendations.models import Obligation, OfficeTargets
from tests.factories import (
    AT,
    PUBLISHED,
    TODAY,
    make_body,
    make_force_and_body,
    make_national_bodies,
    make_oversight,
    make_recommendation,
    make_report,
    make_user,
)

pytestmark = pytest.mark.django_db

CHIEFS, COMMISSIONERS = Group.CHIEF_CONSTABLES, Group.POLICE_AND_CRIME_COMMISSIONERS


def owed(report) -> list[tuple]:
    return sorted(
        (o.kind, o.recommendation.number if o.recommendation else "", o.body.slug)
        for o in report.obligations.with_names()
    )


def test_owe_asks_each_local_policing_body_for_a_response():
    first, second = make_force_and_body("First"), make_force_and_body("Second")

    report = make_report(first.body)

    rows = [(o.body, o.due_on, o.first_due_on, o.basis) for o in report.obligations.order_by("pk")]
    day = date(2026, 4, 26)
    assert sorted(rows, key=lambda row: row[0].slug) == [
        (first.body, day, day, "act"),
        (second.body, day, day, "act"),
    ]


def test_owe_works_to_the_offices_limit_where_the_act_sets_none():
    report = make_report(basis="super_complaint", kind="super_complaint")

    response = report.obligations.get()

    assert (response.basis, response.due_on) == ("office", date(2026, 4, 26))
    assert response.clock_source == (
        "no statutory day; this office works to 56 days as under section 55"
    )


def test_owe_asks_each_addressee_for_action_on_the_sample_shape():
    first, second = make_force_and_body("First"), make_force_and_body("Second")
    nationals = make_national_bodies()
    report = make_report(first.body)
    make_recommendation(report, "3")
    make_recommendation(report, "4", addressees=[CHIEFS, COMMISSIONERS])
    due = {"deadline_text": "within six months", "due_on": date(2026, 9, 2)}
    make_recommendation(report, "6a", addressees=[nationals["home-office"]], **due)
    make_recommendation(
        report, "6c", addressees=[nationals["apcc"]], returns_from=COMMISSIONERS, **due
    )

    assert owed(report) == [
        ("action", "3", "force-first"),
        ("action", "3", "force-second"),
        ("action", "4", "body-first"),
        ("action", "4", "body-second"),
        ("action", "4", "force-first"),
        ("action", "4", "force-second"),
        ("action", "6a", "home-office"),
        ("action", "6c", "apcc"),
        ("response", "", "body-first"),
        ("response", "", "body-second"),
        ("return", "6c", "body-first"),
        ("return", "6c", "body-second"),
    ]
    returned = report.obligations.get(kind="return", body=second.body)
    assert (returned.owed_to, returned.due_on, returned.due_text) == (
        nationals["apcc"], date(2026, 9, 2), "within six months",
    )  # fmt: skip


def test_owe_stays_with_the_forces_in_scope():
    first, _ = make_force_and_body("First"), make_force_and_body("Second")
    report = make_report(first.body, forces=[first.force])

    make_recommendation(report, "1", addressees=[CHIEFS, COMMISSIONERS])

    assert owed(report) == [
        ("action", "1", "body-first"),
        ("action", "1", "force-first"),
        ("response", "", "body-first"),
    ]


def test_owe_leaves_a_record_of_how_many_were_added():
    report = make_report()

    make_recommendation(report)

    first, second = Event.objects.about(report).filter(action="owe").order_by("pk")
    assert (first.body, first.by) == (report.recorded_for, report.recorded_by)
    assert (first.data, second.data) == ({"added": 1}, {"added": 1})


def test_owe_twice_adds_nothing():
    report = make_recommendation().report

    added = owe(report, by=report.recorded_by, at=AT)

    assert added == 0
    assert report.obligations.count() == 2


def test_owe_means_who_was_there_on_the_day_of_publication():
    area = make_force_and_body()
    mayor = make_body("Mayor", kind="mayor", starts_on=date(2026, 3, 10))
    area.body.ends_on, area.body.successor = date(2026, 3, 9), mayor
    area.body.save()
    area.body.oversights.update(ends_on=date(2026, 3, 9))
    make_oversight(mayor, area.force, starts_on=date(2026, 3, 10))

    report = make_report(area.body, forces=[area.force])

    response = report.obligations.get()
    assert response.body == area.body
    assert [response.owed_by_on(day) for day in [date(2026, 3, 9), date(2026, 3, 10)]] == [
        area.body,
        mayor,
    ]


def test_owe_refuses_another_office():
    report = make_report()

    with pytest.raises(PermissionDenied):
        owe(report, by=make_user(Role.CASEWORKER, make_force_and_body().body), at=AT)


def test_confirm_due_on_says_who_checked_the_day():
    recommendation = make_recommendation(due_on=date(2026, 9, 2))
    by = recommendation.report.recorded_by

    confirm_due_on(recommendation, by=by, at=AT)

    recommendation.refresh_from_db()
    assert (recommendation.due_on_confirmed_by, recommendation.due_on_confirmed_at) == (by, AT)


def test_confirm_due_on_refuses_a_day_before_the_report():
    recommendation = make_recommendation(due_on=PUBLISHED - timedelta(days=1))

    with pytest.raises(Refused, match="before its report"):
        confirm_due_on(recommendation, by=recommendation.report.recorded_by, at=AT)


def action_of(recommendation) -> Obligation:
    return recommendation.obligations.get(kind="action")


def test_change_due_on_keeps_the_first_day_and_the_reason():
    recommendation = make_recommendation(due_on=date(2026, 9, 2))
    by = recommendation.report.recorded_by

    change_due_on(
        action_of(recommendation), date(2026, 10, 1), reason=" Agreed with the force. ",
        by=by, at=AT,
    )  # fmt: skip

    changed = action_of(recommendation)
    assert (changed.due_on, changed.first_due_on) == (date(2026, 10, 1), date(2026, 9, 2))
    assert (changed.basis, changed.reason) == ("agreed", "Agreed with the force.")
    event = Event.objects.about(changed)[0]
    assert event.data["due_on"] == ["2026-09-02", "2026-10-01"]
    assert event.changed_in_words == [("due on", "2 September 2026", "1 October 2026")]


def test_change_due_on_may_set_a_day_where_there_was_none():
    recommendation = make_recommendation()

    change_due_on(
        action_of(recommendation), date(2026, 10, 1), reason="Agreed.",
        by=recommendation.report.recorded_by, at=AT,
    )  # fmt: skip

    assert action_of(recommendation).due_on == date(2026, 10, 1)


def test_change_due_on_refuses_the_acts_own_day():
    report = make_report()

    with pytest.raises(Refused, match="no power to extend it"):
        change_due_on(
            report.obligations.get(), date(2026, 5, 1), reason="Please.",
            by=report.recorded_by, at=AT,
        )  # fmt: skip

    assert report.obligations.get().due_on == date(2026, 4, 26)


@pytest.mark.parametrize(
    ("due_on", "reason", "words"),
    [
        (date(2026, 10, 1), "  ", "Say why"),
        (PUBLISHED - timedelta(days=1), "Because.", "before the report was published"),
    ],
)
def test_change_due_on_refuses(due_on, reason, words):
    recommendation = make_recommendation(due_on=date(2026, 9, 2))

    with pytest.raises(Refused, match=words):
        change_due_on(
            action_of(recommendation), due_on, reason=reason,
            by=recommendation.report.recorded_by, at=AT,
        )  # fmt: skip

    assert action_of(recommendation).due_on == date(2026, 9, 2)


def test_change_due_on_refuses_what_is_done():
    recommendation = make_recommendation(due_on=date(2026, 9, 2))
    recommendation.obligations.update(met_on=TODAY)

    with pytest.raises(WrongState, match="already done"):
        change_due_on(
            action_of(recommendation), date(2026, 10, 1), reason="Late.",
            by=recommendation.report.recorded_by, at=AT,
        )  # fmt: skip


def test_change_due_on_is_for_the_office_over_the_force_and_no_other():
    recommendation = make_recommendation(due_on=date(2026, 9, 2))
    force = action_of(recommendation).body
    others = [
        make_user(Role.CASEWORKER, make_force_and_body().body),
        make_user(Role.FORCE_CONTRIBUTOR, force),
        make_user(Role.AUDITOR, recommendation.report.recorded_for),
    ]

    for other in others:
        with pytest.raises(PermissionDenied):
            change_due_on(
                action_of(recommendation), date(2026, 10, 1), reason="Mine.", by=other, at=AT
            )


def test_meet_responses_meets_what_the_body_it_succeeded_owed():
    area, other = make_force_and_body(), make_force_and_body()
    report = make_report(area.body)
    mayor = make_body("Mayor", kind="mayor")
    area.body.successor, area.body.ends_on = mayor, TODAY - timedelta(days=1)
    area.body.save()

    count = meet_responses([report], mayor, TODAY, by=report.recorded_by, at=AT)

    assert count == 1
    assert {o.body: o.met_on for o in report.obligations.all()} == {
        area.body: TODAY,
        other.body: None,
    }


def test_duty_passes_on_from_each_body_to_the_one_that_took_over():
    report = make_report()
    last = make_body(kind="mayor")
    middle = make_body(ends_on=TODAY - timedelta(days=1), successor=last)
    owed = report.obligations.get()
    owed.body.ends_on, owed.body.successor = PUBLISHED, middle

    days = [PUBLISHED, TODAY - timedelta(days=1), TODAY]
    assert [owed.owed_by_on(day) for day in days] == [owed.body, middle, last]


@pytest.mark.parametrize(
    ("met_on", "today", "state"),
    [
        (None, date(2026, 4, 26), "open"),  # the last day is not late
        (None, date(2026, 4, 27), "overdue"),
        (date(2026, 4, 28), date(2026, 4, 29), "met"),
    ],
)
def test_obligation_state_follows_from_the_day(met_on, today, state):
    report = make_report()
    report.obligations.update(met_on=met_on)

    owing = report.obligations.get()

    assert owing.state(today) == state
    assert Obligation.objects.overdue(today).exists() == (state == "overdue")


def test_obligations_come_by_day_with_those_without_one_last():
    recommendation = make_recommendation(number="1")
    report = recommendation.report
    make_recommendation(report, "2", due_on=date(2026, 3, 30))

    ordered = [o.due_on for o in report.obligations.by_due_day()]

    assert ordered == [date(2026, 3, 30), date(2026, 4, 26), None]


def test_obligation_is_visible_to_who_owes_who_oversees_and_who_collates():
    area, other = make_force_and_body(), make_force_and_body()
    apcc = make_national_bodies()["apcc"]
    report = make_report(area.body, forces=[area.force])
    make_recommendation(report, "1")
    make_recommendation(report, "2", addressees=[apcc], returns_from=COMMISSIONERS)

    def seen_by(role, body):
        visible = Obligation.objects.visible_to(make_user(role, body))
        return sorted((o.kind, o.body.slug == "apcc") for o in visible)

    force_action, body_response = ("action", False), ("response", False)
    body_return, apcc_action = ("return", False), ("action", True)
    assert seen_by(Role.CASEWORKER, area.body) == [force_action, body_response, body_return]
    assert seen_by(Role.FORCE_CONTRIBUTOR, area.force) == [force_action]
    assert seen_by(Role.COLLATOR, apcc) == [apcc_action, body_return]
    assert seen_by(Role.CASEWORKER, other.body) == []


def test_office_targets_are_days_counted_as_the_acts():
    body = make_force_and_body().body

    days = OfficeTargets.of(body).days(PUBLISHED)

    assert days == {
        "comments": date(2026, 3, 29),
        "draft": date(2026, 4, 5),
        "approval": date(2026, 4, 19),
    }
