"""Published words are corrected beside them; what is withheld stays off the public copy."""

from io import BytesIO

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from docx import Document

from accounts.errors import Refused, WrongState
from accounts.permissions import Role
from letters.actions import ask_copies
from letters.dossier.words import words_of
from letters.models import Letter, Publication
from letters.tasks import send_next
from recommendations.models import Obligation
from responses.actions import approve, save_passage, save_words, start_correction, submit
from responses.models import Passage, Response
from responses.workflow import State
from tests.factories import (
    AT,
    make_comments,
    make_force_and_body,
    make_letter,
    make_national_bodies,
    make_recommendation,
    make_report,
    make_response,
    make_user,
)
from tests.letters.pdfs import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    make_national_bodies()
    return make_force_and_body()


@pytest.fixture
def report(area):
    report = make_report(area.body, title="Out of sight")
    for number in ["2", "10", "22"]:
        make_recommendation(report, number)
    return report


@pytest.fixture
def published(report):
    response = make_response(report.recorded_for, report)
    make_comments(response)
    Response.objects.filter(pk=response.pk).update(state=State.APPROVED)
    return make_letter(Response.objects.get(pk=response.pk), published=True).publication


def pdf(file) -> str:
    with file.open() as opened:
        return text_of(opened.read())


def correction_of(publication, reason="The figure for 10 was wrong.") -> Response:
    response = publication.letter.response
    return start_correction(response, reason, by=response.drafted_by, at=AT)


def published_again(response) -> Publication:
    Response.objects.filter(pk=response.pk).update(state=State.APPROVED)
    return make_letter(
        Response.objects.get(pk=response.pk), published=True, reference="SECOND"
    ).publication


def test_correction_starts_from_all_that_was_published(published):
    old = published.letter.response
    Response.objects.filter(pk=old.pk).update(opening="One.", reply="Two.", closing="Three.")

    new = correction_of(published)

    assert (new.opening, new.reply, new.closing) == ("One.", "Two.", "Three.")
    assert (new.state, new.corrects, new.body) == (State.DRAFT, old, old.body)
    same = ["recommendation_id", "position", "text"]
    assert list(new.passages.values_list(*same)) == list(old.passages.values_list(*same))
    assert [c.text for c in new.comments.all()] == [c.text for c in old.comments.all()]
    assert new.invitation.received_at == old.invitation.received_at
    assert list(new.reports.all()) == list(old.reports.all())


def test_correction_is_a_new_letter_that_names_the_old_one_and_both_stay(published, client):
    old_letter, met_on = published.letter, Obligation.objects.get(kind="response").met_on

    second = published_again(correction_of(published))
    first_page = client.get(published.get_absolute_url()).content.decode()
    second_page = client.get(second.get_absolute_url()).content.decode()

    said = f"This corrects our letter {old_letter.reference} of {old_letter.dated_on:%-d %B %Y}."
    assert f"{said} The figure for 10 was wrong." in pdf(second.letter.public_pdf)
    assert said not in pdf(old_letter.public_pdf)
    assert published.get_absolute_url() != second.get_absolute_url()
    assert f'href="{second.get_absolute_url()}">Read the corrected response' in first_page
    assert f'href="{published.get_absolute_url()}">the response published on' in second_page
    assert "The figure for 10 was wrong." in second_page
    assert Obligation.objects.get(kind="response").met_on == met_on


def test_correction_is_refused_before_publication_twice_and_without_a_reason(published, report):
    draft = make_response(report.recorded_for, make_report(report.recorded_for))

    with pytest.raises(WrongState):
        start_correction(draft, "Wrong.", by=draft.drafted_by, at=AT)
    with pytest.raises(Refused, match="Say what is corrected"):
        correction_of(published, reason=" ")
    correction_of(published)
    with pytest.raises(Refused, match="started already"):
        correction_of(published)

    assert Response.objects.exclude(corrects=None).count() == 1


@pytest.mark.parametrize("role", [Role.APPROVER, Role.PUBLISHER, Role.AUDITOR])
def test_correction_is_started_by_none_but_who_drafts(role, published):
    body = published.letter.response.body

    with pytest.raises(PermissionDenied):
        start_correction(published.letter.response, "Wrong.", by=make_user(role, body), at=AT)

    assert not Response.objects.exclude(corrects=None).exists()


def test_two_responses_of_one_edition_to_a_report_cannot_be(published):
    new = correction_of(published)

    with pytest.raises(IntegrityError), transaction.atomic():
        new.answers.update(edition=1)


def test_correction_is_started_in_the_browser_by_who_drafts(published, client):
    response = published.letter.response
    address = reverse("responses:correct", args=[response.pk])
    client.force_login(make_user(Role.APPROVER, response.body))
    refused = client.post(address, {"reason": "Wrong."})
    client.force_login(response.drafted_by)

    empty = client.post(address, {"reason": ""})
    offered = client.get(response.get_absolute_url()).content.decode()
    started = client.post(address, {"reason": "The figure for 10 was wrong."}, follow=True)
    again = client.get(address)

    new = Response.objects.get(corrects=response)
    assert refused.status_code == 403
    assert empty.context["form"].errors["reason"] == ["Say what is corrected, and why"]
    assert f'href="{address}"' in offered
    assert "The figure for 10 was wrong." in started.content.decode()
    assert again.url == new.get_absolute_url()


def withheld(report, *, signed: bool = True) -> Letter:
    response = make_response(report.recorded_for, report)
    passage = response.passages.get(recommendation__number="2")
    Passage.objects.filter(pk=passage.pk).update(
        text="Names a living witness.", owner="Ada Brook",
        withheld_reason="It could put a person in danger.",
    )  # fmt: skip
    submit(response, by=response.drafted_by, at=AT)
    approved = approve(response, by=make_user(Role.APPROVER, response.body), at=AT)
    return make_letter(approved, signed=signed)


def test_what_is_withheld_never_reaches_the_public_copy_or_page(report, client):
    letter = withheld(report)
    publisher = make_user(Role.PUBLISHER, letter.body)
    client.force_login(publisher)
    asked = client.get(reverse("letters:publish", args=[letter.pk])).content.decode()
    client.post(reverse("letters:publish", args=[letter.pk]), {"sure": "on"})
    client.logout()
    publication = Publication.objects.get()
    page = client.get(publication.get_absolute_url()).content.decode()

    public, own = pdf(letter.public_pdf), pdf(letter.pdf)
    for said in [public, page, str(publication.content)]:
        assert "Names a living witness." not in said
        assert "Ada Brook" not in said
        assert "It could put a person in danger." in said
    assert "Names a living witness." in own
    assert "Recommendation 2: the answer, because It could put a person in danger." in asked


@pytest.mark.parametrize("signed", [True, False])
def test_office_reads_what_becomes_public_before_that_as_pdf_and_in_word(report, client, signed):
    letter = withheld(report, signed=signed)
    client.force_login(make_user(Role.CASEWORKER, letter.body))

    def words(kind: str) -> str:
        file = client.get(reverse(f"letters:{kind}", args=[letter.pk])).getvalue()
        if "pdf" in kind:
            return text_of(file)
        return "".join(Document(BytesIO(file)).element.xpath(".//w:t/text()"))

    for public, own in [("pdf-public", "pdf"), ("docx-public", "docx")]:
        assert "Names a living witness." in words(own)
        assert "Names a living witness." not in words(public)
        assert "Ada Brook" not in words(public)
        assert "It could put a person in danger." in words(public)


def test_own_copy_is_marked_and_the_public_one_is_not(report, client):
    response = make_response(report.recorded_for, report, state=State.APPROVED)
    letter = make_letter(response)
    client.force_login(make_user(Role.CASEWORKER, letter.body))
    proof = client.get(reverse("letters:pdf", args=[letter.pk])).content

    signed = make_letter(make_response_again(report), signed=True)

    assert settings.DRAFT_MARKING in text_of(proof)
    assert settings.DRAFT_MARKING in pdf(signed.pdf)
    assert settings.DRAFT_MARKING not in pdf(signed.public_pdf)


def make_response_again(report) -> Response:
    other = make_report(report.recorded_for)
    make_recommendation(other, "1")
    return make_response(report.recorded_for, other, state=State.APPROVED)


def test_drafts_are_marked_on_their_pages_until_published(published, report, client):
    draft = make_response_again(report)
    client.force_login(draft.drafted_by)

    pages = [client.get(r.get_absolute_url()).content.decode()
             for r in (draft, published.letter.response)]  # fmt: skip

    assert [f'app-marking">{settings.DRAFT_MARKING}' in page for page in pages] == [True, False]


def test_one_answer_serves_several_and_is_told_once(report):
    response = make_response(report.recorded_for, report, explained=False)
    ten, twenty_two = (report.recommendations.get(number=n) for n in ("10", "22"))
    passage = response.passages.get(recommendation=ten)

    save_passage(
        response, ten, version=passage.version, also=[twenty_two], position="accepted",
        text="One plan serves both.", by=response.drafted_by, at=AT,
    )  # fmt: skip
    Response.objects.update(state=State.APPROVED)
    letter = make_letter(Response.objects.get(pk=response.pk))

    headings = [section.heading for section in letter.letter_words.sections]
    assert "Recommendations 10 and 22: accepted" in headings
    assert pdf_words(letter).count("One plan serves both.") == 1


def pdf_words(letter) -> str:
    return " ".join(section.text for section in letter.letter_words.sections)


def test_answer_never_takes_the_place_of_words_that_stand(report):
    response = make_response(report.recorded_for, report)
    ten, two = (response.passages.get(recommendation__number=n) for n in ("10", "2"))

    with pytest.raises(Refused, match="Recommendation 2 has words of its own"):
        save_passage(
            response, ten.recommendation, version=ten.version, also=[two.recommendation],
            position="accepted", text="For both.", by=response.drafted_by, at=AT,
        )  # fmt: skip

    ten.refresh_from_db()
    assert ten.text != "For both."


def test_others_without_words_are_offered_on_the_desk(report, client):
    response = make_response(report.recorded_for, report, explained=False)
    ten, twenty_two = (report.recommendations.get(number=n) for n in ("10", "22"))
    address = reverse("responses:passage", args=[response.pk, ten.pk])
    client.force_login(response.drafted_by)

    offered = client.get(address).context["form"]["also"].field.choices
    client.post(address, {
        "position": "accepted", "text": "For both.", "version": "1", "also": [twenty_two.pk],
    })  # fmt: skip

    assert [label for _, label in offered] == ["Recommendation 2", "Recommendation 22"]
    assert response.passages.get(recommendation=twenty_two).text == "For both."
    assert client.get(address).context["form"]["also"].field.choices == [
        (str(report.recommendations.get(number="2").pk), "Recommendation 2")
    ]


def in_welsh_too() -> Publication:
    area = make_force_and_body("Gwernant", welsh=True)
    report = make_recommendation(make_report(area.body, forces=[area.force])).report
    response = make_response(area.body, report)
    save_words(
        response, version=1, by=response.drafted_by, at=AT, opening="Welcome.",
        opening_cy="Croeso.",
    )  # fmt: skip
    submit(response, by=response.drafted_by, at=AT)
    approve(response, by=make_user(Role.APPROVER, area.body), at=AT)
    return make_letter(Response.objects.get(pk=response.pk), published=True).publication


def test_correction_in_both_languages_says_why_in_each(area, client):
    first = in_welsh_too()
    old = first.letter.response
    client.force_login(old.drafted_by)
    address = reverse("responses:correct", args=[old.pk])

    with pytest.raises(Refused, match="Say it in Welsh too"):
        correction_of(first)
    refused = client.post(address, {"reason": "The figure was wrong."})
    assert refused.context["form"].errors.keys() == {"reason_cy"}
    both = {"reason": "The figure was wrong.", "reason_cy": "Roedd y ffigur yn anghywir."}
    client.post(address, both)
    new = Response.objects.get(corrects=old)
    second = published_again(new)
    page = client.get(second.get_welsh_url()).content.decode()
    old_page = client.get(first.get_welsh_url()).content.decode()

    assert (new.opening, new.opening_cy) == ("Welcome.", "Croeso.")
    assert words_of(new, old.drafted_by)["correction_reason"] == {
        "en": "The figure was wrong.", "cy": "Roedd y ffigur yn anghywir.",
    }  # fmt: skip
    said = pdf(second.letter.public_pdf_cy)
    assert f"Mae hwn yn cywiro ein llythyr {first.letter.reference}" in said
    assert "Roedd y ffigur yn anghywir." in said
    assert "The figure was wrong." not in said
    assert "The figure was wrong." in pdf(second.letter.public_pdf)
    assert f'href="{first.get_welsh_url()}">yr ymateb a gyhoeddwyd ar' in page
    assert "Roedd y ffigur yn anghywir." in page
    assert f'href="{second.get_welsh_url()}">Darllenwch yr ymateb a gywirwyd' in old_page


def test_correction_in_english_is_not_asked_for_welsh(published, client):
    old = published.letter.response
    client.force_login(old.drafted_by)

    page = client.get(reverse("responses:correct", args=[old.pk]))

    assert list(page.context["form"].fields) == ["reason"]


def test_mail_of_a_correction_says_what_it_corrects(published, mailoutbox):
    second = published_again(correction_of(published, reason="The figure *for 10*\nwas wrong."))
    sender = make_user(Role.PUBLISHER, second.body)

    for letter in (published.letter, second.letter):
        ask_copies(letter, by=sender, at=AT)
    while send_next(AT):
        pass

    old = [m for m in mailoutbox if not m.subject.startswith("Correction: ")]
    new = [m for m in mailoutbox if m.subject.startswith("Correction: Response to Out of sight")]
    assert len(old) == len(new) == len(mailoutbox) / 2 > 0
    corrects = f"This corrects our letter {published.letter.reference} of"
    assert all(corrects in m.body and "The figure *for 10* was wrong." in m.body for m in new)
    assert not any(corrects in m.body for m in old)
