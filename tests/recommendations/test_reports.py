"""Recording a report and correcting its facts."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.errors import Refused
from accounts.models import Event
from accounts.permissions import Role
from recommendations.actions import (
    change_due_on,
    confirm_publication_day,
    correct_report,
    record_report,
)
from recommendations.files import examine
from recommendations.models import Report
from tests.factories import (
    AT,
    PUBLISHED,
    TODAY,
    make_force_and_body,
    make_national_bodies,
    make_report,
    make_upload,
    make_user,
)

pytestmark = pytest.mark.django_db


def new_report(body, **values) -> Report:
    values = {
        "title": "A report", "kind": "thematic", "basis": "section_55", "published_on": PUBLISHED
    } | values  # fmt: skip
    return Report(recorded_for=body, **values)


def test_record_report_keeps_who_and_when():
    area = make_force_and_body()
    by = make_user(Role.CASEWORKER, area.body)
    inspectors = make_national_bodies()["hmicfrs"]

    report = record_report(
        new_report(area.body), publishers=[inspectors], forces=[area.force],
        by=by, at=AT, today=TODAY,
    )  # fmt: skip

    report.refresh_from_db()
    assert (report.recorded_by, report.recorded_at) == (by, AT)
    assert (report.published_on_confirmed_by, report.published_on_confirmed_at) == (by, AT)
    assert [list(report.publishers.all()), list(report.forces.all())] == [
        [inspectors],
        [area.force],
    ]
    assert not report.is_confirmed
    assert [e.action for e in Event.objects.about(report)] == ["record"]


def test_record_report_keeps_the_file_and_its_hash():
    body = make_force_and_body().body
    upload = make_upload("The report.pdf")
    facts = examine(upload)

    report = record_report(
        new_report(body), upload=upload, facts=facts,
        by=make_user(Role.CASEWORKER, body), at=AT, today=TODAY,
    )  # fmt: skip

    with report.source_file.open() as file:
        assert file.read() == upload.file.getvalue()
    assert (report.source_name, report.source_sha256) == ("The_report.pdf", facts.sha256)


def test_record_report_may_be_of_today():
    body = make_force_and_body().body

    report = record_report(
        new_report(body, published_on=TODAY),
        by=make_user(Role.CASEWORKER, body), at=AT, today=TODAY,
    )  # fmt: skip

    assert report.pk


def test_record_report_refuses_a_day_to_come():
    body = make_force_and_body().body
    tomorrow = new_report(body, published_on=TODAY + timedelta(days=1))

    with pytest.raises(Refused, match="today or in the past"):
        record_report(tomorrow, by=make_user(Role.CASEWORKER, body), at=AT, today=TODAY)

    assert Report.objects.count() == Event.objects.count() == 0


@pytest.mark.parametrize("role", [Role.APPROVER, Role.SIGNATORY, Role.PUBLISHER, Role.AUDITOR])
def test_record_report_refuses_another_role(role):
    body = make_force_and_body().body

    with pytest.raises(PermissionDenied):
        record_report(new_report(body), by=make_user(role, body), at=AT, today=TODAY)

    assert Report.objects.count() == 0


def test_record_report_refuses_another_office():
    body, other = make_force_and_body().body, make_force_and_body().body

    with pytest.raises(PermissionDenied):
        record_report(new_report(body), by=make_user(Role.CASEWORKER, other), at=AT, today=TODAY)


def test_record_report_refuses_who_left_the_office():
    body = make_force_and_body().body
    by = make_user(Role.CASEWORKER, body)
    by.memberships.update(ends_on=TODAY - timedelta(days=1))

    with pytest.raises(PermissionDenied):
        record_report(new_report(body), by=by, at=AT, today=TODAY)


def test_report_is_recorded_once_by_a_body():
    report = make_report(title="Twice")

    with pytest.raises(Refused, match="already recorded"):
        make_report(report.recorded_for, title="Twice")


def test_confirm_publication_day_says_who_checked_it():
    report = make_report()
    by = make_user(Role.CASEWORKER, report.recorded_for)

    confirm_publication_day(report, by=by, at=AT)

    report.refresh_from_db()
    assert report.published_on_confirmed_by == by
    assert Event.objects.about(report)[0].action == "confirm publication day"


def test_correct_report_before_confirmation_may_change_all():
    area = make_force_and_body()
    report = make_report(area.body, confirmed=False)
    report.title, report.published_on = "Corrected", date(2026, 3, 3)

    correct_report(report, forces=[area.force], by=report.recorded_by, at=AT, today=TODAY)

    saved = Report.objects.get(pk=report.pk)
    assert (saved.title, saved.published_on, saved.version) == ("Corrected", date(2026, 3, 3), 2)
    assert list(saved.forces.all()) == [area.force]


def test_correct_report_needs_a_reason_once_duties_rest_on_the_day():
    report = make_report()
    report.published_on = date(2026, 3, 3)

    with pytest.raises(Refused, match="Say why"):
        correct_report(report, reason=" ", by=report.recorded_by, at=AT, today=TODAY)

    assert Report.objects.get().published_on == PUBLISHED


def test_correct_report_moves_the_open_response_and_keeps_the_old_day_on_record():
    report = make_report()
    report.published_on = date(2026, 2, 27)

    correct_report(
        report, reason="The web page gave another day.", by=report.recorded_by, at=AT, today=TODAY
    )

    owed = report.obligations.get()
    assert (owed.due_on, owed.first_due_on) == (date(2026, 4, 23), date(2026, 4, 23))
    event = Event.objects.about(report)[0]
    assert event.data["published_on"] == ["2026-03-02", "2026-02-27"]
    assert event.note == "The web page gave another day."


def test_correct_report_says_who_checked_the_new_day():
    report = make_report()
    by = make_user(Role.CASEWORKER, report.recorded_for)
    at = AT + timedelta(days=1)
    report.title = "Another title"

    kept = correct_report(report, by=by, at=at, today=TODAY)
    assert kept.published_on_confirmed_by == report.recorded_by

    report.published_on = date(2026, 2, 27)
    correct_report(report, reason="Misread.", by=by, at=at, today=TODAY)

    report.refresh_from_db()
    assert (report.published_on_confirmed_by, report.published_on_confirmed_at) == (by, at)


def test_correct_report_leaves_what_is_met():
    report = make_report()
    report.obligations.update(met_on=TODAY)
    report.published_on = date(2026, 2, 27)

    correct_report(report, reason="Misread.", by=report.recorded_by, at=AT, today=TODAY)

    assert report.obligations.get().due_on == date(2026, 4, 26)


def test_correct_report_leaves_the_day_that_the_office_chose():
    report = make_report(basis="super_complaint", kind="super_complaint")
    owed, chosen = report.obligations.get(), date(2026, 4, 20)
    change_due_on(owed, chosen, reason="Board date.", by=report.recorded_by, at=AT)
    report.published_on = date(2026, 2, 27)

    correct_report(report, reason="Misread.", by=report.recorded_by, at=AT, today=TODAY)

    owed.refresh_from_db()
    assert (owed.due_on, owed.first_due_on) == (chosen, date(2026, 4, 23))


def test_correct_report_keeps_who_is_concerned_once_confirmed():
    area, other = make_force_and_body(), make_force_and_body()
    report = make_report(area.body, forces=[area.force])

    correct_report(report, forces=[other.force], by=report.recorded_by, at=AT, today=TODAY)

    assert list(report.forces.all()) == [area.force]


def test_correct_report_refuses_another_office():
    report = make_report()
    stranger = make_user(Role.CASEWORKER, make_force_and_body().body)

    with pytest.raises(PermissionDenied):
        correct_report(report, by=stranger, at=AT, today=TODAY)


def test_correct_report_cannot_move_it_to_another_office():
    report = make_report()
    other = make_force_and_body().body
    report.recorded_for = other

    with pytest.raises(PermissionDenied):
        correct_report(report, by=make_user(Role.CASEWORKER, other), at=AT, today=TODAY)

    assert Report.objects.get().recorded_for != other


def test_report_is_visible_to_who_recorded_it_and_who_owes():
    recording, owing, stranger = (make_force_and_body() for _ in range(3))
    open_report = make_report(recording.body, confirmed=False, forces=[owing.force])
    report = make_report(recording.body, forces=[owing.force])

    seen = {
        name: list(Report.objects.visible_to(make_user(Role.AUDITOR, body)).order_by("pk"))
        for name, body in [
            ("recording", recording.body), ("owing", owing.body), ("stranger", stranger.body),
        ]
    }  # fmt: skip
    assert seen == {"recording": [open_report, report], "owing": [report], "stranger": []}


def test_list_of_reports_is_searched_by_words_of_the_title(client):
    report = make_report(title="Burglary in rural areas")
    make_report(report.recorded_for, title="Custody")
    client.force_login(report.recorded_by)

    page = client.get(reverse("recommendations:reports"), {"q": "RURAL"})

    assert [row[0] for row in page.context["rows"]] == [report]
