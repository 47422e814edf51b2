"""Who holds the offices that a letter names, on its date and on the day of signing."""

from datetime import date, timedelta

import pytest

from accounts.errors import Refused
from accounts.permissions import Role
from letters.actions import sign_letter
from letters.models import Letter, LetterTemplate
from letters.style import AddressedTo
from responses.workflow import State
from tests.factories import (
    TODAY,
    later,
    make_letter,
    make_national_bodies,
    make_response,
    make_term,
    make_user,
)

pytestmark = pytest.mark.django_db

NAME = "Robin Ashby"
NEXT_DAY = TODAY + timedelta(days=1)


@pytest.fixture
def response():
    return make_response(state=State.APPROVED)


def sign(letter, *, days=0, name=NAME) -> Letter:
    by = make_user(Role.SIGNATORY, letter.body)
    return sign_letter(Letter.objects.get(pk=letter.pk), name, by=by, at=later(days=days))


def succeeded(body, name="Alex Marsh", *, on: date = NEXT_DAY, **values):
    """Let another person hold the office from a day on."""
    last = body.terms.latest("starts_on")
    body.terms.filter(pk=last.pk).update(ends_on=on - timedelta(days=1))
    values = {"title": last.title, "salutation": last.salutation} | values
    return make_term(body, name, starts_on=on, **values)


def home_office():
    return make_national_bodies()["home-office"]


def test_new_home_secretary_since_the_date_of_the_letter_is_named(response):
    letter = make_letter(response)
    succeeded(home_office())

    with pytest.raises(Refused) as caught:
        sign(letter, days=1)

    assert str(caught.value) == (
        "Since 21 March 2026 Alex Marsh is Home Secretary."
        " Make the letter again with today’s date, then sign."
    )
    assert not Letter.objects.get().is_signed


def test_letter_is_signed_on_the_last_day_of_those_it_names(response):
    letter = make_letter(response)
    succeeded(home_office())

    assert sign(letter).is_signed


def test_letter_made_again_with_the_day_names_the_new_people_and_is_signed(response):
    make_letter(response)
    succeeded(home_office())

    again = make_letter(response, dated_on=NEXT_DAY, today=NEXT_DAY)

    assert sign(again, days=1).letter_words.addressee.name == "Alex Marsh"


def test_new_chief_officer_is_named(response):
    letter = make_letter(response)
    succeeded(response.body.force_on(TODAY), "Lee Thorne")

    with pytest.raises(Refused, match="Since 21 March 2026 Lee Thorne is Chief Constable"):
        sign(letter, days=1)


def test_chief_officer_whom_the_letter_does_not_name_may_change(response):
    LetterTemplate.objects.create(
        body=response.body, opening="I respond to {report}.", cc="", oversight=""
    )
    letter = make_letter(response)
    succeeded(response.body.force_on(TODAY), "Lee Thorne")

    assert sign(letter, days=1).is_signed


def test_new_signatory_is_named(response):
    letter = make_letter(response)
    succeeded(response.body, "Kim Vale")

    with pytest.raises(Refused, match="Since 21 March 2026 Kim Vale is Police, Fire and Crime"):
        sign(letter, days=1)


def test_new_title_of_the_same_person_counts(response):
    letter = make_letter(response)
    succeeded(response.body, NAME, title="Acting Commissioner")

    with pytest.raises(Refused, match="Robin Ashby is Acting Commissioner"):
        sign(letter, days=1)


@pytest.mark.parametrize(
    ("addressed_to", "counts"), [("both", True), ("secretary_of_state", False)]
)
def test_head_of_the_inspectors_counts_where_the_letter_names_them(response, addressed_to, counts):
    inspectors = make_national_bodies()["hmicfrs"]
    make_term(inspectors, "Val Pryor", title="Chief Inspector")
    LetterTemplate.objects.create(body=response.body, addressed_to=AddressedTo(addressed_to))
    letter = make_letter(response)
    succeeded(inspectors, "Ellis Rowe")

    if counts:
        with pytest.raises(Refused, match="Ellis Rowe is Chief Inspector"):
            sign(letter, days=1)
    else:
        assert sign(letter, days=1).is_signed


def test_vacancy_is_named(response):
    letter = make_letter(response)
    response.body.terms.update(ends_on=TODAY)

    with pytest.raises(Refused, match="nobody as Police, Fire and Crime Commissioner after 20 Mar"):
        sign(letter, days=1)


def test_records_put_right_after_the_letter_was_made_count(response):
    letter = make_letter(response)
    succeeded(home_office(), on=TODAY)

    with pytest.raises(Refused, match="names Rt Hon Jo Halloran MP, but on its date Alex Marsh"):
        sign(letter)
