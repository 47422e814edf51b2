"""A letter that answers several reports keeps them apart, and says nothing of what it lacks."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from letters.compose import compose
from letters.language import WELSH, block_in
from letters.layouts import Answer
from letters.layouts.shared import comments_words, not_for_this_office
from letters.models import LetterTemplate
from letters.style import Appendix, Layout
from pcc_tracker.markdown import to_html
from responses.actions import start_correction
from responses.models import Response
from responses.workflow import State
from tests.factories import (
    AT,
    TODAY,
    make_body,
    make_force_and_body,
    make_letter,
    make_national_bodies,
    make_recommendation,
    make_report,
    make_response,
)
from tests.letters.test_layouts import CONTENT, REPORT, SECOND, item

pytestmark = pytest.mark.django_db


@pytest.fixture
def nationals():
    return make_national_bodies()


@pytest.fixture
def response(nationals):
    """A response to two reports, of which each has a recommendation 1 and the later an area."""
    area = make_force_and_body("Wessmere")
    college = make_body(name="Example College")
    first = make_report(
        area.body, title="By day", publishers=[nationals["hmicfrs"]], published_on=date(2026, 3, 9)
    )
    second = make_report(
        area.body, title="By night", publishers=[college], published_on=date(2026, 3, 2)
    )
    for report in (first, second):
        make_recommendation(report, "1")
    make_recommendation(second, "7", kind="area_for_improvement")
    return make_response(area.body, first, second)


def letter_of(response, template=None, **style):
    template = template or LetterTemplate(body=response.body, **style)
    return compose(response, dated_on=TODAY, reference="R", template=template)


def template_of(response, **style) -> LetterTemplate:
    usual = LetterTemplate.of(response.body)
    for name, value in style.items():
        setattr(usual, name, value)
    return usual


def test_each_report_has_its_own_publisher_and_day(response):
    opening = letter_of(response, template_of(response)).sections[0].text

    assert opening.startswith(
        "I write in response to the reports “By day”, published by the Inspectorate of"
        " Constabulary on 9 March 2026, and “By night”, published by the Example College on"
        " 2 March 2026, as section 55"
    )
    assert "Recommendation 1 applies to Wessmere Police (“By day”)." in opening
    assert "Recommendation 1 applies to Wessmere Police (“By night”)." in opening


def test_last_day_is_the_first_of_those_of_the_reports(response):
    template = template_of(response, opening="By {last_day}.")

    assert letter_of(response, template).sections[0].text.startswith("By 26 April 2026.")


def test_comments_stand_under_the_report_that_they_are_about():
    second = replace(SECOND, items=(item("2", force_comment="We agree."),))

    words = comments_words(replace(CONTENT, reports=(REPORT, second)))

    assert words.split("\n\n")[1:] == [
        f"**{REPORT.title}**",
        "**Recommendation 2.** We have trained two hundred officers.",
        f"**{SECOND.title}**",
        "**Recommendation 2.** We agree.",
    ]


@pytest.mark.parametrize("appendix", [Appendix.NONE, Appendix.CHIEF_OFFICER])
def test_letter_without_a_list_speaks_of_none(appendix, response):
    listed, bare = (
        letter_of(response, template_of(response, appendix=which)).sections[0].text
        for which in (Appendix.RECOMMENDATIONS, appendix)
    )

    assert "listed in Appendix A" in listed
    assert "Appendix" not in bare


@pytest.mark.parametrize("layout", Layout)
def test_area_that_is_not_answered_is_nowhere_in_the_letter(layout, response):
    with_it, without = (
        letter_of(response, template_of(response, layout=layout, answers_areas=answers))
        for answers in (True, False)
    )

    assert "Area for improvement 7" in str(with_it.appendix) + str(with_it.sections)
    assert [i["number"] for report in without.data["reports"] for i in report["items"]] == ["1"] * 2
    assert "Area for improvement" not in str(without.appendix) + str(without.sections)


MORE = "First.\n\nSecond.\n\n- a\n- b"


def reason_in_list(text: str) -> str:
    group = (item("30", answer=Answer("not_for_us", text)),)
    [section] = not_for_this_office(CONTENT, [group], 2)
    return to_html(section.text)


def test_reason_of_several_paragraphs_stays_in_its_item():
    html = reason_in_list(MORE)

    assert html.count("<li>") == 3
    outer = html[html.index("<li>") : html.rindex("</li>")]
    assert all(words in outer for words in ("First.", "Second.", "<ul>", "a</li>", "b</li>"))
    assert html.rstrip().endswith("</li>\n</ul>")


def test_reason_in_the_other_language_is_marked_and_shows_no_marks():
    html = reason_in_list(block_in(MORE, "en"))

    assert ":::" not in html and "{lang" not in html
    assert '<span lang="en">First.</span>' in html and '<span lang="en">b</span>' in html


@pytest.mark.parametrize("words", ["About {report", "About report}", "{{report}}"])
def test_brace_without_its_other_half_is_refused(words, response):
    template = template_of(response, opening=words)

    with pytest.raises(ValidationError, match="without its other half"):
        template.clean()


def test_check_says_that_a_letter_was_corrected(client):
    old = make_letter(published=True)
    found = {"body": old.body.slug, "reference": old.reference}
    draft = start_correction(old.response, "Wrong figure.", by=old.response.drafted_by, at=AT)

    before = client.get(reverse("letters:check"), found).content.decode()
    Response.objects.filter(pk=draft.pk).update(state=State.APPROVED)
    newer = make_letter(
        Response.objects.get(pk=draft.pk), published=True, reference="SECOND"
    ).publication
    after = client.get(reverse("letters:check"), found).content.decode()
    with old.public_pdf.open() as file:
        upload = SimpleUploadedFile("letter.pdf", file.read())
    by_file = client.post(reverse("letters:check"), {"upload": upload}).content.decode()

    assert "It was corrected on" not in before
    for page in (after, by_file):
        assert "It was corrected on" in page and newer.get_absolute_url() in page


def test_welsh_letter_names_each_report_with_its_day(response):
    letter = compose(
        response, dated_on=TODAY, reference="R", template=template_of(response), language=WELSH
    )

    assert "i’r adroddiadau “" in letter.sections[0].text
    assert letter.sections[0].text.count("a gyhoeddwyd gan") == 2


@pytest.mark.parametrize("layout", Layout)
def test_each_layout_says_which_report(layout, response):
    letter = letter_of(response, template_of(response, layout=layout))

    assert {"By day", "By night"} <= {section.heading for section in letter.sections}
