"""A publication date that was wrong: every day counted from it moves, and who owes is told."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Event, Notice
from accounts.permissions import Role
from recommendations.actions import change_due_on, find_recommendations
from tests.factories import (
    AT,
    PUBLISHED,
    make_force_and_body,
    make_recommendation,
    make_report,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return make_force_and_body()


@pytest.fixture
def report(area):
    report = make_report(area.body, forces=[area.force])
    make_recommendation(
        report, "1", deadline_text="Within six months of publication", due_on=date(2026, 9, 2)
    )
    make_recommendation(report, "2", deadline_text="By 31 December 2026", due_on=date(2026, 12, 31))
    return report


def move(client, report, day, reason="The web page was misdated."):
    data = {
        "title": report.title, "kind": report.kind, "basis": report.basis, "reason": reason,
        "published_on_day": str(day.day), "published_on_month": str(day.month),
        "published_on_year": str(day.year), "version": str(report.version),
    }  # fmt: skip
    return client.post(reverse("recommendations:report-edit", args=[report.pk]), data)


EARLIER = date(2026, 2, 20)


def test_days_counted_from_publication_move_and_named_days_stay(report, client):
    assert date(2026, 3, 2) == PUBLISHED
    client.force_login(report.recorded_by)

    move(client, report, EARLIER)

    assert report.obligations.responses().get().due_on == date(2026, 4, 16)
    first, second = report.recommendations.all()
    assert (first.due_on, second.due_on) == (date(2026, 8, 20), date(2026, 12, 31))
    assert [o.due_on for o in first.obligations.all()] == [date(2026, 8, 20)]
    assert [o.due_on for o in second.obligations.all()] == [date(2026, 12, 31)]


def test_day_agreed_since_stays_and_the_old_days_are_in_the_record(report, client):
    client.force_login(report.recorded_by)
    owed = report.recommendations.get(number="1").obligations.get()
    agreed = date(2026, 11, 1)
    change_due_on(owed, agreed, reason="Agreed.", by=report.recorded_by, at=AT)

    move(client, report, EARLIER)

    owed.refresh_from_db()
    assert (owed.due_on, owed.first_due_on) == (agreed, date(2026, 8, 20))
    response = report.obligations.responses().get()
    event = Event.objects.about(response).get(action="change due day")
    assert event.data["due_on"] == ["2026-04-26", "2026-04-16"]
    assert event.note == "The web page was misdated."


def test_deadline_that_a_person_set_against_the_words_stays(area, report, client):
    own_day = date(2026, 12, 1)
    asked = make_recommendation(
        report, "3", deadline_text="Within six months of publication", due_on=own_day
    )
    client.force_login(report.recorded_by)

    move(client, report, EARLIER)

    asked.refresh_from_db()
    assert asked.due_on == own_day


def test_those_who_owe_are_told_until_they_have_read_it(area, report, client):
    colleague = make_user(Role.APPROVER, area.body)
    force = make_user(Role.FORCE_CONTRIBUTOR, area.force)
    stranger = make_user(Role.CASEWORKER, make_force_and_body().body)
    client.force_login(report.recorded_by)

    move(client, report, EARLIER)

    told = set(Notice.objects.values_list("user", flat=True))
    assert {colleague.pk, force.pk} <= told
    assert not told & {stranger.pk, report.recorded_by.pk}
    client.force_login(force)
    page = client.get(reverse("progress:my-work")).content.decode()
    assert "from 2 March 2026 to 20 February 2026" in page
    client.post(reverse("accounts:notice-read", args=[force.notices.get().pk]))
    assert "was corrected" not in client.get(reverse("progress:my-work")).content.decode()


def test_notice_of_another_is_not_marked_as_read(area, report, client):
    force = make_user(Role.FORCE_CONTRIBUTOR, area.force)
    client.force_login(report.recorded_by)
    move(client, report, EARLIER)

    client.post(reverse("accounts:notice-read", args=[force.notices.get().pk]))

    assert force.notices.get().read_at is None


def test_before_confirmation_found_deadlines_are_counted_anew(area, client):
    report = make_report(area.body, confirmed=False)
    find_recommendations(
        report,
        "Recommendation 1\n\nWithin six months of publication, forces should act.\n\n"
        "Recommendation 2\n\nBy 31 December 2026, forces should rest.",
        by=report.recorded_by,
        at=AT,
    )
    client.force_login(report.recorded_by)

    move(client, report, EARLIER, reason="")

    days = [p.due_on for p in report.proposals.all()]
    assert days == [date(2026, 8, 20), date(2026, 12, 31)]


def test_moved_day_without_a_reason_is_refused_at_its_field(report, client):
    client.force_login(report.recorded_by)

    answer = move(client, report, EARLIER, reason=" ")

    assert answer.context["form"].errors == {"reason": ["Say why the publication date is changed"]}
    assert b'href="#id_reason"' in answer.content
