"""Responses, their stages, and what the list of reports does with them, in the admin."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Event
from accounts.permissions import Role
from recommendations.models import Report
from responses.models import Invitation, Response, ReviewStage
from responses.workflow import State
from tests.admin_pages import LONG_PAST, errors, office, page, queries, rows, run, said
from tests.factories import (
    make_body,
    make_force_and_body,
    make_membership,
    make_recommendation,
    make_report,
    make_response,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return make_force_and_body("Ashvale")


@pytest.fixture
def other():
    return make_force_and_body("Brackwater")


@pytest.fixture
def caseworker(area):
    return office(area.body, Role.CASEWORKER)


@pytest.fixture
def approver(area):
    return office(area.body, Role.APPROVER)


def report_of(area, **values):
    values = {"published_on": LONG_PAST, "forces": [area.force]} | values
    return make_recommendation(make_report(area.body, **values)).report


def response_of(area, state=State.DRAFT, **values):
    return make_response(area.body, report_of(area), state=state, **values)


def state_of(response) -> str:
    return Response.objects.get(pk=response.pk).state


def tomorrow() -> str:
    return (timezone.localdate() + timedelta(days=1)).isoformat()


# Each action, the state it starts from, who may take it, its answers, what comes of it.
STEPS = [
    ("submit", State.DRAFT, Role.CASEWORKER, {}, State.IN_REVIEW),
    ("approve", State.IN_REVIEW, Role.APPROVER, {"note": ""}, State.APPROVED),
    ("return_to_draft", State.IN_REVIEW, Role.APPROVER, {"note": "Say who."}, State.DRAFT),
    ("reopen", State.APPROVED, Role.CASEWORKER, {"note": "A new fact."}, State.DRAFT),
]
NAMES = [step[0] for step in STEPS]


@pytest.mark.parametrize(("action", "source", "role", "answers", "target"), STEPS, ids=NAMES)
class TestSteps:
    def test_is_taken_and_recorded(self, area, action, source, role, answers, target):
        response, client = response_of(area, source), office(area.body, role)

        run(client, action, response, **answers)

        assert state_of(response) == target
        assert Event.objects.first().by == client.user

    def test_says_when_the_state_is_wrong(self, area, action, source, role, answers, target):
        response, client = response_of(area, State.SIGNED), office(area.body, role)
        before = Event.objects.count()

        words = said(run(client, action, response, **answers))

        assert "This response is signed" in words
        assert Event.objects.count() == before

    def test_needs_its_permission(self, area, action, source, role, answers, target):
        response, client = response_of(area, source), office(area.body, Role.BODY_ADMINISTRATOR)
        before = Event.objects.count()

        words = said(run(client, action, response, **answers))

        assert "you need to be" in words or "not yours to decide" in words
        assert (state_of(response), Event.objects.count()) == (source, before)

    def test_reaches_no_other_body(self, area, other, action, source, role, answers, target):
        response, client = response_of(other, source), office(area.body, role)

        run(client, action, response, **answers)

        assert state_of(response) == source


class TestActions:
    def test_a_draft_with_gaps_is_not_submitted_and_each_gap_is_named(self, area, caseworker):
        response = response_of(area, invited=False, explained=False)

        words = said(run(caseworker, "submit", response))

        assert "has not been invited" in words
        assert "Recommendation 1 has no explanation" in words
        assert f"/responses/{response.pk}/invite/" in words
        assert state_of(response) == State.DRAFT

    def test_some_are_submitted_and_the_others_are_named(self, area, caseworker):
        whole, signed = response_of(area), response_of(area, State.SIGNED)

        words = said(run(caseworker, "submit", whole, signed))

        assert f"Submitted for review: {whole}" in words
        assert f"{signed}: This response is signed" in words

    def test_a_writer_does_not_approve_own_words(self, area):
        writer = office(area.body, Role.CASEWORKER, Role.APPROVER)
        response = response_of(area, State.IN_REVIEW, by=writer.user)

        assert "A person who wrote" in said(run(writer, "approve", response, note=""))
        assert state_of(response) == State.IN_REVIEW

    @pytest.mark.parametrize("action", ["approve", "return_to_draft", "reopen", "invite"])
    def test_an_action_that_asks_does_nothing_before_the_answer(self, area, caseworker, action):
        response = response_of(area, invited=False)
        before = Event.objects.count()

        asked = run(caseworker, action, response)

        assert asked.templates[0].name == "admin/ask.html"
        assert asked.context["rows"] == [(response, str(response))]
        assert Event.objects.count() == before

    def test_a_return_needs_a_note(self, area, approver):
        response = response_of(area, State.IN_REVIEW)

        asked = run(approver, "return_to_draft", response, note=" ")

        assert list(asked.context["form"].errors) == ["note"]
        assert state_of(response) == State.IN_REVIEW

    def test_the_chief_officer_is_invited(self, area, caseworker):
        response = response_of(area, invited=False)

        run(caseworker, "invite", response, asked_for_on=tomorrow(), note="Please.")

        invitation = Invitation.objects.get()
        assert (invitation.force, invitation.note) == (area.force, "Please.")
        assert invitation.invited_by == caseworker.user

    def test_an_invitation_asks_for_a_day_to_come(self, area, caseworker):
        response = response_of(area, invited=False)

        asked = run(caseworker, "invite", response, asked_for_on="2024-03-05")

        assert list(asked.context["form"].errors) == ["asked_for_on"]
        assert not Invitation.objects.exists()

    def test_an_invitation_needs_permission(self, area, approver):
        response = response_of(area, invited=False)

        words = said(run(approver, "invite", response, asked_for_on=tomorrow()))

        assert "For this you need to be caseworker" in words
        assert not Invitation.objects.exists()


class TestList:
    def test_another_bodys_response_is_not_there(self, area, other, caseworker):
        mine, theirs = response_of(area), response_of(other)

        assert rows(caseworker, Response) == [mine]
        assert caseworker.get(page(Response, "change", theirs.pk)).status_code == 302

    def test_a_superuser_without_a_role_reads_no_draft(self, area):
        response = response_of(area)
        root = office(superuser=True)

        assert rows(root, Response) == []
        assert root.get(page(Response, "change", response.pk)).status_code == 302
        assert str(run(root, "submit", response).status_code) == "200"
        assert state_of(response) == State.DRAFT

    def test_the_force_s_people_read_no_draft(self, area):
        response_of(area)

        assert rows(office(area.force, Role.FORCE_APPROVER), Response) == []

    def test_only_actions_change_a_response(self, area, caseworker):
        response = response_of(area)
        data = {"state": "published", "opening": "Mine."}

        assert caseworker.post(page(Response, "change", response.pk), data).status_code == 403
        assert caseworker.get(page(Response, "add")).status_code == 403
        assert caseworker.post(page(Response, "delete", response.pk)).status_code == 403

    def test_a_response_is_read_with_its_passages_and_reviews(self, area, caseworker):
        response = response_of(area, State.APPROVED)

        words = caseworker.get(page(Response, "change", response.pk)).content.decode()

        assert "This is what I do on Recommendation 1." in words
        assert "Approval" in words
        assert f"/responses/{response.pk}/recommendations/" in words

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({"state__exact": "draft"}, ["soon"]),
            ({"state__exact": "approved"}, ["late"]),
            ({"due": "overdue"}, ["late"]),
            ({"due": "14"}, ["soon"]),
            ({"q": "soon"}, ["soon"]),
        ],
    )
    def test_filters_and_search(self, area, caseworker, asked, found):
        soon = timezone.localdate() - timedelta(days=45)
        make_response(area.body, report_of(area, title="late"), state=State.APPROVED)
        make_response(area.body, report_of(area, title="soon", published_on=soon))

        listed = [r.title for row in rows(caseworker, Response, **asked) for r in row.reports.all()]

        assert listed == found

    def test_filter_by_body(self, area, other):
        client = office(area.body, Role.CASEWORKER)
        make_membership(client.user, Role.CASEWORKER, other.body)
        mine, _ = response_of(area), response_of(other)

        assert rows(client, Response, **{"for": area.body.pk}) == [mine]

    def test_the_list_tells_the_clock(self, area, caseworker):
        soon = timezone.localdate() - timedelta(days=45)
        make_response(area.body, report_of(area, published_on=soon))

        words = caseworker.get(page(Response)).content.decode()

        assert "Day 46 of 56" in words and "10 days left" in words

    @pytest.mark.parametrize("model", [Response, Report])
    def test_asks_as_much_for_three_rows_as_for_one(self, area, caseworker, model):
        response_of(area)
        one = queries(caseworker, page(model))
        response_of(area, State.APPROVED)
        response_of(area, State.SIGNED)

        assert queries(caseworker, page(model)) == one


class TestReports:
    def test_a_response_is_started(self, area, caseworker):
        report = report_of(area)

        asked = run(caseworker, "start_response", report)
        run(caseworker, "start_response", report, body=area.body.pk)

        assert list(asked.context["form"].fields["body"].queryset) == [area.body]
        assert Response.objects.get().drafted_by == caseworker.user

    def test_one_response_answers_several_reports(self, area, caseworker):
        first, second = report_of(area), report_of(area)

        run(caseworker, "start_response", first, second, body=area.body.pk, together="on")

        assert set(Response.objects.get().reports.all()) == {first, second}

    def test_two_reports_have_a_response_each_and_one_is_refused(self, area, caseworker):
        first, second = report_of(area), make_report(area.body, confirmed=False)

        words = said(run(caseworker, "start_response", first, second, body=area.body.pk))

        assert "Response started" in words and "are not confirmed yet" in words
        assert Response.objects.count() == 1

    def test_a_response_is_started_for_own_body_only(self, area, other, caseworker):
        asked = run(caseworker, "start_response", report_of(area), body=other.body.pk)

        assert list(asked.context["form"].errors) == ["body"]

    def test_a_response_needs_permission(self, area, approver):
        words = said(run(approver, "start_response", report_of(area), body=area.body.pk))

        assert "For this you need to be caseworker" in words
        assert not Response.objects.exists()

    def test_comments_are_invited_from_the_report(self, area, caseworker):
        started, without = response_of(area, invited=False), report_of(area)
        answers = {"asked_for_on": tomorrow()}

        words = said(run(caseworker, "invite", started.reports.get(), without, **answers))

        assert "Comments invited" in words and "There is no response yet" in words
        assert Invitation.objects.get().response == started

    @pytest.mark.parametrize("state", ["none", "draft", "approved"])
    def test_filter_by_state_of_the_response(self, area, caseworker, state):
        reports = {
            "none": report_of(area),
            "draft": response_of(area).reports.get(),
            "approved": response_of(area, State.APPROVED).reports.get(),
        }

        assert rows(caseworker, Report, state=state) == [reports[state]]

    def test_another_bodys_response_does_not_show(self, area, other, caseworker):
        shared = report_of(area, forces=[area.force, other.force])
        make_response(other.body, shared, by=make_user(Role.CASEWORKER, other.body))

        assert rows(caseworker, Report)[0].response_state is None


class TestStages:
    def stage(self, body, **values):
        plain = {"body": body.pk, "order": 1, "name": "Lawyer", "role": Role.APPROVER}
        return plain | {"required": "on"} | values

    @pytest.fixture
    def administrator(self, area):
        return office(area.body, Role.BODY_ADMINISTRATOR)

    def test_stages_are_set_and_recorded(self, area, administrator):
        administrator.post(page(ReviewStage, "add"), self.stage(area.body))

        event = Event.objects.exclude(action="sign in").get()
        assert ReviewStage.objects.get().name == "Lawyer"
        assert (event.by, event.body) == (administrator.user, area.body)

    @pytest.mark.parametrize("field", ["body", "required", "role"])
    def test_a_stage_is_refused_at_its_field(self, area, other, administrator, field):
        wrong = {"body": other.body.pk, "required": "", "role": Role.BODY_ADMINISTRATOR}[field]

        response = administrator.post(
            page(ReviewStage, "add"), self.stage(area.body) | {field: wrong}
        )

        assert list(errors(response)) == [field]

    def test_two_stages_have_two_places(self, area, administrator):
        administrator.post(page(ReviewStage, "add"), self.stage(area.body))
        administrator.post(page(ReviewStage, "add"), self.stage(area.body, order=2))
        second = ReviewStage.objects.get(order=2)

        twice = administrator.post(page(ReviewStage, "add"), self.stage(area.body))
        moved = administrator.post(
            page(ReviewStage, "change", second.pk), self.stage(area.body, order=1)
        )

        assert "the same order" in str(errors(twice)) and "the same order" in str(errors(moved))

    def test_the_last_required_stage_stays_while_there_are_others(self, area, administrator):
        required = ReviewStage.objects.create(
            body=area.body, name="Chief", order=2, role=Role.SIGNATORY
        )
        optional = ReviewStage.objects.create(
            body=area.body, name="Lawyer", order=1, role=Role.APPROVER, required=False
        )
        change = self.stage(area.body, order=2, required="")

        loosened = administrator.post(page(ReviewStage, "change", required.pk), change)
        kept = administrator.post(page(ReviewStage, "delete", required.pk), {"post": "yes"})
        administrator.post(page(ReviewStage, "delete", optional.pk), {"post": "yes"})
        administrator.post(page(ReviewStage, "delete", required.pk), {"post": "yes"})

        assert list(errors(loosened)) == ["required"]
        assert kept.status_code == 403
        assert not ReviewStage.objects.exists()

    def test_only_own_stages_and_only_for_administrators(self, area, other, administrator):
        theirs = ReviewStage.objects.create(
            body=other.body, name="Chief", order=1, role=Role.SIGNATORY
        )
        caseworker = office(area.body, Role.CASEWORKER)

        assert rows(administrator, ReviewStage) == []
        assert administrator.post(page(ReviewStage, "delete", theirs.pk)).status_code == 302
        assert caseworker.post(page(ReviewStage, "add"), {}).status_code == 403
        assert office(superuser=True).post(page(ReviewStage, "add"), {}).status_code == 403

    def test_asks_as_much_for_three_rows_as_for_one(self, area, administrator):
        def add(body):
            ReviewStage.objects.create(body=body, name="Chief", order=1, role=Role.SIGNATORY)

        add(area.body)
        one = queries(administrator, page(ReviewStage))
        add(make_body(successor=area.body))
        add(make_body(successor=area.body))

        assert queries(administrator, page(ReviewStage)) == one
