"""Which letterhead and addresses a letter has when a new one begins beside the old."""

from datetime import timedelta

import pytest

from letters.addresses import addresses_on
from letters.compose import compose
from letters.models import Contact, Letterhead
from letters.recipients import recipients
from responses.workflow import State
from tests.factories import (
    TODAY,
    make_contact,
    make_copy_recipient,
    make_force_and_body,
    make_letter,
    make_letterhead,
    make_national_bodies,
    make_recommendation,
    make_report,
    make_response,
    make_term,
)

pytestmark = pytest.mark.django_db

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture
def area():
    make_national_bodies()
    return make_force_and_body("Ashvale")


@pytest.fixture
def response(area):
    report = make_recommendation(make_report(area.body, forces=[area.force])).report
    return make_response(area.body, report, state=State.APPROVED)


@pytest.mark.parametrize("old", [{}, {"starts_on": TODAY - timedelta(days=900)}])
@pytest.mark.parametrize("entered_first", ["old", "new"])
def test_new_letterhead_takes_over_on_its_first_day_though_the_old_has_no_last(
    area, response, old, entered_first
):
    Letterhead.objects.all().delete()
    rows = [{"name": "Old house", **old}, {"name": "New house", "starts_on": TODAY}]
    for row in rows if entered_first == "old" else reversed(rows):
        make_letterhead(area.body, **row)

    heads = [
        compose(response, dated_on=day, reference="R1").letterhead.name
        for day in (YESTERDAY, TODAY, TOMORROW)
    ]

    assert heads == ["Old house", "New house", "New house"]


def test_copies_go_to_the_address_that_began_last(area, response):
    national = {"home-office": "secretary_contact", "hmicfrs": "inspectors_contact"}
    for contact in Contact.objects.filter(body__slug__in=national):
        assert contact.starts_on is None
        make_contact(contact.body, email=f"new-{contact.email}", starts_on=TODAY)
    make_contact(area.force, email="new-chief@example.org", starts_on=TODAY)

    before, after = addresses_on(area.body, YESTERDAY), addresses_on(area.body, TODAY)
    sent = {recipient.email for recipient in recipients(make_letter(response))}

    names = [*national.values(), "chief_contact"]
    assert [getattr(before, n).email for n in names if "new" in getattr(before, n).email] == []
    assert [n for n in names if not getattr(after, n).email.startswith("new-")] == []
    assert len(sent) == 3 and all(email.startswith("new-") for email in sent)


def test_copy_recipient_has_the_role_that_began_last(area, response):
    make_copy_recipient(area.body, email="panel@example.org", role="Clerk")
    make_copy_recipient(area.body, email="panel@example.org", role="Chair", starts_on=TODAY)

    copies = [r.why for r in recipients(make_letter(response)) if r.email == "panel@example.org"]

    assert copies == ["Copy: Chair"]


def test_of_two_that_begin_on_one_day_the_one_entered_last_counts(area):
    for name in ["First", "Second"]:
        make_letterhead(area.body, name=name, starts_on=TODAY)
        make_term(area.body, name, starts_on=TODAY)

    who = addresses_on(area.body, TODAY)

    assert (who.letterhead.name, who.signatory.name) == ("Second", "Second")
