"""The record proves which words stood when, and finds those that were changed past it."""

import hashlib
import io
import tracemalloc

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Event
from accounts.permissions import Role
from accounts.standing import altered_words, recorded_models
from accounts.words import print_of, reworded
from letters.actions import save_template
from letters.models import LetterTemplate
from recommendations.actions import ask_about_update
from responses.actions import (
    approve,
    hand_round,
    record_one_language,
    save_answer,
    save_comment,
    save_passage,
    save_words,
    send_comments,
    start_correction,
    submit,
)
from responses.models import ChiefOfficerComment, HandRound, Passage
from responses.workflow import State
from tests.factories import (
    AT,
    TODAY,
    make_comments,
    make_force_and_body,
    make_letter,
    make_membership,
    make_recommendation,
    make_report,
    make_response,
    make_update,
    make_user,
)

pytestmark = pytest.mark.django_db
SECRET = "Nobody reads this draft in the record."


def sha(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def verify() -> list[str]:
    """Return the rows that `verify_audit --words` names."""
    out = io.StringIO()
    try:
        call_command("verify_audit", words=True, stdout=out)
    except CommandError as error:
        assert "past the record" in str(error)
        return out.getvalue().splitlines()
    assert "The words that it tells of stand" in out.getvalue()
    return []


def run(sql: str, *values) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def unguard(table: str) -> None:
    """Drop what refuses changes, as somebody who owns the database can."""
    kinds = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        " AND tgrelid = %s::regclass",
    }
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(kinds[connection.vendor], [table])
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}{on}")


@pytest.fixture
def area():
    return make_force_and_body("Wessmere")


@pytest.fixture
def everything(area):
    """Words of every kind, each written by its own action."""
    report = make_report(area.body, forces=[area.force])
    recommendation = make_recommendation(report, "1")
    response = make_response(area.body, report)
    by, officer = response.drafted_by, make_user(Role.FORCE_CONTRIBUTOR, area.force)
    save_words(response, version=1, opening="The opening.", by=by, at=AT)
    make_comments(response, {"": "Agreed.", "1": "In hand."}, sent=False)
    other = make_user(Role.FORCE_CONTRIBUTOR, area.force)
    asked = hand_round(response.invitation, recommendation, other, by=officer, at=AT, today=TODAY)
    save_answer(asked, "I counted them.", version=1, by=other, at=AT)
    update = make_update(recommendation, area.force, narrative="All cars are counted.")
    ask_about_update(update, "When?", by=make_user(Role.CASEWORKER, area.body), at=AT)
    keeper = make_user(Role.BODY_ADMINISTRATOR, area.body)
    for closing in ["Yours.", "Ours."]:
        save_template(LetterTemplate(body=area.body, closing=closing), by=keeper, at=AT)
    return response


def the_row(model):
    rows = model._default_manager.order_by("-pk")
    return next(row for row in rows if any(getattr(row, name) for name in model.recorded_words))


def test_every_kind_of_words_is_compared_and_whole_at_first(everything):
    kinds = {model._meta.label_lower for model in recorded_models()}

    assert kinds == {
        "responses.response", "responses.passage", "responses.chiefofficercomment",
        "responses.handround", "recommendations.assuranceupdate", "recommendations.updateremark",
        "letters.lettertemplate",
    }  # fmt: skip
    assert all(the_row(model) for model in recorded_models())
    assert verify() == []


@pytest.mark.parametrize("number", range(7))
def test_words_changed_by_direct_sql_are_found_and_named(number, everything):
    model = recorded_models()[number]
    row, table = the_row(model), model._meta.db_table
    name = next(name for name in model.recorded_words if getattr(row, name))
    unguard(table)
    statement = f"UPDATE {table} SET {name} = %s WHERE id = %s"  # noqa: S608 - no words of anybody
    run(statement, "Other words.", row.pk)

    (fault,) = verify()

    assert fault.startswith(f"{model._meta.label_lower} {row.pk}: the words in {name} ")


def test_words_put_where_nobody_wrote_any_are_found(everything):
    unwritten = Passage.objects.get(response=everything)
    run("UPDATE responses_passage SET owner = 'Somebody' WHERE id = %s", unwritten.pk)

    assert [fault.pk for fault in altered_words()] == [unwritten.pk]


def test_a_row_that_is_gone_is_found(everything):
    comment = ChiefOfficerComment.objects.get(response=everything, text="Agreed.")
    run("DELETE FROM responses_chiefofficercomment WHERE id = %s", comment.pk)

    (fault,) = verify()

    assert fault.startswith(f"responses.chiefofficercomment {comment.pk}: the row is gone")


def test_words_from_before_digests_were_recorded_are_left_alone_until_they_are_saved(everything):
    passage = Passage.objects.get(response=everything)
    unguard("accounts_event")
    for event in Event.objects.about(passage):
        del event.data["words"]
        event.save()

    assert list(altered_words()) == []
    save_passage(
        everything, passage.recommendation, version=passage.version, text="New.",
        by=everything.drafted_by, at=AT,
    )  # fmt: skip
    run("UPDATE responses_passage SET text = 'Newer.' WHERE id = %s", passage.pk)
    assert [fault.pk for fault in altered_words()] == [passage.pk]


def test_event_has_length_and_digest_before_and_after_and_no_words(everything):
    passage = Passage.objects.get(response=everything)
    before = passage.text
    save_passage(
        everything, passage.recommendation, version=passage.version, text=SECRET,
        by=everything.drafted_by, at=AT,
    )  # fmt: skip

    event = Event.objects.about(passage)[0]

    assert event.data["words"] == {
        "text": {
            "was": {"characters": len(before), "sha256": sha(before)},
            "is": {"characters": len(SECRET), "sha256": sha(SECRET)},
        }
    }
    assert str(event.reworded[0]) == f"{len(SECRET)} characters, was {len(before)}"
    kept = Event.objects.values_list("note", "object_name", "data")
    assert SECRET not in str(list(kept)) and before not in str(list(kept))


def test_the_same_words_saved_again_say_that_nothing_changed(everything):
    passage = Passage.objects.get(response=everything)
    save_passage(
        everything, passage.recommendation, version=passage.version, text=passage.text,
        by=everything.drafted_by, at=AT,
    )  # fmt: skip

    event = Event.objects.about(passage)[0]

    assert event.data["words"] == {} and event.reworded == []


def test_a_comment_saved_from_an_old_page_tells_of_the_words_that_stood(area):
    report = make_report(area.body, forces=[area.force])
    make_recommendation(report, "1")
    response = make_response(area.body, report, explained=False)
    by = make_user(Role.FORCE_CONTRIBUTOR, area.force)
    comment = response.comments.get(recommendation=None)
    save_comment(comment, "One.", version=1, by=by, at=AT)

    save_comment(comment, "Three words now.", version=2, by=by, at=AT)

    first, second = Event.objects.about(comment)[::-1]
    assert [str(e.reworded[0]) for e in (first, second)] == [
        "4 characters, was 0", "16 characters, was 4",
    ]  # fmt: skip


def test_a_served_recommendation_and_the_reason_for_one_language_are_told_of():
    area = make_force_and_body("Gwent", welsh=True)
    report = make_report(area.body, forces=[area.force])
    one, two = make_recommendation(report, "1"), make_recommendation(report, "2")
    response = make_response(area.body, report, explained=False)
    by = response.drafted_by
    save_passage(response, one, version=1, also=[two], text="Both.", by=by, at=AT)
    record_one_language(response, "It is urgent.", by=by, at=AT)

    served = Event.objects.about(Passage.objects.get(recommendation=two))[0]
    reason = Event.objects.get(action="give one language")

    assert served.data["words"]["text"]["is"] == print_of("Both.")
    assert reason.data["words"]["no_welsh_reason"]["is"]["characters"] == 13
    assert verify() == []


def test_what_a_correction_copies_is_told_of_to_whom_it_belongs(area):
    report = make_report(area.body, forces=[area.force])
    make_recommendation(report, "1")
    response = make_response(area.body, report)
    make_comments(response, {"1": "In hand."})
    published = publish_it(response)
    new = start_correction(published, "A name was wrong.", by=published.drafted_by, at=AT)

    copied = Event.objects.filter(action="copy")

    assert [(e.object_type, e.body) for e in copied.order_by("pk")] == [
        ("responses.passage", area.body), ("responses.chiefofficercomment", area.force),
    ]  # fmt: skip
    assert new.passages.exists() and verify() == []


def publish_it(response):
    submit(response, by=response.drafted_by, at=AT)
    approve(response, by=make_user(Role.APPROVER, response.body), at=AT)
    make_letter(response, published=True)
    response.refresh_from_db()
    assert response.state == State.PUBLISHED
    return response


def test_digests_of_the_forces_draft_are_not_in_the_offices_record(everything, area):
    office = make_user(Role.AUDITOR, area.body)
    seen = Event.objects.visible_to(office)

    told = str(list(seen.values_list("data", flat=True)))

    assert sha("Agreed.") not in told and sha("I counted them.") not in told
    assert sha("The opening.") in told


def test_the_timeline_says_lengths_and_keeps_the_digest_folded(everything, client):
    client.force_login(everything.drafted_by)
    report = everything.reports.get()

    said = client.get(f"/reports/{report.pk}/history/").content.decode()

    assert "Opening: 12 characters, was 0" in said
    assert "Digests of the words" in said and sha("The opening.") in said
    assert said.index("<details") < said.index(sha("The opening."))


def test_a_later_version_of_a_template_tells_of_each_block_and_shows_what_changed(area):
    keeper = make_user(Role.BODY_ADMINISTRATOR, area.body)
    for closing in ["Yours.", "Ours."]:
        save_template(LetterTemplate(body=area.body, closing=closing), by=keeper, at=AT)

    event = Event.objects.filter(action="save").first()

    assert set(event.data["words"]) == set(LetterTemplate.recorded_words)
    assert [str(each) for each in event.reworded] == ["5 characters, was 6"]


def test_length_counts_characters_and_what_utf8_lacks_breaks_nothing():
    assert print_of("né \ud800")["characters"] == 4
    assert print_of(None) == print_of("")
    assert reworded({"a": "x"}, {"a": None, "b": ""}, ["a", "b"]).keys() == {"a"}


def test_comparing_takes_memory_that_does_not_grow_with_the_rows(area):
    report = make_report(area.body, forces=[area.force])
    recommendation = make_recommendation(report, "1")
    response = make_response(area.body, report)
    people = [make_user(Role.FORCE_CONTRIBUTOR, area.force) for _ in range(2)]

    def fill(rows: int) -> int:
        HandRound.objects.bulk_create(
            HandRound(
                invitation=response.invitation, recommendation=recommendation,
                contributor=people[0], asked_by=people[1], asked_at=AT, asked_on=TODAY,
                withdrawn_by=people[1], withdrawn_at=AT, text="x" * 5000,
            )
            for _ in range(rows)
        )  # fmt: skip
        tracemalloc.start()
        found = sum(1 for _ in altered_words())
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert found == HandRound.objects.count()
        return peak

    small, large = fill(400), fill(1600)

    assert large < small * 1.3


def test_sending_tells_of_no_words_and_changes_none(everything):
    by = make_user(Role.FORCE_APPROVER, everything.invitation.force)
    make_membership(by, Role.FORCE_CONTRIBUTOR, everything.invitation.force)
    send_comments(everything.invitation, by=by, at=AT)

    assert verify() == []
