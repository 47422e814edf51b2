"""Reports, duties and targets in the admin."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import Event
from accounts.permissions import Role
from bodies.groups import Group, Kind
from recommendations.actions import link
from recommendations.models import (
    AssuranceUpdate,
    Closing,
    Obligation,
    OfficeTargets,
    Recommendation,
    RecommendationLink,
    Release,
    Report,
)
from responses.actions import approve_release, ask_release
from tests.admin_pages import LONG_PAST, errors, office, page, queries, rows, run, said
from tests.factories import (
    make_body,
    make_closed,
    make_force_and_body,
    make_office_file,
    make_proposal,
    make_recommendation,
    make_report,
    make_update,
    make_upload,
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
def administrator(area):
    return office(area.body, Role.BODY_ADMINISTRATOR)


def facts(body, **values):
    return {
        "title": "Custody",
        "kind": Report.Kind.THEMATIC,
        "basis": Report.Basis.SECTION_55,
        "published_on": LONG_PAST.isoformat(),
        "recorded_for": body.pk,
        "recommendations-TOTAL_FORMS": 0,
        "recommendations-INITIAL_FORMS": 0,
    } | values


def entered(*forms, initial=0):
    """Return what the browser posts for recommendations beneath a report."""
    data = {"recommendations-TOTAL_FORMS": len(forms), "recommendations-INITIAL_FORMS": initial}
    plain = {"kind": "recommendation", "text": "Do it.", "to": ["chief_constables"]}
    for n, form in enumerate(forms):
        data |= {f"recommendations-{n}-{k}": v for k, v in (plain | form).items()}
    return data


def open_report(body, **values):
    """Return a report whose last day is still to come, whenever the tests run."""
    published_on = timezone.localdate() - timedelta(days=45)
    return make_report(body, **{"published_on": published_on} | values)


class TestRecording:
    def test_a_report_is_recorded_with_its_recommendations(self, area, caseworker):
        national = make_body("HMI", kind=Kind.INSPECTORATE, slug="hmicfrs")
        both = ["chief_constables", area.body.slug]
        data = facts(area.body, publishers=[national.pk]) | entered(
            {"number": "10"}, {"number": "2 (A).", "to": both, "due_on": "2024-09-30"}
        )

        caseworker.post(page(Report, "add"), data)

        report = Report.objects.get()
        first, last = report.recommendations.all()
        assert (first.number, last.number) == ("2a", "10")
        assert [a.group or a.body.slug for a in first.addressees.all()] == both
        assert (report.recorded_by, report.published_on_confirmed_by) == (caseworker.user,) * 2
        assert list(report.publishers.all()) == [national]
        assert list(Event.objects.about(report).values_list("action", "by")) == [
            ("enter recommendations", caseworker.user.pk),
            ("record", caseworker.user.pk),
        ]

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"published_on": "2999-01-01"}, "published_on"),
            ({"title": ""}, "title"),
            ({"url": "javascript:alert(1)"}, "url"),
            ({"kind": "novel"}, "kind"),
        ],
    )
    def test_what_is_wrong_stands_at_its_field(self, area, caseworker, changed, field):
        response = caseworker.post(page(Report, "add"), facts(area.body, **changed))

        assert list(errors(response)) == [field]
        assert not Report.objects.exists()

    def test_only_who_may_capture_records(self, area, administrator):
        response = administrator.post(page(Report, "add"), facts(area.body))

        assert "may not record reports" in str(errors(response)["recorded_for"])
        assert not Report.objects.exists()

    def test_nobody_records_for_another_body(self, area, other, caseworker):
        form = caseworker.get(page(Report, "add")).context["adminform"].form
        response = caseworker.post(page(Report, "add"), facts(other.body))

        assert list(form.fields["recorded_for"].queryset) == [area.body]
        assert list(errors(response)) == ["recorded_for"]

    def test_the_same_report_is_not_recorded_twice(self, area, caseworker):
        caseworker.post(page(Report, "add"), facts(area.body))

        response = caseworker.post(page(Report, "add"), facts(area.body))

        assert "already recorded" in str(errors(response))

    def test_a_file_is_kept_and_a_false_one_refused(self, area, caseworker):
        macros = make_upload("report.docx", make_office_file("word/vbaProject.bin"))
        refused = caseworker.post(page(Report, "add"), facts(area.body, upload=macros))
        caseworker.post(page(Report, "add"), facts(area.body, upload=make_upload("report.pdf")))

        assert list(errors(refused)) == ["upload"]
        assert Report.objects.get().source_name == "report.pdf"

    def test_recommendations_are_checked_together(self, area, caseworker):
        data = facts(area.body) | entered(
            {"number": "1"}, {"number": "1.", "due_on": "2020-01-01"}, {"number": "3", "to": []}
        )

        response = caseworker.post(page(Report, "add"), data)

        formset = response.context["inline_admin_formsets"][0].formset
        assert [list(form.errors) for form in formset.forms] == [[], ["number", "due_on"], ["to"]]
        assert not Report.objects.exists()


class TestCorrecting:
    def change(self, client, report, **values):
        data = facts(report.recorded_for, title=report.title, seen_version=report.version)
        return client.post(page(Report, "change", report.pk), data | values)

    def test_facts_are_corrected_and_recorded(self, area, caseworker):
        report = make_report(area.body, confirmed=False, published_on=LONG_PAST)

        self.change(caseworker, report, title="A better title")

        report.refresh_from_db()
        assert (report.title, report.version) == ("A better title", 2)
        assert Event.objects.get(action="correct").by == caseworker.user

    def test_another_day_after_confirmation_needs_a_reason(self, area, caseworker):
        report = make_report(area.body, published_on=LONG_PAST)
        day = {"published_on": "2024-03-05"}

        refused = self.change(caseworker, report, **day)
        self.change(caseworker, report, reason="The web page misdated it.", **day)

        assert list(errors(refused)) == ["reason"]
        assert report.obligations.get(body=area.body).due_on == date(2024, 4, 29)

    def test_a_stale_form_overwrites_nothing(self, area, caseworker):
        report = make_report(area.body, confirmed=False, published_on=LONG_PAST)
        self.change(caseworker, report, title="First")

        response = self.change(caseworker, report, title="Second")

        report.refresh_from_db()
        assert report.title == "First"
        assert "Somebody else saved" in str(errors(response))

    def test_scope_and_basis_are_fixed_once_confirmed(self, area, other, caseworker):
        report = make_report(area.body, published_on=LONG_PAST, forces=[area.force])
        saved = report.version

        self.change(
            caseworker, report, basis="other", forces=[other.force.pk], recorded_for=other.body.pk
        )

        report.refresh_from_db()
        assert (report.version, report.basis) == (saved + 1, Report.Basis.SECTION_55)
        assert (list(report.forces.all()), report.recorded_for) == ([area.force], area.body)

    def test_recommendations_are_changed_by_hand_until_confirmed(self, area, caseworker):
        report = make_report(area.body, confirmed=False, published_on=LONG_PAST)
        recommendation = make_recommendation(report)
        row = {"id": recommendation.pk, "report": report.pk, "number": "4", "text": "Anew."}

        self.change(caseworker, report, **entered(row, initial=1))

        recommendation.refresh_from_db()
        assert (recommendation.number, recommendation.text) == ("4", "Anew.")

    @pytest.mark.parametrize("reason", ["confirmed", "found in its text"])
    def test_recommendations_are_else_read_only(self, area, caseworker, reason):
        report = make_report(area.body, confirmed=reason == "confirmed", published_on=LONG_PAST)
        recommendation = make_recommendation(report)
        if reason != "confirmed":
            make_proposal(report)
        row = {"id": recommendation.pk, "report": report.pk, "text": "Anew.", "DELETE": "on"}

        response = self.change(caseworker, report, **entered(row, {"number": "9"}, initial=1))

        assert response.status_code == 302
        assert list(report.recommendations.values_list("text", flat=True)) == [recommendation.text]

    def test_who_may_not_capture_only_reads(self, area, administrator):
        report = make_report(area.body, published_on=LONG_PAST)

        assert administrator.get(page(Report, "change", report.pk)).status_code == 200
        assert self.change(administrator, report, title="Mine").status_code == 403
        assert administrator.post(page(Report, "delete", report.pk)).status_code == 403


class TestReportActions:
    def test_entered_recommendations_are_confirmed_and_owed(self, area, caseworker):
        report = make_report(area.body, confirmed=False, published_on=LONG_PAST)
        recommendation = make_recommendation(report, due_on=date(2024, 9, 30))

        response = run(caseworker, "confirm_entered", report)

        report.refresh_from_db()
        recommendation.refresh_from_db()
        assert "who owes what is written down" in said(response)
        assert (report.confirmed_by, recommendation.due_on_confirmed_by) == (caseworker.user,) * 2
        assert {(o.body, o.kind, o.due_on) for o in report.obligations.all()} == {
            (area.body, "response", date(2024, 4, 28)),
            (area.force, "action", date(2024, 9, 30)),
        }

    def test_each_report_has_its_own_refusal_and_the_others_go_on(self, area, caseworker):
        confirmed = make_report(area.body, published_on=LONG_PAST)
        found = make_report(area.body, confirmed=False, published_on=LONG_PAST)
        make_proposal(found)
        unaddressed = make_report(area.body, confirmed=False, published_on=LONG_PAST)
        make_recommendation(unaddressed, addressees=[])
        whole = make_report(area.body, confirmed=False, published_on=LONG_PAST)

        words = said(run(caseworker, "confirm_entered", confirmed, found, unaddressed, whole))

        assert "already confirmed" in words
        assert "were found in this report" in words
        assert "Recommendation 1 has no addressee" in words
        assert set(Report.objects.exclude(confirmed_at=None)) == {confirmed, whole}

    def test_deadlines_are_confirmed_once(self, area, caseworker):
        report = make_report(area.body, published_on=LONG_PAST)
        recommendation = make_recommendation(report, due_on=date(2024, 9, 30))

        first = said(run(caseworker, "confirm_deadlines", report))
        second = said(run(caseworker, "confirm_deadlines", report))

        recommendation.refresh_from_db()
        assert recommendation.due_on_confirmed_by == caseworker.user
        assert "Deadlines confirmed" in first and "no deadline left" in second

    def test_half_a_report_is_never_confirmed(self, area, caseworker):
        report = make_report(area.body, published_on=LONG_PAST)
        make_recommendation(report, "1")
        make_recommendation(report, "2", due_on=LONG_PAST - timedelta(days=1))

        assert "before its report" in said(run(caseworker, "confirm_deadlines", report))
        assert not Recommendation.objects.exclude(due_on_confirmed_at=None).exists()

    @pytest.mark.parametrize("action", ["confirm_entered", "confirm_deadlines"])
    def test_actions_need_their_permission(self, area, administrator, action):
        confirmed = action == "confirm_deadlines"
        report = make_report(area.body, confirmed=confirmed, published_on=LONG_PAST)
        make_recommendation(report)
        before = Event.objects.count()

        assert "For this you need to be caseworker" in said(run(administrator, action, report))
        assert Event.objects.count() == before

    @pytest.mark.parametrize("action", ["confirm_entered", "confirm_deadlines"])
    def test_actions_reach_no_other_body(self, other, caseworker, action):
        report = make_report(other.body, confirmed=False, published_on=LONG_PAST)
        make_recommendation(report)
        before = Event.objects.count()

        run(caseworker, action, report)

        assert Event.objects.count() == before


class TestReportList:
    def test_another_bodys_report_is_not_there(self, area, other, caseworker):
        mine = make_report(area.body, confirmed=False)
        theirs = make_report(other.body, confirmed=False)

        assert rows(caseworker, Report) == [mine]
        assert caseworker.get(page(Report, "change", theirs.pk)).status_code == 302

    def test_what_a_body_owes_is_read_and_not_changed(self, area, other, caseworker):
        shared = make_report(other.body, forces=[area.force, other.force])

        response = caseworker.get(page(Report, "change", shared.pk))

        assert rows(caseworker, Report) == [shared]
        assert response.context["has_change_permission"] is False

    @pytest.mark.parametrize(
        ("due", "found"),
        [("overdue", ["late"]), ("7", []), ("14", ["soon"]), ("28", ["soon"]), ("none", ["new"])],
    )
    def test_filters_by_the_clock(self, area, caseworker, due, found):
        make_report(area.body, title="late", published_on=LONG_PAST)
        open_report(area.body, title="soon")
        make_report(area.body, title="new", confirmed=False)

        assert [report.title for report in rows(caseworker, Report, due=due)] == found

    @pytest.mark.parametrize("asked", [{"q": "wellbeing"}, {"kind__exact": "peel"}])
    def test_search_and_kind(self, area, caseworker, asked):
        wanted = make_report(area.body, kind=Report.Kind.PEEL)
        make_recommendation(wanted, text="Improve wellbeing.")
        make_recommendation(wanted, "2", text="Improve wellbeing more.")
        make_report(area.body)

        assert rows(caseworker, Report, **asked) == [wanted]

    def test_the_list_says_how_it_stands(self, area, caseworker):
        make_report(area.body, published_on=LONG_PAST)

        words = caseworker.get(page(Report)).content.decode()

        assert "Overdue by" in words and "28 April 2024" in words


class TestDuties:
    def duty(self, area, **values):
        report = make_report(area.body, published_on=LONG_PAST)
        make_recommendation(report, due_on=date(2024, 9, 30), **values)
        return report.obligations.get(kind="action", body=area.force)

    def test_duties_are_listed_by_day_and_only_own(self, area, other, caseworker):
        duty = self.duty(area)
        make_report(other.body, forces=[other.force])

        found = rows(caseworker, Obligation)

        assert [o.kind for o in found] == ["response", "action"]
        assert duty in found
        assert caseworker.post(page(Obligation, "change", duty.pk), {}).status_code == 403
        assert caseworker.get(page(Obligation, "add")).status_code == 403

    def test_a_duty_is_closed_by_two_people(self, area, caseworker):
        duty, second = self.duty(area), office(area.body, Role.APPROVER)
        words = {"on": "2024-06-01", "shown": "Seen."}

        nobody = run(second, "close", duty, decision="agree")
        asked = run(caseworker, "ask_to_close", duty)
        done = run(caseworker, "ask_to_close", duty, **words)
        alone = run(caseworker, "close", duty, decision="agree")
        bare = run(second, "close", duty, decision="send_back")
        agreed = run(second, "close", duty, decision="agree")
        again = run(caseworker, "ask_to_close", duty, **words)

        duty.refresh_from_db()
        assert asked.context["form"].fields.keys() == {"on", "shown"}
        assert "Nobody has asked" in said(nobody) and "Asked to close" in said(done)
        assert "second person" in said(alone) and str(second.user) in said(alone)
        assert "Say what is missing" in said(bare) and "Decided" in said(agreed)
        assert duty.met_on == date(2024, 6, 1) and "already done" in said(again)

    def test_a_response_is_not_done_by_hand_nor_tomorrow(self, area, caseworker):
        duty = self.duty(area)
        response = duty.report.obligations.get(kind="response")

        refused = run(caseworker, "ask_to_close", response, on="2024-06-01", shown="Seen.")
        early = run(caseworker, "ask_to_close", duty, on="2999-01-01", shown="Seen.")

        assert "when it is published" in said(refused)
        assert list(early.context["form"].errors) == ["on"]
        assert not Closing.objects.exists()

    def test_another_day_is_set_with_its_reason(self, area, caseworker):
        duty = self.duty(area)

        run(caseworker, "set_other_day", duty, due_on="2024-10-31", reason="Agreed.")
        act = duty.report.obligations.get(kind="response")
        refused = run(caseworker, "set_other_day", act, due_on="2024-10-31", reason="Busy.")

        duty.refresh_from_db()
        assert (duty.due_on, duty.reason) == (date(2024, 10, 31), "Agreed.")
        assert "The Act sets this day" in said(refused)

    @pytest.mark.parametrize(
        ("action", "answers"),
        [
            ("ask_to_close", {"on": "2024-06-01", "shown": "Seen."}),
            ("set_other_day", {"due_on": "2024-10-31", "reason": "Agreed."}),
        ],
    )
    def test_actions_need_permission_and_reach_no_other_body(
        self, area, other, administrator, action, answers
    ):
        own, foreign = self.duty(area), self.duty(other)

        response = run(administrator, action, own, foreign, **answers)

        assert said(response).count("For this you need to be caseworker") == 1
        assert set(Obligation.objects.filter(kind="action").values_list("due_on", "met_on")) == {
            (date(2024, 9, 30), None)
        }

    @pytest.mark.parametrize(
        ("asked", "kinds"),
        [
            ({"due": "overdue"}, ["response"]),
            ({"done": "done"}, ["action"]),
            ({"done": "open"}, ["response"]),
            ({"kind__exact": "action"}, ["action"]),
        ],
    )
    def test_filters(self, area, caseworker, asked, kinds):
        make_closed(self.duty(area), date(2024, 6, 1))

        assert [o.kind for o in rows(caseworker, Obligation, **asked)] == kinds


class TestTargetsAndUpdates:
    def test_targets_are_set_for_own_body_in_order(self, area, other, administrator):
        days = {"comments_day": 20, "draft_day": 30, "approval_day": 40}
        foreign = administrator.post(page(OfficeTargets, "add"), {"body": other.body.pk} | days)
        wrong = {"body": area.body.pk} | days | {"draft_day": 50}
        disorder = administrator.post(page(OfficeTargets, "add"), wrong)
        administrator.post(page(OfficeTargets, "add"), {"body": area.body.pk} | days)

        assert list(errors(foreign)) == ["body"]
        assert "in order" in str(errors(disorder))
        assert OfficeTargets.objects.get().body == area.body
        assert Event.objects.get(action="add").by == administrator.user

    def test_targets_stay_with_their_body(self, area, other, administrator):
        targets = OfficeTargets.objects.create(body=area.body)
        data = {"body": other.body.pk, "comments_day": 1, "draft_day": 2, "approval_day": 3}

        administrator.post(page(OfficeTargets, "change", targets.pk), data)

        targets.refresh_from_db()
        assert (targets.body, targets.comments_day) == (area.body, 1)
        assert Event.objects.get(action="change").data["changes"][-1]["values"] == {
            "comments_day": [28, 1], "draft_day": [35, 2], "approval_day": [49, 3],
        }  # fmt: skip

    def test_a_caseworker_reads_targets(self, area, caseworker):
        targets = OfficeTargets.objects.create(body=area.body)

        assert caseworker.post(page(OfficeTargets, "change", targets.pk), {}).status_code == 403
        assert caseworker.get(page(OfficeTargets, "add")).status_code == 403

    def test_updates_are_read_only_and_own(self, area, other, caseworker):
        report = make_report(area.body, forces=[area.force, other.force])
        recommendation = make_recommendation(report, addressees=[Group.CHIEF_CONSTABLES])
        own = make_update(recommendation, area.force, files=[make_upload()])
        make_update(recommendation, other.force)

        assert rows(caseworker, AssuranceUpdate) == [own]
        assert caseworker.get(page(AssuranceUpdate, "change", own.pk)).status_code == 200
        assert caseworker.post(page(AssuranceUpdate, "change", own.pk), {}).status_code == 403


@pytest.mark.parametrize("model", [Report, Obligation, AssuranceUpdate, OfficeTargets])
def test_lists_ask_as_much_for_three_rows_as_for_one(area, model):
    client = office(area.body, Role.CASEWORKER)

    def add(body):
        recommendation = make_recommendation(make_report(area.body, forces=[area.force]))
        make_update(recommendation, area.force)
        OfficeTargets.objects.create(body=body)

    add(area.body)
    one = queries(client, page(model))
    for _ in range(2):
        past = make_body(successor=area.body, ends_on=date(2024, 5, 6))
        add(past)

    assert queries(client, page(model)) == one
    assert len(rows(client, model)) >= 3


class TestReleases:
    def asked(self, area):
        report = open_report(area.body, title="About others")
        return ask_release(
            report.obligations.get(body=area.body), ground="not_concerned",
            reason="It is about ten others.", by=make_user(Role.CASEWORKER, area.body),
            at=timezone.now(),
        )  # fmt: skip

    def test_an_office_reads_its_own_and_changes_nothing(self, area, other, caseworker):
        release = self.asked(area)
        address = page(Release, "change", release.pk)

        read = caseworker.get(address).content.decode()

        assert "It is about ten others." in read and "Waits for an approver" in read
        assert caseworker.post(address, {"reason": "x"}).status_code == 403
        assert rows(office(other.body, Role.CASEWORKER), Release) == []

    def test_what_is_set_aside_is_neither_open_nor_overdue(self, area, caseworker):
        release = self.asked(area)
        approver = make_user(Role.APPROVER, area.body)
        approve_release(release, by=approver, at=timezone.now())

        assert rows(caseworker, Obligation, done="open", **{"for": area.body.pk}) == []
        aside = rows(caseworker, Obligation, done="set_aside")
        assert [obligation.release for obligation in aside] == [release]
        assert "Set aside" in caseworker.get(page(Obligation)).content.decode()
        assert rows(caseworker, Report, done="set_aside") == [release.report]
        assert "Set aside" in caseworker.get(page(Report)).content.decode()


def test_links_are_read_by_the_office_that_made_them(area, other, caseworker):
    report = open_report(area.body, title="About others")
    first, second = make_recommendation(report), make_recommendation(report, "2")
    made = link(first, second, "related", body=area.body, by=caseworker.user, at=timezone.now())

    assert rows(caseworker, RecommendationLink) == [made]
    assert rows(office(other.body, Role.CASEWORKER), RecommendationLink) == []
    address = page(RecommendationLink, "change", made.pk)
    assert "Recommendation 2, About others" in caseworker.get(address).content.decode()
    assert caseworker.post(address, {"note": "x"}).status_code == 403
