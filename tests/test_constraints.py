"""Every rule that the database keeps, broken once."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint, UniqueConstraint

from accounts.actions.writing import queue_mail
from accounts.models import AddressChange, Event, PrivacyNotice, UnsavedWords, User
from accounts.permissions import Role
from bodies.models import BodyName, Oversight
from letters.models import (
    Delegation,
    Delivery,
    Letter,
    LetterTemplate,
    LodgedCopyCheck,
    Publication,
)
from recommendations.models import (
    Addressee,
    AssuranceUpdate,
    Closing,
    Disposal,
    Evidence,
    EvidenceCheck,
    InspectorStatus,
    Obligation,
    OfficeTargets,
    Recommendation,
    RecommendationLink,
    Register,
    Release,
    RetentionRule,
    Source,
    UpdateMilestone,
    UpdateRemark,
)
from responses.models import (
    AttachmentCheck,
    ChiefOfficerComment,
    CommentFile,
    CommentFileCheck,
    HandRound,
    Response,
    ResponseReport,
    Review,
    ReviewStage,
)
from tests.factories import (
    AT,
    TODAY,
    make_attachment,
    make_body,
    make_comment_file,
    make_contact,
    make_copy_recipient,
    make_force_and_body,
    make_invitation,
    make_letter,
    make_letterhead,
    make_lodged_copy,
    make_membership,
    make_oversight,
    make_proposal,
    make_recommendation,
    make_report,
    make_response,
    make_term,
    make_update,
    make_user,
)

pytestmark = pytest.mark.django_db


BACKWARDS = {"starts_on": TODAY, "ends_on": TODAY - timedelta(days=1)}
OTHER_DAY = TODAY + timedelta(days=1)


def again(row) -> None:
    """Save a second row with all the values of the first."""
    row.pk = None
    row._state.adding = True
    row.save(force_insert=True)


def alter(row, **values) -> None:
    """Write values past every rule but the database's."""
    type(row)._base_manager.filter(pk=row.pk).update(**values)


def a_recommendation(**values) -> Recommendation:
    return make_recommendation(**values)


def an_obligation(kind: str) -> Obligation:
    report = a_recommendation().report
    return Obligation.objects.get(report=report, kind=kind)


def an_unsigned_letter() -> Letter:
    return make_letter()


def a_delivery() -> Delivery:
    letter = an_unsigned_letter()
    return Delivery.objects.create(
        letter=letter, purpose="copy", to_name="A", to_email="a@office.example",
        message_id="<1@office.example>", asked_by=letter.made_by, asked_at=AT, next_try_at=AT,
    )  # fmt: skip


def a_milestone(**values) -> UpdateMilestone:
    values = {"place": 0, "words": "Rota agreed", "due_on": TODAY} | values
    return UpdateMilestone.objects.create(update=an_update(), **values)


def a_question(**values) -> HandRound:
    invitation = make_response().invitation
    values = {"recommendation": invitation.response.recommendations()[0]} | values
    return HandRound.objects.create(
        invitation=invitation, contributor=make_user(), asked_by=make_user(), asked_at=AT,
        asked_on=TODAY, **values,
    )  # fmt: skip


def a_publication() -> Publication:
    letter = an_unsigned_letter()
    return new_publication(letter)


def new_publication(letter: Letter, **values) -> Publication:
    values = {"slug": "a-title", "title": "A title"} | values
    return Publication.objects.create(
        letter=letter, body=letter.body, published_on=TODAY, published_at=AT,
        published_by=letter.made_by, content={}, **values,
    )  # fmt: skip


def a_review(**values) -> Review:
    values = {"round": 1, "order": 1, "name": "Approval", "role": Role.APPROVER} | values
    return Review.objects.create(response=make_response(), **values)


def a_stage() -> ReviewStage:
    body = make_force_and_body().body
    return ReviewStage.objects.create(body=body, name="A", order=1, role=Role.APPROVER)


def a_comment(overall: bool) -> ChiefOfficerComment:
    return make_response().comments.get(recommendation__isnull=overall)


def same_numbers() -> None:
    report = make_report()
    make_recommendation(report, "1")
    make_recommendation(report, "1")


def same_publication_address() -> None:
    first = a_publication()
    report = make_report(first.body)
    second = make_letter(make_response(first.body, report, state="approved"))
    new_publication(second)


def same_letter_reference() -> None:
    first = an_unsigned_letter()
    other = make_response(first.body, make_report(first.body))
    first.response = other
    again(first)


def report_answered_twice() -> None:
    answer = make_response().answers.get()
    other = Response.objects.create(
        body=answer.body, drafted_by=answer.response.drafted_by, started_at=AT
    )
    ResponseReport.objects.create(response=other, body=answer.body, report=answer.report)


def second_row(model, **values):
    """Return a breach that saves the same new row twice."""

    def breach():
        model.objects.create(**values)
        model.objects.create(**values)

    return breach


def an_addressee_of(**values) -> None:
    Addressee.objects.create(recommendation=a_recommendation(addressees=[]), **values)


def a_group_twice() -> None:
    again(a_recommendation().addressees.get())


def a_body_twice() -> None:
    again(a_recommendation(addressees=[make_body()]).addressees.get())


def an_oversight(**values) -> Oversight:
    area = make_force_and_body(whole=False)
    area.body.oversights.all().delete()
    return make_oversight(area.body, area.force, **values)


def an_update(**values) -> AssuranceUpdate:
    recommendation = a_recommendation()
    force = recommendation.obligations.get(kind="action").body
    return make_update(recommendation, force, **values)


def the_next_before_this() -> None:
    update = an_update()
    update.pk, update.next_due_on = None, update.as_at
    update.save(force_insert=True)


def an_evidence(**values) -> Evidence:
    update = an_update()
    values = {"name": "a.pdf", "content_type": "application/pdf", "size": 1} | values
    return Evidence.objects.create(update=update, file="a.pdf", sha256="0" * 64, **values)


def an_evidence_check(**values) -> EvidenceCheck:
    evidence = an_evidence()
    by = evidence.update.recorded_by
    return EvidenceCheck.objects.create(evidence=evidence, added_by=by, added_at=AT, **values)


def an_attachment_check(**values) -> None:
    """Breach what holds for the check that every attachment has from its start."""
    AttachmentCheck.objects.filter(attachment=make_attachment(make_response())).update(**values)


def a_comment_file() -> CommentFile:
    return make_comment_file(make_response())


def a_comment_file_check(**values) -> None:
    CommentFileCheck.objects.filter(comment_file=a_comment_file()).update(**values)


def a_copy_check(**values) -> None:
    copy = make_lodged_copy(make_letter(signed=True))
    LodgedCopyCheck.objects.filter(copy=copy).update(**values)


def a_remark(**values) -> UpdateRemark:
    update = an_update()
    return UpdateRemark.objects.create(
        update=update, body=update.body, by=update.recorded_by, at=AT, **values
    )


def an_inspector_status(**values) -> InspectorStatus:
    update = an_update()
    values = {"status": "complete", "source": "Portal"} | values
    return InspectorStatus.objects.create(
        recommendation=update.recommendation, body=update.body, as_at=TODAY,
        recorded_by=update.recorded_by, recorded_at=AT, **values,
    )  # fmt: skip


def a_source(**values) -> None:
    report = make_report(confirmed=False)
    Source.objects.create(report=report, added_by=report.recorded_by, added_at=AT, **values)


def a_register(**values) -> None:
    body = make_body()
    user = make_user(Role.CASEWORKER, body)
    Register.objects.create(body=body, file="a", added_by=user, added_at=AT, **values)


def a_release(**values) -> Release:
    report = make_report()
    values = {
        "body": report.recorded_for, "ground": "not_concerned", "reason": "It is about others.",
        "asked_by": report.recorded_by, "asked_at": AT,
    } | values  # fmt: skip
    return Release.objects.create(report=report, **values)


def a_decided_release(decision: str, **values) -> Release:
    values = {"decided_by": make_user(), "decided_at": AT, "note": "So."} | values
    return a_release(decision=decision, **values)


def a_closing(**values) -> Closing:
    values = {"on": TODAY, "shown": "Seen.", "asked_by": make_user(), "asked_at": AT} | values
    return Closing.objects.create(obligation=an_obligation("action"), **values)


def a_decided_closing(decision: str, **values) -> Closing:
    values = {"decided_by": make_user(), "decided_at": AT, "note": "So."} | values
    return a_closing(decision=decision, **values)


def closed_alone() -> None:
    closing = a_closing()
    alter(closing, decision="agreed", decided_by=closing.asked_by, decided_at=AT)


def covered_by_itself() -> None:
    release = a_release()
    alter(release, ground="covered", covered_by=release.report)


def decided_alone() -> None:
    release = a_release()
    alter(release, decision="approved", decided_by=release.asked_by, decided_at=AT)


def a_link(kind: str = "related", **values) -> RecommendationLink:
    first, second = make_recommendation(), make_recommendation()
    values = {
        "recommendation": first, "other": second, "made_by": first.report.recorded_by,
    } | values  # fmt: skip
    return RecommendationLink.objects.create(
        body=first.report.recorded_for, kind=kind, made_at=AT, **values
    )


def a_link_to_itself() -> None:
    one = make_recommendation()
    a_link(recommendation=one, other=one)


def a_delegation(**values) -> None:
    body = make_force_and_body().body
    user = make_user(Role.SIGNATORY, body)
    values = {"reason": "Leave.", "starts_on": TODAY} | values
    Delegation.objects.create(
        body=body, deputy=user, title="Deputy", made_by=user, made_at=AT, **values
    )


def accept_by_nobody() -> None:
    invitation = make_invitation(make_body())
    invitation.accepted_at = AT
    invitation.save()


def mail_about_nothing() -> None:
    queue_mail("invitation", "kim@office.example", at=AT)


def a_wanted_address(user: User | None = None, **values) -> AddressChange:
    values = {"email": "kim@office.example", "asked_at": AT, "expires_at": AT} | values
    return AddressChange.objects.create(user=user or make_user(), **values)


def address_wanted_twice() -> None:
    a_wanted_address(a_wanted_address().user)


def one_address_in_two_ways() -> None:
    make_user(email="kim@office.example")
    make_user(email="Kim@office.example")


def link_of_another() -> None:
    for invitation in [make_invitation(make_body()), make_invitation(make_body())]:
        invitation.token_hash = "x" * 64
        invitation.save()


def a_retention_rule(**values) -> RetentionRule:
    values = {"kind": "evidence", "keep_months": 12, "authority": "Schedule 2"} | values
    return RetentionRule.objects.create(body=make_body(), **values)


def a_disposal(**values) -> Disposal:
    body = make_body()
    values = {"kind": "words", "rule": "Words", "reason": "Seen.", "by": make_user()} | values
    return Disposal.objects.create(
        body=body, object_type="accounts.unsavedwords", object_pk=1, object_name="A", at=AT,
        **values,
    )  # fmt: skip


BREACHES = {
    "retention_rule_once_of_a_kind": lambda: again(a_retention_rule()),
    "retention_rule_kind_is_known": lambda: a_retention_rule(kind="sign_in"),
    "retention_rule_keeps_a_month_or_longer": lambda: a_retention_rule(keep_months=0),
    "retention_rule_says_where_it_is_laid_down": lambda: a_retention_rule(authority=""),
    "disposal_once_of_an_object": lambda: again(a_disposal()),
    "disposal_kind_is_known": lambda: a_disposal(kind="event"),
    "disposal_has_a_reason": lambda: a_disposal(reason=""),
    "disposal_names_its_rule": lambda: a_disposal(rule=""),
    "invitation_is_accepted_by_somebody_or_withdrawn_or_neither": accept_by_nobody,
    "invitation_starts_before_it_ends": lambda: make_invitation(make_body(), **BACKWARDS),
    "invitation_role_is_known": lambda: alter(make_invitation(make_body()), role="emperor"),
    "invitation_token_is_its_own": link_of_another,
    "account_mail_is_about_an_invitation_or_not": mail_about_nothing,
    "account_mail_is_about_an_address_or_not": lambda: queue_mail(
        "address", "kim@office.example", at=AT
    ),
    "user_address_once_however_written": one_address_in_two_ways,
    "address_change_is_confirmed_or_withdrawn_or_neither": lambda: a_wanted_address(
        confirmed_at=AT, withdrawn_at=AT
    ),
    "address_change_one_at_a_time": address_wanted_twice,
    "address_change_token_is_its_own": lambda: [
        a_wanted_address(token_hash="x" * 64),
        a_wanted_address(token_hash="x" * 64),
    ],
    "lodged_copy_once_of_a_letter": lambda: again(make_lodged_copy(make_letter(signed=True))),
    "delegation_starts_before_it_ends": lambda: a_delegation(**BACKWARDS),
    "delegation_has_a_reason": lambda: a_delegation(reason=""),
    "delegation_ended_by_and_at": lambda: a_delegation(ended_at=AT),
    "response_corrects_with_a_reason": lambda: Response.objects.update(
        corrects=make_response(), correction_reason=""
    ),
    "register_is_read_or_has_a_problem": lambda: a_register(read_at=AT, problem="Damaged."),
    "register_is_imported_once_it_is_read": lambda: a_register(imported_at=AT),
    "link_is_not_to_itself": a_link_to_itself,
    "link_kind_is_known": lambda: a_link("cousin"),
    "link_once_for_a_pair_and_kind": lambda: again(a_link()),
    "release_stands_once_for_a_report_and_body": lambda: again(a_release()),
    "release_ground_is_known": lambda: a_release(ground="whim"),
    "release_names_the_covering_report_if_covered": lambda: a_release(ground="covered"),
    "release_is_not_covered_by_its_own_report": covered_by_itself,
    "release_has_a_reason": lambda: a_release(reason=""),
    "release_decision_is_known": lambda: a_decided_release("maybe"),
    "release_decided_by_and_at": lambda: a_release(decision="approved"),
    "release_decided_by_a_second_person": decided_alone,
    "release_refused_or_ended_with_a_note": lambda: a_decided_release("refused", note=""),
    "privacy_notice_has_words": lambda: PrivacyNotice.objects.create(text="", saved_at=AT),
    "closing_stands_once_for_a_duty": lambda: again(a_closing()),
    "closing_decision_is_known": lambda: a_decided_closing("maybe"),
    "closing_decided_by_and_at": lambda: a_closing(decision="agreed"),
    "closing_decided_by_a_second_person": closed_alone,
    "closing_says_what_shows_it": lambda: a_closing(shown=""),
    "closing_sent_back_with_a_note": lambda: a_decided_closing("refused", note=""),
    "obligation_is_not_both_met_and_set_aside": lambda: alter(
        an_obligation("response"), met_on=TODAY, release=a_decided_release("approved")
    ),
    "source_is_a_file_or_words": lambda: a_source(ending=".pdf"),
    "source_is_read_or_has_a_problem": lambda: a_source(read_at=AT, problem="Damaged."),
    "body_starts_before_it_ends": lambda: make_body(**BACKWARDS),
    "body_kind_is_known": lambda: make_body(kind="club"),
    "body_name_once": lambda: again(BodyName.objects.create(body=make_body(), name="A")),
    "office_term_starts_before_it_ends": lambda: make_term(make_body(), **BACKWARDS),
    "office_term_starts_once": lambda: again(make_term(make_body())),
    "oversight_starts_before_it_ends": lambda: an_oversight(**BACKWARDS),
    "oversight_starts_once": lambda: again(an_oversight(starts_on=TODAY)),
    "oversight_without_start_once": lambda: again(an_oversight()),
    "membership_starts_once": lambda: again(
        make_membership(make_user(), Role.AUDITOR, make_body())
    ),
    "membership_starts_before_it_ends": lambda: make_membership(
        make_user(), Role.AUDITOR, make_body(), **BACKWARDS
    ),
    "membership_role_is_known": lambda: make_membership(make_user(), "king", make_body()),
    "unsaved_words_once": lambda: again(
        UnsavedWords.objects.create(user=make_user(), path="/", fields={}, kept_at=AT)
    ),
    "report_recorded_once_by_a_body": lambda: again(make_report()),
    "report_day_confirmed_by_and_at": lambda: alter(make_report(), published_on_confirmed_by=None),
    "report_confirmed_by_and_at": lambda: alter(make_report(), confirmed_at=None),
    "recommendation_number_once_in_a_report": same_numbers,
    "recommendation_kind_is_known": lambda: a_recommendation(kind="wish"),
    "recommendation_has_text": lambda: a_recommendation(text=""),
    "recommendation_day_confirmed_by_and_at": lambda: a_recommendation(due_on_confirmed_at=AT),
    "addressee_is_a_group_or_a_body": an_addressee_of,
    "addressee_group_once": a_group_twice,
    "addressee_body_once": a_body_twice,
    "proposal_dropped_with_a_reason": lambda: make_proposal(make_report(), decision="dropped"),
    "obligation_for_a_recommendation_owed_once": lambda: again(an_obligation("action")),
    "obligation_for_a_report_owed_once": lambda: again(an_obligation("response")),
    "obligation_response_has_day": lambda: alter(
        an_obligation("response"), due_on=None, first_due_on=None, basis="office"
    ),
    "obligation_response_is_for_the_report": lambda: alter(
        an_obligation("action"), recommendation=None
    ),
    "obligation_return_is_owed_to_a_body": lambda: alter(an_obligation("action"), kind="return"),
    "obligation_changed_day_has_reason": lambda: alter(
        an_obligation("action"), due_on=TODAY, first_due_on=OTHER_DAY
    ),
    "obligation_act_day_is_never_changed": lambda: alter(
        an_obligation("response"), due_on=OTHER_DAY, reason="Please."
    ),
    "office_targets_in_order": lambda: OfficeTargets.objects.create(
        body=make_body(), comments_day=40, draft_day=35
    ),
    "assurance_update_assessment_is_known": lambda: an_update(assessment="splendid"),
    "assurance_update_is_at_most_all_done": lambda: an_update(progress=101),
    "assurance_update_comes_before_the_next": the_next_before_this,
    "milestone_place_once_in_an_update": lambda: again(a_milestone()),
    "milestone_has_words": lambda: a_milestone(words=""),
    "update_remark_kind_is_known": lambda: a_remark(kind="praise", text="Good."),
    "update_remark_has_words_unless_it_accepts": lambda: a_remark(kind="question"),
    "evidence_marking_is_known": lambda: an_evidence(marking="secret"),
    "evidence_first_version_replaces_nothing": lambda: an_evidence(version=2),
    "evidence_expires_after_its_own_date": lambda: an_evidence(
        evidence_on=OTHER_DAY, expires_on=TODAY
    ),
    "evidence_added_by_and_at": lambda: an_evidence(added_at=AT),
    "attachment_check_is_made_or_has_a_problem": lambda: an_attachment_check(
        read_at=AT, problem="A"
    ),
    "attachment_check_finds_a_virus_only_by_scanning": lambda: an_attachment_check(virus="A"),
    "comment_file_once_with_a_comment": lambda: again(a_comment_file()),
    "comment_file_says_what_it_is": lambda: alter(a_comment_file(), description=""),
    "comment_file_marking_is_known": lambda: alter(a_comment_file(), marking="secret"),
    "comment_file_check_is_made_or_has_a_problem": lambda: a_comment_file_check(
        read_at=AT, problem="A"
    ),
    "comment_file_check_finds_a_virus_only_by_scanning": lambda: a_comment_file_check(virus="A"),
    "lodged_copy_check_is_made_or_has_a_problem": lambda: a_copy_check(read_at=AT, problem="A"),
    "lodged_copy_check_finds_a_virus_only_by_scanning": lambda: a_copy_check(virus="A"),
    "evidence_check_is_made_or_has_a_problem": lambda: an_evidence_check(read_at=AT, problem="A"),
    "evidence_check_finds_a_virus_only_by_scanning": lambda: an_evidence_check(virus="A"),
    "inspector_status_is_known": lambda: an_inspector_status(status="closed"),
    "inspector_status_says_where_it_was_read": lambda: an_inspector_status(source=""),
    "response_state_is_known": lambda: alter(make_response(), state="lost"),
    "response_saved_by_and_at": lambda: alter(make_response(), saved_at=AT),
    "report_answered_once_by_a_body": report_answered_twice,
    "passage_once_for_a_recommendation": lambda: again(make_response().passages.get()),
    "passage_position_is_known": lambda: alter(make_response().passages.get(), position="maybe"),
    "invitation_asks_for_a_later_day": lambda: alter(
        make_response().invitation, asked_for_on=TODAY - timedelta(days=1)
    ),
    "invitation_ready_by_and_at": lambda: alter(make_response().invitation, ready_at=AT),
    "invitation_acknowledged_by_and_at_once_received": lambda: alter(
        make_response().invitation, acknowledged_at=AT
    ),
    "invitation_received_by_and_at": lambda: alter(make_response().invitation, received_at=AT),
    "comment_once_for_a_recommendation": lambda: again(a_comment(overall=False)),
    "comment_once_overall": lambda: again(a_comment(overall=True)),
    "hand_round_once_to_a_person": lambda: again(a_question()),
    "hand_round_once_overall_to_a_person": lambda: again(a_question(recommendation=None)),
    "hand_round_by_a_day_to_come": lambda: a_question(by_day=TODAY - timedelta(days=1)),
    "hand_round_saved_by_and_at": lambda: a_question(saved_at=AT),
    "hand_round_handed_in_with_words": lambda: a_question(answered_at=AT),
    "hand_round_withdrawn_by_and_at": lambda: a_question(withdrawn_at=AT),
    "review_stage_order_once": lambda: again(a_stage()),
    "letter_template_version_once": lambda: again(LetterTemplate.objects.create(body=make_body())),
    "letter_template_saved_by_and_at": lambda: LetterTemplate.objects.create(
        body=make_body(), saved_at=AT
    ),
    "review_stage_once_in_a_round": lambda: again(a_review()),
    "review_decided_by_and_at": lambda: a_review(decision="approved"),
    "review_broken_at_and_why": lambda: a_review(
        decision="approved", by=make_user(), at=AT, broken_at=AT
    ),
    "attachment_once_in_a_response": lambda: again(make_attachment(make_response())),
    "attachment_that_is_marked_is_withheld": lambda: alter(
        make_attachment(make_response()), marking="OFFICIAL-SENSITIVE"
    ),
    "review_returned_with_a_note": lambda: a_review(decision="returned", by=make_user(), at=AT),
    "event_number_once": lambda: another_event(number=1),
    "event_digest_once": lambda: another_event(digest="a" * 64),
    "event_follows_one": lambda: another_event(previous="b" * 64),
    "event_number_from_one": lambda: another_event(number=0),
    "letter_reference_issued_once": same_letter_reference,
    "reference_issued_once_by_a_body": lambda: again(an_unsigned_letter().issued_references.get()),
    "letter_signed_whole_or_not_at_all": lambda: alter(an_unsigned_letter(), signed_at=AT),
    "letter_signed_in_each_of_its_languages": lambda: alter(an_unsigned_letter(), pdf_cy="a.pdf"),
    "copy_recipient_starts_before_it_ends": lambda: make_copy_recipient(make_body(), **BACKWARDS),
    "copy_recipient_starts_once": lambda: again(make_copy_recipient(make_body(), starts_on=TODAY)),
    "copy_recipient_without_start_once": lambda: again(make_copy_recipient(make_body())),
    "delivery_once_to_a_recipient": lambda: again_with(
        a_delivery(), message_id="<2@x.example>", purpose="inspectors", to_email="A@Office.example"
    ),
    "delivery_given_up_is_not_sent_and_has_a_problem": lambda: alter(a_delivery(), given_up_at=AT),
    "delivery_came_back_after_it_was_sent_and_with_a_reason": lambda: alter(
        a_delivery(), bounced_on=TODAY, bounced_at=AT, bounce_reason="No such mailbox."
    ),
    "publication_address_once": same_publication_address,
    "publication_has_words": lambda: new_publication(an_unsigned_letter(), title=""),
    "letterhead_starts_before_it_ends": lambda: make_letterhead(make_body(), **BACKWARDS),
    "contact_starts_before_it_ends": lambda: make_contact(make_body(), **BACKWARDS),
}


def another_event(**same) -> None:
    """Write two events past the chain, alike in `same` alone."""
    body = make_body()
    for number, digit in [(1, "a"), (2, "c")]:
        values = {"number": number, "digest": digit * 64, "previous": digit.upper() * 64} | same
        Event.objects.create(at=AT, by_name="x", action="x", object_type="x", body=body, **values)


def again_with(row, **values) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    again(row)


def columns(constraint: UniqueConstraint, model) -> list[str]:
    fields = [model._meta.get_field(name) for name in constraint.fields]
    return [f"{model._meta.db_table}.{field.column}" for field in fields]


def named() -> dict[str, tuple]:
    """Return every named constraint of our own apps with its model."""
    ours = [m for m in apps.get_models() if not m.__module__.startswith(("django.", "allauth."))]
    return {c.name: (m, c) for m in ours for c in m._meta.constraints}


def test_every_constraint_is_broken_once():
    assert sorted(BREACHES) == sorted(named())


@pytest.mark.parametrize("name", sorted(BREACHES))
def test_constraint_is_kept_by_the_database(name):
    model, constraint = named()[name]

    with pytest.raises(IntegrityError) as error, transaction.atomic():
        BREACHES[name]()

    # SQLite names a check by its name and a unique constraint by its columns.
    said = str(error.value)
    on_columns = isinstance(constraint, UniqueConstraint) and all(
        column in said for column in columns(constraint, model)
    )
    assert name in said or on_columns


def test_constraints_are_checks_and_unique_ones():
    kinds = {type(constraint) for _, constraint in named().values()}

    assert kinds == {CheckConstraint, UniqueConstraint}


def test_every_person_who_did_a_thing_has_a_moment_beside():
    started = {"Response.drafted_by"}  # its moment is `started_at`
    alone = []
    for model in apps.get_models():
        names = {field.name for field in model._meta.fields}
        people = [f.name for f in model._meta.fields if f.related_model is User]
        alone += [
            f"{model.__name__}.{name}"
            for name in people
            if name.endswith("by") and f"{name.removesuffix('by')}at" not in names
        ]

    assert set(alone) == started
