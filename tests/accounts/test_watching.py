"""What stands out is told once to those who look after the body, and too much is refused."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import watch
from accounts.models import AccountMail, Event, Membership
from accounts.permissions import Role
from recommendations.files import examine
from tests.admin_pages import office, run, said
from tests.connections import kept_open
from tests.factories import (
    AT,
    later,
    make_attachment,
    make_force_and_body,
    make_letter,
    make_lodged_copy,
    make_membership,
    make_recommendation,
    make_report,
    make_response,
    make_update,
    make_upload,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return make_force_and_body()


@pytest.fixture
def administrator(area):
    return make_user(Role.BODY_ADMINISTRATOR, area.body)


def took(person, times, *, at=AT):
    for _ in range(times):
        Event.record("download", person, by=person, at=at, body=None)


def failed(person, times, *, action="fail to sign in", at=AT):
    for _ in range(times):
        Event.record(action, person, by=None, at=at)


def told(administrator) -> list[str]:
    mails = AccountMail.objects.filter(kind="watch", email=administrator.email)
    words = [said.partition("\n")[0] for said in mails.values_list("words", flat=True)]
    assert words == list(administrator.notices.order_by("pk").values_list("words", flat=True))
    return words


def test_many_files_of_one_person_are_told_once_a_day(area, administrator, settings):
    settings.WATCH_FILES = 3
    person = make_user(Role.CASEWORKER, area.body)
    took(person, 3)

    found = [watch(later(minutes=m)) for m in (1, 6)]
    took(person, 3, at=later(days=1, minutes=2))
    again = watch(later(days=1, minutes=3))

    assert (found, again) == ([1, 0], 1)
    assert told(administrator) == [f"{person} has taken 3 files within an hour."] * 2
    event = Event.objects.filter(action="stand out").first()
    assert (event.object_pk, event.body, event.data) == (
        str(person.pk), area.body, {"rule": "files", "count": 3},
    )  # fmt: skip


def test_fewer_files_older_ones_and_those_of_others_are_not_told(area, administrator, settings):
    settings.WATCH_FILES = 3
    person, other = (make_user(Role.CASEWORKER, area.body) for _ in range(2))
    took(person, 2)
    took(other, 2)
    took(person, 2, at=AT - timedelta(minutes=61))

    assert watch(AT) == 0
    assert told(administrator) == []


@pytest.mark.parametrize("action", ["fail to sign in", "fail second step"])
def test_many_failures_to_sign_in_as_one_person_are_told(area, administrator, settings, action):
    settings.WATCH_FAILURES = 4
    person = make_user(Role.APPROVER, area.body)
    failed(person, 4, action=action)
    failed(make_user(Role.APPROVER, area.body), 3, action=action)

    assert watch(AT) == 1
    assert told(administrator) == [
        f"Somebody has failed 4 times within an hour to sign in as {person}."
    ]


def test_nobody_of_another_body_is_told(area, settings):
    settings.WATCH_FILES = 1
    other = make_user(Role.BODY_ADMINISTRATOR, make_force_and_body().body)
    took(make_user(Role.CASEWORKER, area.body), 1)

    assert watch(AT) == 1
    assert told(other) == []


def test_who_runs_the_service_is_told_of_one_who_acts_for_nobody(settings):
    settings.WATCH_FAILURES = 1
    keeper = make_user(is_superuser=True)
    person = make_user()
    failed(person, 1)

    watch(AT)

    assert [n.words for n in keeper.notices.all()] == [
        f"Somebody has failed 1 times within an hour to sign in as {person}."
    ]


def test_the_mail_says_what_to_do_for_each_rule(area, administrator, settings):
    settings.WATCH_FILES = settings.WATCH_FAILURES = 1
    person = make_user(Role.CASEWORKER, area.body)
    took(person, 1)
    failed(person, 1)

    watch(AT)

    taken, guessed = AccountMail.objects.filter(kind="watch").order_by("pk")
    assert f"end the roles of {person} now" in taken.words
    assert f"{person} keeps all roles" in guessed.words
    assert not any("runs the service" in mail.words for mail in (taken, guessed))


def test_the_body_that_somebody_left_is_not_told_what_they_do_elsewhere(area, settings):
    settings.WATCH_FILES = 1
    before = make_force_and_body().body
    former = make_user(Role.BODY_ADMINISTRATOR, before)
    person = make_user(Role.CASEWORKER, area.body)
    make_membership(person, Role.CASEWORKER, before)
    Membership.objects.filter(user=person, body=before).update(ends_on=AT - timedelta(days=2))
    took(person, 1)

    assert watch(AT) == 1
    assert told(former) == []


def test_of_the_one_administrator_who_runs_the_service_is_told(administrator, settings):
    settings.WATCH_FILES = 1
    keeper = make_user(is_superuser=True)
    took(administrator, 1)

    watch(AT)

    assert [n.words for n in keeper.notices.all()] == [
        f"{administrator} has taken 1 files within an hour."
    ]
    assert told(administrator) == []


def test_rules_that_are_set_to_none_find_nothing(area, settings):
    settings.WATCH_FILES = settings.WATCH_FAILURES = 0
    person = make_user(Role.CASEWORKER, area.body)
    took(person, 5)
    failed(person, 5)

    assert watch(AT) == 0


@pytest.fixture
def files(area):
    """Return an address of each kind of file that a caseworker of the office may take."""
    upload = make_upload()
    report = make_report(area.body, forces=[area.force], upload=upload, facts=examine(upload))
    make_recommendation(report)
    draft = make_response(area.body, report)
    update = make_update(report.recommendations.get(), area.force, files=[make_upload()])
    attachment = make_attachment(draft)
    signed = make_letter(make_response(area.body, state="approved"), signed=True)
    copy = make_lodged_copy(signed)
    place = {"pk": signed.pk}
    return [
        reverse("letters:pdf", kwargs=place),
        reverse("letters:pdf-public", kwargs=place),
        reverse("letters:docx", kwargs=place),
        reverse("letters:dossier", args=[draft.pk]),
        reverse("letters:lodged", args=[copy.pk]),
        reverse("responses:attachment", args=[draft.pk, attachment.pk]),
        reverse("recommendations:evidence", args=[update.evidence.get().pk]),
        reverse("recommendations:report-file", args=[report.pk]),
        reverse("recommendations:download", args=["csv"]),
        reverse("recommendations:report-download", args=[report.pk, "xlsx"]),
    ]


def test_no_file_is_given_to_who_has_taken_the_most(area, files, client, settings):
    settings.MOST_FILES_AN_HOUR = len(files)
    person = make_user(Role.CASEWORKER, area.body)
    client.force_login(person)

    def asked(address) -> int:
        with kept_open():
            answer = client.get(address)
            if answer.streaming:  # the client has closed any other
                answer.close()
        return answer.status_code

    given = [asked(address) for address in files]
    refused = [asked(address) for address in files]
    page = client.get(files[0]).content.decode()
    client.force_login(make_user(Role.CASEWORKER, area.body))

    assert given == [200] * len(files)
    assert refused == [429] * len(files)
    assert "one person can take 10 files" in page
    assert asked(files[0]) == 200


def test_admin_gives_no_zip_to_who_has_taken_the_most(area, settings):
    settings.MOST_FILES_AN_HOUR = 1
    letter = make_letter(make_response(area.body, state="approved"), signed=True)
    client = office(area.body, Role.CASEWORKER)

    with kept_open():
        first = run(client, "export", letter)
        first.close()
    second = run(client, "export", letter)

    assert first.headers["Content-Type"] == "application/zip"
    assert "You have taken many files within an hour." in said(second)


@pytest.mark.parametrize("place", ["audit-csv", "retention-person-csv"])
def test_lists_of_the_record_are_files_too(area, client, settings, place):
    settings.MOST_FILES_AN_HOUR = 1
    person = make_user(Role.BODY_ADMINISTRATOR, area.body)
    took(person, 1, at=timezone.now())
    client.force_login(person)

    assert client.get(reverse(f"progress:{place}")).status_code == 429


def test_each_rule_is_told_of_for_itself(area, administrator, settings):
    settings.WATCH_FILES = settings.WATCH_FAILURES = 2
    person = make_user(Role.CASEWORKER, area.body)
    took(person, 2)
    assert watch(AT) == 1
    failed(person, 2)

    assert watch(later(minutes=1)) == 1
    assert len(told(administrator)) == 2
