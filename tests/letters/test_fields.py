"""The fields of a letter's template: looked up, never run."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from letters.fields import DEFAULTS, FIELDS, fill, unknown_fields
from letters.language import WELSH
from letters.models import LetterTemplate
from letters.sentences import within
from tests.factories import make_force_and_body

VALUES = dict.fromkeys(FIELDS, "x") | {"force": "Wessmere Police", "area": "Wessmere"}


def test_fill_puts_each_value_in_its_place():
    assert (
        fill("{force} in {area}, {force}.", VALUES)
        == "Wessmere Police in Wessmere, Wessmere Police."
    )


def test_fill_leaves_a_value_that_looks_like_a_field():
    assert fill("{force}", {"force": "{area}", "area": "no"}) == "{area}"


@pytest.mark.parametrize(
    "text",
    [
        "{nobody}",
        "{force.pk}",
        "{force.__class__}",
        "{force!r}",
        "{0}",
        "{}",
        "{force:>99}",
        "{{x}}",
    ],
)
def test_fill_reaches_nothing_but_its_values(text):
    with pytest.raises(KeyError):
        fill(text, VALUES)

    assert len(unknown_fields(text)) == 1


@pytest.mark.parametrize("text", ["", "No field.", "An open { brace", "a } b", "}{"])
def test_fill_leaves_text_without_fields_alone(text):
    assert fill(text, VALUES) == text
    assert unknown_fields(text) == set()


def test_default_words_use_known_fields_only():
    assert {name: unknown_fields(text) for name, text in DEFAULTS.items()} == {
        "opening": set(), "recommendations": set(), "oversight": set(), "closing": set(),
        "cc": set(),
    }  # fmt: skip


@given(st.text(alphabet="{}ab force", max_size=40))
def test_what_has_no_unknown_field_can_be_filled(text):
    if not unknown_fields(text):
        fill(text, VALUES)


@pytest.mark.django_db
def test_template_refuses_unknown_fields_by_name():
    template = LetterTemplate(body=make_force_and_body().body, opening="Dear {nobody}, {noone}.")

    with pytest.raises(ValidationError) as error:
        template.full_clean()

    assert error.value.message_dict == {"opening": ["There is no field called nobody, noone."]}


@pytest.mark.django_db
def test_template_of_a_body_without_one_has_the_default_words():
    body = make_force_and_body().body

    assert LetterTemplate.of(body).opening == DEFAULTS["opening"]
    LetterTemplate.objects.create(body=body, opening="Ours.")
    assert LetterTemplate.of(body).opening == "Ours."


LOOPS = [
    "{% for n in range(10) %}a{% endfor %}",
    "{{ report }}{{ opening }}",
    "{opening}",
    "{report}{recommendations}{oversight}{closing}",
    "{report.__class__.__mro__}",
]


@pytest.mark.django_db
@pytest.mark.parametrize("text", LOOPS)
def test_template_that_would_loop_or_reach_out_is_refused_at_saving(text):
    template = LetterTemplate(body=make_force_and_body().body, opening=text)

    with pytest.raises(ValidationError) as error:
        template.full_clean()

    assert list(error.value.message_dict) == ["opening"]


def test_value_that_names_a_field_is_not_filled_again():
    assert fill("{report}", {"report": "{report}{report}"}) == "{report}{report}"


@pytest.mark.parametrize(
    "name",
    [
        "Metropolitan Police Service", "Home Office", "College of Policing",
        "National Crime Agency", "Mayor's Office for Policing and Crime",
        "Inspectorate of Constabulary", "Police and Crime Commissioner for Cleveland",
    ],
)  # fmt: skip
def test_name_that_takes_an_article_has_it_within_a_sentence(name):
    assert within(name) == f"the {name}"
    assert within(name, WELSH) == name


@pytest.mark.parametrize(
    "name",
    [
        "Avon and Somerset Police", "Cheshire Constabulary", "City of London Police", "Ofsted",
        "HM Inspectorate of Prisons", "", "His Majesty's Inspectorate of Constabulary and Fire",
    ],
)  # fmt: skip
def test_name_that_takes_no_article_stands_as_it_is(name):
    assert within(name) == name
