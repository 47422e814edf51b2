"""Signs that no font draws: their writers are told before they sign."""

import logging
from dataclasses import replace

import pytest
from django.urls import reverse

from accounts.permissions import Role
from letters.render import render_letter, signs_lost
from letters.signs import USUAL
from letters.words import Section
from responses.actions import approve, submit
from responses.models import Response
from responses.workflow import State
from tests.factories import AT, make_letter, make_response, make_user
from tests.letters.pdfs import text_of
from tests.letters.sample_words import WORDS


def said(text):
    return replace(WORDS, sections=(Section(text=text),))


def test_usual_letter_loses_nothing_and_is_not_drawn_for_that(caplog):
    with caplog.at_level(logging.DEBUG):
        assert signs_lost(WORDS) == []

    assert not caplog.records


def test_all_usual_signs_are_drawn():
    every = " ".join(sorted(sign for sign in USUAL if sign not in "\n\\`*_<>[]#&"))

    assert "\u25a1" not in text_of(render_letter(said(every), sealed=False))
    assert signs_lost(said(f"{every} \u0394")) == []


def test_each_lost_sign_is_named_once_with_the_words_around_it():
    text = "Thanks \U00012345 for all that \U00012346 and \U00012345 did for us, and \ue000 too"

    lost = signs_lost(said(text))

    assert [(sign.code, sign.near) for sign in lost] == [
        ("U+12345", "Thanks \U00012345 for all that \U00012346 and \U00012345 did for"),
        ("U+12346", text.replace("\ue000", "\u25a1")),
        ("U+E000", "that \U00012346 and \U00012345 did for us, and \u25a1 too"),
    ]


@pytest.mark.django_db
def test_office_and_signatory_are_told_which_signs_are_lost(client):
    response = make_response()
    Response.objects.filter(pk=response.pk).update(opening="Well done \U00012345 to all.")
    submit(response, by=make_user(Role.CASEWORKER, response.body), at=AT)
    approve(response, by=make_user(Role.APPROVER, response.body), at=AT)
    letter = make_letter(Response.objects.get(pk=response.pk))
    client.force_login(make_user(Role.SIGNATORY, letter.body))

    pages = [
        client.get(reverse(f"letters:{name}", args=[letter.pk])) for name in ("letter", "sign")
    ]

    for page in pages:
        text = page.content.decode()
        assert "1 sign in this letter cannot be drawn" in text
        assert "(U+12345), first in “" in text
        assert "Well done \U00012345 to all.”" in text


@pytest.mark.django_db
def test_nothing_is_said_where_nothing_is_lost(client):
    letter = make_letter(make_response(state=State.APPROVED))
    client.force_login(make_user(Role.SIGNATORY, letter.body))

    page = client.get(letter.get_absolute_url())

    assert 'id="signs-lost"' not in page.content.decode()
