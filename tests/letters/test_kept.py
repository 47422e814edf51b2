"""What an office and its force keep of a published response goes when it is due, and not before."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import Event
from accounts.permissions import Role
from letters.models import LodgedCopy
from recommendations.kept import due_for_disposal
from recommendations.models import Disposal, RetentionRule
from recommendations.retention import USUAL, Kind, due_on
from recommendations.room import used_by
from responses.actions import approve, hand_round, save_answer, start_correction, submit
from responses.actions.letting_go import GONE
from responses.models import Attachment, CommentFile, HandRound, Response
from tests.factories import (
    AT,
    LONDON,
    TODAY,
    make_attachment,
    make_comment_file,
    make_force_and_body,
    make_letter,
    make_lodged_copy,
    make_recommendation,
    make_report,
    make_response,
    make_user,
)

pytestmark = pytest.mark.django_db

PAGE = reverse("recommendations:retention")
LATER = datetime(2032, 3, 20, 10, 0, tzinfo=LONDON)  # six years after AT
MODELS = {
    Kind.ATTACHMENT: Attachment,
    Kind.COMMENT_FILE: CommentFile,
    Kind.ANSWER: HandRound,
    Kind.LODGED: LodgedCopy,
}
OF_THE_FORCE = {Kind.COMMENT_FILE, Kind.ANSWER}
FILES = [kind for kind in MODELS if kind != Kind.ANSWER]


@pytest.fixture
def area():
    return make_force_and_body()


@pytest.fixture
def response(area):
    """Return a published response with one of each kind."""
    with time_machine.travel(AT, tick=False):
        report = make_report(area.body, forces=[area.force])
        make_recommendation(report)
        response = make_response(area.body, report)
        invitation = response.invitation
        officer = make_user(Role.FORCE_CONTRIBUTOR, area.force)
        person = make_user(Role.NAMED_CONTRIBUTOR, area.force)
        asked = hand_round(invitation, None, person, by=officer, at=AT, today=TODAY, note="Please.")
        save_answer(asked, "We have ten.", hand_in=True, version=asked.version, by=person, at=AT)
        make_comment_file(response)
        make_attachment(response)
        submit(response, by=response.drafted_by, at=AT)
        approve(response, by=make_user(Role.APPROVER, area.body), at=AT)
        letter = make_letter(Response.objects.get(pk=response.pk), published=True)
        make_lodged_copy(letter)
    return Response.objects.get(pk=response.pk)


@pytest.fixture
def keepers(area):
    return {body: make_user(Role.BODY_ADMINISTRATOR, body) for body in (area.body, area.force)}


@pytest.fixture
def disposed(area, keepers, client, django_capture_on_commit_callbacks):
    """Return a function that disposes of a kind through the page, and commits."""

    def post(kind, row=None):
        key = f"{kind}-{(row or MODELS[kind].objects.get()).pk}"
        client.force_login(keepers[area.force if kind in OF_THE_FORCE else area.body])
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(PAGE, {"chosen": [key], "reason": "Looked through."}, follow=True)

    with time_machine.travel(LATER, tick=False):
        yield post


def kinds(body, day) -> set[Kind]:
    return {each.rule.kind for each in due_for_disposal(body, day)} & set(MODELS)


def keep_all_six_years(body) -> None:
    RetentionRule.objects.create(
        body=body, kind=Kind.ATTACHMENT, keep_months=72, authority="Schedule 4"
    )


def test_each_is_due_at_its_keeper_six_years_after_publication(area, response):
    day = due_on(TODAY, USUAL[Kind.LODGED])

    assert kinds(area.body, day) == {Kind.LODGED}
    assert kinds(area.force, day) == OF_THE_FORCE
    assert kinds(area.body, day - timedelta(days=1)) == set()
    assert kinds(area.force, day - timedelta(days=1)) == set()


def test_what_went_with_a_letter_is_kept_for_good_but_by_an_office_s_own_rule(area, response):
    assert Kind.ATTACHMENT not in kinds(area.body, LATER.date() + timedelta(days=36500))

    keep_all_six_years(area.body)

    assert Kind.ATTACHMENT in kinds(area.body, LATER.date())


def test_nothing_of_a_response_that_is_not_published_is_due(area):
    with time_machine.travel(AT, tick=False):
        report = make_report(area.body, forces=[area.force])
        make_recommendation(report)
        response = make_response(area.body, report)
        make_comment_file(response)
        make_attachment(response)
    keep_all_six_years(area.body)

    assert kinds(area.body, LATER.date()) == kinds(area.force, LATER.date()) == set()


@pytest.mark.parametrize("kind", FILES)
def test_file_goes_and_its_stub_stays(area, response, disposed, client, kind):
    keep_all_six_years(area.body)
    row = MODELS[kind].objects.get()
    keeper = area.force if kind in OF_THE_FORCE else area.body
    before = used_by(keeper)

    page = disposed(kind)

    stub, row = Disposal.objects.get(), MODELS[kind].objects.get()
    assert f"Disposed of: {row}." in page.content.decode()
    assert not default_storage.exists(row.file.name)
    assert (stub.sha256, stub.object_pk, stub.reason) == (row.sha256, row.pk, "Looked through.")
    assert row.disposed_of.startswith("Disposed of on 20 March 2032 under: ")
    assert not row.may_be_had and row.why_not_to_be_had == row.disposed_of
    assert used_by(keeper) == before - row.size
    assert kind not in kinds(keeper, LATER.date())
    assert Event.objects.filter(action="dispose").count() == 1
    refused = client.get(row.get_absolute_url(), follow=True).content.decode()
    assert "Disposed of on 20 March 2032" in refused
    call_command("verify_files")


@pytest.mark.parametrize("kind", FILES)
def test_the_list_says_which_response_it_is_of_and_the_page_that_it_is_gone(
    area, response, disposed, client, kind
):
    keep_all_six_years(area.body)
    row = MODELS[kind].objects.get()
    due = due_for_disposal(area.force if kind in OF_THE_FORCE else area.body, LATER.date())
    about = {each.rule.kind: each.about for each in due}[kind]
    disposed(kind)
    client.force_login(make_user(Role.CASEWORKER, area.body))
    place = {
        Kind.COMMENT_FILE: response.get_absolute_url(),
        Kind.ATTACHMENT: reverse("responses:attachments", args=[response.pk]),
        Kind.LODGED: response.letter.get_absolute_url(),
    }

    page = client.get(place[kind]).content.decode()

    assert (response.letter.reference if kind == Kind.LODGED else str(response)[1:]) in about
    assert row.get_absolute_url() not in page
    assert "Disposed of on 20 March 2032 under: " in page


def test_the_register_links_to_no_enclosure_that_is_gone(area, response, disposed, client):
    keep_all_six_years(area.body)
    title = Attachment.objects.get().title
    public = response.letter.publication.get_absolute_url()
    before = client.get(public).content.decode()

    disposed(Kind.ATTACHMENT)

    after = client.get(public).content.decode()
    assert "download>" in before
    assert title in after and "It is no longer kept." in after and "download>" not in after


def test_words_of_an_answer_go_and_the_record_still_holds(response, disposed, client):
    asked = HandRound.objects.get()

    disposed(Kind.ANSWER)

    emptied = HandRound.objects.get()
    assert (emptied.text, emptied.note, emptied.contributor) == (GONE, "", asked.contributor)
    [said] = Event.objects.get(action="dispose").reworded
    assert (said.name, said.was, said.now) == ("text", len("We have ten."), len(GONE))
    assert "We have ten." not in str(list(Event.objects.values_list("data", "note")))
    call_command("verify_audit", "--words")
    HandRound.objects.update(text="Something else.")
    with pytest.raises(CommandError, match="changed past the record"):
        call_command("verify_audit", "--words")


def test_file_that_a_correction_took_over_stays_for_it(area, response, disposed):
    keep_all_six_years(area.body)
    first = Attachment.objects.get()
    start_correction(response, "A number was wrong.", by=response.drafted_by, at=AT)
    later = Attachment.objects.exclude(pk=first.pk).get()

    disposed(Kind.ATTACHMENT, first)

    assert first.file.name == later.file.name
    assert Attachment.objects.get(pk=first.pk).disposed_of
    assert not later.disposed_of
    assert default_storage.exists(later.file.name)


def test_page_shows_the_rules_of_all_kinds_and_what_is_never_removed(area, keepers, client):
    client.force_login(keepers[area.body])

    page = client.get(PAGE).content.decode()

    assert all(kind.label in page for kind in Kind)
    assert "the database refuses to remove them" in page
