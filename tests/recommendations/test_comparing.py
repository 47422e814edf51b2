"""Another text of a report that has been worked on, and a report recorded twice."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Event
from accounts.permissions import Role
from recommendations.actions import find_recommendations
from recommendations.comparison import compare
from recommendations.models import Recommendation, Report
from responses.models import Passage
from tests.factories import (
    AT,
    explain,
    make_body,
    make_force_and_body,
    make_proposal,
    make_recommendation,
    make_report,
    make_response,
    make_user,
)

pytestmark = pytest.mark.django_db

TEXT = """Recommendation 1

Forces should answer every call within ten seconds.

Recommendation 2

By 30 September 2026, PCCs should pay for it.

Recommendation 3

Forces should tell callers what happens next.
"""


@pytest.fixture
def report():
    area = make_force_and_body()
    report = make_report(area.body, forces=[area.force])
    make_recommendation(report, "1", text="Forces should answer every call within ten seconds.")
    make_recommendation(report, "2", text="PCCs should pay.")
    make_recommendation(report, "9", text="The sale of farm machinery should be looked into.")
    return report


def give(report, text=TEXT):
    return find_recommendations(report, text, by=report.recorded_by, at=AT)


def states(client, source):
    answer = client.get(reverse("recommendations:compare", args=[source.pk]))
    rows = answer.context["rows"]
    return [(row.state, row.number) for row in rows]


def take(client, source, *places):
    return client.post(
        reverse("recommendations:compare", args=[source.pk]), {"take": [str(p) for p in places]}
    )


def test_comparison_says_what_is_unchanged_changed_new_and_gone(report, client):
    client.force_login(report.recorded_by)

    source = give(report)

    assert states(client, source) == [
        ("unchanged", "1"), ("changed", "2"), ("new", "3"), ("gone", "9"),
    ]  # fmt: skip
    assert Recommendation.objects.count() == 3


def test_taking_over_keeps_all_that_was_written_and_adds_what_is_owed(report, client):
    response = make_response(report.recorded_for, report)
    explain(response)
    client.force_login(report.recorded_by)
    source = give(report)

    take(client, source, 1, 2)

    second, third = (report.recommendations.get(number=n) for n in "23")
    assert second.text == "By 30 September 2026, PCCs should pay for it."
    assert second.due_on.isoformat() == "2026-09-30"
    assert Passage.objects.get(response=response, recommendation=second).text
    assert third.obligations.exists()
    assert report.recommendations.filter(number="9").exists()
    assert Event.objects.about(second).filter(action="correct").exists()


def test_nothing_ticked_takes_nothing_and_ends_the_comparison(report, client):
    client.force_login(report.recorded_by)
    source = give(report)

    take(client, source)

    source.refresh_from_db()
    assert source.settled_at
    assert report.recommendations.get(number="2").text == "PCCs should pay."
    assert not report.recommendations.filter(number="3").exists()


def test_double_click_takes_over_once(report, client):
    client.force_login(report.recorded_by)
    source = give(report)

    for _ in range(2):
        take(client, source, 2)

    assert report.recommendations.filter(number="3").count() == 1


def test_before_confirmation_what_is_taken_is_to_be_checked_again(client):
    report = make_report(confirmed=False)
    make_proposal(report, "1", text="Forces should answer calls.", decision="accepted")
    client.force_login(report.recorded_by)
    source = give(report)
    assert source.is_to_compare

    take(client, source, 0, 1)

    rows = [(p.number, p.decision) for p in report.proposals.all()]
    assert rows == [("1", "pending"), ("2", "pending")]
    assert report.proposals.get(number="1").text.endswith("within ten seconds.")


def test_renumbered_item_is_matched_by_its_words():
    class Standing:
        pk, kind, number, due_on = 1, "recommendation", "4", None
        text, deadline_text, addressees = "Forces should act now.", "", frozenset()

    found = {
        "kind": "recommendation", "number": "5", "text": "Forces should act now.",
        "addressees": [], "deadline_text": "",
    }  # fmt: skip

    (row,) = compare([Standing()], [found])

    assert (row.state, row.differs) == ("changed", ("number",))


def test_report_recorded_twice_is_said_and_compared_with_the_first(report, client):
    office, by = report.recorded_for, report.recorded_by
    day = report.published_on + timedelta(days=1)
    again = make_report(office, confirmed=False, title="Another title", published_on=day, by=by)
    find_recommendations(
        again,
        "Recommendation 1\n\nForces should answer every call within ten seconds.\n\n"
        "Recommendation 9\n\nThe sale of farm machinery should be looked into.\n\n"
        "Recommendation 10\n\nForces should rest.",
        by=by,
        at=AT,
    )
    client.force_login(by)

    page = client.get(again.get_review_url()).content.decode()
    address = reverse("recommendations:compare-with", args=[again.source.pk, report.pk])
    compared = client.post(address, follow=True)

    assert "This may be recorded already" in page
    assert "It has the same recommendations." in page
    assert address in page
    assert [(row.number, row.state) for row in compared.context["rows"]] == [
        ("1", "unchanged"), ("2", "gone"), ("9", "unchanged"), ("10", "new"),
    ]  # fmt: skip


def test_report_that_another_office_recorded_is_said_but_not_compared_here(client):
    area, other = make_force_and_body(), make_force_and_body()
    first = make_report(other.body)  # about every force, so this office owes a response too
    caseworker = make_user(Role.CASEWORKER, area.body)
    again = make_report(area.body, confirmed=False, title=first.title, by=caseworker)
    client.force_login(caseworker)

    page = client.get(again.get_review_url()).content.decode()

    assert "It has the same title and day." in page
    assert f"/compare/{first.pk}/" not in page


def test_discarding_asks_why_and_leaves_the_record(client):
    report = make_report(confirmed=False)
    client.force_login(report.recorded_by)
    address = reverse("recommendations:report-discard", args=[report.pk])

    refused = client.post(address, {"reason": " "})
    assert "Say why it is discarded" in refused.content.decode()
    assert Report.objects.filter(pk=report.pk).exists()
    client.post(address, {"reason": "Recorded twice."})

    assert not Report.objects.filter(pk=report.pk).exists()
    event = Event.objects.get(action="discard")
    assert (event.object_name, event.note) == (report.title, "Recorded twice.")


def test_confirmed_report_is_not_discarded(report, client):
    client.force_login(report.recorded_by)

    answer = client.post(
        reverse("recommendations:report-discard", args=[report.pk]), {"reason": "Twice."}
    )

    assert "cannot be taken away" in answer.content.decode()
    assert Report.objects.filter(pk=report.pk).exists()


def test_collator_of_another_body_compares_nothing(report, client):
    source = give(report)
    client.force_login(make_user(Role.COLLATOR, make_body("Collators")))

    assert take(client, source, 2).status_code == 404
    assert report.recommendations.count() == 3
