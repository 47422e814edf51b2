"""A letter whose response is no longer what it was made from: its pages say so and lead back."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from letters.models import Letter, LetterTemplate
from letters.style import AddressedTo, Layout
from responses.actions import approve, reopen, save_words, submit
from responses.models import Response
from responses.workflow import State
from tests.factories import (
    AT,
    make_force_and_body,
    make_letter,
    make_national_bodies,
    make_recommendation,
    make_report,
    make_response,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter():
    make_national_bodies()
    area = make_force_and_body()
    report = make_recommendation(make_report(area.body, forces=[area.force])).report
    return make_letter(make_response(area.body, report, state=State.APPROVED))


@pytest.fixture
def signatory(letter, client):
    client.force_login(make_user(Role.SIGNATORY, letter.body))
    return client


def open_again(letter: Letter) -> Response:
    return reopen(letter.response, by=letter.response.drafted_by, at=AT, note="Wait.")


def page(client, letter: Letter) -> str:
    return client.get(letter.get_absolute_url()).content.decode()


def test_letter_of_a_response_in_draft_again_says_so_and_offers_no_signing(letter, signatory):
    sign = reverse("letters:sign", args=[letter.pk])
    assert sign in page(signatory, letter)
    assert signatory.get(sign).status_code == 200

    open_again(letter)

    assert "cannot be signed. The response is no longer approved." in page(signatory, letter)
    assert sign not in page(signatory, letter)
    answer = signatory.get(sign, follow=True)
    assert answer.redirect_chain[-1][0] == letter.get_absolute_url()
    assert "The response is no longer approved." in answer.content.decode()


def test_letter_of_a_response_in_draft_again_is_not_offered_to_be_made_again(letter, client):
    client.force_login(make_user(Role.CASEWORKER, letter.body))
    make = reverse("letters:make", args=[letter.response.pk])
    assert make in page(client, letter)

    open_again(letter)

    assert make not in page(client, letter)


def test_letter_from_before_a_second_approval_asks_to_be_made_again(letter, signatory):
    response, by = open_again(letter), letter.response.drafted_by
    response = save_words(response, version=response.version, opening="Now right.", by=by, at=AT)
    response = submit(response, by=by, at=AT)
    approve(response, by=make_user(Role.APPROVER, letter.body), at=AT)

    said = page(signatory, letter)
    answer = signatory.get(reverse("letters:sign", args=[letter.pk]))

    assert "The response has changed since the letter was made. Make it again." in said
    assert answer.url == letter.get_absolute_url()


def test_name_typed_before_the_response_was_opened_again_is_kept(letter, signatory):
    open_again(letter)
    typed = {"typed_name": "Robin Ashby", "sure": "on"}

    answer = signatory.post(reverse("letters:sign", args=[letter.pk]), typed)

    said = answer.content.decode()
    assert "The response is no longer approved." in said and 'value="Robin Ashby"' in said


@pytest.mark.parametrize(
    ("to", "said"),
    [
        (AddressedTo.NOBODY, ["Nobody: a statement to the public"]),
        (AddressedTo.BOTH, ["Home Secretary", "Inspectorate of Constabulary"]),
    ],
)
def test_pages_name_all_addressees_or_none(letter, signatory, to, said):
    LetterTemplate.objects.create(body=letter.body, layout=Layout.STATEMENT, addressed_to=to)
    made = make_letter(letter.response)

    shown = page(signatory, made)
    signing = signatory.get(reverse("letters:sign", args=[made.pk])).content.decode()

    assert [s for s in said if s not in shown] == []
    assert signing.count("the addressee:") == (0 if to == AddressedTo.NOBODY else 2)
