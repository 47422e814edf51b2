"""One found item made two, two made one, and one that the reader missed."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.errors import Refused, Stale
from accounts.permissions import Role
from recommendations.actions import (
    confirm_recommendations,
    find_recommendations,
    join_to_one_before,
    pieces_of,
    split,
)
from recommendations.extraction.deadlines_text import add_months
from tests.factories import (
    AT,
    PUBLISHED,
    TODAY,
    make_force_and_body,
    make_proposal,
    make_report,
    make_user,
)

pytestmark = pytest.mark.django_db

TWO = "Forces should answer calls.\n\n- by day\n- by night\n\nPCCs should pay for it."


@pytest.fixture
def report():
    return make_report(make_force_and_body().body, confirmed=False)


def test_split_gives_the_second_item_the_words_from_there_on(report):
    first, last = make_proposal(report, "1", text=TWO), make_proposal(report, "2")
    pieces = pieces_of(first)

    second = split(first, len(pieces) - 1, version=1, by=report.recorded_by, at=AT)

    rows = [(p.number, p.text, p.decision) for p in report.proposals.all()]
    assert rows == [
        ("1", "Forces should answer calls.\n\n- by day\n- by night", "pending"),
        ("", "PCCs should pay for it.", "pending"),
        ("2", last.text, "pending"),
    ]
    assert second.addressees == first.addressees
    assert second.needs_you


def test_split_falls_between_sentences_where_there_is_one_paragraph(report):
    proposal = make_proposal(report, text="Forces should act. PCCs should pay.")

    split(proposal, 1, version=1, by=report.recorded_by, at=AT)

    assert [p.text for p in report.proposals.all()] == ["Forces should act.", "PCCs should pay."]


def test_split_page_offers_each_piece_but_the_first(report, client):
    proposal = make_proposal(report, text=TWO)
    client.force_login(report.recorded_by)
    address = reverse("recommendations:split", args=[proposal.pk])

    page = client.get(address).content.decode()
    client.post(address, {"at_piece": "3", "version": "1"})

    assert "At “PCCs should pay for it.”" in page
    assert "At “Forces should answer calls.”" not in page
    assert report.proposals.count() == 2


@pytest.mark.parametrize("at_piece", ["", "0", "99", "x"])
def test_split_nowhere_is_refused(at_piece, report, client):
    proposal = make_proposal(report, text=TWO)
    client.force_login(report.recorded_by)

    answer = client.post(
        reverse("recommendations:split", args=[proposal.pk]), {"at_piece": at_piece, "version": "1"}
    )

    assert answer.status_code == 200
    assert report.proposals.count() == 1


def test_split_of_what_another_has_changed_is_stale(report):
    proposal = make_proposal(report, text=TWO)

    with pytest.raises(Stale):
        split(proposal, 1, version=0, by=report.recorded_by, at=AT)

    assert report.proposals.count() == 1


def test_join_puts_the_words_behind_those_before_and_keeps_what_was_found(report):
    text = "Recommendation 1\n\nForces should act.\n\nRecommendation 2\n\nPCCs should pay."
    find_recommendations(report, text, by=report.recorded_by, at=AT)
    first, second = report.proposals.all()

    join_to_one_before(second, version=1, by=report.recorded_by, at=AT)

    first.refresh_from_db()
    second.refresh_from_db()
    assert first.text == "Forces should act.\n\nPCCs should pay."
    assert first.addressees == ["chief_constables", "police_and_crime_commissioners"]
    assert (second.decision, second.reason) == ("dropped", "Joined to Recommendation 1")
    assert second.found["text"] == "PCCs should pay."


def test_join_of_the_first_is_refused(report):
    proposal = make_proposal(report)

    with pytest.raises(Refused, match="no item before"):
        join_to_one_before(proposal, version=1, by=report.recorded_by, at=AT)


def test_join_twice_by_a_double_click_joins_once(report, client):
    first, second = make_proposal(report, "1", text="One."), make_proposal(report, "2", text="Two.")
    client.force_login(report.recorded_by)

    for _ in range(2):
        client.post(reverse("recommendations:join", args=[second.pk]), {"version": "1"})

    first.refresh_from_db()
    assert first.text == "One.\n\nTwo."


def test_one_that_was_not_found_is_added_when_it_is_typed_and_not_before(report, client):
    client.force_login(report.recorded_by)
    address = reverse("recommendations:add", args=[report.pk])

    client.get(address)
    refused = client.post(address, {"number": "7", "kind": "recommendation", "version": "1"})
    assert not report.proposals.exists()
    client.post(
        address,
        {
            "number": "7", "kind": "recommendation", "text": "Forces should act.",
            "groups": ["chief_constables"], "decision": "accepted", "version": "1",
        },
    )  # fmt: skip

    assert refused.status_code == 200
    added = report.proposals.get()
    assert (added.number, added.decision, added.found) == ("7", "accepted", None)


@pytest.mark.parametrize(
    ("words", "typed", "due_on", "said"),
    [
        ("By 31 August 2027", None, date(2027, 8, 31), "read as 31 August 2027: check it"),
        ("31 August 2027", None, date(2027, 8, 31), "read as 31 August 2027: check it"),
        ("within six months", None, add_months(PUBLISHED, 6), "check it"),
        ("by 31 August 2027", date(2027, 9, 30), date(2027, 9, 30), "is added."),
        ("by 31 August 1999", None, None, "No day was read"),
        ("once the guidance is out", None, None, "No day was read"),
        ("", None, None, "is added."),
    ],
)
def test_deadline_of_an_added_item_is_read_from_its_words(
    report, client, words, typed, due_on, said
):
    client.force_login(report.recorded_by)

    answer = client.post(
        reverse("recommendations:add", args=[report.pk]),
        {
            "kind": "recommendation", "text": "Forces should act.", "version": "1",
            "groups": ["chief_constables"], "decision": "accepted", "deadline_text": words,
            "due_on_day": typed.day if typed else "", "due_on_month": typed.month if typed else "",
            "due_on_year": typed.year if typed else "",
        },
        follow=True,
    )  # fmt: skip

    added = report.proposals.get()
    assert (added.deadline_text, added.due_on) == (words, due_on)
    assert said in " ".join(str(message) for message in answer.context["messages"])


def test_it_is_right_marks_one_item_and_shows_the_next(report, client):
    first, second = make_proposal(report, "1"), make_proposal(report, "2")
    client.force_login(report.recorded_by)

    answer = client.post(reverse("recommendations:accept", args=[first.pk]))

    first.refresh_from_db()
    assert first.decision == "accepted"
    assert answer.url.endswith(f"?item={second.pk}#proposal-{second.pk}")


def test_item_without_an_addressee_is_not_right_as_it_stands(report, client):
    proposal = make_proposal(report, addressees=[])
    client.force_login(report.recorded_by)

    client.post(reverse("recommendations:accept", args=[proposal.pk]))

    proposal.refresh_from_db()
    assert proposal.decision == "pending"


@pytest.mark.parametrize("name", ["accept", "split", "join"])
def test_nothing_is_divided_once_the_report_is_confirmed(name, report, client):
    before = make_proposal(report, "1", text=TWO, decision="accepted")
    proposal = make_proposal(report, "2", text=TWO, decision="accepted")
    confirm_recommendations(report, by=report.recorded_by, at=AT, today=TODAY)
    client.force_login(report.recorded_by)

    client.post(
        reverse(f"recommendations:{name}", args=[proposal.pk]), {"version": "1", "at_piece": "1"}
    )

    before.refresh_from_db()
    assert before.text == TWO
    assert report.proposals.count() == 2


def test_colleague_who_does_not_capture_divides_nothing(report, client):
    proposal = make_proposal(report, text=TWO)
    client.force_login(make_user(Role.APPROVER, report.recorded_for))

    answer = client.post(
        reverse("recommendations:split", args=[proposal.pk]), {"at_piece": "1", "version": "1"}
    )

    assert answer.status_code == 403
    assert report.proposals.count() == 1
