"""How references are proposed, who holds them, and what a pattern may say."""

import threading
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.errors import Refused
from accounts.models import Event
from accounts.permissions import Role
from letters.addresses import default_reference
from letters.models import IssuedReference, Letter, ReferencePattern
from letters.references import USUAL, BadPattern, candidates, number_in, parsed
from responses.workflow import State
from tests.admin_pages import errors, office, page, queries, rows
from tests.factories import (
    TODAY,
    make_force_and_body,
    make_letter,
    make_national_bodies,
    make_report,
    make_response,
)

DAY = date(2021, 7, 9)


def first(pattern: str, last: int = 0, day: date = DAY) -> str:
    return next(candidates(pattern, day, "AB", last))


@pytest.mark.parametrize(
    ("pattern", "reference"),
    [
        (USUAL, "20210709AB"),
        ("OPCC/{year}/{number:03d}", "OPCC/2021/001"),
        ("{date}-{number}", "20210709-1"),
        ("{date:%d-%m-%y}/{initials}", "09-07-21/AB"),
        ("{date:%j.%Y} {number:06d}", "190.2021 000001"),
        ("PCC%s/{date:%Y}/%Y", "PCC%s/2021/%Y"),
        ("{number}/{year}.*[x]", "1/2021.*[x]"),
    ],
)
def test_pattern_makes_a_reference_and_reads_it_again(pattern, reference):
    assert first(pattern) == reference
    assert number_in(reference, pattern) == (1 if "number" in pattern else None)


def test_references_go_on_by_number_or_by_a_suffix():
    numbers, days = candidates("{number:02d}", DAY, "", 99), candidates("{date}", DAY, "", 99)

    assert [next(numbers), next(numbers)] == ["100", "101"]
    assert [next(days), next(days), next(days)] == ["20210709", "20210709-2", "20210709-3"]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("{date", "a { without its other half, at “{date”"),
        ("{date}}", "a } without its other half"),
        ("{{date}}", "a { without"),
        ("{secret}{date}", r"no field {secret}"),
        ("{date.year}", r"no field {date.year}"),
        ("{number.__class__}", "no field"),
        ("{0}{date}", r"no field {0}"),
        ("{date!r}", r"no field {date!r}"),
        ("{date:%H}", "%H in {date:%H} is no part of a date"),
        ("{date:%}", "% in {date:%} is no part"),
        ("{date:soon}", "soon in {date:soon} is no part"),
        ("{number:3}", "does not say how many digits"),
        ("{number:0999999999d}", "does not say how many digits"),
        ("{year:%y}{number}", "Nothing may follow a colon in {year:%y}"),
        ("{number}/{number}", "{number} stands twice"),
        ("OPCC/{year}/{initials}", "all letters would have one reference"),
        ("", "all letters would have one reference"),
        ("{date}\n", "one line"),
        ("W" * 55 + "{date}", "may have 60 characters"),
    ],
)
def test_pattern_that_makes_no_reference_is_refused_by_its_wrong_part(pattern, words):
    with pytest.raises(BadPattern) as error:
        parsed(pattern)

    assert words in str(error.value)


@pytest.mark.parametrize("reference", ["OPCC/21/001", "OPCC/2021/", "OPCC/2021/9999999999", "x"])
def test_reference_of_another_kind_has_no_number(reference):
    assert number_in(reference, "OPCC/{year}/{number:03d}") is None


@pytest.fixture
def area(db):
    make_national_bodies()
    return make_force_and_body("Ashvale")


@pytest.fixture
def numbered(area):
    ReferencePattern.objects.create(body=area.body, pattern="OPCC/{year}/{number:03d}")
    return area


def response_of(area):
    return make_response(area.body, make_report(area.body), state=State.APPROVED)


def letter_of(area, **values) -> Letter:
    reference = values.pop("reference", "") or default_reference(area.body, TODAY)
    return make_letter(values.pop("response", None) or response_of(area), reference=reference,
                       **values)  # fmt: skip


def test_two_letters_of_a_day_have_two_references(area):
    letters = [letter_of(area), letter_of(area)]

    assert [letter.reference for letter in letters] == ["20260320AM", "20260320AM-2"]


def test_numbers_go_on_through_the_year_and_begin_anew(numbered):
    made = [letter_of(numbered), letter_of(numbered, dated_on=TODAY - timedelta(days=1))]

    assert [letter.reference for letter in made] == ["OPCC/2026/001", "OPCC/2026/002"]
    assert default_reference(numbered.body, TODAY) == "OPCC/2026/003"
    assert default_reference(numbered.body, date(2027, 1, 2)) == "OPCC/2027/001"


def test_numbers_go_on_from_one_that_was_typed(numbered):
    letter_of(numbered, reference="OPCC/2026/046")
    letter_of(numbered, reference="by hand")

    assert default_reference(numbered.body, TODAY) == "OPCC/2026/047"


def test_pattern_without_a_year_goes_on_in_the_next(area):
    ReferencePattern.objects.create(body=area.body, pattern="S55-{number}")
    letter_of(area)

    assert default_reference(area.body, date(2027, 1, 2)) == "S55-2"


def test_offices_number_apart(numbered):
    letter_of(numbered)

    assert default_reference(make_force_and_body().body, TODAY) == "20260320AM"


def test_reference_stays_with_a_letter_that_was_made_again_under_another(area):
    letter = letter_of(area, reference="REF/1")
    letter_of(area, response=letter.response, reference="REF/2")

    with pytest.raises(Refused, match="REF/1 has been issued already"):
        letter_of(area, reference="REF/1")

    assert [r.reference for r in letter.issued_references.order_by("pk")] == ["REF/1", "REF/2"]
    assert letter_of(area, response=letter.response, reference="REF/1").reference == "REF/1"
    assert IssuedReference.objects.count() == 2


def test_proposal_passes_over_a_reference_that_was_given_up(area):
    letter = letter_of(area)
    letter_of(area, response=letter.response, reference="REF/2")

    assert default_reference(area.body, TODAY) == "20260320AM-2"


@pytest.mark.parametrize("change", ["update", "delete"])
def test_register_of_references_is_never_changed(area, change):
    issued = letter_of(area).issued_references.get()

    with pytest.raises(DatabaseError, match="stays issued"), transaction.atomic():
        rows = IssuedReference.objects.filter(pk=issued.pk)
        rows.update(reference="x") if change == "update" else rows.delete()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time.")
@pytest.mark.django_db(transaction=True)
def test_of_two_letters_at_the_same_moment_one_has_the_reference():
    make_national_bodies()
    area = make_force_and_body("Ashvale")
    responses, gate, outcomes = [response_of(area), response_of(area)], threading.Barrier(2), []

    def race(response):
        gate.wait()
        try:
            outcomes.append(letter_of(area, response=response, reference="REF/1").reference)
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=race, args=[response]) for response in responses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["REF/1", "refused"]
    assert (Letter.objects.count(), IssuedReference.objects.count()) == (1, 1)


def test_pattern_is_set_in_the_admin_and_shown_with_what_it_makes(area):
    client = office(area.body, Role.BODY_ADMINISTRATOR)
    add = page(ReferencePattern, "add")

    refused = client.post(add, {"body": area.body.pk, "pattern": "{date:%H}"})
    client.post(add, {"body": area.body.pk, "pattern": "OPCC/{number:04d}"})

    pattern = ReferencePattern.objects.get()
    shown = client.get(page(ReferencePattern, "change", pattern.pk)).content.decode()
    assert "%H in {date:%H} is no part of a date" in str(errors(refused)["pattern"])
    assert "OPCC/0001" in shown
    event = Event.objects.exclude(action="sign in").get()
    assert (event.action, event.body) == ("add", area.body)
    again = client.post(add, {"body": area.body.pk, "pattern": "{date}"})
    assert list(errors(again)) == ["body"]


def test_each_office_sees_its_own_register_and_pattern(area):
    letter_of(area)
    ReferencePattern.objects.create(body=area.body)
    other = office(make_force_and_body().body, Role.BODY_ADMINISTRATOR)
    own = office(area.body, Role.CASEWORKER)

    assert [r.reference for r in rows(own, IssuedReference)] == ["20260320AM"]
    assert rows(other, IssuedReference) == rows(other, ReferencePattern) == []
    assert own.post(page(ReferencePattern, "add"), {}).status_code == 403


def test_register_asks_as_much_for_three_rows_as_for_one(area):
    client = office(area.body, Role.CASEWORKER)
    letter_of(area)
    one = queries(client, page(IssuedReference))
    letter_of(area)
    letter_of(area)

    assert queries(client, page(IssuedReference)) == one
