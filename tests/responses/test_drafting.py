"""Starting a response and writing it, so that nobody's words are lost."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.actions.keeping import keep_words
from accounts.errors import Refused, Stale, WrongState
from accounts.models import Event
from accounts.permissions import Role
from bodies.groups import Group, Kind
from bodies.models import Body
from responses.actions import save_passage, save_words, start_response, take_over
from responses.basis import basis_sha256
from responses.models import Passage, Response
from responses.queries import answerable, desk, gaps
from responses.workflow import Position, State
from tests.factories import (
    AT,
    TODAY,
    explain,
    later,
    make_body,
    make_comments,
    make_force_and_body,
    make_recommendation,
    make_report,
    make_response,
    make_update,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    report = make_report(make_force_and_body("Wessmere").body, title="First")
    for number in ["10", "2", "6a"]:
        make_recommendation(report, number)
    return report


def caseworker(response_or_body):
    body = getattr(response_or_body, "body", response_or_body)
    return make_user(Role.CASEWORKER, body)


def passage_on(response, number) -> Passage:
    return response.passages.get(recommendation__number=number)


def test_start_response_lays_out_every_recommendation(report):
    by = caseworker(report.recorded_for)

    response = start_response(report.recorded_for, [report], by=by, at=AT)

    assert [p.recommendation.number for p in response.passages.all()] == ["2", "6a", "10"]
    assert (response.state, response.drafted_by, response.started_at) == (State.DRAFT, by, AT)
    assert [e.action for e in Event.objects.about(response)] == ["start"]


def test_start_response_may_answer_several_reports(report):
    other = make_recommendation(make_report(report.recorded_for, title="Second")).report
    by = caseworker(report.recorded_for)

    response = start_response(report.recorded_for, [report, other], by=by, at=AT)

    numbers = [r.number for r in response.recommendations()]
    assert numbers == ["2", "6a", "10", "1"]


def test_start_response_refuses_a_report_not_confirmed(report):
    unconfirmed = make_report(report.recorded_for, confirmed=False)

    with pytest.raises(Refused, match="not confirmed yet"):
        start_response(
            report.recorded_for, [unconfirmed], by=caseworker(report.recorded_for), at=AT
        )


def test_start_response_refuses_a_body_that_owes_none(report):
    other = make_force_and_body().body

    with pytest.raises(Refused, match="does not owe a response"):
        start_response(other, [report], by=caseworker(other), at=AT)


def test_start_response_twice_is_refused(report):
    by = caseworker(report.recorded_for)
    start_response(report.recorded_for, [report], by=by, at=AT)

    with pytest.raises(Refused, match="already has a response"):
        start_response(report.recorded_for, [report], by=by, at=AT)

    assert Response.objects.count() == 1


@pytest.mark.parametrize("role", [Role.APPROVER, Role.SIGNATORY, Role.PUBLISHER, Role.AUDITOR])
def test_start_response_refuses_another_role(report, role):
    body = report.recorded_for

    with pytest.raises(PermissionDenied):
        start_response(body, [report], by=make_user(role, body), at=AT)


def test_start_response_is_for_the_successor_of_who_owed_it(report):
    mayor = make_body("Mayor", kind="mayor")
    owed = report.recorded_for
    owed.successor, owed.ends_on = mayor, TODAY - timedelta(days=1)
    owed.save()

    response = start_response(mayor, [report], by=caseworker(mayor), at=AT)

    assert response.body == mayor


def test_answerable_are_the_reports_not_yet_started(report):
    body = report.recorded_for
    other = make_report(body)
    make_report(body, confirmed=False)
    start_response(body, [report], by=caseworker(body), at=AT)

    assert list(answerable(body, TODAY)) == [other]


def test_save_words_changes_only_what_is_given(report):
    response = make_response(report.recorded_for, report)
    by = caseworker(response)
    save_words(response, version=1, opening="Opening.", by=by, at=AT)

    saved = save_words(response, version=2, closing="Closing.", by=by, at=later(minutes=1))

    assert (saved.opening, saved.closing, saved.reply) == ("Opening.", "Closing.", "")
    assert (saved.version, saved.saved_by, saved.saved_at) == (3, by, later(minutes=1))


def test_save_words_over_another_persons_shows_theirs_and_loses_nothing(report):
    response = make_response(report.recorded_for, report)
    first, second = caseworker(response), caseworker(response)
    save_words(response, version=1, opening="What the first wrote.", by=first, at=AT)

    with pytest.raises(Stale) as stale:
        save_words(response, version=1, opening="What the second wrote.", by=second, at=AT)

    assert stale.value.current.opening == "What the first wrote."
    assert str(stale.value).startswith(f"{first.name} saved this while you were writing.")
    assert Response.objects.get(pk=response.pk).opening == "What the first wrote."


def test_save_words_after_comparing_goes_through(report):
    response = make_response(report.recorded_for, report)
    by = caseworker(response)
    save_words(response, version=1, opening="First.", by=by, at=AT)
    with pytest.raises(Stale) as stale:
        save_words(response, version=1, opening="Second.", by=by, at=AT)

    saved = save_words(
        response, version=stale.value.current.version, opening="First. Second.", by=by, at=AT
    )

    assert saved.opening == "First. Second."


def test_save_same_words_again_is_no_conflict(report):
    response = make_response(report.recorded_for, report)
    by = caseworker(response)
    save_words(response, version=1, opening="Same.", by=by, at=AT)

    saved = save_words(response, version=1, opening="Same.", by=by, at=AT)

    assert (saved.opening, saved.version) == ("Same.", 2)


def test_save_passage_keeps_position_words_owner_and_day(report):
    response = make_response(report.recorded_for, report, explained=False)
    recommendation = passage_on(response, "2").recommendation

    saved = save_passage(
        response, recommendation, version=1, position=Position.PARTLY, text="In part.",
        owner="Policy officer", by_when=date(2026, 9, 1), by=caseworker(response), at=AT,
    )  # fmt: skip

    assert (saved.position, saved.text, saved.owner, saved.by_when, saved.state) == (
        "partly_accepted", "In part.", "Policy officer", date(2026, 9, 1), "explained",
    )  # fmt: skip


def test_record_says_how_a_position_changed_and_keeps_no_words_of_the_draft(report):
    response = make_response(report.recorded_for, report, explained=False)
    recommendation, by = passage_on(response, "2").recommendation, caseworker(response)
    for version, position in [(1, Position.PARTLY), (2, Position.NOT_ACCEPTED)]:
        save_passage(
            response, recommendation, version=version, position=position, text="Of the draft.",
            by=by, at=AT,
        )  # fmt: skip

    passage = passage_on(response, "2")
    second, first = Event.objects.about(passage)

    assert first.changed == [("position", "", "partly_accepted")]
    assert second.changed == [("position", "partly_accepted", "not_accepted")]
    assert second.changed_in_words == [("position", "partly accepted", "not accepted")]
    assert "Of the draft" not in str([first.data, second.data])


def test_save_passage_over_another_persons_shows_theirs(report):
    response = make_response(report.recorded_for, report, explained=False)
    recommendation = passage_on(response, "2").recommendation
    first, second = caseworker(response), caseworker(response)
    save_passage(response, recommendation, version=1, text="First.", by=first, at=AT)

    with pytest.raises(Stale) as stale:
        save_passage(response, recommendation, version=1, text="Second.", by=second, at=AT)

    assert stale.value.current.text == "First."
    assert passage_on(response, "2").text == "First."


def test_two_people_may_write_on_two_recommendations_at_once(report):
    response = make_response(report.recorded_for, report, explained=False)
    first, second = caseworker(response), caseworker(response)

    for number, by in [("2", first), ("10", second)]:
        recommendation = passage_on(response, number).recommendation
        save_passage(response, recommendation, version=1, text=f"On {number}.", by=by, at=AT)

    assert [passage_on(response, n).text for n in ["2", "10"]] == ["On 2.", "On 10."]
    assert set(response.writers.all()) == {first, second}


def test_save_passage_refuses_a_recommendation_of_another_report(report):
    response = make_response(report.recorded_for, report)
    other = make_recommendation(make_report(report.recorded_for))

    with pytest.raises(Refused, match="does not answer"):
        save_passage(response, other, version=1, text="X.", by=caseworker(response), at=AT)

    assert not Passage.objects.filter(recommendation=other).exists()


@pytest.mark.parametrize("state", [State.IN_REVIEW, State.APPROVED])
def test_words_change_only_in_draft(report, state):
    response = make_response(report.recorded_for, report, state=state)
    by, passage = caseworker(response), passage_on(response, "2")

    with pytest.raises(WrongState, match="only in draft"):
        save_words(response, version=response.version, opening="Late.", by=by, at=AT)
    with pytest.raises(WrongState, match="only in draft"):
        save_passage(
            response, passage.recommendation, version=passage.version, text="Late.", by=by, at=AT
        )


@pytest.mark.parametrize("role", [Role.APPROVER, Role.AUDITOR, Role.BODY_ADMINISTRATOR])
def test_words_are_written_by_caseworkers_only(report, role):
    response = make_response(report.recorded_for, report)

    with pytest.raises(PermissionDenied):
        save_words(response, version=1, opening="Mine.", by=make_user(role, response.body), at=AT)


def test_draft_is_visible_to_its_own_office_only(report):
    response = make_response(report.recorded_for, report)
    other = make_force_and_body()
    force = response.invitation.force

    people = [
        make_user(Role.AUDITOR, response.body),
        make_user(Role.CASEWORKER, other.body),
        make_user(Role.FORCE_CONTRIBUTOR, force),
        make_user(),
    ]
    assert [list(Response.objects.visible_to(p)) for p in people] == [[response], [], [], []]
    assert [Passage.objects.visible_to(p).count() for p in people] == [3, 0, 0, 0]


def test_gaps_name_each_thing_missing_with_where_to_mend_it(report):
    response = make_response(report.recorded_for, report, invited=False, explained=False)
    by = caseworker(response)
    save_passage(response, passage_on(response, "2").recommendation, version=1, text="Words.",
                 by=by, at=AT)  # fmt: skip
    save_passage(response, passage_on(response, "10").recommendation, version=1,
                 position=Position.ACCEPTED, text="  ", by=by, at=AT)  # fmt: skip

    missing = gaps(response)

    assert [words for words, _ in missing] == [
        "The chief officer has not been invited to comment (section 55(4)).",
        "Recommendation 2 has words but no position (section 55(5B)).",
        "Recommendation 6a has no explanation (section 55(5B)).",
        "Recommendation 10 has a position but no action and no reason (section 55(5B)).",
    ]
    assert len({address for _, address in missing}) == 4


def test_gaps_ask_for_recommendations_whoever_they_are_addressed_to(report):
    college = make_body("College", kind="national_body")
    make_recommendation(report, "11", addressees=[college])
    response = make_response(report.recorded_for, report, explained=False)

    assert len(gaps(response)) == 4


def test_gaps_never_ask_for_areas_and_causes(report):
    response = make_response(report.recorded_for, report)
    for kind in ["area_for_improvement", "cause_of_concern"]:
        make_recommendation(report, "", kind=kind)

    assert gaps(response) == []


def test_gaps_of_a_report_without_recommendations_are_only_the_invitation():
    report = make_report()
    response = make_response(report.recorded_for, report, invited=False)

    assert len(gaps(response)) == 1


def test_desk_lays_comment_and_update_beside_each_recommendation(report):
    area_force = report.recorded_for.oversights.get().force
    response = make_response(report.recorded_for, report)
    make_comments(response, {"2": "We do this.", "": "Overall."})
    old = make_update(passage_on(response, "2").recommendation, area_force, narrative="Old.")
    new = make_update(passage_on(response, "2").recommendation, area_force, narrative="New.")

    response = Response.objects.get(pk=response.pk)
    items = {item.recommendation.number: item for item in desk(response)}

    assert list(items) == ["2", "6a", "10"]
    assert items["2"].comment.text == "We do this."
    assert (items["2"].update, items["10"].update) == (new, None)
    assert old.pk < new.pk


def test_desk_says_what_applies_to_the_office(report):
    make_recommendation(report, "11", addressees=[Group.POLICE_AND_CRIME_COMMISSIONERS])
    response = make_response(report.recorded_for, report)

    applying = [item.recommendation.number for item in desk(response) if item.applies]

    assert applying == ["11"]


@pytest.mark.parametrize("count", [1, 3])
def test_desk_takes_five_queries(django_assert_num_queries, count):
    report = make_report()
    for number in range(count):
        make_recommendation(report, str(number + 1))
    response = make_response(report.recorded_for, report)
    make_comments(response)
    response = Response.objects.select_related("body", "invitation").get(pk=response.pk)

    with django_assert_num_queries(5):
        desk(response)


def test_basis_changes_with_every_word_and_with_nothing_else(report):
    response = make_response(report.recorded_for, report)
    by = caseworker(response)
    seen = [basis_sha256(response)]

    response = save_words(response, version=1, reply="Thank you.", by=by, at=AT)
    seen.append(basis_sha256(response))
    passage = passage_on(response, "2")
    save_passage(response, passage.recommendation, version=passage.version, owner="Another",
                 by=by, at=AT)  # fmt: skip
    seen.append(basis_sha256(response))
    make_comments(response)
    seen.append(basis_sha256(Response.objects.get(pk=response.pk)))

    assert len(set(seen)) == 4
    assert basis_sha256(Response.objects.get(pk=response.pk)) == seen[-1]


def test_explaining_everything_leaves_no_gap(report):
    response = make_response(report.recorded_for, report, explained=False)

    explain(response)

    assert gaps(response) == []


def test_take_over_lets_the_successor_go_on_with_every_word():
    response = make_response()
    heir = make_body("Mayor of Somewhere", kind=Kind.MAYOR)
    by = make_user(Role.CASEWORKER, heir)
    Body.objects.filter(pk=response.body_id).update(
        ends_on=TODAY - timedelta(days=1), successor=heir
    )

    taken = take_over(Response.objects.get(pk=response.pk), by=by, at=AT, today=TODAY)

    assert taken.body == heir
    assert list(taken.answers.values_list("body", flat=True)) == [heir.pk]
    assert taken.passages.get().is_explained
    assert Event.objects.first().action == "take over"


def test_take_over_is_refused_while_the_author_exists():
    response = make_response()

    with pytest.raises(Refused, match="No other body has taken over"):
        take_over(response, by=response.drafted_by, at=AT, today=TODAY)


def test_take_over_is_refused_on_the_authors_last_day():
    response = make_response()
    heir = make_body("Mayor of Somewhere", kind=Kind.MAYOR)
    Body.objects.filter(pk=response.body_id).update(ends_on=TODAY, successor=heir)

    with pytest.raises(Refused, match="No other body has taken over"):
        take_over(
            Response.objects.get(pk=response.pk),
            by=make_user(Role.CASEWORKER, heir), at=AT, today=TODAY,
        )  # fmt: skip


def test_take_over_is_refused_to_a_third_office():
    response = make_response()
    heir = make_body("Mayor of Somewhere", kind=Kind.MAYOR)
    Body.objects.filter(pk=response.body_id).update(
        ends_on=TODAY - timedelta(days=1), successor=heir
    )
    stranger = make_user(Role.CASEWORKER, make_body())

    with pytest.raises(PermissionDenied):
        take_over(response, by=stranger, at=AT, today=TODAY)


def ended_in_favour_of_a_mayor(response) -> Body:
    heir = make_body("Mayor of Somewhere", kind=Kind.MAYOR)
    gone = {"ends_on": TODAY - timedelta(days=1), "successor": heir}
    Body.objects.filter(pk=response.body_id).update(**gone)
    return heir


@pytest.mark.parametrize("state", [State.IN_REVIEW, State.APPROVED])
def test_take_over_asks_for_approval_anew(state):
    response = make_response(state=state)
    by = make_user(Role.CASEWORKER, ended_in_favour_of_a_mayor(response))

    taken = take_over(Response.objects.get(pk=response.pk), by=by, at=AT, today=TODAY)

    assert Response.objects.get(pk=taken.pk).state == State.DRAFT


@pytest.mark.parametrize("state", [State.SIGNED, State.PUBLISHED])
def test_take_over_is_refused_once_the_letter_is_signed(state):
    response = make_response(state=state)
    author = response.body
    by = make_user(Role.CASEWORKER, ended_in_favour_of_a_mayor(response))

    with pytest.raises(WrongState, match="stays with the body that signed it"):
        take_over(response, by=by, at=AT, today=TODAY)

    response.refresh_from_db()
    assert (response.body, response.state) == (author, state)


def test_desk_shows_the_updates_of_the_invited_force_only():
    area, other = make_force_and_body(), make_force_and_body()
    recommendation = make_recommendation(make_report(area.body, forces=[area.force, other.force]))
    response = make_response(area.body, recommendation.report)
    own = make_update(recommendation, area.force, as_at=TODAY - timedelta(days=1))
    make_update(recommendation, other.force, as_at=TODAY, narrative="Not for this office.")

    response = Response.objects.get(pk=response.pk)

    assert [item.update for item in desk(response)] == [own]


def test_words_that_are_kept_and_not_saved_hold_up_submission(client):
    response = make_response()
    passage = response.passages.get()
    page = reverse("responses:passage", args=[response.pk, passage.recommendation_id])
    colleague = make_user(Role.CASEWORKER, response.body, name="Kim Second")
    client.force_login(colleague)
    client.post(reverse("accounts:keep-words"), {"path": page, "text": "Half a sentence"})
    client.force_login(response.drafted_by)
    submit = reverse("responses:submit", args=[response.pk])

    told = client.post(submit, follow=True).content.decode()
    held_up = Response.objects.get().state
    client.force_login(colleague)
    client.post(reverse("accounts:forget-words"), {"path": page})
    client.force_login(response.drafted_by)
    client.post(submit)

    assert "Kim Second has typed words that are not saved yet." in told
    assert (held_up, Response.objects.get().state) == (State.DRAFT, State.IN_REVIEW)


def test_note_kept_on_the_read_through_holds_up_nothing(client):
    response = make_response()
    client.force_login(response.drafted_by)
    page = reverse("responses:read", args=[response.pk])
    client.post(reverse("accounts:keep-words"), {"path": page, "note": "Half a note"})

    assert gaps(response) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda response: response.passages.update(by_when=date(2027, 1, 1)),
        lambda response: response.passages.update(position=Position.PARTLY),
        lambda response: response.recommendations().update(text="Other words."),
        lambda response: response.recommendations().update(heading="Another heading"),
        lambda response: response.reports.update(published_on=date(2026, 3, 1)),
    ],
)
def test_basis_covers_the_promised_day_and_what_is_answered(change):
    response = make_response()
    before = basis_sha256(response)

    change(response)

    assert basis_sha256(Response.objects.get(pk=response.pk)) != before


def test_start_offers_the_other_reports_that_still_wait_for_a_response(client):
    area = make_force_and_body()
    chosen, waiting, answered = (make_report(area.body, forces=[area.force]) for _ in range(3))
    make_response(area.body, answered)
    make_report(area.body, forces=[area.force], confirmed=False)
    client.force_login(make_user(Role.CASEWORKER, area.body))

    page = client.get(reverse("responses:start", args=[chosen.pk]))

    assert list(page.context["form"].fields["reports"].queryset) == [waiting]


@pytest.mark.parametrize("place", ["words", "passage"])
def test_form_of_closed_words_leads_back_unless_somebody_typed_into_it(place, client):
    response = make_response(state=State.APPROVED)
    passage = response.passages.get()
    args = [response.pk, passage.recommendation_id] if place == "passage" else [response.pk]
    address = reverse(f"responses:{place}", args=args)
    client.force_login(response.drafted_by)

    empty = client.get(address, follow=True)
    typed = {"text": ["Typed before."], "opening": ["Typed before."]}
    keep_words(response.drafted_by, address, typed, at=AT)
    kept = client.get(address)

    assert empty.redirect_chain == [(response.get_absolute_url(), 302)]
    assert "This response is approved. Its words can be changed in draft only." in (
        empty.content.decode()
    )
    assert "Typed before." in kept.content.decode()
