"""Told this before: linking recommendations, what reads alike, and what was said then."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.errors import Refused, WrongState
from accounts.models import Event
from accounts.permissions import Role
from recommendations.actions import link, unlink
from recommendations.models import RecommendationLink
from recommendations.told import MOST_FOUND, read_alike, searched, told_before
from responses.actions import save_passage
from tests.factories import (
    AT,
    make_force_and_body,
    make_membership,
    make_recommendation,
    make_report,
    make_response,
    make_user,
)

pytestmark = pytest.mark.django_db

CHILDREN = "Make sure that detained children see a nurse within an hour of arrival."
AGAIN = "By May, make sure that all detained children see a nurse within an hour."


class Office:
    """An office that was told something in 2019 and is told it again."""

    def __init__(self):
        self.area = make_force_and_body("Northmoor")
        self.body = self.area.body
        self.caseworker = make_user(Role.CASEWORKER, self.body)
        self.then = self.told("Custody", "4", CHILDREN, published_on=date(2019, 3, 2))
        self.now = self.told("After dark", "2", AGAIN)

    def told(self, title, number, text, **values):
        report = make_report(self.body, title=title, forces=[self.area.force], **values)
        return make_recommendation(report, number, text=text)

    def link(self, kind="duplicate", one=None, other=None, **values):
        values = {"body": self.body, "by": self.caseworker} | values
        return link(one or self.now, other or self.then, kind, at=AT, **values)


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def office():
    return Office()


def seen(recommendation, user):
    return [(told.words, told.other) for told in told_before(recommendation, user)]


def test_link_is_seen_from_both_and_kept_on_record(office):
    made = office.link(note=" Word for word. ")

    assert (made.note, made.made_by, made.made_at) == ("Word for word.", office.caseworker, AT)
    assert seen(office.now, office.caseworker) == [("Says the same as", office.then)]
    assert seen(office.then, office.caseworker) == [("Says the same as", office.now)]
    event = Event.objects.about(office.now)[0]
    assert (event.action, event.body) == ("link", office.body)
    assert event.note == "Says the same as Recommendation 4 of “Custody”.\n\nWord for word."


def test_link_that_replaces_has_a_direction(office):
    office.link("supersedes")

    assert seen(office.now, office.caseworker) == [("Replaces", office.then)]
    assert seen(office.then, office.caseworker) == [("Replaced by", office.now)]


def test_links_of_several_kinds_may_stand_between_two(office):
    office.link("supersedes")
    office.link("related")

    assert len(seen(office.now, office.caseworker)) == 2


def test_link_to_itself_is_refused(office):
    with pytest.raises(Refused, match="to itself"):
        office.link(other=office.now)


@pytest.mark.parametrize("kind", ["related", "duplicate", "supersedes"])
@pytest.mark.parametrize("turned", [False, True])
def test_link_twice_is_refused_from_either_side(kind, turned, office):
    office.link(kind)
    pair = {"one": office.then, "other": office.now} if turned else {}

    with pytest.raises(Refused, match="linked already"):
        office.link(kind, **pair)


def test_link_is_refused_to_who_may_not_capture_or_draft(office):
    others = [
        make_user(Role.APPROVER, office.body),
        make_user(Role.FORCE_CONTRIBUTOR, office.area.force),
        make_user(Role.CASEWORKER, make_force_and_body().body),
    ]

    for other in others:
        with pytest.raises(PermissionDenied):
            office.link(by=other)


def test_link_to_what_the_user_may_not_see_is_refused(office):
    other = make_force_and_body()
    hidden = make_recommendation(make_report(other.body, forces=[other.force]))

    with pytest.raises(Refused, match="not on record for you"):
        office.link(other=hidden)


def test_another_office_sees_no_link_and_makes_its_own(office):
    other = make_force_and_body()
    national = [make_recommendation(make_report(office.body), str(n)) for n in (1, 2)]
    office.link(one=national[0], other=national[1])
    caseworker = make_user(Role.CASEWORKER, other.body)

    assert seen(national[0], caseworker) == []
    office.link(one=national[0], other=national[1], body=other.body, by=caseworker)
    assert len(seen(national[0], caseworker)) == 1


def test_colleague_sees_no_link_to_a_report_that_is_not_theirs(office):
    other = make_force_and_body()
    hidden = make_recommendation(make_report(other.body, forces=[other.force]))
    make_membership(office.caseworker, Role.CASEWORKER, other.body)
    office.link(other=hidden, by=type(office.caseworker).objects.get(pk=office.caseworker.pk))

    assert seen(office.now, make_user(Role.CASEWORKER, office.body)) == []


def test_unlink_needs_a_reason_and_leaves_a_record(office):
    made = office.link()

    with pytest.raises(Refused, match="Say why"):
        unlink(made, " ", by=office.caseworker, at=AT)
    with pytest.raises(PermissionDenied):
        unlink(made, "x", by=make_user(Role.AUDITOR, office.body), at=AT)
    gone = RecommendationLink.objects.get()
    unlink(made, "They differ.", by=office.caseworker, at=AT)
    with pytest.raises(WrongState, match="removed this link already"):
        unlink(gone, "They differ.", by=office.caseworker, at=AT)

    assert not RecommendationLink.objects.exists()
    for recommendation in (office.now, office.then):
        event = Event.objects.about(recommendation)[0]
        assert event.action == "unlink"
        assert event.note.endswith("\n\nThey differ.")


def test_what_reads_alike_in_another_report_is_suggested_until_it_is_linked(office):
    office.told("Fraud", "1", "Publish how many reports of fraud wait for an answer.")
    make_recommendation(office.now.report, "3", text=AGAIN)

    assert read_alike(office.now, office.caseworker) == [office.then]
    office.link()
    assert read_alike(office.now, office.caseworker) == []


def test_same_report_recorded_by_another_office_is_not_suggested(office):
    other = make_force_and_body()
    twice = make_report(other.body, title="After dark", forces=[office.area.force])
    make_recommendation(twice, "2", text=AGAIN)

    assert read_alike(office.now, office.caseworker) == [office.then]


def test_what_is_not_the_users_is_neither_suggested_nor_found(office):
    other = make_force_and_body()
    report = make_report(other.body, forces=[other.force])
    make_recommendation(report, text=AGAIN)

    assert read_alike(office.now, office.caseworker) == [office.then]
    assert searched(office.now, office.caseworker, "children") == [office.then]


@pytest.mark.parametrize(
    "query", ["NURSE", "custody 4", "recommendation 4 2019", "hour children", "custody"]
)
def test_search_finds_by_words_number_report_and_year(query, office):
    assert searched(office.now, office.caseworker, query) == [office.then]


@pytest.mark.parametrize("query", ["", "  ", "nurse 2018", "5 custody", "²", "%", "x" * 200])
def test_search_finds_nothing_else(query, office):
    assert searched(office.now, office.caseworker, query) == []


def test_search_shows_twenty_at_most(office):
    for n in range(MOST_FOUND + 2):
        make_recommendation(office.then.report, str(n + 10))

    assert len(searched(office.now, office.caseworker, "custody")) == MOST_FOUND


def address(name, *keys):
    return reverse(f"recommendations:{name}", args=[getattr(key, "pk", key) for key in keys])


def test_officer_links_what_is_suggested_in_the_browser(office, client):
    client.force_login(office.caseworker)
    page = client.get(office.now.get_absolute_url()).content.decode()
    ask = f"{address('link', office.now)}?other={office.then.pk}"
    assert ask in page and "Recommendation 4 of Custody, 2019" in page
    form = client.get(ask).context["form"]
    assert form["other"].value() == office.then.pk

    answer = client.post(ask, {"other": office.then.pk, "kind": "duplicate", "note": ""})

    assert answer.url == f"{office.now.get_absolute_url()}#told"
    page = client.get(office.now.get_absolute_url()).content.decode()
    assert "Says the same as Recommendation 4" in page and ask not in page
    made = RecommendationLink.objects.get()
    gone = client.post(address("unlink", office.now, made), {"reason": "No."}, follow=True)
    assert "The link is removed." in gone.content.decode()


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"kind": "related"}, "other", "Select the other recommendation"),
        ({"kind": "related", "other": "9" * 30}, "other", "Select one of the recommendations"),
        ({"kind": "related", "other": "x"}, "other", "Select one of the recommendations"),
        ({"other": "then"}, "kind", "Select how this recommendation stands"),
        ({"other": "then", "kind": "cousin"}, "kind", "valid choice"),
        ({"other": "then", "kind": "related", "note": "x" * 1001}, "note", "at most 1000"),
    ],
)
def test_wrong_answer_is_said_at_its_field(typed, field, words, office, client):
    client.force_login(office.caseworker)
    if typed.get("other") == "then":
        typed = typed | {"other": office.then.pk}

    answer = client.post(address("link", office.now), typed)

    assert answer.status_code == 200
    assert words in " ".join(answer.context["form"].errors[field])
    assert not RecommendationLink.objects.exists()


@pytest.mark.parametrize("other", ["", "x", "-1", "²", "9" * 30])
def test_address_that_names_no_recommendation_shows_the_page(other, office, client):
    client.force_login(office.caseworker)

    answer = client.get(address("link", office.now), {"other": other, "q": "nurse\x00"})

    assert answer.status_code == 200
    assert list(answer.context["others"].values()) == [office.then]


def test_link_without_a_reason_stays(office, client):
    made = office.link()
    client.force_login(office.caseworker)

    answer = client.post(address("unlink", office.then, made), {"reason": ""})

    assert list(answer.context["form"].errors) == ["reason"]
    assert RecommendationLink.objects.exists()


def test_desk_shows_what_this_office_said_before(office, client):
    earlier = make_response(office.body, office.then.report, explained=False)
    save_passage(
        earlier, office.then, version=1, by=earlier.drafted_by, at=AT,
        position="partly_accepted", text="A nurse is on call at night.",
    )  # fmt: skip
    response = make_response(office.body, office.now.report, explained=False)
    desk = reverse("responses:passage", args=[response.pk, office.now.pk])
    client.force_login(office.caseworker)
    before = client.get(desk).content.decode()
    office.link()

    after = client.get(desk).content.decode()

    assert "What we said before" not in before
    assert "What we said before" in after and "A nurse is on call at night." in after
    assert "Custody, 2 March 2019" in after and "Partly accepted" in after


def test_desk_shows_nothing_that_another_office_said(office, client):
    other = make_force_and_body()
    national = make_recommendation(make_report(office.body, title="National"), text=CHILDREN)
    said = make_response(other.body, national.report)
    office.link(other=national)
    response = make_response(office.body, office.now.report, explained=False)
    client.force_login(office.caseworker)

    page = client.get(reverse("responses:passage", args=[response.pk, office.now.pk]))

    assert said.passages.get().text
    assert "What we said before" not in page.content.decode()
