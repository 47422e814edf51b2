"""Files with the chief officer's comments: given, seen once sent, never public by themselves."""

import io
import zipfile

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.urls import reverse

from accounts.errors import Refused, WrongState
from accounts.models import Event
from accounts.permissions import Role
from letters.dossier import write_dossier
from letters.sweeping import sweep_files
from progress.demo.files import small_pdf
from recommendations.files import examine
from responses.actions import (
    attach_copy,
    give_file,
    hand_round,
    invite,
    put_to_approver,
    send_comments,
    start_correction,
    take_file_away,
)
from responses.actions.comment_files import MOST_FILES
from responses.basis import basis_of
from responses.models import CommentFile, CommentFileCheck, Invitation
from responses.tasks import check_next_comment_file
from tests.connections import kept_open
from tests.factories import (
    AT,
    TODAY,
    later,
    make_comments,
    make_force_and_body,
    make_membership,
    make_recommendation,
    make_report,
    make_response,
    make_upload,
    make_user,
)
from tests.responses.test_recorded_words import publish_it

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def area():
    return make_force_and_body("Wessmere")


@pytest.fixture
def response(area):
    report = make_report(area.body, forces=[area.force])
    make_recommendation(report, "1", text="Answer the telephone sooner.")
    return make_response(area.body, report)


@pytest.fixture
def officer(area):
    return make_user(Role.FORCE_CONTRIBUTOR, area.force, name="Gareth Pellow")


@pytest.fixture
def office(response):
    return response.drafted_by


def give(response, by, *, words="Staffing plan", about=None, name="plan.pdf", marking="official"):
    comment = response.comments.get(recommendation__number=about) if about else None
    comment = comment or response.comments.get(recommendation=None)
    upload = make_upload(name, small_pdf(words))
    return give_file(
        comment, upload, examine(upload), description=words, marking=marking, by=by, at=AT
    )


def test_the_force_gives_files_to_the_whole_and_to_one_recommendation(response, officer):
    whole = give(response, officer)
    one = give(response, officer, words="Rota", about="1", marking="sensitive")

    assert [str(f) for f in CommentFile.objects.visible_to(officer)] == ["Staffing plan", "Rota"]
    assert (one.comment.recommendation.number, one.marking) == ("1", "sensitive")
    event = Event.objects.about(whole.comment)[0]
    assert (event.action, event.note, event.data["sha256"]) == (
        "attach", "Staffing plan", whole.sha256,
    )  # fmt: skip
    assert event.body == officer.bodies()[0]
    assert CommentFileCheck.objects.count() == 2 and check_next_comment_file(later(minutes=1))


def test_the_office_sees_them_only_once_the_comments_are_sent(response, officer, office, client):
    given = give(response, officer, words="Rota for March")
    client.force_login(office)
    pages = [response.get_absolute_url(), reverse("responses:read", args=[response.pk])]
    before = [client.get(page).content.decode() for page in pages]
    hidden = client.get(given.get_absolute_url()).status_code
    make_comments(response)

    after = [client.get(page).content.decode() for page in pages]
    with kept_open():
        answer = client.get(given.get_absolute_url())
        assert b"".join(answer.streaming_content) == small_pdf("Rota for March")

    assert not any("Rota for March" in page for page in before) and hidden == 404
    assert all("Rota for March" in page for page in after)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert Event.objects.get(action="download").body == response.body


def test_they_can_be_taken_away_until_the_comments_are_sent(response, officer):
    one, two = give(response, officer), give(response, officer, words="Rota")
    take_file_away(one, by=officer, at=AT)
    make_comments(response)

    with pytest.raises(WrongState, match="have been sent"):
        take_file_away(two, by=officer, at=AT)
    with pytest.raises(WrongState, match="have been sent"):
        give(response, officer, words="Another")

    assert CommentFile.objects.get() == two
    assert Event.objects.filter(action="detach").get().note == "Staffing plan"


def test_any_change_of_the_files_takes_them_back_from_the_approver(response, officer, area):
    make_user(Role.FORCE_APPROVER, area.force)
    make_comments(response, sent=False)
    given = give(response, officer)
    put_to_approver(response.invitation, by=officer, at=AT)

    take_file_away(given, by=officer, at=AT)
    first = Invitation.objects.get().ready_at
    put_to_approver(response.invitation, by=officer, at=AT)
    give(response, officer)

    assert first is None and Invitation.objects.get().ready_at is None


def test_what_is_refused_leaves_no_file_behind(response, officer, area):
    given = give(response, officer)
    for words, match in [("Staffing plan", "already"), (" ", "what the file is")]:
        with pytest.raises(Refused, match=match):
            upload = make_upload("plan.pdf", small_pdf("Staffing plan"))
            give_file(
                given.comment, upload, examine(upload), description=words, marking="official",
                by=officer, at=AT,
            )  # fmt: skip
    for stranger in [make_user(Role.CASEWORKER, area.body), make_user(Role.AUDITOR, area.force)]:
        with pytest.raises(PermissionDenied):
            give(response, stranger, words="Mine")
        with pytest.raises(PermissionDenied):
            take_file_away(given, by=stranger, at=AT)
    for n in range(MOST_FILES - 1):
        give(response, officer, words=f"File {n}")
    with pytest.raises(Refused, match="no more"):
        give(response, officer, words="One more")

    _, files = default_storage.listdir(f"comments/{AT:%Y}")
    assert len(files) == MOST_FILES == CommentFile.objects.count()


def test_they_are_no_part_of_the_letter_unless_the_office_attaches_a_copy(
    response, officer, office
):
    given = give(response, officer)
    make_comments(response)
    before = basis_of(response)["attachments"]

    with pytest.raises(PermissionDenied):
        attach_copy(given, title="The force’s plan", by=officer, at=AT)
    with pytest.raises(Refused, match="marking"):
        attach_copy(given, title="x", marking="OFFICIAL-SENSITIVE", by=office, at=AT)
    copy = attach_copy(given, title="The force’s plan", by=office, at=AT)

    assert before == {} and list(basis_of(response)["attachments"]) == [str(copy.pk)]
    assert (copy.sha256, copy.file.name != given.file.name) == (given.sha256, True)
    with copy.file.open() as one, given.file.open() as two:
        assert one.read() == two.read()


def test_no_copy_is_attached_of_what_is_not_sent_even_by_who_works_for_both_sides(
    response, officer, area, client
):
    both = make_user(Role.CASEWORKER, area.body)
    make_membership(both, Role.FORCE_CONTRIBUTOR, area.force)
    given = give(response, officer)
    client.force_login(both)
    place = reverse("responses:comment-file-attach", args=[given.pk])

    early = client.post(place, {"title": "Plan", "withheld_reason": "Names"})
    assert "has not sent its comments" in early.content.decode()
    assert not response.attachments.exists()
    make_comments(response)
    client.post(place, {"title": "Plan", "withheld_reason": "Names"})
    assert response.attachments.get().title == "Plan"


def test_files_alone_are_no_comments_and_the_page_says_so(response, officer):
    with pytest.raises(Refused, match="no comments to send"):
        send_comments(response.invitation, by=officer, at=AT)
    give(response, officer)
    with pytest.raises(Refused, match="Files alone"):
        send_comments(response.invitation, by=officer, at=AT)


def test_the_page_says_whether_files_are_scanned(response, officer, office, client, settings):
    client.force_login(officer)
    comment = response.comments.get(recommendation=None)
    theirs = reverse("responses:comment-files", args=[response.invitation.pk, comment.pk])
    ours = reverse("responses:attachments", args=[response.pk])
    said = {}
    for clamd in ("", "/nowhere"):
        settings.CLAMD = clamd
        for person, page in [(officer, theirs), (office, ours)]:
            client.force_login(person)
            said[clamd, page] = client.get(page).content.decode()

    for page in (theirs, ours):
        assert "but not scanned for viruses" in said["", page]
        assert "not scanned" not in said["/nowhere", page]
        assert "once they are scanned for viruses" in said["/nowhere", page]


def test_what_was_caught_is_neither_had_nor_attached(response, officer, office, client):
    given = give(response, officer)
    CommentFileCheck.objects.update(virus="Test", is_scanned=True, read_at=AT)
    make_comments(response)
    given = CommentFile.objects.get()
    client.force_login(office)

    answer = client.get(given.get_absolute_url(), follow=True)
    with pytest.raises(Refused, match="quarantine"):
        attach_copy(given, title="x", by=office, at=AT)

    assert "quarantine" in answer.content.decode() and not answer.get("Content-Disposition")


def test_who_is_asked_by_name_sees_none_of_them(response, officer, area, client):
    given = give(response, officer, about="1")
    named = make_user(Role.NAMED_CONTRIBUTOR, area.force)
    about = given.comment.recommendation
    hand_round(response.invitation, about, named, by=officer, at=AT, today=TODAY)
    client.force_login(named)

    assert client.get(given.get_absolute_url()).status_code == 404


def test_asked_again_the_force_changes_them_and_the_office_sees_none_meanwhile(
    response, officer, office
):
    give(response, officer)
    make_comments(response)
    seen = CommentFile.objects.visible_to(office).count()
    invite(response, TODAY, by=office, at=AT, today=TODAY)

    assert (seen, CommentFile.objects.visible_to(office).count()) == (1, 0)
    give(response, officer, words="Newer plan")
    send_comments(Invitation.objects.get(), by=officer, at=AT)
    assert CommentFile.objects.visible_to(office).count() == 2


def test_they_stand_in_the_whole_file_of_the_response(response, officer, office, tmp_path):
    give(response, officer)
    give(response, officer, words="Rota", about="1", name="rota.pdf")
    make_comments(response)
    out = io.BytesIO()

    write_dossier(response, office, out)

    names = zipfile.ZipFile(out).namelist()
    assert "comments/the-report-as-a-whole/plan.pdf" in names
    assert "comments/recommendation-1/rota.pdf" in names


def test_pages_take_a_file_without_scripts_and_say_what_is_wrong(response, officer, client):
    client.force_login(officer)
    comment = response.comments.get(recommendation=None)
    page = reverse("responses:comment-files", args=[response.invitation.pk, comment.pk])
    wrong = client.post(page, {"upload": make_upload("x.pdf", b"no pdf"), "marking": "secret"})
    plan = make_upload("plan.pdf", small_pdf("Plan"))
    right = client.post(
        page, {"upload": plan, "description": "<b>Plan</b>", "marking": "official"}, follow=True
    )
    room = client.get(reverse("responses:invitation", args=[response.invitation.pk]))
    given = CommentFile.objects.get()
    for key in ["", "x", "9" * 30]:
        assert client.post(f"{page}remove/", {"file": key}).status_code == 404
    gone = client.post(f"{page}remove/", {"file": given.pk}, follow=True).content.decode()
    again = client.post(f"{page}remove/", {"file": given.pk}, follow=True).content.decode()

    assert set(wrong.context["form"].errors) == {"upload", "description", "marking"}
    assert "&lt;b&gt;Plan&lt;/b&gt;" in right.content.decode()
    assert "&lt;b&gt;Plan&lt;/b&gt;" in room.content.decode() and "OFFICIAL" in gone
    assert "is taken away" in gone and not CommentFile.objects.exists()
    assert "taken away already" in again and "Add a file" in again


def test_a_correction_keeps_them_with_the_copied_comments(response, officer, office, area):
    give(response, officer, about="1")
    make_comments(response)
    new = start_correction(publish_it(response), "A name.", by=office, at=AT)

    copied = CommentFile.objects.get(comment__response=new)
    assert copied.comment.recommendation.number == "1"
    assert CommentFile.objects.visible_to(office).count() == 2


def test_a_file_that_was_taken_away_is_swept_and_no_other(response, officer):
    kept, gone = give(response, officer), give(response, officer, words="Rota")
    take_file_away(gone, by=officer, at=AT)

    sweep_files(later(days=2000))

    assert default_storage.exists(kept.file.name) and not default_storage.exists(gone.file.name)
