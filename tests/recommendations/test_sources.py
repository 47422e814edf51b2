"""A report's file: kept, read by the worker apart, put before a person; or why it cannot be."""

import pytest
import weasyprint
from django.urls import reverse
from django.utils import timezone

from accounts.models import Event
from accounts.permissions import Role
from recommendations.actions import add_file, find_recommendations
from recommendations.actions.waiting import GIVEN_UP, LEASE, MOST_TRIES
from recommendations.files import examine
from recommendations.models import Report, Source
from recommendations.places import place_of
from recommendations.tasks import read_next
from tests.factories import (
    AT,
    make_force_and_body,
    make_national_bodies,
    make_proposal,
    make_report,
    make_upload,
    make_user,
)

pytestmark = pytest.mark.django_db

HTML = """<!doctype html><title>Calls</title><h1>Calls answered late</h1>
<p>The inspectors visited the force in March and spoke to many people there.</p>
<h2>Recommendation 1</h2><p>By 31 March 2027, chief constables should make sure that every call is
answered within ten seconds.</p>
<h2>Recommendation 2</h2><p>The College of Policing should write guidance on calls.</p>
<script>alert(1)</script>"""


@pytest.fixture
def report():
    make_national_bodies()
    return make_report(make_force_and_body().body, confirmed=False)


def give(report, name="calls.html", content=None):
    upload = make_upload(name, HTML.encode() if content is None else content)
    facts = examine(upload, allowed=frozenset({name[name.rindex(".") :]}))
    return add_file(report, upload, facts, by=report.recorded_by, at=AT)


def numbers(report):
    return [(p.number, p.addressees) for p in report.proposals.all()]


def test_worker_reads_a_file_and_puts_what_is_found_before_a_person(report):
    give(report)
    assert numbers(report) == []

    assert read_next(AT)

    assert numbers(report) == [("1", ["chief_constables"]), ("2", ["college-of-policing"])]
    assert not read_next(AT)
    assert Event.objects.about(report).filter(action="read text").count() == 1


def test_pdf_is_read_with_the_page_and_the_box_of_each_item(report):
    give(report, "calls.pdf", weasyprint.HTML(string=HTML).write_pdf())

    read_next(AT)

    first = report.proposals.get(number="1")
    page = place_of(first, report.source).pages[0]
    assert page.number == 1
    for left, top, width, height in page.boxes:
        assert 0 <= left < left + width <= page.width
        assert 0 <= top < top + height <= page.height
    assert page.boxes


def test_picture_of_a_page_is_not_left_in_the_browser(report, client):
    source = give(report, "calls.pdf", weasyprint.HTML(string=HTML).write_pdf())
    read_next(AT)
    client.force_login(report.recorded_by)

    answer = client.get(reverse("recommendations:source-page", args=[source.pk, 1]))

    assert answer["Content-Type"] == "image/png"
    assert answer["Cache-Control"] == "private, no-store"


def test_recorded_with_a_file_the_report_goes_on_to_what_is_found_in_it(client):
    area = make_force_and_body()
    client.force_login(make_user(Role.CASEWORKER, area.body))
    facts = {
        "title": "Calls", "kind": "thematic", "basis": "section_55", "published_on_day": "2",
        "published_on_month": "3", "published_on_year": "2026",
        "upload": make_upload("calls.html", HTML.encode()),
    }  # fmt: skip

    answer = client.post(reverse("recommendations:report-new"), facts, follow=True)
    report = Report.objects.get()
    read_next(timezone.now())
    ready = client.get(report.get_review_url())

    assert "calls.html is being read" in answer.content.decode()
    assert "Recommendation 2" in ready.content.decode()
    assert report.source_name == "calls.html"
    assert report.source_sha256 == report.source.sha256


@pytest.mark.parametrize("content", [b"%PDF-1.7\nnothing more", b"%PDF-1.4\n%%EOF"])
def test_file_that_cannot_be_read_says_why_and_is_kept(content, report, client):
    source = give(report, "calls.pdf", content)
    client.force_login(report.recorded_by)

    read_next(AT)
    page = client.get(report.get_review_url()).content.decode()

    source.refresh_from_db()
    assert source.problem
    assert f"calls.pdf could not be read. {source.problem}" in page
    with source.file.open() as file:
        assert file.read() == content


def test_what_could_not_be_read_may_be_tried_again(report, client):
    source = give(report, "calls.pdf", b"%PDF-1.7\nnothing more")
    read_next(AT)
    client.force_login(report.recorded_by)

    client.post(reverse("recommendations:read-again", args=[source.pk]))

    source.refresh_from_db()
    assert source.is_waiting
    assert source.tries == 0


def test_text_that_killed_its_worker_is_tried_again_and_then_given_up(report):
    source = give(report)
    row = Source.objects.filter(pk=source.pk)

    row.update(tries=1, next_try_at=AT + LEASE)
    assert not read_next(AT)
    row.update(tries=MOST_TRIES)
    assert not read_next(AT + LEASE)

    source.refresh_from_db()
    assert source.problem == GIVEN_UP


def test_long_text_waits_for_the_worker(report):
    words = "The inspectors visited the force in March.\n\n" * 3_000
    source = find_recommendations(
        report, words + "Recommendation 1\n\nForces should act.", by=report.recorded_by, at=AT
    )
    assert source.is_waiting

    read_next(AT)

    assert [p.number for p in report.proposals.all()] == ["1"]


def test_older_text_read_late_leaves_what_was_found_in_a_newer_one(report):
    older = give(report)
    find_recommendations(
        report, "Recommendation 9\n\nForces should act.", by=report.recorded_by, at=AT
    )

    read_next(AT)

    older.refresh_from_db()
    assert [p.number for p in report.proposals.all()] == ["9"]
    assert older.read_at
    assert not older.is_to_compare


def test_file_larger_than_fifty_megabytes_is_refused(report, client, monkeypatch):
    monkeypatch.setattr("recommendations.forms.capture.TextForm.largest", 1024 * 1024)
    client.force_login(report.recorded_by)
    upload = make_upload("calls.html", b"<p>" + b"x" * 1024 * 1024)

    answer = client.post(reverse("recommendations:text", args=[report.pk]), {"upload": upload})

    assert "calls.html is larger than 1 MB." in answer.content.decode()
    assert not report.sources.exists()


def test_words_of_a_source_are_shown_with_the_item_marked(report, client):
    find_recommendations(
        report,
        "Recommendation 1\n\nForces should act.\n\nRecommendation 2\n\nForces should <b>rest</b>.",
        by=report.recorded_by, at=AT,
    )  # fmt: skip
    client.force_login(report.recorded_by)
    second = report.proposals.get(number="2")

    page = client.get(reverse("recommendations:place", args=[second.pk])).content.decode()

    before, _, marked = page.partition('<mark class="app-source__mark">')
    assert "Forces should act." in before
    assert marked.startswith("Recommendation 2\n\nForces should &lt;b&gt;rest&lt;/b&gt;.</mark>")


def test_long_source_shows_the_part_around_the_item(report):
    lines = ["Line of the report."] * 4_000 + ["Recommendation 1", "", "Forces should act."]
    source = Source.objects.create(
        report=report, text="\n".join(lines), added_by=report.recorded_by, added_at=AT, read_at=AT
    )
    proposal = make_proposal(report, source=source, first_line=4_000, last_line=4_002)

    place = place_of(proposal, source)

    assert place.is_part
    assert place.marked == "Recommendation 1\n\nForces should act."
    assert place.before.count("\n") == 149
