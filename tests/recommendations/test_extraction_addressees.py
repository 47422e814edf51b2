"""Who must act, by sentence, heading, title and date."""

from datetime import date

import pytest

from recommendations.extraction import extract
from recommendations.extraction.addressees import in_sentence, only_names
from recommendations.extraction.names import names_on
from tests.recommendations.reading_texts import bodies, read

CHIEFS, COMMISSIONERS = "chief_constables", "police_and_crime_commissioners"
COLLEGE = "college_of_policing"
SENTENCES = [
    ("Chief constables should plan.", {CHIEFS}, set()),
    ("All chief constables must plan.", {CHIEFS}, set()),
    ("Police forces need to plan.", {CHIEFS}, set()),
    ("Chief constables and PCCs should plan.", {CHIEFS, COMMISSIONERS}, set()),
    ("Police, fire and crime commissioners should plan.", {COMMISSIONERS}, set()),
    ("The NPCC lead for custody and the College of Policing should.", {"npcc", COLLEGE}, set()),
    ("The College of Policing, NPCC and APCC must.", {COLLEGE, "npcc", "apcc"}, set()),
    ("In response to College of Policing guidance, forces should plan.", {CHIEFS}, set()),
    ("Forces that have not adopted College of Policing guidance should.", {CHIEFS}, set()),
    ("Chief constables, in conjunction with the NPCC lead for bail, must.", {CHIEFS}, {"npcc"}),
    ("Chief constables should work with the NPCC to plan.", {CHIEFS}, {"npcc"}),
    ("The NPCC, now at work on data standards for forces, should plan.", {"npcc"}, set()),
    ("Home Office to provide a report to HMICFRS.", {"home_office"}, set()),
    ("We recommend that chief constables review it.", {CHIEFS}, set()),
    ("Association of Police and Crime Commissioners to collate progress.", {"apcc"}, set()),
    ("The chief constable of Kent Police should plan.", {"force:Kent Police"}, set()),
    ("Devon & Cornwall should plan.", {"force:Devon and Cornwall Police"}, set()),
    ("GMP should plan.", {"force:Greater Manchester Police"}, set()),
    ("The Met should plan.", {"force:Metropolitan Police Service"}, set()),
    ("The Government should plan.", {"government"}, set()),
    ("Assure themselves that forces are ready.", set(), set()),
    ("The armed forces should plan.", set(), set()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "addressees", "partners"), SENTENCES)
def test_subject_is_addressed(text, addressees, partners):
    found = in_sentence(text, names_on(bodies(), date(2023, 6, 15)))

    assert set(found.addressees) == addressees
    assert set(found.partners) == partners


@pytest.mark.parametrize(
    ("words", "only"),
    [
        ("To chief constables, and police and crime commissioners", True),
        ("For the Home Office", True),
        ("To the College of Policing, in consultation with the NPCC", True),
        ("Chief constables should plan", False),
        ("Monitoring of recommendations", False),
    ],
)
def test_heading_of_names_is_known(words, only):
    assert only_names(words, names_on(bodies(), None)) is only


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2017, 3, 2), "Hampshire Constabulary"),
        (date(2022, 12, 31), "Hampshire Constabulary"),
        (date(2023, 1, 1), "Hampshire and Isle of Wight Constabulary"),
        (None, "Hampshire and Isle of Wight Constabulary"),
    ],
)
def test_force_has_its_name_of_the_day(day, name):
    text = "PEEL 2016 – Hampshire Constabulary\n\nRecommendation 1\nThe force should plan.\n"

    assert read(text, day).recommendations[0].addressees == (f"force:{name}",)


def test_title_given_names_the_force():
    found = extract(
        "Rec 1: The force should plan.", title="An inspection of Surrey Police", bodies=bodies()
    )

    assert found.recommendations[0].addressees == ("force:Surrey Police",)


def test_region_in_a_title_is_no_force():
    text = "The West Midlands regional response to crime\n\nRec 1: The force should plan.\n"

    item = read(text).recommendations[0]

    assert item.addressees == ("chief_constables",)
    assert "does not say which" in " ".join(item.doubts)


def test_register_address_names_the_force():
    text = (
        "URL: https://example.org/hmicfrs/recommendation/kent/77/\nTitle: Custody\n\n"
        "The force should plan.\n"
    )

    assert read(text).recommendations[0].addressees == ("force:Kent Police",)


def test_groups_and_national_bodies_need_no_list_of_bodies():
    found = extract("Rec 1: The Home Office and chief constables should plan.")

    assert found.recommendations[0].addressees == ("home_office", "chief_constables")
