"""What is due to go and when, disposing of it, and the stub that stays."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions import keep_words
from accounts.errors import Refused, WrongState
from accounts.models import Event, UnsavedWords
from accounts.permissions import Role
from recommendations.actions import (
    EvidenceFacts,
    add_file,
    compare_with,
    dispose,
    give_register,
    guessed,
    import_register,
    map_register,
    read_again,
)
from recommendations.actions.disposing import remove_bytes
from recommendations.files import REGISTERS, examine
from recommendations.kept import due_for_disposal
from recommendations.models import (
    Disposal,
    Evidence,
    EvidenceCheck,
    Obligation,
    Register,
    RetentionRule,
    Source,
)
from recommendations.retention import USUAL, Kind, Rule, due_on, is_due, not_after
from recommendations.tasks import check_next, read_next, read_next_register, remove_disposed
from responses.workflow import State
from tests.admin_pages import errors, office, page
from tests.factories import (
    AT,
    LONDON,
    PUBLISHED,
    TODAY,
    later,
    make_body,
    make_closed,
    make_force_and_body,
    make_membership,
    make_recommendation,
    make_report,
    make_response,
    make_update,
    make_upload,
    make_user,
)

pytestmark = pytest.mark.django_db

LATER = datetime(2032, 3, 20, 10, 0, tzinfo=LONDON)  # six years after AT
PAGE = "/retention/"
FACTS = EvidenceFacts(expires_on=date(2027, 1, 1))


@pytest.fixture(autouse=True)
def six_years_later():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def area():
    return make_force_and_body()


@pytest.fixture
def keeper(area, client):
    """Return the force's administrator, signed in: the force keeps its own evidence."""
    user = make_user(Role.BODY_ADMINISTRATOR, area.force)
    client.force_login(user)
    return user


@pytest.fixture
def administrator(area, client):
    user = make_user(Role.BODY_ADMINISTRATOR, area.body)
    client.force_login(user)
    return user


@pytest.fixture
def posted(client, django_capture_on_commit_callbacks):
    """Return a function that disposes through the page, and commits."""

    def post(*due, reason="Looked through."):
        chosen = [one if isinstance(one, str) else one.key for one in due]
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(PAGE, {"chosen": chosen, "reason": reason}, follow=True)

    return post


def an_evidence(area, *, done: date | None = TODAY) -> Evidence:
    """Return a file on a recommendation that was done on that day."""
    report = make_report(area.body, forces=[area.force])
    recommendation = make_recommendation(report)
    update = make_update(recommendation, area.force, files=[make_upload("rota.pdf")], facts=FACTS)
    if done:
        duty = Obligation.objects.get(recommendation=recommendation, body=area.force)
        make_closed(duty, done)
    return update.evidence.get()


def a_source(area, report=None) -> Source:
    report = report or make_report(area.body, forces=[area.force])
    upload = make_upload("report.pdf")
    by = make_user(Role.CASEWORKER, area.body)
    source = add_file(report, upload, examine(upload), by=by, at=AT)
    while read_next(later(minutes=1)):
        continue
    return Source.objects.get(pk=source.pk)


def an_answered_source(area) -> Source:
    report = make_recommendation(make_report(area.body, forces=[area.force])).report
    source = a_source(area, report)
    make_response(area.body, report, state=State.PUBLISHED)
    return source


def a_register(area) -> Register:
    rows = b"Report,Published,Number,Recommendation\nCalls,2 March 2026,1,Forces should act.\n"
    file, by = make_upload("register.csv", rows), make_user(Role.CASEWORKER, area.body)
    register = give_register(area.body, file, examine(file, allowed=REGISTERS), by=by, at=AT)
    assert read_next_register(AT)
    register.refresh_from_db()
    map_register(register, guessed(register), kind="other", basis="section_55", by=by, at=AT)
    assert read_next_register(AT)
    import_register(register, by=by, at=AT, today=TODAY)
    return Register.objects.get(pk=register.pk)


def keys(body, today=None) -> list[str]:
    return [each.key for each in due_for_disposal(body, today or timezone.localdate())]


def rule(body, kind, months) -> RetentionRule:
    return RetentionRule.objects.create(
        body=body, kind=kind, keep_months=months, authority="Schedule 4"
    )


@pytest.mark.parametrize(
    ("since", "months", "today", "due"),
    [
        (date(2026, 3, 20), 72, date(2032, 3, 19), False),
        (date(2026, 3, 20), 72, date(2032, 3, 20), True),
        (date(2025, 8, 31), 6, date(2026, 2, 27), False),
        (date(2025, 8, 31), 6, date(2026, 2, 28), True),
        (date(1926, 1, 1), None, date(2032, 1, 1), False),
    ],
)
def test_what_is_due_follows_from_its_day_the_rule_and_today(since, months, today, due):
    given = Rule(Kind.EVIDENCE, months, "Schedule")

    assert is_due(since, given, today) is due


def test_the_first_search_misses_nothing_that_is_due():
    for months in (1, 6, 7, 72):
        given = Rule(Kind.EVIDENCE, months, "Schedule")
        for back in range(400 + months * 31):
            since = date(2026, 2, 28) - timedelta(days=back)
            if due_on(since, given) <= date(2026, 2, 28):
                assert since <= not_after(given, date(2026, 2, 28))


@pytest.mark.parametrize(
    ("months", "words"),
    [(72, "6 years"), (1, "1 month"), (18, "1 year and 6 months"), (None, "for good")],
)
def test_a_period_is_said_in_years_and_months(months, words):
    assert Rule(Kind.WORDS, months, "x").period == words


def test_evidence_is_due_six_years_after_its_action_was_done(area):
    evidence = an_evidence(area)

    assert keys(area.force) == [f"evidence-{evidence.pk}"]
    assert keys(area.force, LATER.date() - timedelta(days=1)) == []
    assert keys(area.body) == []


def test_evidence_on_what_nobody_closed_is_never_due(area):
    an_evidence(area, done=None)

    assert keys(area.force, date(2090, 1, 1)) == []


def test_evidence_is_kept_while_anything_on_its_recommendation_is_owed(area):
    evidence = an_evidence(area)
    done = Obligation.objects.get(recommendation=evidence.update.recommendation, body=area.force)
    Obligation.objects.create(
        report=done.report, recommendation=done.recommendation, body=area.force, kind="return",
        basis=done.basis, owed_to=make_body(),
    )  # fmt: skip

    assert keys(area.force, date(2090, 1, 1)) == []


def test_a_reports_file_is_due_from_the_day_its_response_was_published(area):
    source = an_answered_source(area)
    published = source.report.obligations.get(kind="response").met_on

    assert keys(area.body, due_on(published, USUAL[Kind.SOURCE])) == [f"source-{source.pk}"]
    assert keys(area.body, due_on(published, USUAL[Kind.SOURCE]) - timedelta(days=1)) == []


def test_a_reports_file_is_kept_while_its_response_is_open_or_nothing_is_confirmed(area):
    a_source(area)
    a_source(area, make_report(area.body, confirmed=False))

    assert keys(area.body, date(2090, 1, 1)) == []


def test_a_reports_file_is_due_from_its_publication_where_no_response_is_owed(area):
    source = a_source(area)
    source.report.obligations.all().delete()

    assert keys(area.body, due_on(PUBLISHED, USUAL[Kind.SOURCE])) == [f"source-{source.pk}"]


def test_a_register_is_due_from_the_day_it_was_imported(area):
    register = a_register(area)

    assert f"register-{register.pk}" in keys(area.body)
    assert f"register-{register.pk}" not in keys(area.body, LATER.date() - timedelta(days=1))


def test_unsaved_words_are_due_after_a_year_where_their_writer_works_here_alone(area):
    here, both = (make_user(Role.CASEWORKER, area.body) for _ in range(2))
    make_membership(both, Role.CASEWORKER, make_body())
    for person in (here, both):
        keep_words(person, "/x/", {"text": ["Half"]}, at=AT)
    words = UnsavedWords.objects.get(user=here)

    assert keys(area.body, date(2027, 3, 20)) == [f"words-{words.pk}"]
    assert keys(area.body, date(2027, 3, 19)) == []


def test_a_bodys_own_rule_goes_before_the_usual_one(area):
    evidence = an_evidence(area)
    own = rule(area.force, "evidence", 1)
    soon = keys(area.force, date(2026, 4, 20))
    own.keep_months = None
    own.save()

    assert soon == [f"evidence-{evidence.pk}"]
    assert keys(area.force, date(2090, 1, 1)) == []


def test_a_successor_looks_after_what_it_took_over(area):
    evidence, heir = an_evidence(area), make_body()
    area.force.ends_on, area.force.successor = date(2030, 1, 1), heir
    area.force.save()

    assert keys(heir) == [f"evidence-{evidence.pk}"]


def test_the_page_lists_what_is_due_with_its_rule(area, keeper, client):
    an_evidence(area)

    said = client.get(PAGE).content.decode()

    assert "rota.pdf: evidence on Recommendation 1 of" in said
    assert "due since 20 March 2032 under: Evidence files, kept 6 years (Usual local" in said


def test_disposing_takes_the_file_and_leaves_a_stub(area, keeper, client, posted):
    evidence = an_evidence(area)
    name = evidence.file.name
    assert default_storage.exists(name)

    said = posted(f"evidence-{evidence.pk}").content.decode()

    stub = Disposal.objects.get()
    assert not default_storage.exists(name)
    assert (stub.object_type, stub.object_pk) == ("recommendations.evidence", evidence.pk)
    assert (stub.object_name, stub.sha256, stub.by) == ("rota.pdf", evidence.sha256, keeper)
    assert (stub.reason, stub.body, stub.at) == ("Looked through.", area.force, LATER)
    event = Event.objects.get(action="dispose")
    assert (event.object_pk, event.note, event.body) == (
        str(evidence.pk), "Looked through.", area.force,
    )  # fmt: skip
    assert event.data == {"rule": stub.rule, "sha256": evidence.sha256}
    assert "Disposed of: rota.pdf." in said and "Nothing is due today." in said


def test_the_file_goes_only_once_the_disposal_is_committed(area, keeper):
    evidence = an_evidence(area)

    dispose(area.force, [f"evidence-{evidence.pk}"], reason="Old.", by=keeper, at=LATER)

    assert default_storage.exists(evidence.file.name)


def test_pages_and_downloads_say_what_became_of_evidence(area, keeper, client, posted):
    evidence = an_evidence(area)
    posted(f"evidence-{evidence.pk}")
    words = "Disposed of on 20 March 2032 under: Evidence files, kept 6 years"

    shown = client.get(evidence.update.recommendation.get_absolute_url()).content.decode()
    answer = client.get(evidence.get_absolute_url(), follow=True)

    assert words in shown and f'href="{evidence.get_absolute_url()}"' not in shown
    assert words in answer.content.decode() and not answer.get("Content-Disposition")
    assert not Event.objects.filter(action="download").exists()


def test_what_is_disposed_of_is_neither_due_again_nor_to_be_renewed(area, keeper, posted):
    evidence = an_evidence(area)
    to_renew = Evidence.objects.expiring(LATER.date())
    before = list(to_renew)
    posted(f"evidence-{evidence.pk}")

    again = posted(f"evidence-{evidence.pk}").content.decode()

    assert "Nothing is due today." in again and Disposal.objects.count() == 1
    assert (before, list(to_renew.all())) == ([evidence], [])


def test_several_are_disposed_of_at_once_or_none(area, keeper, posted):
    one, two = an_evidence(area), an_evidence(area)
    with pytest.raises(WrongState):
        dispose(
            area.force, [f"evidence-{one.pk}", "evidence-999999"], reason="A", by=keeper, at=LATER
        )
    none = Disposal.objects.count()

    posted(f"evidence-{one.pk}", f"evidence-{two.pk}")

    assert (none, Disposal.objects.count()) == (0, 2)
    assert not default_storage.exists(one.file.name)
    assert not default_storage.exists(two.file.name)


@pytest.mark.parametrize(
    ("key", "reason", "words"),
    [
        ("", "Old.", "Tick at least one"),
        ("evidence-1", "", "Enter the reason"),
        ("evidence-x", "Old.", "not due any more"),
        ("event-1", "Old.", "not due any more"),
        ("words-" + "9" * 30, "Old.", "not due any more"),
    ],
)
def test_bad_input_is_told_at_its_field(key, reason, words, area, keeper, posted):
    an_evidence(area)

    said = posted(*([key] if key else []), reason=reason).content.decode()

    assert "govuk-error-message" in said and words in said
    assert not Disposal.objects.exists()


@pytest.mark.parametrize(
    "key", ["", "x", "evidence-", "evidence-x", "words-" + "9" * 30, "event-1"]
)
def test_the_action_refuses_what_is_not_due_and_no_reason(key, area, keeper):
    evidence = an_evidence(area)

    with pytest.raises(WrongState, match="not due any more"):
        dispose(area.force, [key], reason="Old.", by=keeper, at=LATER)
    with pytest.raises(Refused, match="reason"):
        dispose(area.force, [f"evidence-{evidence.pk}"], reason=" ", by=keeper, at=LATER)
    with pytest.raises(Refused, match="Tick"):
        dispose(area.force, [], reason="Old.", by=keeper, at=LATER)


def test_nobody_disposes_of_what_another_body_keeps(area, administrator, posted):
    evidence = an_evidence(area)

    posted(f"evidence-{evidence.pk}")

    assert not Disposal.objects.exists()


def test_only_the_administrator_disposes_of_anything(area):
    evidence = an_evidence(area)

    for role in (Role.FORCE_CONTRIBUTOR, Role.AUDITOR):
        with pytest.raises(PermissionDenied):
            dispose(
                area.force, [f"evidence-{evidence.pk}"], reason="Old.",
                by=make_user(role, area.force), at=LATER,
            )  # fmt: skip

    assert not Disposal.objects.exists()


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.AUDITOR, Role.APPROVER])
def test_only_the_administrator_sees_the_page(role, area, client):
    client.force_login(make_user(role, area.body))

    assert client.get(PAGE).status_code == client.get("/retention/person/").status_code == 403


def test_a_disposal_is_never_changed_or_removed(area, keeper, posted):
    posted(f"evidence-{an_evidence(area).pk}")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Disposal.objects.update(reason="Other")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Disposal.objects.all().delete()


def test_the_check_of_a_file_that_is_gone_ends_and_is_not_asked_again(
    area, keeper, posted, settings
):
    evidence, unchecked = an_evidence(area), an_evidence(area)
    EvidenceCheck.objects.filter(evidence=unchecked).delete()
    posted(f"evidence-{evidence.pk}", f"evidence-{unchecked.pk}")
    settings.CLAMD = "nowhere"

    check_next(LATER)
    assert not check_next(LATER + timedelta(minutes=10))

    check = EvidenceCheck.objects.get()
    assert check.evidence == evidence
    assert check.problem == "The file was disposed of before it was checked."


def test_a_reports_file_is_a_stub_on_every_page(area, administrator, client, posted):
    source = an_answered_source(area)
    report, words = source.report, "Disposed of on 20 March 2032 under: Report files, kept 6 years"
    picture = f"pages/{source.pk}/{source.sha256[:16]}-1.png"
    default_storage.save(picture, ContentFile(b"x"))

    posted(f"source-{source.pk}")

    shown = client.get(report.get_absolute_url()).content.decode()
    answer = client.get(reverse("recommendations:report-file", args=[report.pk]), follow=True)
    assert not default_storage.exists(source.file.name) and not default_storage.exists(picture)
    assert words in shown and "/file/" not in shown
    assert words in answer.content.decode() and not answer.get("Content-Disposition")
    make_membership(administrator, Role.CASEWORKER, area.body)
    number = reverse("recommendations:source-page", args=[source.pk, 1])
    assert client.get(number).status_code == 404


def test_a_text_that_is_gone_is_not_given_to_another_report_nor_read_again(
    area, administrator, client, posted
):
    source, other = an_answered_source(area), make_report(area.body, confirmed=False)
    posted(f"source-{source.pk}")
    make_membership(administrator, Role.CASEWORKER, area.body)
    address = reverse("recommendations:compare-with", args=[source.pk, other.pk])

    said = client.post(address, follow=True).content.decode()
    Source.objects.filter(pk=source.pk).update(read_at=None, problem="Damaged.")
    read_again(source, by=make_user(Role.CASEWORKER, area.body), at=LATER)

    assert "The file of this text is not there any more" in said and not other.sources.exists()
    assert Source.objects.get(pk=source.pk).problem == "Damaged."


def test_a_file_given_to_two_reports_goes_with_the_last_of_them(area, administrator, posted):
    source = an_answered_source(area)
    other = make_report(area.body, forces=[area.force])
    by = make_user(Role.CASEWORKER, area.body)
    copy = compare_with(source, other, by=by, at=AT)

    posted(f"source-{source.pk}")
    there = default_storage.exists(source.file.name)
    other.obligations.all().delete()
    posted(f"source-{copy.pk}")

    assert there and not default_storage.exists(source.file.name)


def test_a_register_goes_with_its_rows(area, administrator, client, posted):
    register = a_register(area)
    assert register.sheets and register.plan

    posted(f"register-{register.pk}")

    found = Register.objects.get(pk=register.pk)
    assert (found.sheets, found.plan, found.mapping) == ([], {}, {})
    assert not default_storage.exists(register.file.name)
    make_membership(administrator, Role.CASEWORKER, area.body)
    said = client.get(register.get_absolute_url()).content.decode()
    assert "Disposed of on 20 March 2032 under: Registers, kept 6 years" in said


def test_unsaved_words_go_whole_and_are_shown_to_nobody(area, administrator, client, posted):
    person = make_user(Role.CASEWORKER, area.body, name="Kim Vale")
    keep_words(person, "/x/", {"text": ["Half a secret"]}, at=AT)
    words = UnsavedWords.objects.get()

    before = client.get(PAGE).content.decode()
    after = posted(f"words-{words.pk}").content.decode()

    assert "Unsaved words of Kim Vale" in before and "secret" not in before + after
    assert not UnsavedWords.objects.exists()
    assert Disposal.objects.get().object_name == "Unsaved words of Kim Vale"


def test_the_worker_removes_what_a_killed_process_left(area, keeper):
    evidence = an_evidence(area)
    dispose(area.force, [f"evidence-{evidence.pk}"], reason="Old.", by=keeper, at=LATER)

    first, second = remove_disposed(LATER), remove_disposed(LATER)

    assert (first, second) == (1, 0)
    assert not default_storage.exists(evidence.file.name)
    assert not remove_bytes(Disposal.objects.get())


def test_a_body_sets_its_own_periods_in_the_admin(area):
    administrator = office(area.body, Role.BODY_ADMINISTRATOR)
    data = {"body": area.body.pk, "kind": "register", "keep_months": 24, "authority": "Schedule 4"}

    wrong = administrator.post(page(RetentionRule, "add"), data | {"keep_months": 0})
    foreign = administrator.post(page(RetentionRule, "add"), data | {"body": make_body().pk})
    administrator.post(page(RetentionRule, "add"), data)
    again = administrator.post(page(RetentionRule, "add"), data)

    assert list(errors(wrong)) == ["keep_months"] and list(errors(foreign)) == ["body"]
    assert errors(again)
    assert RetentionRule.of(area.body)[Kind.REGISTER] == Rule(Kind.REGISTER, 24, "Schedule 4")
    assert Event.objects.get(action="add").by == administrator.user


def test_a_caseworker_sets_no_periods_and_another_office_sees_none(area):
    own = rule(area.body, "register", 24)
    caseworker, other = office(area.body, Role.CASEWORKER), office(make_body(), Role.AUDITOR)

    assert caseworker.get(page(RetentionRule, "add")).status_code == 403
    assert caseworker.post(page(RetentionRule, "change", own.pk), {}).status_code == 403
    assert not other.get(page(RetentionRule)).context["cl"].result_list


def test_disposals_stand_in_the_admin_to_be_read(area, keeper, posted):
    posted(f"evidence-{an_evidence(area).pk}")
    reader = office(area.force, Role.AUDITOR)
    row = Disposal.objects.get()

    assert list(reader.get(page(Disposal)).context["cl"].result_list) == [row]
    assert reader.post(page(Disposal, "change", row.pk), {}).status_code == 403
