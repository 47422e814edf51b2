"""A response of a Welsh body has both languages, or the recorded reason for one."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.errors import Incomplete, Refused, WrongState
from accounts.models import Event, UnsavedWords
from accounts.permissions import Role
from responses.actions import (
    record_one_language,
    save_comment,
    save_passage,
    save_words,
    send_comments,
    submit,
)
from responses.basis import basis_sha256
from responses.models import Passage, Response
from responses.queries import gaps
from responses.workflow import State
from tests.factories import (
    AT,
    explain,
    make_force_and_body,
    make_recommendation,
    make_report,
    make_response,
    make_user,
)

pytestmark = pytest.mark.django_db


def draft(*, welsh=True, **values) -> Response:
    area = make_force_and_body(welsh=welsh)
    report = make_recommendation(make_report(area.body, forces=[area.force])).report
    return make_response(area.body, report, **values)


def write(response, **words) -> Response:
    return save_words(
        response, version=response.version, by=response.drafted_by, at=AT, **words
    )  # fmt: skip


def lacking(response) -> list[str]:
    return [gap for gap, _ in gaps(Response.objects.get(pk=response.pk))]


def test_each_text_in_one_language_is_a_gap_with_its_place():
    response = draft()
    response = write(response, opening="Welcome.", closing_cy="Diolch.")
    passage = response.passages.get()
    Passage.objects.filter(pk=passage.pk).update(text_cy=" ")

    words = reverse("responses:words", args=[response.pk])
    assert gaps(response) == [
        ("The opening has no Welsh yet.", words),
        ("The closing has no English yet.", words),
        (
            f"What is said on {passage.recommendation} has no Welsh yet.",
            reverse("responses:passage", args=[response.pk, passage.recommendation_id]),
        ),
    ]
    with pytest.raises(Incomplete):
        submit(response, by=response.drafted_by, at=AT)


def test_both_languages_can_be_submitted():
    response = write(draft(), opening="Welcome.", opening_cy="Croeso.")

    assert submit(response, by=response.drafted_by, at=AT).state == State.IN_REVIEW


def test_other_bodies_lack_no_welsh():
    assert lacking(write(draft(welsh=False), opening="Welcome.")) == []


def test_recorded_reason_stands_for_the_welsh_until_it_is_taken_back():
    response = write(draft(), opening="Welcome.")

    response = record_one_language(response, "No time. ", by=response.drafted_by, at=AT)
    with_reason = lacking(response)
    record_one_language(response, "", by=response.drafted_by, at=AT)

    assert (response.no_welsh_reason, with_reason) == ("No time.", [])
    assert lacking(response) == ["The opening has no Welsh yet."]
    events = Event.objects.about(response).filter(action="give one language")
    assert {event.by for event in events} == {response.drafted_by}
    assert events.count() == 2


def test_reason_is_refused_to_other_people_bodies_and_states():
    english, welsh = draft(welsh=False), draft()
    stranger = make_user(Role.CASEWORKER, english.body)

    with pytest.raises(Refused, match="publishes in English"):
        record_one_language(english, "Why", by=english.drafted_by, at=AT)
    with pytest.raises(PermissionDenied):
        record_one_language(welsh, "Why", by=stranger, at=AT)
    welsh = submit(welsh, by=welsh.drafted_by, at=AT)
    with pytest.raises(WrongState):
        record_one_language(welsh, "Why", by=welsh.drafted_by, at=AT)


@pytest.mark.parametrize(
    "words", [{"opening_cy": "Croeso."}, {"reply_cy": "Diolch."}, {"closing_cy": "Hwyl."}]
)
def test_approved_hash_covers_the_welsh(words):
    response = draft()
    before = basis_sha256(response)

    assert basis_sha256(write(response, **words)) != before


def test_approved_hash_covers_the_welsh_of_a_passage_and_the_reason():
    response = draft()
    hashes = [basis_sha256(response)]
    Passage.objects.filter(response=response).update(text_cy="Arall.")
    hashes.append(basis_sha256(response))
    response = record_one_language(response, "No time.", by=response.drafted_by, at=AT)
    hashes.append(basis_sha256(response))

    assert len(set(hashes)) == 3


@pytest.mark.parametrize("welsh", [True, False])
def test_forms_of_a_welsh_body_have_the_welsh_under_the_english(welsh, client):
    response = draft(welsh=welsh)
    client.force_login(response.drafted_by)
    recommendation = response.passages.get().recommendation
    words = client.get(reverse("responses:words", args=[response.pk]))
    passage = client.get(reverse("responses:passage", args=[response.pk, recommendation.pk]))

    fields = [list(answer.context["form"].fields) for answer in (words, passage)]
    assert fields == (
        [
            ["opening", "opening_cy", "reply", "reply_cy", "closing", "closing_cy", "version"],
            ["position", "text", "text_cy", "owner", "by_when", "withheld_reason", "version"],
        ]
        if welsh
        else [
            ["opening", "reply", "closing", "version"],
            ["position", "text", "owner", "by_when", "withheld_reason", "version"],
        ]
    )
    page = words.content.decode()
    assert ('lang="cy"' in page, 'in Welsh (<span lang="cy">yn Gymraeg</span>)' in page) == (
        welsh, welsh,
    )  # fmt: skip


def test_welsh_is_saved_and_half_written_welsh_is_kept(client):
    response = draft()
    client.force_login(response.drafted_by)
    path = reverse("responses:words", args=[response.pk])

    client.post(path, {"opening": "Welcome.", "opening_cy": "Croeso.", "version": 1})
    client.post(
        reverse("accounts:keep-words"), {"path": path, "opening_cy": "Hanner", "version": 2}
    )

    assert Response.objects.get(pk=response.pk).opening_cy == "Croeso."
    assert UnsavedWords.objects.get().fields["opening_cy"] == ["Hanner"]
    assert "Hanner" in client.get(path).content.decode()


def test_task_list_says_where_the_welsh_is_missing(client):
    response = write(draft(), opening="Welcome.")
    Passage.objects.filter(response=response).update(text_cy="")
    client.force_login(response.drafted_by)

    page = client.get(response.get_absolute_url()).content.decode()

    assert page.count("Welsh missing") == 2
    assert reverse("responses:one-language", args=[response.pk]) in page


def test_page_of_the_reason_records_it_and_no_other_body_has_one(client):
    response, other = draft(), draft(welsh=False)
    for one in (response, other):
        client.force_login(one.drafted_by)
        path = reverse("responses:one-language", args=[one.pk])
        client.post(path, {"reason": "No time."})

    reasons = [Response.objects.get(pk=one.pk).no_welsh_reason for one in (response, other)]
    assert reasons == ["No time.", ""]


def test_force_gives_its_own_welsh_beside_its_english():
    response = draft()
    by = make_user(Role.FORCE_CONTRIBUTOR, response.invitation.force)
    comment = response.comments.get(recommendation=None)

    comment = save_comment(comment, "", text_cy="Cytunwn.", version=1, by=by, at=AT)
    with pytest.raises(Refused, match="in Welsh only"):
        send_comments(response.invitation, by=by, at=AT)
    comment = save_comment(comment, "We agree.", version=2, by=by, at=AT)
    send_comments(response.invitation, by=by, at=AT)

    assert (comment.text, comment.text_cy) == ("We agree.", "Cytunwn.")


def test_force_with_a_welsh_name_has_the_welsh_field(client):
    response = draft()
    client.force_login(make_user(Role.FORCE_CONTRIBUTOR, response.invitation.force))
    comment = response.comments.get(recommendation=None)
    path = reverse("responses:comment", args=[response.invitation.pk, comment.pk])

    client.post(path, {"text": "We agree.", "text_cy": "Cytunwn.", "version": 1})

    comment.refresh_from_db()
    assert (comment.text, comment.text_cy) == ("We agree.", "Cytunwn.")


def test_welsh_of_a_passage_stays_where_it_is_not_given():
    response = draft(explained=False)
    explain(response)
    passage = response.passages.get()

    passage = save_passage(
        response, passage.recommendation, version=passage.version, by=response.drafted_by,
        at=AT, text="Other.",
    )  # fmt: skip

    assert (passage.text, passage.text_cy) == ("Other.", "Dyma a wnaf.")
