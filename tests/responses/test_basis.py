"""An approval is about words, evidence and attachments; when one changes, it no longer holds."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.errors import WrongState
from accounts.models import Event, Notice
from accounts.permissions import Role
from bodies.models import Body
from letters.actions import make_letter as make_letter_action
from letters.actions import sign_letter
from recommendations.models import Evidence, Recommendation, Report
from responses.actions import (
    approve,
    approve_release,
    ask_release,
    break_approval,
    end_release,
    submit,
)
from responses.basis import basis_sha256, broken
from responses.models import Attachment, Passage, Response, ReviewStage
from responses.tasks import return_broken
from responses.workflow import State
from tests.factories import (
    AT,
    TODAY,
    later,
    make_attachment,
    make_letter,
    make_national_bodies,
    make_recommendation,
    make_report,
    make_response,
    make_update,
    make_upload,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def response():
    """An approved response with an update of the force beside it, its evidence and a file."""
    draft = make_response()
    update(draft, files=[make_upload("rota.pdf")])
    make_attachment(draft)
    submit(draft, by=draft.drafted_by, at=AT)
    return approve(draft, by=make_user(Role.APPROVER, draft.body), at=AT)


def force_of(response) -> Body:
    return response.invitation.force


def update(response, **values):
    return make_update(response.recommendations().get(), force_of(response), **values)


def new_update(response):
    update(response, narrative="All is done.", assessment="done", files=[make_upload("log.pdf")])


def another_file(response):
    first = Evidence.objects.get()
    Evidence.objects.create(update=first.update, name="more.pdf", size=1, sha256="0" * 64)


def another_attachment(response):
    first = response.attachments.get()
    Attachment.objects.create(
        response=response, file="attachments/2026/b.pdf", name="b.pdf", size=1, sha256="1" * 64,
        title="Rota", added_by=first.added_by, added_at=AT,
    )  # fmt: skip


BREAKS = {
    "passage": (
        lambda r: Passage.objects.update(text="Other words."),
        "What is said on a recommendation has changed.",
    ),
    "withheld": (
        lambda r: Passage.objects.update(withheld_reason="It names a person."),
        "What is said on a recommendation has changed.",
    ),
    "opening": (lambda r: Response.objects.update(opening="Hello."), "The opening has changed."),
    "recommendation": (
        lambda r: Recommendation.objects.update(text="Do another thing."),
        "The text of a recommendation has changed.",
    ),
    "report": (
        lambda r: Report.objects.update(title="Another title"),
        "The facts of the report have changed.",
    ),
    "newer update": (
        new_update,
        "There is evidence that was not there at the approval: the force’s update of"
        " 20 March 2026 on Recommendation 1.",
    ),
    "another file of the evidence": (
        another_file,
        "There is evidence that was not there at the approval: the force’s update of"
        " 20 March 2026 on Recommendation 1.",
    ),
    "another attachment": (
        another_attachment,
        "There is an attachment that was not there at the approval: “Rota”.",
    ),
    "attachment gone": (
        lambda r: Attachment.objects.all().delete(),
        "An attachment is gone that was there at the approval: “Plan of the force”.",
    ),
    "attachment kept out": (
        lambda r: Attachment.objects.update(withheld_reason="It names a person."),
        "There is an attachment that was not there at the approval: “Plan of the force”.",
    ),
}


def test_approval_holds_while_nothing_changes(response):
    assert broken(response) == []
    assert break_approval(response, at=later(days=1)) == []
    assert Response.objects.get().state == State.APPROVED


@pytest.mark.parametrize("how", BREAKS)
def test_each_change_breaks_the_approval_and_the_response_is_in_draft_on_the_record(how, response):
    change, said = BREAKS[how]
    change(response)

    assert break_approval(response, at=later(days=1)) == [said]

    again = Response.objects.get(pk=response.pk)
    assert again.state == State.DRAFT
    [review] = again.current_round()
    assert (review.broken_at, review.broken_why) == (later(days=1), said)
    event = Event.objects.about(response).get(action="break approval")
    assert (event.by, event.at, event.note) == (None, later(days=1), said)
    assert said in Notice.objects.filter(user=response.drafted_by).latest("pk").words


def test_evidence_on_another_report_breaks_nothing(response):
    other = make_recommendation(make_report(response.body, forces=[force_of(response)]))
    make_update(other, force_of(response))

    assert broken(response) == []


def test_earlier_stage_is_broken_before_a_later_one_decides():
    draft = make_response()
    for order, role in enumerate([Role.APPROVER, Role.SIGNATORY], start=1):
        ReviewStage.objects.create(body=draft.body, name=role.label, order=order, role=role)
    submit(draft, by=draft.drafted_by, at=AT)
    approve(draft, by=make_user(Role.APPROVER, draft.body), at=AT)
    update(draft)

    with pytest.raises(WrongState, match="no longer holds.*There is evidence"):
        approve(draft, by=make_user(Role.SIGNATORY, draft.body), at=later(1))

    assert Response.objects.get().state == State.DRAFT


def test_letter_of_a_broken_approval_is_not_made(response):
    make_national_bodies()
    new_update(response)

    with pytest.raises(WrongState, match="The approval no longer holds"):
        make_letter_action(
            response, dated_on=TODAY, reference="R1", by=response.drafted_by, at=AT, today=TODAY
        )

    assert Response.objects.get().state == State.DRAFT


def test_letter_of_a_broken_approval_is_not_signed(response):
    letter = make_letter(response)
    new_update(response)
    signatory = make_user(Role.SIGNATORY, response.body)

    with pytest.raises(WrongState, match="The approval no longer holds"):
        sign_letter(letter, "Robin Ashby", by=signatory, at=AT)

    letter.refresh_from_db()
    assert (letter.is_signed, letter.response.state) == (False, State.DRAFT)


def test_evidence_that_comes_after_signing_changes_nothing(response):
    letter = make_letter(response, signed=True)
    new_update(response)

    assert return_broken(later(days=1)) == 0
    assert Response.objects.get().state == State.SIGNED
    assert letter.response_sha256 != basis_sha256(response)


@pytest.mark.django_db(transaction=True)
def test_worker_returns_what_nobody_opens(response):
    new_update(response)

    call_command("work", once=True, verbosity=0)

    assert Response.objects.get().state == State.DRAFT


def test_pages_say_why_before_and_after(response, client):
    client.force_login(response.drafted_by)
    path = reverse("responses:read", args=[response.pk])
    new_update(response)

    before = client.get(path).content.decode()
    break_approval(response, at=timezone.now())
    after = client.get(response.get_absolute_url()).content.decode()
    stages = client.get(path).content.decode()

    for page in [before, after, stages]:
        assert "There is evidence that was not there at the approval" in page
    assert "The approval no longer holds" in before
    assert "In draft again since" in after
    assert "No longer holds since" in stages


def test_once_submitted_again_the_old_breaking_is_not_told(response, client):
    new_update(response)
    break_approval(response, at=AT)
    submit(Response.objects.get(), by=response.drafted_by, at=AT)
    client.force_login(response.drafted_by)

    page = client.get(response.get_absolute_url()).content.decode()

    assert "In draft again since" not in page
    assert approve(response, by=make_user(Role.APPROVER, response.body), at=AT).state == "approved"


def test_approver_sees_the_evidence_that_the_approval_is_about(client):
    draft = make_response()
    update(draft, files=[make_upload("rota.pdf")])
    submit(draft, by=draft.drafted_by, at=AT)
    client.force_login(make_user(Role.APPROVER, draft.body))

    page = client.get(reverse("responses:read", args=[draft.pk])).content.decode()

    assert "Evidence beside it: the force’s update of 20 March 2026" in page
    assert "rota.pdf" in page


def test_page_read_before_new_evidence_approves_nothing(response):
    draft = make_response(state=State.IN_REVIEW)
    seen = basis_sha256(draft)
    update(draft)

    with pytest.raises(WrongState, match="the evidence.*have changed since you opened"):
        approve(draft, by=make_user(Role.APPROVER, draft.body), at=AT, seen=seen)


def test_covered_report_that_is_taken_up_again_breaks_the_approval():
    report = make_report()
    body = report.recorded_for
    covering = make_recommendation(make_report(body)).report
    by, second = make_user(Role.CASEWORKER, body), make_user(Role.APPROVER, body)
    release = ask_release(
        report.obligations.get(kind="response"), ground="covered", reason="The same words.",
        covered_by=covering, by=by, at=AT,
    )  # fmt: skip
    approve_release(release, by=second, at=AT)
    response = make_response(body, covering, state=State.APPROVED)

    end_release(release, reason="They differ.", by=second, at=AT + timedelta(days=1))

    assert break_approval(response, at=later(days=1)) == [
        "The reports that it covers have changed."
    ]
