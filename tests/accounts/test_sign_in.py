"""Signing in: limits, the second step, sessions, a new password; and what nobody finds out."""

import re
import time
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.hashers import get_hasher
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import end_all_sessions, forget_old_tries
from accounts.models import AccountMail, Event, FailedTries, User
from accounts.passwords import NotContextAlone, NotWellKnown
from accounts.permissions import Role
from accounts.tasks import forget_old_mails, send_next_mail
from letters.management.commands.work import Rounds
from tests.factories import make_body, make_membership, make_user

pytestmark = pytest.mark.django_db
PHRASE = "a long enough phrase"
SIGN_IN = "/account/sign-in/"
WORK = "/my-work/"


@pytest.fixture
def person():
    return make_user(Role.CASEWORKER, make_body("Ashvale"), password=PHRASE)


@pytest.fixture
def signatory():
    return make_user(Role.SIGNATORY, make_body("Ashvale"), password=PHRASE)


@pytest.fixture
def strict(settings):
    settings.MFA_ROLES = ["signatory", "superuser"]


def sign_in(person, password=PHRASE, client=None, address="192.0.2.1"):
    client = client or Client()
    email = person if isinstance(person, str) else person.email
    data = {"login": email, "password": password}
    client.answer = client.post(SIGN_IN, data, REMOTE_ADDR=address)
    return client


def is_in(client) -> bool:
    return client.get(WORK).status_code == 200


def as_saved(person) -> User:
    return User.objects.get(pk=person.pk)


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))


def set_up_app(client) -> tuple[str, list[str]]:
    """Set up an app as a person does; return its key and the recovery codes."""
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    done = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)}, follow=True)
    return secret, done.context["unused_codes"]


def mails() -> list:
    while send_next_mail(timezone.now()):
        pass
    return mail.outbox


def link_in(message) -> str:
    return re.search(r"http://localhost:8000(/\S+)", message.body)[1]


class TestLimits:
    def test_wrong_passwords_make_one_wait_and_then_the_right_one_is_taken(self, person):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            for _ in range(5):
                assert not is_in(sign_in(person, "wrong"))
            refused = sign_in(person)
            assert not is_in(refused)
            assert "Try again at" in refused.answer.content.decode()
            clock.shift(61)
            assert is_in(sign_in(person))
            assert sorted(FailedTries.objects.values_list("count", flat=True)) == [5, 5]

    def test_each_wait_is_longer(self, person):
        start = timezone.now()
        with time_machine.travel(start, tick=False) as clock:
            for _ in range(5):
                sign_in(person, "wrong")
            clock.shift(61)
            sign_in(person, "wrong")
            clock.shift(61)
            assert not is_in(sign_in(person))
            clock.shift(60)
            assert is_in(sign_in(person))

    def test_a_colleague_at_the_same_address_is_not_locked_out(self, person, signatory):
        for _ in range(8):
            sign_in(person, "wrong")

        assert is_in(sign_in(signatory))

    def test_the_person_is_not_locked_out_elsewhere_or_in_a_browser_that_is_known(self, person):
        known = sign_in(person)
        known.get(WORK)
        known.post("/account/sign-out/")
        for _ in range(8):
            sign_in(person, "wrong")

        assert is_in(sign_in(person, address="198.51.100.7"))
        assert is_in(sign_in(person, client=known))

    def test_an_account_tried_from_everywhere_is_closed_to_strangers_only(self, person):
        known = sign_in(person)
        known.get(WORK)
        known.post("/account/sign-out/")
        for number in range(100):
            sign_in(person, "wrong", address=f"198.51.100.{number}")

        assert not is_in(sign_in(person, address="203.0.113.9"))
        assert is_in(sign_in(person, client=known, address="203.0.113.9"))

    def test_somebody_signed_in_stays_signed_in(self, person):
        inside = sign_in(person)
        for _ in range(8):
            sign_in(person, "wrong")

        assert is_in(inside)

    def test_limits_stand_in_the_database_without_an_address_that_can_be_read(self, person):
        sign_in(person, "wrong")

        kept = str(list(FailedTries.objects.values()))
        assert FailedTries.objects.count() == 3
        assert person.email not in kept and "192.0.2.1" not in kept

    def test_old_counts_are_dropped(self, person):
        sign_in(person, "wrong")

        assert forget_old_tries(timezone.now()) == 0
        assert forget_old_tries(timezone.now() + timedelta(hours=25)) == 3

    def test_codes_are_limited_too(self, person):
        client = sign_in(person)
        secret, _ = set_up_app(client)
        again = sign_in(person)
        for _ in range(6):
            again.post(reverse("mfa_authenticate"), {"code": "000000"})

        refused = again.post(reverse("mfa_authenticate"), {"code": code_for(secret)})

        assert "Too many tries" in refused.content.decode()
        assert not is_in(again)


class TestNobodyFindsOut:
    def page(self, client) -> str:
        text = client.answer.content.decode()
        return re.sub(r'(csrfmiddlewaretoken" value|name="login" value)="[^"]*"', "", text)

    def test_whether_there_is_an_account_when_signing_in(self, person):
        closed = make_user(password=PHRASE, is_active=False)

        pages = {
            self.page(sign_in(person, "wrong")),
            self.page(sign_in("nobody@office.example", "wrong")),
            self.page(sign_in(closed)),
        }

        assert len(pages) == 1 and "is not right" in pages.pop()

    def test_by_how_long_a_wrong_password_takes(self, person, monkeypatch):
        hashed = []
        hasher = type(get_hasher())
        encode = hasher.encode
        monkeypatch.setattr(hasher, "encode", lambda *a, **k: hashed.append(1) or encode(*a, **k))

        costs = []
        for who in [person, "nobody@office.example"]:
            hashed.clear()
            sign_in(who, "wrong")
            costs.append(len(hashed))

        assert costs == [1, 1]

    def test_whether_there_is_an_account_when_asking_for_a_password(
        self, person, client, django_assert_num_queries
    ):
        answers, queues = [], []
        for email in [person.email, "nobody@office.example"]:
            answers.append(client.post(reverse("account_reset_password"), {"email": email}))
            queues.append(AccountMail.objects.filter(email=email).count())

        assert queues == [1, 1] and not mail.outbox
        assert {(a.status_code, a.url) for a in answers} == {(302, "/account/password/sent/")}
        assert [m.to for m in mails()] == [[person.email]]
        assert not AccountMail.objects.filter(email="nobody@office.example").exists()


class TestNewPassword:
    def test_a_forgotten_password_is_changed_by_mail_once(self, person, client):
        inside = sign_in(person)
        client.post(reverse("account_reset_password"), {"email": person.email.upper()})
        link = link_in(mails()[0])
        form = client.get(link, follow=True)

        client.post(form.redirect_chain[-1][0], {"password1": "four quiet wooden ducks"})

        assert is_in(sign_in(person, "four quiet wooden ducks"))
        assert not is_in(inside)
        assert "does not work" in Client().get(link).content.decode()
        assert Event.objects.get(action="reset password").by == person
        assert "was changed" in mails()[-1].body

    def test_a_link_grows_old(self, person, client):
        client.post(reverse("account_reset_password"), {"email": person.email})
        link = link_in(mails()[0])

        with time_machine.travel(timezone.now() + timedelta(hours=5)):
            assert "does not work" in client.get(link, follow=True).content.decode()

    def test_a_mail_server_that_fails_is_asked_again(self, person, client, settings):
        settings.EMAIL_BACKEND = "no.such.backend"
        client.post(reverse("account_reset_password"), {"email": person.email})
        at = timezone.now()
        assert send_next_mail(at) and not send_next_mail(at)
        row = AccountMail.objects.get()
        assert row.problem and row.done_at is None
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

        assert send_next_mail(at + timedelta(minutes=3))
        assert [m.to for m in mail.outbox] == [[person.email]]

    def test_messages_are_dropped_long_after_they_are_done_and_no_sooner(self, person, client):
        client.post(reverse("account_reset_password"), {"email": person.email})
        sent, waiting = timezone.now(), timedelta(days=365)
        send_next_mail(sent)
        client.post(reverse("account_reset_password"), {"email": person.email})

        assert forget_old_mails(sent + timedelta(days=89)) == 0
        assert forget_old_mails(sent + waiting) == 1
        assert AccountMail.objects.get().done_at is None
        send_next_mail(sent + waiting)
        Rounds().go(sent + 2 * waiting)
        assert not AccountMail.objects.exists()

    def test_a_changed_password_ends_the_other_sessions_and_is_told(self, person):
        here, elsewhere = sign_in(person), sign_in(person)

        refused = here.post(
            reverse("accounts:password-change"),
            {"oldpassword": "wrong", "password1": "four quiet wooden ducks"},
        )
        here.post(
            reverse("accounts:password-change"),
            {"oldpassword": PHRASE, "password1": "four quiet wooden ducks"},
        )

        assert "is not right" in str(refused.context["form"].errors["oldpassword"])
        assert is_in(here) and not is_in(elsewhere)
        assert Event.objects.get(action="change password").body == person.bodies()[0]
        assert mails()[0].to == [person.email]

    @pytest.mark.parametrize(
        "words",
        [
            "ashvale commissioner", "Ashvale Police 2026", "the chief constable!", "kim at ashvale",
            "0lander password 1982", "My Office Password", "kimolander ashvale",
            "Comisiynydd Heddlu", "section55tracker police", "p0lice commissioners",
            "Welcome to the office",
        ],
    )  # fmt: skip
    def test_a_password_of_words_that_all_know_is_refused(self, words):
        body = make_body("Ashvale")
        kim = make_user(
            Role.CASEWORKER, body, name="Kim Olander", email="k.olander@ashvale.example"
        )

        with pytest.raises(ValidationError, match="words that others know"):
            NotContextAlone().validate(words, kim)
        client = Client()
        client.force_login(kim)
        shown = client.post(reverse("account_set_password"), {"password1": words})
        assert shown.status_code == 200 and not as_saved(kim).has_usable_password()

    @pytest.mark.parametrize(
        "words",
        [
            "ashvale commissioner juggles", "police kettle", "a long enough phrase",
            "four quiet wooden ducks", "commissioner 90817263544", "olander umbrella", "ÄÖÜ ßñ çøå",
        ],
    )  # fmt: skip
    def test_one_word_of_the_context_beside_others_is_taken(self, words):
        kim = make_user(Role.CASEWORKER, make_body("Ashvale"), name="Kim Olander")

        NotContextAlone().validate(words, kim)

    @pytest.mark.parametrize(
        "words",
        [
            "Password2026!!", "pa55w0rd2026", "passwordpassword", "123456789012", "qwertyuiop12",
            "Section55Tracker!", "Ashvale2026!!!", "x" * 129, "abcabcabcabc", "tooshort1",
            "qwertyuiopasdf", "zxcvbnm-asdfghjkl", "0987654321abcdef", "1qaz2wsx 3edc4rfv",
        ],
    )  # fmt: skip
    def test_a_password_that_is_easily_guessed_is_refused(self, person, words):
        client = sign_in(person)

        answer = client.post(
            reverse("accounts:password-change"), {"oldpassword": PHRASE, "password1": words}
        )

        assert answer.context["form"].errors["password1"]
        assert User.objects.get(pk=person.pk).check_password(PHRASE)

    @pytest.mark.parametrize(
        "words", ["four quiet wooden ducks", "ŵyth o’r gloch", "£" * 6 + "kX9w2q"]
    )
    def test_a_good_password_of_any_signs_is_taken(self, words):
        NotWellKnown().validate(words)

    def test_a_password_of_megabytes_is_refused_without_being_looked_into(self, person):
        began = time.monotonic()

        with pytest.raises(ValidationError, match="at most 128"):
            validate_password("abcxyz " * 100_000, person)

        assert time.monotonic() - began < 2

    def test_the_reason_for_a_refusal_is_told(self):
        with pytest.raises(ValidationError, match="well-known"):
            NotWellKnown().validate("L1verp00l-1892")


class TestSecondStep:
    def test_who_needs_one_reaches_nothing_before(self, signatory, strict):
        client = sign_in(signatory)

        for path in [WORK, "/board/", "/account/", "/admin/", "/account/invitations/"]:
            assert client.get(path).url == reverse("accounts:second-step-first")
        assert client.get("/healthz").status_code == 200

    def test_it_is_set_up_and_asked_for_from_then_on(
        self, signatory, strict, django_capture_on_commit_callbacks
    ):
        client = sign_in(signatory)
        with django_capture_on_commit_callbacks(execute=True):
            secret, codes = set_up_app(client)
        assert is_in(client) and len(codes) == 10

        again = sign_in(signatory)
        assert again.answer.url == reverse("mfa_authenticate") and not is_in(again)
        again.post(reverse("mfa_authenticate"), {"code": "000000"})
        assert not is_in(again)
        with time_machine.travel(timezone.now() + timedelta(minutes=1)):
            again.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
            assert is_in(again)
        kinds = [e.data["kind"] for e in Event.objects.filter(action="add second step")]
        assert sorted(kinds) == ["app", "recovery codes"]
        assert any("app was added" in m.body for m in mails())

    def test_a_code_counts_once_and_who_holds_the_app_hears_of_a_second_try(self, person):
        secret, _ = set_up_app(sign_in(person))
        start = timezone.now() + timedelta(minutes=5)
        start -= timedelta(seconds=start.timestamp() % 30)
        with time_machine.travel(start, tick=False) as clock:
            code = code_for(secret)
            first = sign_in(person)
            first.post(reverse("mfa_authenticate"), {"code": code})
            assert is_in(first)
            clock.shift(45)  # the app's clock may lag so far behind
            for _ in range(2):
                second = sign_in(person)
                second.post(reverse("mfa_authenticate"), {"code": f"{code[:3]} {code[3:]}"})
                assert not is_in(second)
            told = [m for m in mails() if "tried a second time" in m.body]
        events = Event.objects.filter(action="fail second step")
        assert [e.data["why"] for e in events] == ["a code that was used before"] * 2
        assert [m.to for m in told] == [[person.email]]

    def test_a_wrong_code_is_recorded_and_told_to_nobody(self, person):
        set_up_app(sign_in(person))
        before = len(mails())

        sign_in(person).post(reverse("mfa_authenticate"), {"code": "000000"})

        event = Event.objects.get(action="fail second step")
        assert (event.by, event.by_name, event.object_pk) == (
            None, "Nobody signed in", str(person.pk),
        )  # fmt: skip
        assert event.data == {"kind": "app"} and len(mails()) == before

    def test_a_recovery_code_works_once(self, person):
        _, codes = set_up_app(sign_in(person))

        for tries, works in [(codes[0], True), (codes[0], False), (codes[1], True)]:
            client = sign_in(person)
            client.post(reverse("mfa_authenticate"), {"code": tries})
            assert is_in(client) is works

    def test_recovery_codes_are_shown_once_and_can_be_downloaded(self, person):
        client = sign_in(person)
        _, codes = set_up_app(client)

        again = client.get(reverse("mfa_view_recovery_codes")).content.decode()

        assert not any(code in again for code in codes)

    def test_secrets_are_not_plain_in_the_database(self, person):
        secret, codes = set_up_app(sign_in(person))

        kept = str(list(Authenticator.objects.values_list("data", flat=True)))
        assert secret not in kept and codes[0] not in kept

    def test_changes_ask_again_who_it_is(self, person):
        client = sign_in(person)
        with time_machine.travel(timezone.now() + timedelta(minutes=10)):
            asked = client.get(reverse("mfa_activate_totp"))
            assert asked.url.startswith(reverse("account_reauthenticate"))
            client.post(asked.url, {"password": PHRASE})
            assert client.get(reverse("mfa_activate_totp")).status_code == 200

    def test_words_posted_by_who_owes_a_second_step_are_kept(self, signatory, strict):
        client = sign_in(signatory)
        client.get("/account/second-step/first/")
        client.post("/responses/1/", {"note": "Half a sentence"})

        assert client.session["held_words"]["fields"]["note"] == ["Half a sentence"]

    def test_a_lost_one_is_removed_by_an_administrator(self, person):
        set_up_app(sign_in(person))
        administrator = make_user(is_staff=True, is_superuser=True)
        client = Client()
        client.force_login(administrator)

        client.post(
            reverse("admin:accounts_user_changelist"),
            {"action": "drop_second_step", "_selected_action": [person.pk]},
        )

        assert is_in(sign_in(person))
        event = Event.objects.get(action="remove second step")
        assert (event.by, event.object_pk) == (administrator, str(person.pk))


class TestSessions:
    def test_each_browser_is_listed_and_one_is_signed_out(self, person):
        here, elsewhere = sign_in(person), sign_in(person)
        listed = here.get(reverse("accounts:sessions")).context["sessions"]
        other = next(row for row, is_here, _ in listed if not is_here)

        here.post(reverse("accounts:session-end", args=[other.pk]))

        assert len(listed) == 2
        assert is_in(here) and not is_in(elsewhere)
        assert Event.objects.get(action="end session").by == person

    def test_signing_out_everywhere_ends_sessions_that_no_list_knows(self, person, client):
        client.force_login(person)
        here, elsewhere = sign_in(person), sign_in(person)

        here.post(reverse("accounts:sessions-end"))

        assert [is_in(one) for one in [here, elsewhere, client]] == [False] * 3
        assert is_in(sign_in(person))

    def test_another_s_session_cannot_be_ended(self, person, signatory):
        sign_in(signatory)
        theirs = signatory.usersession_set.get()

        answer = sign_in(person).post(reverse("accounts:session-end", args=[theirs.pk]))

        assert answer.status_code == 404

    def test_a_session_ends_after_twelve_hours_however_busy(self, person, settings):
        settings.IDLE_SECONDS = 0
        start = timezone.now()
        with time_machine.travel(start, tick=False) as clock:
            client = sign_in(person)
            for _ in range(2):
                clock.shift(6 * 60 * 60)
                session = client.session
                session["acting_for"] = 0
                session.save()
                assert is_in(client)
            clock.shift(60)
            assert not is_in(client)

    def test_an_idle_session_ends_and_a_busy_one_does_not(self, person):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            idle, busy = sign_in(person), sign_in(person)
            for _ in range(3):
                clock.shift(20 * 60)
                assert is_in(busy)

            assert not is_in(idle) and is_in(busy)
            clock.shift(30 * 60 + 1)
            assert not is_in(busy)

    def test_an_office_may_leave_idle_sessions_alone(self, person, settings):
        settings.IDLE_SECONDS = 0
        with time_machine.travel(timezone.now(), tick=False) as clock:
            client = sign_in(person)
            clock.shift(3 * 60 * 60)

            assert is_in(client)

    def test_what_an_idle_page_posts_is_given_back_after_signing_in(self, person):
        path = reverse("recommendations:report-new")
        with time_machine.travel(timezone.now(), tick=False) as clock:
            client = sign_in(person)
            client.get(path)
            clock.shift(31 * 60)

            answer = client.post(path, {"title": "Half a title"})
            sign_in(person, client=client)
            page = client.get(path)

        assert answer.url.startswith(SIGN_IN)
        assert 'value="Half a title"' in page.content.decode()

    def test_a_click_writes_the_session_once_a_minute_at_most(self, person):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            client = sign_in(person)
            is_in(client)
            before = dict(client.session)
            clock.shift(59)
            is_in(client)
            assert dict(client.session) == before
            clock.shift(2)
            is_in(client)
            assert dict(client.session) != before

    def test_a_member_whose_role_ends_is_out_at_the_next_click(self, person):
        report = reverse("recommendations:report-new")
        client = sign_in(person)
        before = client.get(report).status_code
        person.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))

        assert (before, client.get(report).status_code) == (200, 403)

    def test_a_person_s_own_sessions_are_ended_by_nobody_beside(self, person, signatory):
        with pytest.raises(Exception, match="keeps this account"):
            end_all_sessions(person, by=signatory, at=timezone.now())

    def test_a_former_address_does_not_sign_in(self, person):
        sign_in(person)
        former = person.email
        person.email = "new@office.example"
        person.save()

        assert not is_in(sign_in(former)) and is_in(sign_in(person))


@pytest.mark.parametrize("away", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_sign_in_leads_on_only_within_the_site(away, person, client):
    data = {"login": person.email, "password": PHRASE, "next": away}

    assert client.post(SIGN_IN, data).url == WORK


def test_nobody_signs_up(client):
    assert client.get("/account/signup/").status_code == 404


def test_an_administrator_s_roles_elsewhere_are_no_reason_to_keep_an_account(person):
    make_membership(person, Role.AUDITOR, make_body("Other"))
    administrator = make_user(Role.BODY_ADMINISTRATOR, person.bodies()[0])

    with pytest.raises(Exception, match="keeps this account"):
        end_all_sessions(person, by=administrator, at=timezone.now())
