"""An office's register goes in whole or not at all, and comes out as a spreadsheet."""

import csv
import io
import zipfile
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from accounts.models import Event
from accounts.permissions import Role
from bodies.groups import Group
from recommendations.models import Proposal, Recommendation, Register, Report
from recommendations.tasks import read_next_register
from tests.factories import (
    make_force_and_body,
    make_national_bodies,
    make_recommendation,
    make_report,
    make_upload,
    make_user,
)

pytestmark = pytest.mark.django_db

CSV = """Report,Date published,Rec no.,Recommendation,Owner,Deadline,RAG
Calls,2 March 2026,1,Chief constables should answer every call.,Chief constables,31 May 2026,Red
Calls,2 March 2026,2,The NPCC should write guidance.,,,Green
Custody,5 January 2026,1,Train custody staff.,,within three months,Amber
"""
CHOSEN = {
    "sheet": "0", "header": "0", "column_title": "0", "column_published_on": "1",
    "column_number": "2", "column_text": "3", "column_addressees": "4", "column_due_on": "5",
    "kind": "thematic", "basis": "section_55",
}  # fmt: skip


@pytest.fixture
def area():
    make_national_bodies()
    return make_force_and_body()


@pytest.fixture
def officer(area, client):
    user = make_user(Role.CASEWORKER, area.body)
    client.force_login(user)
    return user


def give(client, content=CSV, name="register.csv", **asked) -> Register:
    upload = make_upload(name, content.encode() if isinstance(content, str) else content)
    address = reverse("recommendations:register-new", query=asked or None)
    client.post(address, {"upload": upload})
    read_next_register(timezone.now())
    return Register.objects.latest("pk")


def mapped(client, register, **changed) -> Register:
    client.post(register.get_absolute_url(), CHOSEN | changed)
    read_next_register(timezone.now())
    register.refresh_from_db()
    return register


def preview_of(register) -> str:
    return reverse("recommendations:register-preview", args=[register.pk])


def errors_of(answer):
    return dict(answer.context["form"].errors)


def test_register_is_imported_report_by_report(officer, client):
    register = give(client)
    page = client.get(register.get_absolute_url())
    chosen = {name: field.initial for name, field in page.context["form"].fields.items()}

    mapped(client, register)
    shown = client.get(preview_of(register)).content.decode()
    client.post(preview_of(register))

    assert [chosen[f"column_{n}"] for n in ["title", "published_on", "number", "text"]] == [
        0, 1, 2, 3,
    ]  # fmt: skip
    assert "3 recommendations of 2 reports." in shown
    assert "Left out: RAG." in shown
    calls = Report.objects.get(title="Calls")
    items = [(p.number, p.text, p.addressees, p.due_on) for p in calls.proposals.all()]
    assert items == [
        ("1", "Chief constables should answer every call.", ["chief_constables"],
         date(2026, 5, 31)),
        ("2", "The NPCC should write guidance.", ["npcc"], None),
    ]  # fmt: skip
    custody = Report.objects.get(title="Custody")
    assert custody.proposals.get().needs_you == ["No addressee was found."]
    assert custody.proposals.get().due_on == date(2026, 4, 5)
    assert {p.decision for p in Proposal.objects.all()} == {Proposal.Decision.PENDING}
    assert not Recommendation.objects.exists()
    assert client.get(calls.get_review_url()).context["alike"] == []


def test_the_record_says_in_words_which_column_holds_what(officer, client):
    register = mapped(client, give(client))
    mapped(client, register, column_number="")

    second, first = Event.objects.about(register).filter(action="map")
    ((_, before, after),) = second.changed
    assert before.startswith("Sheet 1, headings in row 1. ")
    assert " Number: column 3; " in before and "Number" not in after
    assert ("columns", "", before) in first.changed


def test_items_of_a_register_show_the_row_that_they_come_from(officer, client):
    register = mapped(client, give(client))
    client.post(preview_of(register))
    report = Report.objects.get(title="Calls")
    second = report.proposals.get(number="2")

    page = client.get(f"{report.get_review_url()}?item={second.pk}").content.decode()

    mark = page.partition('<mark class="app-source__mark">')[2].partition("</mark>")[0]
    assert mark.startswith("Row 3. Number: 2.")


def test_day_from_a_register_is_confirmed_by_a_person_before_anybody_owes(officer, client):
    register = mapped(client, give(client))
    client.post(preview_of(register))
    report = Report.objects.get(title="Calls")
    client.post(reverse("recommendations:accept-sure", args=[report.pk]))
    confirm = reverse("recommendations:confirm", args=[report.pk])

    refused = client.post(confirm, follow=True).content.decode()
    asked = client.get(report.get_review_url()).content.decode()
    client.post(reverse("recommendations:confirm-day", args=[report.pk]))
    client.post(confirm)

    assert "The publication date has not been confirmed yet." in refused
    assert "Was it published on 2 March 2026?" in asked
    report.refresh_from_db()
    assert report.is_confirmed
    assert report.published_on_confirmed_by == officer


def test_one_row_that_cannot_be_taken_stops_all(officer, client):
    register = mapped(client, give(client, CSV + "Custody,5 January 2026,1,Other words.,,,\n"))

    shown = client.get(preview_of(register)).content.decode()
    refused = client.post(preview_of(register), follow=True).content.decode()

    assert "The number 1 stands in row 4 too, with other words." in shown
    assert "Nothing was imported." in refused
    assert not Report.objects.exists()


def test_report_on_record_is_compared_and_keeps_what_stands(area, officer, client):
    report = make_report(area.body, title="calls", by=officer)
    recommendation = make_recommendation(report, "1", text="Answer every call at once.")

    register = mapped(client, give(client))
    shown = client.get(preview_of(register)).content.decode()
    client.post(preview_of(register))

    assert "On record already" in shown
    assert Report.objects.filter(title__iexact="calls").get() == report
    assert report.source.is_to_compare
    recommendation.refresh_from_db()
    assert recommendation.text == "Answer every call at once."


def test_register_of_one_report_needs_neither_title_nor_day(area, officer, client):
    report = make_report(area.body, confirmed=False, by=officer)
    words = "Rec no.,Recommendation\n1,Chief constables should answer every call.\n"
    register = give(client, words, report=report.pk)

    client.post(register.get_absolute_url(), {
        "sheet": "0", "header": "0", "column_number": "0", "column_text": "1",
    })  # fmt: skip
    read_next_register(timezone.now())
    answer = client.post(preview_of(register))

    assert answer.url == report.get_review_url()
    assert [p.number for p in report.proposals.all()] == ["1"]


def test_excel_register_is_read_by_its_stored_values_and_sheets(officer, client):
    book = Workbook()
    book.active.append(["Nothing here"])
    sheet = book.create_sheet("Register")
    for row in csv.reader(io.StringIO(CSV)):
        sheet.append(row)
    sheet["B2"] = date(2026, 3, 2)
    content = io.BytesIO()
    book.save(content)

    register = give(client, content.getvalue(), "register.xlsx")
    mapped(client, register, sheet="1")

    assert [(p["title"], len(p["found"])) for p in register.planned] == [
        ("Calls", 2),
        ("Custody", 1),
    ]


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"column_text": ""}, "column_text", "Say which column holds the recommendation’s words"),
        ({"column_title": ""}, "column_title",
         "Say which column holds the report’s title, or enter one for all rows"),
        ({"column_published_on": ""}, "column_published_on",
         "Say which column holds the report’s publication date, or enter one for all rows"),
        ({"column_number": "77"}, "column_number",
         "Select a valid choice. 77 is not one of the available choices."),
        ({"kind": "gossip"}, "kind",
         "Select a valid choice. gossip is not one of the available choices."),
    ],
)  # fmt: skip
def test_columns_that_do_not_hold_together_are_asked_for(changed, field, message, officer, client):
    register = give(client)

    answer = client.post(register.get_absolute_url(), CHOSEN | changed)

    assert errors_of(answer)[field] == [message]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "The submitted file is empty."),
        ("a.xlsx", b"no zip", "a.xlsx is named .xlsx but its content is something else"),
        ("a.csv", b"\x00\x01\x02", "a.csv is named .csv but its content is something else"),
        ("a.pdf", None, "a.pdf is not a kind of file that can be kept: csv, xlsx."),
    ],
)
def test_file_that_is_no_register_is_refused(name, content, words, officer, client):
    address = reverse("recommendations:register-new")

    answer = client.post(address, {"upload": make_upload(name, content)})

    assert words in errors_of(answer)["upload"][0]
    assert not Register.objects.exists()


def test_bomb_in_a_workbook_is_answered_and_its_file_kept(officer, client):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.xml", b" " * 300_000_000)

    register = give(client, content.getvalue(), "bomb.xlsx")
    page = client.get(register.get_absolute_url()).content.decode()

    register.refresh_from_db()
    assert register.problem
    assert f"bomb.xlsx could not be read. {register.problem}" in page
    assert register.file.storage.exists(register.file.name)


def test_register_is_imported_once(officer, client):
    register = mapped(client, give(client))
    client.post(preview_of(register))

    client.post(preview_of(register))

    assert Report.objects.count() == 2
    assert Event.objects.filter(action="import").count() == 1


def test_register_given_by_mistake_is_discarded_with_its_file(
    officer, client, django_capture_on_commit_callbacks
):
    register = give(client)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("recommendations:register-discard", args=[register.pk]))

    assert not Register.objects.exists()
    assert not register.file.storage.exists(register.file.name)
    assert Event.objects.filter(action="discard").exists()


def test_unfinished_register_is_gone_on_with_from_the_reports(officer, client):
    register = give(client)

    page = client.get(reverse("recommendations:reports")).content.decode()

    assert f'href="{register.get_absolute_url()}">Go on importing register.csv' in page


def exported(client, form, *args) -> bytes:
    name = "report-download" if args else "download"
    answer = client.get(reverse(f"recommendations:{name}", args=[*args, form]))
    return answer.getvalue()


def test_formulas_leave_as_words(area, officer, client):
    report = make_report(area.body, by=officer, title="=cmd|' /C calc'!A0")
    make_recommendation(report, "1", text="@SUM(1)", heading="-1+1")

    rows = list(csv.reader(io.StringIO(exported(client, "csv").decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(exported(client, "xlsx", report.pk))).active

    assert [rows[1][0], rows[1][4], rows[1][5]] == ["'=cmd|' /C calc'!A0", "'-1+1", "'@SUM(1)"]
    cells = [(cell.value, cell.data_type) for cell in sheet[2]]
    assert ("'=cmd|' /C calc'!A0", "s") in cells
    assert "f" not in {kind for _, kind in cells}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_went_out_comes_in_again_unchanged(form, area, officer, client):
    report = make_report(area.body, by=officer, title="Calls")
    make_recommendation(
        report, "6a", text="Answer:\n\n- every call\n- at once", deadline_text="within six months",
        addressees=[Group.CHIEF_CONSTABLES, area.force],
    )  # fmt: skip
    make_recommendation(report, "10", text="-1 is no answer.", kind="area_for_improvement")

    register = give(client, exported(client, form), f"out.{form}")
    columns = {
        name: field.initial
        for name, field in client.get(register.get_absolute_url()).context["form"].fields.items()
        if name.startswith("column_")
    }
    mapped(client, register, **{n: "" if at is None else str(at) for n, at in columns.items()})

    (planned,) = register.planned
    assert register.problems == []
    items = [(i["number"], i["kind"], i["text"], i["addressees"]) for i in planned["found"]]
    assert items == [
        ("6a", "recommendation", "Answer:\n\n- every call\n- at once",
         ["chief_constables", area.force.slug]),
        ("10", "area_for_improvement", "-1 is no answer.", ["chief_constables"]),
    ]  # fmt: skip


def test_export_holds_only_what_its_reader_may_see(area, officer, client):
    other = make_force_and_body("Farmoor")
    make_recommendation(make_report(other.body, forces=[other.force], title="Theirs"))

    assert b"Theirs" not in exported(client, "csv")
    assert client.get("/reports/download/pdf/").status_code == 404


def test_reader_in_the_worker_gives_up_on_a_register_and_can_be_asked_again(officer, client):
    register = give(client)
    Register.objects.update(read_at=None, problem="Too much.")

    client.post(reverse("recommendations:register-again", args=[register.pk]))

    register.refresh_from_db()
    assert register.is_waiting


def test_another_office_and_the_force_reach_nothing_of_a_register(area, officer, client):
    register = mapped(client, give(client))
    addresses = [register.get_absolute_url(), preview_of(register)] + [
        reverse(f"recommendations:register-{name}", args=[register.pk])
        for name in ["again", "discard"]
    ]
    strangers = [
        make_user(Role.CASEWORKER, make_force_and_body("Farmoor").body),
        make_user(Role.FORCE_CONTRIBUTOR, area.force),
    ]

    for stranger in strangers:
        client.force_login(stranger)
        answers = [client.post(address, CHOSEN).status_code for address in addresses]
        assert answers == [404] * 4

    register.refresh_from_db()
    assert register.imported_at is None
    assert not Report.objects.exists()
