"""Typed words survive a closed tab, an expired sign-in and a second editor."""

import pytest
from django.urls import reverse

from accounts.actions import LONGEST_KEPT, MOST_KEPT
from accounts.models import UnsavedWords
from accounts.permissions import Role
from responses.actions import save_passage
from responses.models import Passage
from responses.workflow import State
from tests.factories import AT, make_response, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    response = make_response(explained=False)
    return response, response.passages.get()


def path_of(passage) -> str:
    return reverse("responses:passage", args=[passage.response_id, passage.recommendation_id])


def typed(passage, text="Half a sentence about", **more):
    return {"text": text, "position": "accepted", "version": passage.version} | more


def test_words_kept_while_typing_are_in_the_form_when_one_comes_back(desk, client):
    response, passage = desk
    client.force_login(response.drafted_by)
    client.post(reverse("accounts:keep-words"), typed(passage) | {"path": path_of(passage)})

    page = client.get(path_of(passage)).content.decode()

    assert "Half a sentence about" in page
    assert "These words were kept for you and are not saved yet." in page
    assert Passage.objects.get(pk=passage.pk).text == ""


def test_kept_words_are_gone_once_saved(desk, client):
    response, passage = desk
    client.force_login(response.drafted_by)
    client.post(reverse("accounts:keep-words"), typed(passage) | {"path": path_of(passage)})

    client.post(path_of(passage), typed(passage, "A whole sentence."))

    assert not UnsavedWords.objects.exists()
    assert Passage.objects.get(pk=passage.pk).text == "A whole sentence."


def test_kept_words_can_be_thrown_away(desk, client):
    response, passage = desk
    client.force_login(response.drafted_by)
    client.post(reverse("accounts:keep-words"), typed(passage) | {"path": path_of(passage)})

    page = client.post(reverse("accounts:forget-words"), {"path": path_of(passage)}, follow=True)

    assert page.redirect_chain[-1][0] == path_of(passage)
    assert "Half a sentence about" not in page.content.decode()


def test_kept_words_are_shown_to_nobody_else(desk, client):
    response, passage = desk
    client.force_login(response.drafted_by)
    client.post(reverse("accounts:keep-words"), typed(passage) | {"path": path_of(passage)})
    client.force_login(make_user(Role.CASEWORKER, response.body))

    page = client.get(path_of(passage)).content.decode()

    assert "Half a sentence about" not in page


def test_words_cannot_be_kept_signed_out(client):
    answer = client.post(reverse("accounts:keep-words"), {"path": "/x/", "text": "words"})

    assert answer.status_code == 401
    assert not UnsavedWords.objects.exists()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("https://elsewhere.example/", "words"),
        ("/" + "x" * 300, "words"),
        ("/x/", "x" * LONGEST_KEPT),
    ],
)
def test_words_of_no_page_here_or_too_long_are_not_said_to_be_kept(path, text, client):
    client.force_login(make_user())

    answer = client.post(reverse("accounts:keep-words"), {"path": path, "text": text})

    assert (answer.status_code, answer.json()["kept"]) == (413, False)
    assert not UnsavedWords.objects.exists()


def test_words_of_the_latest_forms_are_kept(client):
    user = make_user()
    client.force_login(user)

    for number in range(MOST_KEPT + 2):
        client.post(reverse("accounts:keep-words"), {"path": f"/{number}/", "text": "words"})

    kept = set(UnsavedWords.objects.filter(user=user).values_list("path", flat=True))
    assert kept == {f"/{number}/" for number in range(2, MOST_KEPT + 2)}


@pytest.mark.parametrize("path", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_throwing_words_away_leads_nowhere_else(path, client):
    client.force_login(make_user())

    assert client.post(reverse("accounts:forget-words"), {"path": path}).url == "/"


def test_words_posted_after_the_sign_in_expired_come_back_after_signing_in(desk, client):
    response, passage = desk
    user = response.drafted_by
    user.set_password("correct horse battery staple")
    user.save()
    client.force_login(user)
    client.get(path_of(passage))
    del client.cookies["sessionid"]

    sent_away = client.post(path_of(passage), typed(passage))
    signed_in = client.post(
        sent_away.url, {"login": user.email, "password": "correct horse battery staple"}
    )
    page = client.get(signed_in.url).content.decode()

    assert signed_in.url == path_of(passage)
    assert "Half a sentence about" in page
    assert "These words were kept for you and are not saved yet." in page


def test_words_of_an_expired_sign_in_are_shown_to_nobody_else(desk, client):
    response, passage = desk
    client.force_login(response.drafted_by)
    client.get(path_of(passage))
    del client.cookies["sessionid"]
    client.post(path_of(passage), typed(passage))
    colleague = make_user(Role.CASEWORKER, response.body)
    colleague.set_password("correct horse battery staple")
    colleague.save()

    client.post(
        reverse("accounts:sign-in"),
        {"login": colleague.email, "password": "correct horse battery staple"},
    )
    page = client.get(path_of(passage)).content.decode()

    assert "Half a sentence about" not in page
    assert "held_words" not in client.session


def test_words_of_a_stranger_are_not_held(desk, client):
    _, passage = desk

    client.post(path_of(passage), typed(passage))

    assert "held_words" not in client.session


def test_note_of_a_reviewer_comes_back_after_an_expired_sign_in(client):
    response = make_response(state=State.IN_REVIEW)
    approver = make_user(Role.APPROVER, response.body)
    client.force_login(approver)
    read = reverse("responses:read", args=[response.pk])
    client.get(read)
    del client.cookies["sessionid"]
    client.post(reverse("responses:return", args=[response.pk]), {"note": "Mend the second line"})
    client.force_login(approver)

    page = client.get(read).content.decode()

    assert "Mend the second line" in page


def test_second_editor_sees_both_and_saves_knowingly(desk, client):
    response, passage = desk
    other = make_user(Role.CASEWORKER, response.body, name="Kim Second")
    save_passage(
        response, passage.recommendation, version=passage.version, by=other, at=AT,
        position="partly_accepted", text="What Kim wrote.",
    )  # fmt: skip
    client.force_login(response.drafted_by)

    refused = client.post(path_of(passage), typed(passage, "What I wrote."))
    page = refused.content.decode()
    version = refused.context["form"]["version"].value()
    client.post(path_of(passage), typed(passage, "What I wrote.") | {"version": version})

    assert "What Kim wrote." in page
    assert "What I wrote." in page
    assert "Kim Second saved this while you were writing." in page
    assert Passage.objects.get(pk=passage.pk).text == "What I wrote."


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_words_survive_a_closed_tab(live_server, open_page, client):
    response = make_response(explained=False)
    passage = response.passages.get()
    client.force_login(response.drafted_by)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page = open_page(f"{live_server.url}/register/")
    page.context.add_cookies([cookie | {"url": live_server.url}])
    page.goto(live_server.url + path_of(passage))
    page.locator("[name=text]").fill("Typed and never saved")
    page.locator("[data-autosave-status]").get_by_text("Kept").wait_for()
    page.close()

    again = page.context.new_page()
    again.goto(live_server.url + path_of(passage))

    assert again.locator("[name=text]").input_value() == "Typed and never saved"
    assert again.locator("main").get_by_text("are not saved yet").is_visible()
