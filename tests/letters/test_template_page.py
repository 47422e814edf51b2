"""An office's own template: saved version by version, and tried on a real letter first."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.errors import Refused
from accounts.models import Event
from accounts.permissions import Role
from letters.actions import save_template
from letters.models import LetterTemplate
from responses.workflow import State
from tests.factories import (
    AT,
    make_force_and_body,
    make_letter,
    make_membership,
    make_national_bodies,
    make_recommendation,
    make_report,
    make_response,
    make_user,
)
from tests.letters.pdfs import text_of

pytestmark = pytest.mark.django_db

WORDS = {
    "layout": "narrative", "addressed_to": "secretary_of_state", "appendix": "recommendations",
    "statutory_opening": "on", "answers_areas": "on",
    "opening": "On {report}.", "recommendations": "{for_body}", "oversight": "", "cc": "",
    "seen": "0",
}  # fmt: skip
PAGE, PREVIEW = "letters:template", "letters:template-preview"


@pytest.fixture
def area():
    make_national_bodies()
    return make_force_and_body()


@pytest.fixture
def administrator(area, client):
    user = make_user(Role.BODY_ADMINISTRATOR, area.body)
    client.force_login(user)
    return user


@pytest.fixture
def response(area):
    report = make_report(area.body, title="Out of sight")
    make_recommendation(report, "2")
    return make_response(area.body, report)


def post(client, name=PAGE, **changed):
    return client.post(reverse(name), WORDS | changed)


def test_each_saving_makes_a_version_and_the_newest_is_in_force(area, administrator, client):
    post(client)
    post(client, opening="About {report}.", layout="form", seen="1")

    versions = list(LetterTemplate.objects.order_by("version"))
    assert [(v.version, v.opening, v.layout, v.saved_by) for v in versions] == [
        (1, "On {report}.", "narrative", administrator),
        (2, "About {report}.", "form", administrator),
    ]
    assert LetterTemplate.of(area.body) == versions[1]
    assert Event.objects.filter(action="save").count() == 2


def test_letter_is_made_with_the_newest_version_and_keeps_its_words(area, administrator, client):
    post(client, opening="Just this: {report}.", appendix="none")
    report = make_report(area.body, title="Out of sight")
    response = make_response(area.body, report, state=State.APPROVED)

    letter = make_letter(response)
    post(client, opening="Other words.", seen="1")

    letter.refresh_from_db()
    assert letter.letter_words.sections[0].text.startswith("Just this: Out of sight.")
    assert letter.letter_words.appendix == ()


def test_field_that_no_letter_has_is_an_error_at_saving(administrator, client):
    answer = post(client, oversight="Ask {secret_key} and {report.body}")

    assert answer.context["form"].errors["oversight"] == [
        "There is no field called report.body, secret_key."
    ]
    assert not LetterTemplate.objects.exists()


def test_version_saved_meanwhile_is_said_and_nothing_is_lost(administrator, client):
    post(client)

    answer = post(client, opening="My words.")

    page = answer.content.decode()
    assert "Version 1 was saved after you opened this page." in page
    assert "My words." in page
    assert LetterTemplate.objects.count() == 1


def test_old_version_is_where_a_new_one_starts(administrator, client):
    post(client, opening="First.")
    post(client, opening="Second.", seen="1")

    start = client.get(reverse(PAGE), {"version": "1"}).context["form"]

    assert (start["opening"].value(), start["seen"].value()) == ("First.", 2)
    assert client.get(reverse(PAGE), {"version": "9"}).status_code == 404
    assert client.get(reverse(PAGE), {"version": "x"}).status_code == 404


@pytest.mark.parametrize("layout", ["narrative", "sections", "statement", "form"])
def test_preview_is_the_real_letter_with_the_words_typed(layout, administrator, response, client):
    answer = post(client, PREVIEW, layout=layout, opening="Typed just now: {report}.", pdf="1")

    assert answer["Content-Type"] == "application/pdf"
    text = text_of(answer.content)
    assert "Typed just now: Out of sight." in text
    assert "PREVIEW" in text
    assert not LetterTemplate.objects.exists()


def test_preview_comes_as_pictures_beside_the_form(administrator, response, client):
    drawn = post(client, PREVIEW).json()

    assert drawn["count"] == len(drawn["pages"]) == 2
    assert {page.partition(",")[0] for page in drawn["pages"]} == {"data:image/png;base64"}


def test_preview_says_what_is_wrong(area, administrator, client, response):
    wrong = post(client, PREVIEW, opening="{nonsense}").json()
    area.body.terms.update(ends_on=date(2020, 1, 1), starts_on=date(2019, 1, 1))
    nobody = post(client, PREVIEW).json()

    assert wrong == {"problems": ["There is no field called nonsense."]}
    assert nobody == {"problems": ["The records do not hold who holds this body's office on that"
                                   " day."]}  # fmt: skip


def test_preview_needs_a_response(administrator, client):
    assert post(client, PREVIEW).json() == {
        "problems": ["There is no response yet to show the letter of."]
    }


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SIGNATORY, Role.AUDITOR])
def test_only_an_administrator_of_the_body_may_open_or_save_it(role, area, response, client):
    client.force_login(make_user(role, area.body))

    assert client.get(reverse(PAGE)).status_code == 403
    assert post(client).status_code == 403
    assert post(client, PREVIEW).status_code == 403
    assert not LetterTemplate.objects.exists()


def test_administrator_of_office_and_force_words_the_letters_of_the_office(
    area, administrator, client
):
    make_membership(administrator, Role.BODY_ADMINISTRATOR, area.force)
    session = client.session
    session["acting_for"] = area.force.pk
    session.save()

    shown = client.get(reverse(PAGE)).context["body"]
    post(client)

    assert shown == area.body
    assert reverse(PAGE) in client.get(reverse("letters:people")).content.decode()
    assert client.get(reverse("letters:delegations")).context["body"] == area.body
    assert [t.body for t in LetterTemplate.objects.all()] == [area.body]


def test_force_has_no_template_of_letters(area, client):
    user = make_user(Role.BODY_ADMINISTRATOR, area.force)
    client.force_login(user)

    menu = client.get(reverse("letters:people")).content.decode()
    assert "People" in menu and reverse(PAGE) not in menu
    assert client.get(reverse(PAGE)).status_code == 403
    assert post(client, PREVIEW).status_code == 403
    with pytest.raises(Refused, match="sends no letters"):
        save_template(LetterTemplate(body=area.force), by=user, at=AT)
