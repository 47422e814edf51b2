"""From a response to the words of its letter."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from accounts.permissions import Role
from bodies.groups import Group
from letters.addresses import addresses_on, default_reference
from letters.compose import compose
from letters.covering import covered_words
from letters.language import day_words, listed
from letters.models import LetterTemplate
from letters.public import public_content, slug_words
from letters.words import AppendixPart, LetterWords
from responses.actions import approve_release, ask_release, save_passage, save_words
from responses.basis import basis_sha256
from responses.models import Response
from responses.workflow import Position
from tests.factories import (
    AT,
    PUBLISHED,
    TODAY,
    make_body,
    make_comments,
    make_contact,
    make_force_and_body,
    make_letter,
    make_letterhead,
    make_national_bodies,
    make_recommendation,
    make_report,
    make_response,
    make_term,
    make_user,
)

pytestmark = pytest.mark.django_db

CHIEFS, COMMISSIONERS = Group.CHIEF_CONSTABLES, Group.POLICE_AND_CRIME_COMMISSIONERS


@pytest.fixture
def nationals():
    return make_national_bodies()


@pytest.fixture
def area():
    return make_force_and_body("Wessmere")


@pytest.fixture
def report(nationals, area):
    """A report of the sample's shape: 2, 3, 4 and a monitoring set 6a to 6c."""
    report = make_report(area.body, title="Out of sight", publishers=[nationals["hmicfrs"]])
    make_recommendation(report, "2")
    make_recommendation(report, "3")
    make_recommendation(report, "4", addressees=[CHIEFS, COMMISSIONERS])
    heading = {"heading": "Monitoring of recommendations"}
    make_recommendation(report, "6a", addressees=[nationals["home-office"]], **heading)
    make_recommendation(
        report, "6b", addressees=[nationals["npcc"]], returns_from=CHIEFS, **heading
    )
    make_recommendation(
        report, "6c", addressees=[nationals["apcc"]], returns_from=COMMISSIONERS, **heading
    )
    return report


def fresh(response) -> Response:
    return Response.objects.get(pk=response.pk)


def words_of(response, **values) -> LetterWords:
    values = {"dated_on": TODAY, "reference": "REF1"} | values
    return compose(fresh(response), **values)


def test_compose_addresses_the_secretary_of_state_of_the_day(report, nationals):
    office = nationals["home-office"]
    office.terms.update(ends_on=TODAY - timedelta(days=1))
    make_term(office, "Ira Venn", title="Home Secretary", salutation="Home Secretary",
              starts_on=TODAY)  # fmt: skip
    response = make_response(report.recorded_for, report)

    before, after = (words_of(response, dated_on=TODAY - timedelta(days=days)) for days in (1, 0))

    assert (before.addressee.name, after.addressee.name) == ("Rt Hon Jo Halloran MP", "Ira Venn")
    assert after.salutation == "Dear Home Secretary"


def test_compose_is_signed_by_the_holder_of_the_day(report, area):
    area.body.terms.update(ends_on=TODAY - timedelta(days=1))
    make_term(area.body, "Kit Dale", title="Acting Commissioner", starts_on=TODAY)
    response = make_response(area.body, report)

    words = words_of(response)

    assert (words.signatory.name, words.signatory.title) == ("Kit Dale", "Acting Commissioner")


def test_compose_names_everybody_on_the_letter(report, area):
    response = make_response(area.body, report)

    words = words_of(response, your_reference="YR/7")

    assert words.title == "Response to Out of sight"
    assert words.letterhead.address == ("Sample House", "Example Road", "Sampleton SM1 2EX")
    assert (words.reference, words.your_reference, words.dated_on) == ("REF1", "YR/7", TODAY)
    assert words.enquiries_to == "Alex Marsh"
    assert words.cc == ("Sam Fenwick QPM, Chief Constable, Wessmere Police",)


def test_compose_says_which_recommendations_apply_to_whom(report, area):
    response = make_response(area.body, report)

    opening = words_of(response).sections[0].text

    assert opening == (
        "I write in response to the report “Out of sight”, published by the Inspectorate of"
        " Constabulary on 2 March 2026, as section 55 of the Police Act 1996 asks of me as"
        " local policing body.\n\n"
        "I acknowledge the recommendations that were made. Recommendations 2, 3, 4 and 6b"
        " apply to Wessmere Police. Recommendations 4 and 6c apply to this office. The"
        " recommendations that apply are listed in Appendix A."
    )


def test_compose_tells_an_area_for_improvement_from_a_recommendation_of_its_number(report, area):
    make_recommendation(report, "2", kind="area_for_improvement", text="Improve.")
    make_recommendation(report, "3", kind="area_for_improvement", text="Improve more.")
    response = make_response(area.body, report)

    opening = words_of(response).sections[0].text

    assert (
        "Recommendations 2, 3, 4 and 6b apply to Wessmere Police."
        " Areas for improvement 2 and 3 apply to Wessmere Police. Recommendations 4 and 6c"
    ) in opening


def test_marks_in_a_title_stand_on_the_letter_as_they_are(nationals, area):
    response = make_response(area.body, make_report(area.body, title="Stop *all* [calls](x)"))

    letter = compose(response, dated_on=TODAY, reference="R")

    assert r"“Stop \*all\* \[calls\](x)”" in letter.sections[0].text
    assert letter.title == "Response to Stop *all* [calls](x)"


def test_compose_says_applies_of_one(nationals, area):
    report = make_report(area.body)
    make_recommendation(report, "1")

    opening = words_of(make_response(area.body, report)).sections[0].text

    assert "Recommendation 1 applies to Wessmere Police." in opening


def test_appendix_shows_a_lettered_set_whole(report, area):
    response = make_response(area.body, report)

    appendix = words_of(response).appendix

    assert [item.heading for item in appendix] == [
        "Recommendation 2: To chief constables",
        "Recommendation 3: To chief constables",
        "Recommendation 4: To chief constables, and police and crime commissioners",
        "Recommendation 6: Monitoring of recommendations",
    ]
    assert appendix[3].text == ""
    assert appendix[3].parts == (
        AppendixPart("a", "Do what number 6a asks."),
        AppendixPart("b", "Do what number 6b asks."),
        AppendixPart("c", "Do what number 6c asks."),
    )


def test_appendix_keeps_the_words_above_a_lettered_set(nationals, area):
    report = make_report(area.body)
    make_recommendation(report, "6", text="Monitor:")
    make_recommendation(report, "6a", text="the first.")

    (item,) = words_of(make_response(area.body, report)).appendix

    assert (item.text, item.parts) == ("Monitor:", (AppendixPart("a", "the first."),))


def test_appendix_leaves_out_what_is_for_others(nationals, area):
    report = make_report(area.body)
    make_recommendation(report, "1")
    make_recommendation(report, "2", addressees=[nationals["college-of-policing"]])

    appendix = words_of(make_response(area.body, report)).appendix

    assert [item.heading for item in appendix] == ["Recommendation 1: To chief constables"]


def test_appendix_keeps_two_reports_with_the_same_numbers_apart(nationals, area):
    reports = [make_report(area.body, title="First"), make_report(area.body, title="Second")]
    for n, report in enumerate(reports, start=1):
        make_recommendation(report, "1", text=f"From report {n}.")

    appendix = words_of(make_response(area.body, *reports)).appendix

    assert [(item.heading, item.text) for item in appendix] == [
        ("First", ""),
        ("Recommendation 1: To chief constables", "From report 1."),
        ("Second", ""),
        ("Recommendation 1: To chief constables", "From report 2."),
    ]


def test_appendix_keeps_unnumbered_items_apart(nationals, area):
    report = make_report(area.body)
    kinds = ["cause_of_concern", "recommendation", "area_for_improvement"]
    for position, kind in enumerate(kinds):
        make_recommendation(report, "", kind=kind, position=position, text=kind)

    appendix = words_of(make_response(area.body, report)).appendix

    assert [(item.heading, item.text) for item in appendix] == [
        ("Cause of concern: To chief constables", "cause_of_concern"),
        ("Recommendation: To chief constables", "recommendation"),
        ("Area for improvement: To chief constables", "area_for_improvement"),
    ]


def test_sections_hold_answers_and_put_what_is_for_others_last(report, area):
    response = make_response(area.body, report)
    for number in ["6a", "6b"]:
        passage = response.passages.get(recommendation__number=number)
        save_passage(
            response, passage.recommendation, version=passage.version,
            position=Position.NOT_FOR_US, text=f"Others do {number}.",
            by=response.drafted_by, at=AT,
        )  # fmt: skip

    sections = {s.heading: s.text for s in words_of(response).sections}

    assert list(sections) == [
        "",
        "Recommendation 2: accepted",
        "Recommendation 3: accepted",
        "Recommendation 4: accepted",
        "Recommendation 6c: accepted",
        "Not for this office",
        "Oversight",
    ]
    assert sections["Not for this office"] == (
        "- Recommendation 6a: Others do 6a.\n- Recommendation 6b: Others do 6b."
    )


def test_section_says_who_and_by_when(report, area):
    response = make_response(area.body, report)
    passage = response.passages.get(recommendation__number="4")
    save_passage(
        response, passage.recommendation, version=passage.version, text="We will.",
        owner="Policy officer", by_when=date(2026, 9, 1), by=response.drafted_by, at=AT,
    )  # fmt: skip

    sections = {s.heading: s.text for s in words_of(response).sections}

    assert sections["Recommendation 4: accepted"] == (
        "We will.\n\nWho: Policy officer. By when: 1 September 2026."
    )


def test_chief_officers_comments_are_quoted_once_sent_and_replied_to(report, area):
    response = make_response(area.body, report)
    save_words(response, version=1, reply="I agree with that.", by=response.drafted_by, at=AT)
    make_comments(response, {"": "The force agrees.", "2": "It is done."}, sent=False)
    unsent = [s.heading for s in words_of(response).sections]
    make_comments(response, {})

    sections = {s.heading: s.text for s in words_of(response).sections}

    assert "Comments of the Chief Constable" not in unsent
    assert sections["Comments of the Chief Constable"] == (
        "The force agrees.\n\n**Recommendation 2.** It is done."
    )
    assert sections["My reply to those comments"] == "I agree with that."


def test_own_template_words_take_the_place_of_the_default(report, area):
    LetterTemplate.objects.create(
        body=area.body, opening="From {capacity} on {report}.", recommendations="",
        oversight="", closing="", cc="",
    )  # fmt: skip
    response = make_response(area.body, report)

    words = words_of(response)

    assert words.sections[0].text == (
        "From Police, Fire and Crime Commissioner for Wessmere on Out of sight."
    )
    assert words.cc == ()
    assert [s.heading for s in words.sections][-1] != "Oversight"


def test_letter_on_two_reports_names_both(nationals, area):
    reports = [make_report(area.body, title="One"), make_report(area.body, title="Two")]

    words = words_of(make_response(area.body, *reports))

    assert words.title == "Response to One and Two"


def test_compose_refuses_when_the_records_lack_somebody(report, area):
    area.body.terms.all().delete()
    response = make_response(area.body, report)

    with pytest.raises(ValueError, match="who holds this body's office"):
        words_of(response)


def test_words_survive_being_stored(report, area):
    words = words_of(make_response(area.body, report))

    assert LetterWords.from_data(words.as_data()) == words
    assert replace(words, reference="other") != words


def test_addresses_say_what_the_records_lack():
    body = make_force_and_body(whole=False).body

    assert addresses_on(body, TODAY).problems == [
        "The records do not hold who is Secretary of State on that day.",
        "The records do not hold an email address of the Home Office for section 55 responses.",
        "The records do not hold an email address of the inspectors for section 55 responses.",
        "The records do not hold who holds this body's office on that day.",
        "The records do not hold a letterhead of this body for that day.",
    ]


def test_addresses_lack_nothing_without_a_chief_officer(nationals, area):
    area.force.terms.all().delete()
    area.force.contacts.all().delete()

    who = addresses_on(area.body, TODAY)

    assert (who.problems, who.chief_officer, who.chief_contact) == ([], None, None)


def test_addresses_are_those_of_the_day(nationals, area):
    area.body.letterheads.update(ends_on=TODAY - timedelta(days=1))
    make_letterhead(area.body, name="New paper", starts_on=TODAY)
    nationals["hmicfrs"].contacts.update(ends_on=TODAY - timedelta(days=1))
    make_contact(nationals["hmicfrs"], email="new@inspectorate.example", starts_on=TODAY)

    who = addresses_on(area.body, TODAY)
    earlier = addresses_on(area.body, TODAY - timedelta(days=1))

    assert (who.letterhead.name, who.inspectors_contact.email) == (
        "New paper", "new@inspectorate.example",
    )  # fmt: skip
    assert (earlier.letterhead.name, earlier.inspectors_contact.email) == (
        area.body.name, "section55@hmicfrs.example",
    )  # fmt: skip


def test_default_reference_is_day_and_initials_and_never_issued_twice(nationals, area):
    response = make_response(area.body, state="approved")
    first = default_reference(area.body, TODAY)
    make_letter(response, reference=first)

    second = default_reference(area.body, TODAY)

    assert (first, second) == ("20260320AM", "20260320AM-2")
    assert default_reference(make_force_and_body().body, TODAY) == "20260320AM"


def test_public_content_holds_what_section_55_asks_and_no_more(report, area):
    response = make_response(area.body, report, state="approved")
    letter = make_letter(response, reference="REF9")

    content = public_content(letter, letter.letter_words)

    assert content["body"] == area.body.name
    assert content["reports"] == [
        {
            "title": "Out of sight",
            "published_on": PUBLISHED.isoformat(),
            "url": "",
            "basis": "Police Act 1996, section 55",
            "under_the_act": True,
        }
    ]
    assert [p["title"] for p in content["passages"]] == [
        f"Recommendation {n}" for n in ["2", "3", "4", "6a", "6b", "6c"]
    ]
    assert content["comments"] == []
    assert "@" not in str(content)


def test_public_content_gives_the_addressees_as_the_report_does(report, area):
    letter = make_letter(make_response(area.body, report, state="approved"))

    addressees = [p["addressees"] for p in public_content(letter, letter.letter_words)["passages"]]

    assert addressees == [
        "chief constables",
        "chief constables",
        "chief constables, and police and crime commissioners",
        "Home Office",
        "National Police Chiefs' Council",
        "Association of Police and Crime Commissioners",
    ]


def test_body_is_named_as_on_the_day_of_the_letter(report, area):
    area.body.names.create(name="Commissioner for Wessmere", until=TODAY)
    letter = make_letter(make_response(area.body, report, state="approved"))

    assert public_content(letter, letter.letter_words)["body"] == "Commissioner for Wessmere"


def test_ended_body_has_no_force_on_its_letter(nationals):
    body = make_body("Office without a force")
    make_term(body)
    make_letterhead(body)

    assert (addresses_on(body, TODAY).force, addresses_on(body, TODAY).problems) == (None, [])


@pytest.mark.parametrize(
    ("words", "sentence"), [([], ""), (["2"], "2"), (["2", "3"], "2 and 3"), ("234", "2, 3 and 4")]
)
def test_listed_joins_as_people_write(words, sentence):
    assert listed(words) == sentence


def test_day_words_have_no_leading_zero():
    assert day_words(date(2021, 7, 9)) == "9 July 2021"


@pytest.mark.parametrize(
    ("text", "longest", "slug"),
    [
        ("Out of sight: Report on X", 80, "out-of-sight-report-on-x"),
        ("One two three", 9, "one-two"),
        ("Unbroken" * 10, 12, "unbrokenunbr"),
        ("PEEL 2025–27", 80, "peel-2025-27"),
    ],
)
def test_slug_words_keeps_whole_words(text, longest, slug):
    assert slug_words(text, longest) == slug


def cover(report, covered) -> None:
    release = ask_release(
        covered.obligations.get(kind="response", body=report.recorded_for), ground="covered",
        covered_by=report, reason="The same.", by=report.recorded_by, at=AT,
    )  # fmt: skip
    approve_release(release, by=make_user(Role.APPROVER, report.recorded_for), at=AT)


def test_compose_says_which_other_report_the_response_covers(report, area):
    response = make_response(area.body, report)
    before = words_of(response).sections[0].text

    cover(report, make_report(area.body, title="Out of [sight] in England"))

    after = words_of(response).sections[0].text
    assert "covers" not in before
    assert (
        "\n\nThis response also covers “Out of \\[sight\\] in England”, published on 2 March 2026,"
        " whose recommendations are the same."
    ) in after


def test_several_covered_reports_stand_in_one_sentence(report, area):
    response = make_response(area.body, report)
    for title in ["A", "B", "C"]:
        cover(report, make_report(area.body, title=title))

    assert covered_words(response) == (
        "This response also covers “A”, published on 2 March 2026; “B”, published on 2 March 2026,"
        " and “C”, published on 2 March 2026, whose recommendations are the same."
    )


def test_approval_covers_what_the_response_covers(report, area):
    response = make_response(area.body, report)
    before = basis_sha256(response)

    cover(report, make_report(area.body))

    assert basis_sha256(response) != before


def test_public_content_names_what_is_covered(report, area):
    cover(report, make_report(area.body, title="In England", url="https://example.org/r"))
    letter = make_letter(make_response(area.body, report, state="approved"), signed=True)

    content = public_content(letter, letter.letter_words)

    assert content["covers"] == [
        {"title": "In England", "published_on": "2026-03-02", "url": "https://example.org/r"}
    ]
