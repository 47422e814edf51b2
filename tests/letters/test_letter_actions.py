"""Making, signing, sending and publishing a letter."""

import hashlib
import threading
from datetime import timedelta
from email import message_from_bytes, policy

import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.errors import Refused, WrongState
from accounts.models import Event
from accounts.permissions import Role
from letters.actions import ask_copies, preview, publish, sign_letter
from letters.models import Delivery, Letter, Publication
from letters.tasks import LEASE, send_next
from letters.views import office
from responses.actions import approve, reopen, save_words, submit
from responses.basis import basis_sha256
from responses.models import Response
from responses.workflow import State
from tests.factories import (
    AT,
    PUBLISHED,
    TODAY,
    later,
    make_contact,
    make_force_and_body,
    make_image,
    make_letter,
    make_national_bodies,
    make_recommendation,
    make_report,
    make_response,
    make_term,
    make_upload,
    make_user,
)

pytestmark = pytest.mark.django_db

NAME = "Robin Ashby"


@pytest.fixture
def response():
    return make_response(state=State.APPROVED)


def person(role, letter_or_response):
    return make_user(role, letter_or_response.body)


def sign(letter, name=NAME, **values) -> Letter:
    values = {"by": person(Role.SIGNATORY, letter), "at": AT} | values
    return sign_letter(letter, name, **values)


def ask(letter) -> list[Delivery]:
    return ask_copies(letter, by=person(Role.CASEWORKER, letter), at=AT)


def files_kept() -> list[str]:
    return [name for folder in ["letters/2026", "signatures"] if default_storage.exists(folder)
            for name in default_storage.listdir(folder)[1]]  # fmt: skip


def pictures_in(pdf: bytes) -> int:
    with pypdfium2.PdfDocument(pdf) as document:
        kinds = [item.type for sheet in document for item in sheet.get_objects()]
    return kinds.count(pypdfium2.raw.FPDF_PAGEOBJ_IMAGE)


# --- Make


def test_make_keeps_the_words_and_what_they_rest_on(response):
    letter = make_letter(response, reference=" REF7 ", your_reference="YR")

    assert (letter.reference, letter.your_reference, letter.dated_on) == ("REF7", "YR", TODAY)
    assert letter.letter_words.signatory.name == NAME
    assert letter.response_sha256 == basis_sha256(response)
    assert not letter.is_signed
    assert Event.objects.about(letter)[0].action == "make"


def test_make_again_takes_the_place_of_the_unsigned_one(response):
    first = make_letter(response, reference="REF1")

    second = make_letter(response, reference="REF2")

    assert second.pk == first.pk
    assert Letter.objects.get().reference == "REF2"


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW])
def test_make_refuses_before_approval(state):
    with pytest.raises(WrongState, match="once the response is approved"):
        make_letter(make_response(state=state))


def test_make_refuses_once_signed(response):
    make_letter(response, signed=True)

    with pytest.raises(WrongState):
        make_letter(Response.objects.get())


@pytest.mark.parametrize(
    ("dated_on", "words"),
    [
        (TODAY + timedelta(days=1), "today or in the past"),
        (PUBLISHED - timedelta(days=1), "cannot be dated before"),
    ],
)
def test_make_refuses_the_date(response, dated_on, words):
    with pytest.raises(Refused, match=words):
        make_letter(response, dated_on=dated_on)

    assert Letter.objects.count() == 0


@pytest.mark.parametrize("dated_on", [PUBLISHED, TODAY])
def test_make_takes_the_first_and_the_last_possible_date(response, dated_on):
    assert make_letter(response, dated_on=dated_on).dated_on == dated_on


def test_make_refuses_a_reference_issued_already(response):
    other = make_response(response.body, make_report(response.body), state=State.APPROVED)
    make_letter(response, reference="REF1")

    with pytest.raises(Refused, match="REF1 has been issued already"):
        make_letter(other, reference="REF1")

    assert Letter.objects.count() == 1


def test_make_refuses_when_the_records_lack_somebody(response):
    response.body.terms.all().delete()

    with pytest.raises(Refused, match="An administrator can add it"):
        make_letter(response)


def test_preview_of_an_unsigned_letter_is_a_proof(response):
    letter = make_letter(response)

    assert preview(letter)[:5] == b"%PDF-"
    assert files_kept() == []


# --- Sign


def test_sign_freezes_words_signatory_and_file(response):
    letter, by = make_letter(response), person(Role.SIGNATORY, response)

    signed = sign(letter, by=by, at=later(days=1))

    assert (signed.signed_by, signed.signed_at) == (by, later(days=1))
    assert (signed.signatory_name, signed.signatory_title) == (
        NAME, "Police, Fire and Crime Commissioner",
    )  # fmt: skip
    assert Response.objects.get().state == State.SIGNED
    with signed.pdf.open() as file:
        assert hashlib.sha256(file.read()).hexdigest() == signed.sha256
    assert preview(signed)[:5] == b"%PDF-"
    assert Event.objects.get(action="sign", object_type="letters.letter").data == {
        "sha256": signed.sha256,
        "signatory": f"{NAME}, Police, Fire and Crime Commissioner",
    }


@pytest.mark.parametrize("typed", ["robin ashby", "  Robin   ASHBY "])
def test_sign_takes_the_name_however_spaced(response, typed):
    assert sign(make_letter(response), typed).is_signed


@pytest.mark.parametrize("typed", ["", "R Ashby", "Robin Ashby QPM", "Sam Fenwick"])
def test_sign_refuses_another_name(response, typed):
    letter = make_letter(response)

    with pytest.raises(Refused, match="Type the name exactly"):
        sign(letter, typed)

    assert (Letter.objects.get().is_signed, files_kept()) == (False, [])


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.APPROVER, Role.PUBLISHER])
def test_sign_refuses_another_role(response, role):
    letter = make_letter(response)

    with pytest.raises(PermissionDenied):
        sign(letter, by=person(role, response))


def test_sign_refuses_another_office(response):
    letter = make_letter(response)

    with pytest.raises(PermissionDenied):
        sign(letter, by=make_user(Role.SIGNATORY, make_force_and_body().body))


def test_sign_refuses_a_letter_dated_after_the_day_of_signing(response):
    letter = make_letter(response)

    with pytest.raises(Refused, match="must be today or in the past"):
        sign(letter, at=later(days=-1))

    assert not Letter.objects.get().is_signed


def test_sign_twice_is_refused_and_leaves_the_first(response):
    letter = make_letter(response)
    stale = Letter.objects.get()
    signed = sign(letter)
    kept = files_kept()

    with pytest.raises(WrongState, match="already signed"):
        sign(Letter.objects.get())
    with pytest.raises(WrongState):
        sign(stale)

    assert Letter.objects.get().sha256 == signed.sha256
    assert files_kept() == kept


def test_signing_pressed_twice_at_once_leads_to_the_signed_letter(response, client, monkeypatch):
    letter = make_letter(response)
    sign = office.actions.sign_letter

    def twice(found, *args, **values):
        sign(found, *args, **values)
        return sign(found, *args, **values)  # which still has the row from before

    monkeypatch.setattr(office.actions, "sign_letter", twice)
    client.force_login(person(Role.SIGNATORY, response))
    typed = {"typed_name": letter.letter_words.signatory.name, "sure": "on"}

    answer = client.post(reverse("letters:sign", args=[letter.pk]), typed, follow=True)

    assert answer.redirect_chain[-1][0] == letter.get_absolute_url()
    assert "This letter is already signed." in answer.content.decode()
    assert Event.objects.about(letter).filter(action="sign").count() == 1


def test_sign_refuses_words_changed_since_the_letter_was_made(response):
    letter = make_letter(response)
    reopen(response, by=response.drafted_by, at=AT, note="A figure is wrong.")
    save_words(
        response, version=response.version, opening="Now right.", by=response.drafted_by, at=AT
    )
    submit(response, by=response.drafted_by, at=AT)
    approve(response, by=person(Role.APPROVER, response), at=AT)

    with pytest.raises(WrongState, match="changed since the letter was made"):
        sign(Letter.objects.get(pk=letter.pk))


def test_sign_refuses_a_response_opened_again(response):
    letter = make_letter(response)
    reopen(response, by=response.drafted_by, at=AT, note="Wait.")

    with pytest.raises(WrongState, match="no longer approved"):
        sign(Letter.objects.get(pk=letter.pk))


def test_sign_refuses_a_letter_made_again_meanwhile(response):
    stale = make_letter(response, reference="REF1")
    make_letter(response, reference="REF2")
    Letter.objects.update(made_at=later(minutes=1))

    with pytest.raises(WrongState, match="made again a moment ago"):
        sign(stale)

    assert (Letter.objects.get().is_signed, files_kept()) == (False, [])
    assert Response.objects.get().state == State.APPROVED


def test_signature_image_is_on_the_private_copy_only(response):
    letter = make_letter(response)

    signed = sign(letter, image=make_upload("me.png", make_image(200, 60)))

    assert signed.pdf.name != signed.public_pdf.name
    with signed.public_pdf.open() as file:
        counts = [pictures_in(preview(signed)), pictures_in(file.read())]
    assert counts == [1, 0]
    assert signed.letter_words.signatory.image.startswith("signatures/")


def test_sign_with_a_broken_image_is_refused_and_leaves_nothing(response):
    letter = make_letter(response)

    with pytest.raises(Refused, match="picture cannot be read"):
        sign(letter, image=make_upload("me.png", make_image(200, 60)[:40]))

    assert (Letter.objects.get().is_signed, files_kept()) == (False, [])


@pytest.mark.parametrize("change", ["update", "delete"])
def test_signed_letter_is_frozen_in_the_database(response, change):
    make_letter(response, signed=True)
    letters = Letter.objects.all()

    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        letters.update(reference="OTHER") if change == "update" else letters._raw_delete("default")


def test_signed_letter_keeps_names_of_its_day(response):
    letter = make_letter(response, signed=True)
    response.body.terms.all().delete()
    make_term(response.body, "Somebody Else")

    kept = Letter.objects.get(pk=letter.pk)

    assert (kept.signatory_name, kept.letter_words.signatory.name) == (NAME, NAME)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time.")
@pytest.mark.django_db(transaction=True)
def test_two_signings_at_the_same_moment_take_one():
    letter = make_letter(make_response(state=State.APPROVED))
    people, gate, outcomes = (
        [person(Role.SIGNATORY, letter) for _ in "ab"],
        threading.Barrier(2),
        [],
    )

    def race(by):
        gate.wait()
        try:
            outcomes.append(sign(Letter.objects.get(), by=by).is_signed)
        except WrongState:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=race, args=[by]) for by in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes, key=str) == [True, "refused"]
    assert len(files_kept()) == 2  # of the one signing: the office's own and the public one


# --- Send


def test_ask_copies_for_the_secretary_of_state_the_inspectors_and_the_chief(response):
    letter = make_letter(response, signed=True)

    asked = ask(letter)

    force = response.body.force_on(TODAY)
    assert [(d.purpose, d.to_name, d.to_email) for d in asked] == [
        ("secretary_of_state", "Rt Hon Jo Halloran MP, Home Secretary",
         "section55@home-office.example"),
        ("inspectors", "Inspectorate of Constabulary", "section55@hmicfrs.example"),
        ("chief_officer", "Sam Fenwick QPM, Chief Constable", f"section55@{force.slug}.example"),
    ]  # fmt: skip
    assert [d.state for d in asked] == ["waiting"] * 3


def test_ask_copies_again_adds_nothing(response):
    letter = make_letter(response, signed=True)
    ask(letter)

    assert ask(letter) == []
    assert Delivery.objects.count() == 3


def test_ask_copies_without_an_address_of_the_chief_sends_the_two_by_law(response):
    response.body.force_on(TODAY).contacts.all().delete()
    letter = make_letter(response, signed=True)

    assert [d.purpose for d in ask(letter)] == ["secretary_of_state", "inspectors"]


def test_ask_copies_before_signing_is_refused(response):
    with pytest.raises(WrongState, match="once the letter is signed"):
        ask(make_letter(response))


def test_ask_copies_refuses_another_role(response):
    letter = make_letter(response, signed=True)

    with pytest.raises(PermissionDenied):
        ask_copies(letter, by=person(Role.APPROVER, letter), at=AT)


def test_ask_copies_explains_when_the_records_lack_an_address_now(response):
    letter = make_letter(response, signed=True)
    make_national_bodies()["hmicfrs"].contacts.all().delete()

    with pytest.raises(Refused, match="email address of the inspectors"):
        ask(letter)

    assert Delivery.objects.count() == 0


def test_send_next_sends_each_copy_once(response, mailoutbox):
    letter = make_letter(response, signed=True, reference="REF5")
    ask(letter)

    told = [send_next(later(minutes=n)) for n in range(4)]

    assert told == [True, True, True, False]
    assert [m.to for m in mailoutbox] == [[d.to_email] for d in Delivery.objects.order_by("pk")]
    assert [d.state for d in Delivery.objects.all()] == ["sent"] * 3
    assert Event.objects.filter(action="send copy", by=None).count() == 3


def test_message_holds_the_public_letter_and_its_reference(response, mailoutbox):
    letter = make_letter(
        response, signed=True, reference="REF5", image=make_upload("me.png", make_image())
    )
    ask(letter)

    send_next(AT)

    (message,) = mailoutbox
    (attached,) = message.attachments
    with letter.public_pdf.open() as file:
        assert attached.content == file.read()
    assert message.subject == f"{letter.letter_words.title} (REF5)"
    assert message.extra_headers["Message-ID"] == Delivery.objects.order_by("pk")[0].message_id
    assert "section 55(6) of the Police Act 1996" in message.body


def test_nothing_is_sent_before_its_time(response, mailoutbox):
    ask(make_letter(response, signed=True))

    assert send_next(AT - timedelta(seconds=1)) is False
    assert mailoutbox == []


def test_copy_is_kept_and_tried_later_while_the_mail_server_is_down(response, smtp):
    ask(make_letter(response, signed=True))

    assert send_next(AT) is True

    failed = Delivery.objects.exclude(problem="").get()
    assert (failed.sent_at, failed.tries, failed.next_try_at, failed.state) == (
        None, 1, later(minutes=2), "failed",
    )  # fmt: skip
    assert failed.problem == "The mail server cannot be reached: Connection refused."


def test_waits_between_tries_grow_to_six_hours(response, smtp):
    ask(make_letter(response, signed=True))
    Delivery.objects.exclude(purpose="inspectors").delete()
    at, waits = AT, []

    for _ in range(12):
        send_next(at)
        copy = Delivery.objects.get()
        waits.append(int((copy.next_try_at - at).total_seconds() // 60))
        at = copy.next_try_at

    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360, 360]
    assert copy.tries == 12


def test_one_copy_that_fails_holds_up_no_other(response, smtp):
    ask(make_letter(response, signed=True))

    told = [send_next(AT) for _ in range(4)]

    assert told == [True, True, True, False]
    assert Delivery.objects.exclude(problem="").count() == 3


def test_copy_goes_out_once_the_mail_server_is_back(response, smtp, mail_server):
    letter = make_letter(response, signed=True)
    ask(letter)
    send_next(AT)
    smtp.EMAIL_PORT = mail_server.server_address[1]

    for n in range(10):
        send_next(later(minutes=n))

    received = [message_from_bytes(m, policy=policy.default) for m in mail_server.received]
    copies = Delivery.objects.all()
    assert {m["To"]: m["Message-ID"] for m in received} == {
        d.to_email: d.message_id for d in copies
    }
    assert len(received) == 3
    assert [(d.state, d.problem) for d in copies] == [("sent", "")] * 3
    (pdf,) = received[0].iter_attachments()
    with letter.public_pdf.open() as file:
        assert pdf.get_content() == file.read()


def test_leased_copy_is_taken_by_nobody_else_until_the_lease_runs_out(response, mailoutbox):
    ask(make_letter(response, signed=True))
    Delivery.objects.update(leased_until=AT + LEASE, tries=1)

    early, late = send_next(AT), send_next(AT + LEASE)

    assert (early, late, len(mailoutbox)) == (False, True, 1)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time.")
@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_moment_send_each_copy_once(smtp, mail_server):
    ask(make_letter(make_response(state=State.APPROVED), signed=True))
    smtp.EMAIL_PORT = mail_server.server_address[1]
    gate = threading.Barrier(4)

    def work():
        gate.wait()
        while send_next(AT):
            pass
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(mail_server.received) == 3


@pytest.mark.django_db(transaction=True)
def test_work_command_sends_what_is_due_and_stops(mailoutbox):
    ask(make_letter(signed=True))

    call_command("work", "--once")

    assert len(mailoutbox) == 3


# --- Publish


def test_publish_meets_what_the_body_owed_on_that_day(response):
    letter = make_letter(response, signed=True)
    by = person(Role.PUBLISHER, letter)

    publication = publish(letter, by=by, at=later(days=3), today=TODAY + timedelta(days=3))

    (report,) = response.reports.all()
    owed = report.obligations.responses().get(body=response.body)
    assert owed.met_on == TODAY + timedelta(days=3)
    assert (publication.published_on, publication.published_by, publication.slug) == (
        TODAY + timedelta(days=3), by, report.title.lower().replace(" ", "-"),
    )  # fmt: skip
    assert Response.objects.get().state == State.PUBLISHED


def test_publish_leaves_what_other_bodies_owe(response):
    other = make_force_and_body()
    report = make_report(other.body)
    mine = make_response(response.body, report, state=State.APPROVED)

    make_letter(mine, published=True)

    open_bodies = {o.body for o in report.obligations.responses().open()}
    assert open_bodies == {other.body}


def test_publish_leaves_the_day_of_what_was_met_before():
    letter = make_letter(signed=True)
    owed = letter.response.reports.get().obligations.responses()
    owed.update(met_on=TODAY - timedelta(days=3))

    publish(letter, by=person(Role.PUBLISHER, letter), at=AT, today=TODAY)

    assert owed.get().met_on == TODAY - timedelta(days=3)
    assert not Event.objects.filter(action="meet").exists()


def test_publish_meets_the_responses_on_every_report_it_answers(response):
    reports = [make_report(response.body), make_report(response.body)]
    mine = make_response(response.body, *reports, state=State.APPROVED)

    make_letter(mine, published=True)

    met = [r.obligations.responses().get(body=response.body).met_on for r in reports]
    assert met == [TODAY, TODAY]


def test_letter_in_time_published_late_is_late(response):
    letter = make_letter(response, signed=True)
    day_57 = PUBLISHED + timedelta(days=56)

    publication = publish(letter, by=person(Role.PUBLISHER, letter), at=AT, today=day_57)

    assert publication.day_of(PUBLISHED) == 57
    owed = response.reports.get().obligations.responses().get(body=response.body)
    assert owed.met_on > owed.due_on


def test_publish_before_signing_is_refused(response):
    letter = make_letter(response)

    with pytest.raises(WrongState, match="once its letter is signed"):
        publish(letter, by=person(Role.PUBLISHER, letter), at=AT, today=TODAY)


def test_publish_twice_is_refused(response):
    letter = make_letter(response, published=True)

    with pytest.raises(WrongState):
        publish(letter, by=person(Role.PUBLISHER, letter), at=AT, today=TODAY)

    assert Publication.objects.count() == 1


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SIGNATORY, Role.APPROVER])
def test_publish_refuses_another_role(response, role):
    letter = make_letter(response, signed=True)

    with pytest.raises(PermissionDenied):
        publish(letter, by=person(role, letter), at=AT, today=TODAY)


def test_publications_with_the_same_title_have_addresses_of_their_own(response):
    first = make_letter(response, published=True)
    title = response.reports.get().title
    again = make_report(response.body, title=title, published_on=PUBLISHED + timedelta(days=1))

    second = make_letter(make_response(response.body, again, state=State.APPROVED), published=True)

    addresses = [letter.publication.get_absolute_url() for letter in [first, second]]
    assert len(set(addresses)) == 2


def test_publication_of_a_title_without_plain_letters_has_an_address(response):
    report = make_report(response.body, title="ŵŷ — ΑΒΓ")

    letter = make_letter(make_response(response.body, report, state=State.APPROVED), published=True)

    assert letter.publication.slug == f"response-{letter.pk}"


@pytest.mark.parametrize("change", ["update", "delete"])
def test_publication_is_frozen_in_the_database(response, change):
    make_letter(response, published=True)
    rows = Publication.objects.all()

    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        rows.update(title="Other") if change == "update" else rows._raw_delete("default")


def test_publication_keeps_the_words_of_its_day(response):
    letter = make_letter(response, published=True)
    response.body.terms.all().delete()
    make_contact(response.body)

    content = Publication.objects.get(letter=letter).content

    assert content["signatory"] == f"{NAME}, Police, Fire and Crime Commissioner"
    assert content["pdf_sha256"] == letter.public_sha256


def test_letters_are_visible_to_their_own_office_only(response):
    letter = make_letter(response, signed=True)
    ask(letter)
    force = response.body.force_on(TODAY)
    people = [
        person(Role.AUDITOR, letter),
        make_user(Role.CASEWORKER, make_force_and_body().body),
        make_user(Role.FORCE_CONTRIBUTOR, force),
    ]

    assert [Letter.objects.visible_to(p).count() for p in people] == [1, 0, 0]
    assert [Delivery.objects.visible_to(p).count() for p in people] == [3, 0, 0]


def test_super_complaint_is_published_the_same_way(response):
    report = make_report(response.body, kind="super_complaint", basis="super_complaint")
    make_recommendation(report)

    make_letter(make_response(response.body, report, state=State.APPROVED), published=True)

    assert report.obligations.responses().get(body=response.body).met_on == TODAY
