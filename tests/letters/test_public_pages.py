"""Who reads a letter where: the register, a published response, the check, the office."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from letters.actions import publish
from responses.actions import approve, approve_release, ask_release, end_release, submit
from responses.models import Passage
from responses.workflow import State
from tests.factories import (
    AT,
    TODAY,
    make_comments,
    make_force_and_body,
    make_image,
    make_letter,
    make_recommendation,
    make_report,
    make_response,
    make_upload,
    make_user,
)
from tests.letters.pdfs import text_of

pytestmark = pytest.mark.django_db


def published(title, area=None):
    area = area or make_force_and_body()
    report = make_recommendation(make_report(area.body, forces=[area.force], title=title)).report
    response = make_response(area.body, report, state=State.APPROVED)
    return make_letter(response, published=True).publication


def listed(client, address, **query) -> list:
    return list(client.get(address, query).context["page_obj"])


def test_register_of_one_body_holds_its_own_responses_only(client):
    own, other = published("Burglary"), published("Custody")

    everybody = listed(client, reverse("letters:register"))
    one = listed(client, reverse("letters:register-body", args=[own.body.slug]))

    assert set(everybody) == {own, other}
    assert one == [own]


def test_register_is_searched_by_words_of_the_title(client):
    found = published("Burglary in rural areas")
    published("Custody")

    assert listed(client, reverse("letters:register"), q=" RURAL ") == [found]


def test_page_says_that_the_chief_officer_was_invited_and_sent_nothing(client):
    page = client.get(published("Burglary").get_absolute_url()).content.decode()

    assert (
        "The chief officer was invited to comment on 20 March 2026 and submitted no comments."
        in page
    )


def test_page_holds_the_comments_that_were_sent(client):
    response = make_response(explained=True)
    make_comments(response, "The force agrees.")
    letter = _letter_of(response)

    page = client.get(letter.publication.get_absolute_url()).content.decode()

    assert "The force agrees." in page
    assert "submitted no comments" not in page


def test_typed_words_stand_on_the_page_as_words_and_do_nothing(client):
    response = make_response()
    live = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    Passage.objects.filter(response=response).update(text=f"Said: {live}", owner=live)
    type(response).objects.filter(pk=response.pk).update(opening=live, closing=live, reply=live)
    make_comments(response, live)
    letter = _letter_of(response)

    page = client.get(letter.publication.get_absolute_url()).content.decode()

    assert "<script>alert" not in page and "<img" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 6


def _letter_of(response):
    by = response.drafted_by
    response = type(response).objects.get(pk=response.pk)
    response = submit(response, by=by, at=AT)
    response = approve(response, by=make_user(Role.APPROVER, response.body), at=AT)
    return make_letter(response, published=True)


def test_both_copies_of_a_letter_are_found_genuine(client):
    letter = make_letter(image=make_upload("signature.png", make_image()), signed=True)
    outcomes = {}
    for name in ["public_pdf", "pdf"]:
        with getattr(letter, name).open() as file:
            upload = make_upload("a.pdf", file.read())
        outcomes[name] = client.post(reverse("letters:check"), {"upload": upload}).context[
            "outcome"
        ]

    assert {outcome.letter for outcome in outcomes.values()} == {letter}
    assert {name: outcome.own_copy for name, outcome in outcomes.items()} == {
        "public_pdf": False,
        "pdf": True,
    }


@pytest.mark.parametrize(("signed", "name"), [(False, "proof-2026-03-20-"), (True, "2026-03-20-")])
def test_letter_read_in_the_office_stays_in_no_cache(signed, name, client):
    letter = make_letter(signed=signed)
    client.force_login(make_user(Role.AUDITOR, letter.body))

    answer = client.get(reverse("letters:pdf", args=[letter.pk]))

    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"].startswith(f'inline; filename="{name}')
    assert answer.content.startswith(b"%PDF-")


def test_page_says_which_other_report_it_covers(client):
    area = make_force_and_body()
    caseworker = make_user(Role.CASEWORKER, area.body)
    report = make_recommendation(make_report(area.body, title="Custody here")).report
    covered = make_report(area.body, title="Custody in England")
    release = ask_release(
        covered.obligations.get(kind="response"), ground="covered", covered_by=report,
        reason="The same.", by=caseworker, at=AT,
    )  # fmt: skip
    approve_release(release, by=make_user(Role.APPROVER, area.body), at=AT)
    response = make_response(area.body, report, state=State.APPROVED)

    page = client.get(make_letter(response, published=True).publication.get_absolute_url())

    assert "Also covers" in page.content.decode()
    assert "Custody in England, published 2 March 2026" in page.content.decode()


def test_release_that_ends_after_signing_leaves_page_and_letter_alike(client):
    report = make_report(title="Harbours by day")
    body = report.recorded_for
    covering = make_recommendation(make_report(body)).report
    by, second = make_user(Role.CASEWORKER, body), make_user(Role.APPROVER, body)
    release = ask_release(
        report.obligations.get(kind="response"), ground="covered", reason="The same words.",
        covered_by=covering, by=by, at=AT,
    )  # fmt: skip
    approve_release(release, by=second, at=AT)
    letter = make_letter(make_response(body, covering, state="approved"), signed=True)

    end_release(release, reason="They differ.", by=second, at=AT)
    made = publish(letter, by=make_user(Role.PUBLISHER, body), at=AT, today=TODAY)

    page = client.get(made.get_absolute_url()).content.decode()
    with letter.file().open() as file:
        said = text_of(file.read())
    assert "This response also covers “Harbours by day”" in said
    assert "Also covers" in page and "Harbours by day" in page
    assert report.obligations.get(kind="response").met_on is None
