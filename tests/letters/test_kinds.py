"""What each kind of local policing body says, in each layout and in both languages."""

import re
from datetime import date

import pytest

from accounts.permissions import Role
from bodies.groups import Kind
from letters.compose import compose
from letters.fields import BLOCKS, COLLECTIVE, unknown_fields, usual_words
from letters.language import ENGLISH, WELSH
from letters.models import LetterTemplate
from letters.render import letter_html
from letters.style import Layout
from responses.actions import save_words
from tests.factories import (
    AT,
    TODAY,
    make_comments,
    make_force_and_body,
    make_national_bodies,
    make_recommendation,
    make_report,
    make_response,
    make_term,
    make_user,
)

pytestmark = pytest.mark.django_db

HOLDERS = {
    Kind.PCC: "Police and Crime Commissioner",
    Kind.PFCC: "Police, Fire and Crime Commissioner",
    Kind.MAYOR: "Mayor of Northmoor",
    Kind.MOPAC: "Mayor of London",
    Kind.COMMON_COUNCIL: "Chair of the Police Authority Board",
}
CHIEFS = {
    Kind.MOPAC: "Commissioner of Police of the Metropolis",
    Kind.COMMON_COUNCIL: "Commissioner of Police for the City of London",
}
# Words of one person, and of several: none of the other may stand in the letter of a body.
ONE = {ENGLISH: r"\b(I|me|my|My)\b", WELSH: r"\b(Ysgrifennaf|Rwy’n|Rwyf|Byddaf|Fy|mi)\b"}
SEVERAL = {ENGLISH: r"\b(We|we|us|Our)\b", WELSH: r"\b(Ysgrifennwn|Rydym|Byddwn|Ein|ni)\b"}


def letter_of(kind, layout, language, *, day=TODAY) -> str:
    """Return the text of the page of a whole letter: every default sentence is in it."""
    make_national_bodies()
    area = make_force_and_body(kind=kind, title=HOLDERS[kind], welsh=True)
    area.force.terms.all().delete()
    make_term(area.force, "Sam Fenwick", title=CHIEFS.get(kind, "Chief Constable"))
    report = make_report(area.body, forces=[area.force], title="Out of sight")
    make_recommendation(report)
    response = make_response(area.body, report)
    make_comments(response)
    response = save_words(
        response, reply="Noted.", reply_cy="Nodwyd.", version=response.version,
        by=make_user(Role.CASEWORKER, area.body), at=AT,
    )  # fmt: skip
    template = LetterTemplate.usual(area.body)
    template.layout = layout
    template.recommendations += " {counts}. {we}. {majesty}."
    template.recommendations_cy += " {counts}. {we}. {majesty}."
    words = compose(
        response, dated_on=day, reference="R1", template=template, language=language, public=True
    )
    page = letter_html(words)
    body = re.sub(r"<style.*?</style>|<[^>]+>", " ", page[page.index("<h1>") :])
    said = " ".join(body.split())
    return said.replace("This is what I do on Recommendation 1.", "")


@pytest.mark.parametrize("language", [ENGLISH, WELSH])
@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("kind", HOLDERS)
def test_letter_speaks_as_its_body_does(kind, layout, language):
    said = letter_of(kind, layout, language)

    mine, others = (SEVERAL, ONE) if kind in COLLECTIVE else (ONE, SEVERAL)
    assert re.findall(others[language], said) == []
    assert re.search(mine[language], said)
    assert HOLDERS[kind] in said
    assert CHIEFS.get(kind, "Chief Constable") in said
    assert ("Chief Constable" in said) is (kind not in CHIEFS)
    assert "{" not in said


@pytest.mark.parametrize("kind", HOLDERS)
@pytest.mark.parametrize(
    ("language", "constables", "officers"),
    [
        (ENGLISH, "to chief constables and", "to chief officers of police and"),
        (WELSH, "i brif gwnstabliaid a", "i brif swyddogion yr heddlu a"),
    ],
)
def test_counts_name_the_chief_officers_as_the_force_has_them(kind, language, constables, officers):
    said = letter_of(kind, Layout.NARRATIVE, language)

    assert (officers if kind in CHIEFS else constables) in said
    assert (constables if kind in CHIEFS else officers) not in said


@pytest.mark.parametrize(
    ("day", "language", "majesty"),
    [
        (date(2022, 9, 7), ENGLISH, "Her Majesty’s"),
        (date(2022, 9, 8), ENGLISH, "His Majesty’s"),
        (date(2022, 9, 7), WELSH, "Ei Mawrhydi"),
        (date(2022, 9, 8), WELSH, "Ei Fawrhydi"),
    ],
)
def test_majesty_is_that_of_the_day_of_the_letter(day, language, majesty):
    assert f"{majesty}." in letter_of(Kind.PCC, Layout.STATEMENT, language, day=day)


@pytest.mark.parametrize("kind", HOLDERS)
def test_every_default_block_is_there_in_both_languages_and_can_be_filled(kind):
    words = usual_words(kind)

    assert set(words) == {*BLOCKS, *(f"{name}_cy" for name in BLOCKS)}
    assert set().union(*map(unknown_fields, words.values())) == set()
    template = LetterTemplate.of(make_force_and_body(kind=kind).body)
    assert {name: getattr(template, name) for name in words} == words
