"""Every list page asks the database as often for three rows as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.permissions import Role
from letters.actions import ask_copies
from recommendations.actions import link
from responses.actions import ask_release, hand_round
from responses.workflow import State
from tests.factories import (
    AT,
    TODAY,
    make_comments,
    make_copy_recipient,
    make_force_and_body,
    make_letter,
    make_proposal,
    make_recommendation,
    make_report,
    make_response,
    make_update,
    make_upload,
    make_user,
)

pytestmark = pytest.mark.django_db


def queries_for(client, path) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(path)
    assert answer.status_code == 200
    return len(queries)


class Office:
    """An office whose lists can be made longer."""

    def __init__(self):
        self.area = make_force_and_body()
        self.caseworker = make_user(Role.CASEWORKER, self.area.body)
        self.approver = make_user(Role.APPROVER, self.area.body)
        self.administrator = make_user(Role.BODY_ADMINISTRATOR, self.area.body)
        self.force = make_user(Role.FORCE_CONTRIBUTOR, self.area.force)
        self.named = make_user(Role.NAMED_CONTRIBUTOR, self.area.force)
        self.report = make_report(self.area.body, forces=[self.area.force])
        self.pending = make_report(self.area.body, forces=[self.area.force], confirmed=False)

    def add(self):
        """Add one of everything that some list shows."""
        number = str(self.report.recommendations.count() + 1)
        recommendation = make_recommendation(self.report, number)
        make_update(recommendation, self.area.force, files=[make_upload()])
        make_proposal(self.pending, number)
        report = make_report(self.area.body, forces=[self.area.force])
        make_recommendation(report)
        make_recommendation(report, "2")
        response = make_response(self.area.body, report)
        self.ask(response.invitation, report.recommendations.first())
        make_comments(response)
        aside = make_report(self.area.body, forces=[self.area.force])
        ask_release(
            aside.obligations.get(), ground="covered", covered_by=report, reason="The same.",
            by=self.caseworker, at=AT,
        )  # fmt: skip
        approved = make_report(self.area.body, forces=[self.area.force])
        make_recommendation(approved)
        answer = make_response(self.area.body, approved, state=State.APPROVED)
        letter = make_letter(answer, published=True)
        make_copy_recipient(self.area.body, f"Panel {number}")
        ask_copies(letter, by=self.caseworker, at=AT)
        letter.deliveries.update(problem="No such mailbox")

    def ask(self, invitation, recommendation):
        hand_round(invitation, recommendation, self.named, by=self.force, at=AT, today=TODAY)


LISTS = [
    ("caseworker", "progress:my-work", ()),
    ("approver", "progress:my-work", ()),
    ("administrator", "progress:audit", ()),
    ("administrator", "recommendations:retention", ()),
    ("administrator", "letters:people", ()),
    ("caseworker", "progress:board", ()),
    ("caseworker", "recommendations:reports", ()),
    ("caseworker", "recommendations:updates", ()),
    ("caseworker", "progress:report", ("report",)),
    ("caseworker", "progress:owes", ("report",)),
    ("caseworker", "progress:history", ("report",)),
    ("caseworker", "recommendations:review", ("pending",)),
    ("force", "progress:my-work", ()),
    ("force", "progress:board", ()),
    ("force", "responses:invitations", ()),
    ("force", "recommendations:updates", ()),
    ("named", "responses:asked", ()),
    ("force", "progress:report", ("report",)),
    ("caseworker", "letters:register", ()),
]


@pytest.mark.parametrize(("who", "name", "keys"), LISTS)
def test_list_asks_as_often_for_three_rows_as_for_one(who, name, keys, client):
    office = Office()
    client.force_login(getattr(office, who))
    path = reverse(name, args=[getattr(office, key).pk for key in keys])
    office.add()
    client.get(path)
    one = queries_for(client, path)
    office.add()
    office.add()

    three = queries_for(client, path)

    assert three == one


def test_desk_asks_as_often_for_three_recommendations_as_for_one(client):
    counts = []
    for numbers in (["1"], ["1", "2", "3"]):
        report = make_report()
        for number in numbers:
            make_recommendation(report, number)
        response = make_response(report.recorded_for, report)
        client.force_login(response.drafted_by)
        path = reverse("responses:response", args=[response.pk])
        client.get(path)
        counts.append(queries_for(client, path))

    assert counts[1] - counts[0] <= 2  # each gap and each passage is written, not asked for


def test_recommendation_and_its_desk_ask_as_often_for_three_links_as_for_one(client):
    office = Office()
    recommendation = make_recommendation(office.report)
    response = make_response(office.area.body, office.report, explained=False)
    client.force_login(office.caseworker)
    pages = [
        recommendation.get_absolute_url(),
        reverse("recommendations:link", args=[recommendation.pk]) + "?q=asks",
        reverse("responses:passage", args=[response.pk, recommendation.pk]),
    ]
    counts = []
    for more in (1, 2):
        for _ in range(more):
            report = make_report(office.area.body, forces=[office.area.force])
            then = make_recommendation(report)
            make_recommendation(report, "2", text=recommendation.text)
            make_response(office.area.body, report)
            link(
                recommendation, then, "duplicate", body=office.area.body, by=office.caseworker,
                at=AT,
            )  # fmt: skip
        [client.get(page) for page in pages]
        counts.append([queries_for(client, page) for page in pages])

    assert counts[1] == counts[0]


def test_letter_page_asks_as_often_for_seven_copies_as_for_four(client):
    letter = make_letter(signed=True)
    caseworker = make_user(Role.CASEWORKER, letter.body)
    client.force_login(caseworker)
    counts = []
    for names in ["A", "BCD"]:
        for name in names:
            make_copy_recipient(letter.body, name)
        ask_copies(letter, by=caseworker, at=AT)
        client.get(letter.get_absolute_url())
        counts.append(queries_for(client, letter.get_absolute_url()))

    assert counts[1] == counts[0]


def test_chief_constables_room_asks_as_often_for_three_people_asked_as_for_one(client):
    office = Office()
    report = make_report(office.area.body, forces=[office.area.force])
    items = [make_recommendation(report, number) for number in "123"]
    invitation = make_response(office.area.body, report).invitation
    client.force_login(office.force)
    path = reverse("responses:invitation", args=[invitation.pk])
    office.ask(invitation, items[0])
    client.get(path)
    one = queries_for(client, path)
    for item in [None, *items[1:]]:
        office.ask(invitation, item)

    assert queries_for(client, path) == one
