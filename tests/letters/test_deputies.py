"""Who is named deputy, and what a deputy may sign."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.errors import Refused, WrongState
from accounts.models import Event, User
from accounts.permissions import Role
from letters.actions import delegate, end_delegation, publish, sign_letter
from letters.models import Delegation, Letter
from progress.work import tasks_of
from responses.actions import approve
from responses.models import Response
from responses.workflow import State
from tests.admin_pages import office, page
from tests.factories import (
    AT,
    PUBLISHED,
    TODAY,
    later,
    make_delegation,
    make_force_and_body,
    make_letter,
    make_membership,
    make_national_bodies,
    make_response,
    make_term,
    make_user,
)
from tests.letters.pdfs import text_of

pytestmark = pytest.mark.django_db

DEPUTY = "Kim Vale"
NEXT_DAY = TODAY + timedelta(days=1)


@pytest.fixture
def response():
    return make_response(state=State.APPROVED)


@pytest.fixture
def body(response):
    return response.body


def person(role, body):
    return make_user(role, body)


def name(body, deputy=None, **values) -> Delegation:
    values = {"title": "Deputy", "starts_on": TODAY, "reason": "Leave.", "today": TODAY} | values
    by = values.pop("by", None) or person(Role.SIGNATORY, body)
    return delegate(body, deputy or person(Role.AUDITOR, body), by=by, at=AT, **values)


def sign(letter, by, typed=DEPUTY, at=AT) -> Letter:
    return sign_letter(Letter.objects.get(pk=letter.pk), typed, by=by, at=at)


# --- Naming


@pytest.mark.parametrize("role", [Role.SIGNATORY, Role.BODY_ADMINISTRATOR])
def test_signatory_and_administrator_name_a_deputy(body, role):
    by = person(role, body)

    delegation = name(body, by=by, reason=" Leave until May. ")

    assert (delegation.made_by, delegation.made_at, delegation.reason) == (
        by, AT, "Leave until May.",
    )  # fmt: skip
    assert Event.objects.about(delegation).get().action == "delegate"


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.APPROVER, Role.PUBLISHER])
def test_nobody_else_names_a_deputy(body, role):
    with pytest.raises(PermissionDenied):
        name(body, by=person(role, body))


def test_another_office_names_none_here(body):
    with pytest.raises(PermissionDenied):
        name(body, by=person(Role.SIGNATORY, make_force_and_body().body))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"reason": " "}, "title and the reason"),
        ({"title": " "}, "title and the reason"),
        ({"ends_on": TODAY - timedelta(days=1)}, "last day must be today or later"),
        (
            {"starts_on": TODAY - timedelta(days=9), "ends_on": TODAY - timedelta(days=1)},
            "last day must be today or later",
        ),
        ({"starts_on": NEXT_DAY, "ends_on": TODAY}, "not before the first"),
    ],
)
def test_naming_is_refused(body, values, words):
    with pytest.raises(Refused, match=words):
        name(body, **values)

    assert Delegation.objects.count() == 0


def test_nobody_names_themselves_or_a_stranger(body):
    by = person(Role.SIGNATORY, body)

    with pytest.raises(Refused, match="cannot name yourself"):
        name(body, by, by=by)
    with pytest.raises(Refused, match="holds no role at"):
        name(body, make_user())


def test_delegation_is_ended_once_and_by_the_same_people(body):
    delegation = make_delegation(body)

    with pytest.raises(PermissionDenied):
        end_delegation(delegation, by=delegation.deputy, at=AT)
    ended = end_delegation(delegation, by=person(Role.BODY_ADMINISTRATOR, body), at=AT)

    assert ended.ended_at == AT and not ended.holds_on(TODAY) and ended.is_over_on(TODAY)
    assert not Delegation.objects.holding(TODAY)
    with pytest.raises(WrongState, match="ended already"):
        end_delegation(delegation, by=delegation.made_by, at=AT)


def test_delegation_holds_from_its_first_to_its_last_day(body):
    delegation = make_delegation(body, starts_on=TODAY, ends_on=NEXT_DAY)
    days = [TODAY + timedelta(days=n) for n in range(-1, 3)]

    assert [delegation.holds_on(day) for day in days] == [False, True, True, False]
    assert [Delegation.objects.holding(day).count() for day in days] == [0, 1, 1, 0]


# --- The letter


def test_letter_names_the_deputy_on_behalf_of_the_holder(response, body):
    delegation = make_delegation(body)

    letter = make_letter(response, delegation=delegation)

    signatory = letter.letter_words.signatory
    assert (signatory.name, signatory.title) == (DEPUTY, "Deputy Commissioner")
    assert signatory.on_behalf_of == "on behalf of the Police, Fire and Crime Commissioner"


def test_deputy_without_the_role_signs_their_letter_and_nobody_else_does(response, body):
    delegation = make_delegation(body)
    letter = make_letter(response, delegation=delegation)

    with pytest.raises(PermissionDenied, match="to be signed by Kim Vale as deputy"):
        sign(letter, person(Role.SIGNATORY, body))
    signed = sign(letter, delegation.deputy)

    assert (signed.signed_by, signed.signatory_name) == (delegation.deputy, DEPUTY)
    assert Response.objects.get().state == State.SIGNED
    event = Event.objects.get(action="sign", object_type="letters.letter")
    assert event.data["signatory"] == (
        "Kim Vale, Deputy Commissioner, on behalf of the Police, Fire and Crime Commissioner"
    )
    with signed.public_pdf.open() as file:
        words = " ".join(text_of(file.read()).split())
    assert "Kim Vale Deputy Commissioner on behalf of the Police, Fire and Crime" in words


def test_public_page_says_on_whose_behalf(response, body, client):
    delegation = make_delegation(body)
    letter = sign(make_letter(response, delegation=delegation), delegation.deputy)

    made = publish(letter, by=person(Role.PUBLISHER, body), at=AT, today=TODAY)

    assert "on behalf of the Police, Fire and Crime" in made.content["signatory"]


def test_deputy_signs_no_letter_that_is_made_for_the_holder(response, body):
    delegation = make_delegation(body)

    with pytest.raises(PermissionDenied, match="to be signed by a signatory"):
        sign(make_letter(response), delegation.deputy, "Robin Ashby")


def test_deputy_signs_only_while_the_delegation_holds(response, body):
    delegation = make_delegation(body, ends_on=TODAY)
    letter = make_letter(response, delegation=delegation)

    with pytest.raises(Refused, match="not deputy today"):
        sign(letter, delegation.deputy, at=later(days=1))
    end_delegation(delegation, by=delegation.made_by, at=AT)
    with pytest.raises(Refused, match="not deputy today"):
        sign(letter, delegation.deputy)


def test_deputy_who_has_left_the_office_signs_nothing(response, body):
    delegation = make_delegation(body)
    letter = make_letter(response, delegation=delegation)
    delegation.deputy.memberships.update(ends_on=TODAY - timedelta(days=1))

    with pytest.raises(PermissionDenied):
        sign(letter, User.objects.get(pk=delegation.deputy.pk))


def test_letter_is_made_for_a_deputy_of_its_date_only(response, body):
    with pytest.raises(Refused, match="is not deputy at .* on 2 March 2026"):
        make_letter(response, delegation=make_delegation(body), dated_on=PUBLISHED)
    other = make_delegation(make_force_and_body().body)
    with pytest.raises(Refused, match="is not deputy at"):
        make_letter(response, delegation=other)


def test_deputy_of_a_holder_who_has_gone_signs_nothing(response, body):
    delegation = make_delegation(body)
    letter = make_letter(response, delegation=delegation)
    body.terms.update(ends_on=TODAY)
    make_term(body, "Alex Marsh", starts_on=NEXT_DAY)

    with pytest.raises(Refused, match="Since 21 March 2026 Alex Marsh is"):
        sign(letter, delegation.deputy, at=later(days=1))


def test_deputy_who_wrote_it_may_not_have_approved_it():
    response = make_response(state=State.IN_REVIEW)
    make_membership(response.drafted_by, Role.APPROVER, response.body)
    make_delegation(response.body, response.drafted_by)

    with pytest.raises(PermissionDenied, match="wrote in this response"):
        approve(response, by=User.objects.get(pk=response.drafted_by.pk), at=AT)


# --- Pages


def current_deputy(body) -> Delegation:
    return make_delegation(body, starts_on=PUBLISHED)


def test_maker_is_asked_who_signs_only_where_there_is_a_deputy(response, body, client):
    make_national_bodies()
    client.force_login(person(Role.CASEWORKER, body))
    path = reverse("letters:make", args=[response.pk])

    assert "Who signs" not in client.get(path).content.decode()
    delegation = current_deputy(body)
    shown = client.get(path).content.decode()
    data = {
        "dated_on_day": "20", "dated_on_month": "3", "dated_on_year": "2026", "reference": "R1",
        "delegation": delegation.pk,
    }  # fmt: skip
    answer = client.post(path, data)

    assert "Who signs" in shown and "Kim Vale, Deputy Commissioner" in shown
    assert answer.status_code == 302
    assert Letter.objects.get().delegation == delegation


def test_deputy_finds_the_letter_among_their_work_and_signs_it(response, body, client):
    delegation = current_deputy(body)
    letter = make_letter(response, delegation=delegation)
    client.force_login(delegation.deputy)
    path = reverse("letters:sign", args=[letter.pk])

    assert [task.url for task in tasks_of(delegation.deputy, TODAY)] == [path]
    assert client.get(path).status_code == 200
    client.post(path, {"typed_name": DEPUTY, "sure": "on"})

    assert Letter.objects.get().signed_by == delegation.deputy


def test_deputy_is_named_and_ended_on_the_page(body, client):
    client.force_login(person(Role.SIGNATORY, body))
    deputy, today = person(Role.AUDITOR, body), timezone.localdate()
    path = reverse("letters:delegations")
    data = {
        "deputy": deputy.pk, "title": "Deputy", "reason": "Leave.", "starts_on_day": today.day,
        "starts_on_month": today.month, "starts_on_year": today.year,
    }  # fmt: skip

    client.post(path, data)

    made = Delegation.objects.get()
    assert (made.deputy, made.starts_on, made.ends_on) == (deputy, today, None)
    assert "May sign" in client.get(path).content.decode()
    client.post(reverse("letters:delegation-end", args=[made.pk]))
    assert "Ended by" in client.get(path).content.decode()


def test_admin_shows_deputies_of_the_own_office_and_changes_none(body):
    mine = make_delegation(body)
    make_delegation(make_force_and_body().body)
    client = office(body, Role.BODY_ADMINISTRATOR)

    shown = client.get(page(Delegation))

    assert list(shown.context["cl"].result_list) == [mine]
    assert client.get(page(Delegation, "change", mine.pk)).status_code == 200
    assert client.get(page(Delegation, "add")).status_code == 403
    assert client.post(page(Delegation, "delete", mine.pk)).status_code == 403
