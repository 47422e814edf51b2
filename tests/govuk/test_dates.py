from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError

from pcc_tracker.govuk import DateField


class DayForm(forms.Form):
    day = DateField(label="Date published")


def posted(day="", month="", year=""):
    return DayForm({"day_day": day, "day_month": month, "day_year": year})


@pytest.mark.parametrize(
    "parts",
    [
        ("5", "6", "2021"),
        ("05", "06", "2021"),
        ("5", "June", "2021"),
        ("5", "jun", "2021"),
        ("5 6 2021", "", ""),
        ("5/6/2021", "", ""),
        ("5 June 2021", "", ""),
    ],
)
def test_date_is_understood(parts):
    form = posted(*parts)

    assert form.is_valid()
    assert form.cleaned_data["day"] == date(2021, 6, 5)


@pytest.mark.parametrize(
    "parts, message, wrong",
    [
        (("5", "6", ""), "Date published must include a year", ["year"]),
        (("", "", "2021"), "Date published must include a day and month", ["day", "month"]),
        (("31", "2", "2021"), "Date published must be a real date", ["day", "month", "year"]),
        (("5", "13", "2021"), "Date published must be a real date", ["month"]),
        (("5", "ju", "21"), "Date published must be a real date", ["month", "year"]),
        (("5", "6", "²⁰²¹"), "Date published must be a real date", ["year"]),
    ],
)
def test_wrong_date_says_which_part(parts, message, wrong):
    form = posted(*parts)

    (error,) = form["day"].errors.as_data()

    assert error.messages == [message]
    assert error.params["parts"] == wrong


def test_label_with_a_percent_sign_is_harmless():
    field = DateField(label="100% done by %s")

    with pytest.raises(ValidationError) as raised:
        field.clean(["1", "", ""])

    assert raised.value.messages == ["100% done by %s must include a month and year"]


def test_nothing_typed_is_missing_or_none():
    optional = DateField(required=False)

    assert posted()["day"].errors.as_data()[0].code == "required"
    assert optional.clean(["", "", ""]) is None


def test_typed_value_comes_back_as_typed():
    form = posted("31", "Febuary", "2021")

    html = str(form["day"])

    assert 'value="31"' in html
    assert 'value="Febuary"' in html


@pytest.mark.parametrize("initial", [date(2021, 6, 5), "2021-06-05"])
def test_initial_fills_the_parts(initial):
    form = DayForm(initial={"day": initial})

    html = str(form["day"])

    assert [f'value="{part}"' in html for part in [5, 6, 2021]] == [True, True, True]


def test_unchanged_day_is_not_a_change():
    field = DateField()

    assert not field.has_changed(date(2021, 6, 5), ["5", "June", "2021"])
    assert field.has_changed(date(2021, 6, 5), ["6", "6", "2021"])
