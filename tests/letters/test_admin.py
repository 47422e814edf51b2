"""Letters, the office's paper, and what the list of responses does with them, in the admin."""

import io
import zipfile
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Event
from accounts.permissions import Role
from letters.models import (
    Contact,
    CopyRecipient,
    Delivery,
    Letter,
    Letterhead,
    LetterTemplate,
    Publication,
)
from recommendations.models import Report
from responses.models import Response
from responses.workflow import State
from tests.admin_pages import LONG_PAST, errors, office, page, queries, rows, run, said
from tests.factories import (
    make_body,
    make_contact,
    make_force_and_body,
    make_image,
    make_letter,
    make_letterhead,
    make_national_bodies,
    make_recommendation,
    make_report,
    make_response,
    make_upload,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    make_national_bodies()
    return make_force_and_body("Ashvale")


@pytest.fixture
def other():
    return make_force_and_body("Brackwater")


@pytest.fixture
def caseworker(area):
    return office(area.body, Role.CASEWORKER)


@pytest.fixture
def publisher(area):
    return office(area.body, Role.PUBLISHER)


@pytest.fixture
def administrator(area):
    return office(area.body, Role.BODY_ADMINISTRATOR)


def response_of(area, state=State.APPROVED, title=""):
    title = title or f"Report {Report.objects.count()}"
    report = make_report(area.body, published_on=LONG_PAST, forces=[area.force], title=title)
    return make_response(area.body, make_recommendation(report).report, state=state)


def letter_of(area, title="", **values):
    return make_letter(response_of(area, title=title), **values)


def unpacked(response) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(response.getvalue())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


MADE = {"dated_on": "2024-04-02", "reference": "REF/1", "your_reference": "HMI/2"}


class TestMaking:
    def test_a_letter_is_made(self, area, caseworker):
        response = response_of(area)

        run(caseworker, "make_letter", response, **MADE)

        letter = Letter.objects.get()
        assert (letter.response, letter.reference, letter.your_reference) == (
            response, "REF/1", "HMI/2",
        )  # fmt: skip
        assert (letter.dated_on, letter.made_by) == (date(2024, 4, 2), caseworker.user)

    def test_each_letter_gets_a_reference_of_its_own(self, area, caseworker):
        responses = [response_of(area), response_of(area)]

        refused = run(caseworker, "make_letter", *responses, **MADE)
        run(caseworker, "make_letter", *responses, **MADE | {"reference": ""})

        assert list(refused.context["form"].errors) == ["reference"]
        assert {letter.reference for letter in Letter.objects.all()} == {
            "20240402AM", "20240402AM-2",
        }  # fmt: skip

    def test_a_letter_made_anew_keeps_its_reference(self, area, caseworker):
        letter = letter_of(area, reference="REF/7")

        run(caseworker, "make_letter", letter.response, **MADE | {"reference": ""})

        assert [made.reference for made in Letter.objects.all()] == ["REF/7"]

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"dated_on": "2024-01-01"}, "cannot be dated before"),
            ({"dated_on": "2010-01-01"}, "cannot be dated before"),
        ],
    )
    def test_a_refusal_is_told(self, area, caseworker, changed, words):
        response = response_of(area)

        assert words in said(run(caseworker, "make_letter", response, **MADE | changed))
        assert not Letter.objects.exists()

    def test_a_letter_is_not_dated_in_the_future(self, area, caseworker):
        answers = MADE | {"dated_on": "2999-01-01"}

        asked = run(caseworker, "make_letter", response_of(area), **answers)

        assert list(asked.context["form"].errors) == ["dated_on"]

    @pytest.mark.parametrize("state", [State.DRAFT, State.SIGNED])
    def test_only_an_approved_response_has_its_letter_made(self, area, caseworker, state):
        words = said(run(caseworker, "make_letter", response_of(area, state), **MADE))

        assert "once the response is approved and before it is signed" in words

    def test_making_needs_permission_and_reaches_no_other_body(self, area, other, publisher):
        responses = [response_of(area), response_of(other)]

        words = said(run(publisher, "make_letter", *responses, **MADE | {"reference": ""}))

        assert words.count("For this you need to be caseworker") == 1
        assert not Letter.objects.exists()


@pytest.mark.parametrize("model", [Response, Letter])
class TestPublishing:
    def row(self, model, letter):
        return letter if model is Letter else letter.response

    def test_a_signed_letter_is_published(self, area, publisher, model):
        letter = letter_of(area, signed=True)

        run(publisher, "publish", self.row(model, letter), sure="on")

        assert Publication.objects.get().published_by == publisher.user
        assert letter.response.reports.get().obligations.responses().get().met_on

    def test_it_asks_first(self, area, publisher, model):
        row = self.row(model, letter_of(area, signed=True))

        asked = run(publisher, "publish", row)
        unsure = run(publisher, "publish", row, sure="")

        assert asked.templates[0].name == "admin/ask.html"
        assert list(unsure.context["form"].errors) == ["sure"]
        assert not Publication.objects.exists()

    def test_an_unsigned_or_published_letter_is_refused(self, area, publisher, model):
        unsigned, published = letter_of(area), letter_of(area, published=True)
        chosen = [self.row(model, letter) for letter in (unsigned, published)]

        words = said(run(publisher, "publish", *chosen, sure="on"))

        assert "once its letter is signed" in words
        assert "This response is published" in words
        assert Publication.objects.count() == 1

    def test_it_needs_permission_and_reaches_no_other_body(
        self, area, other, caseworker, publisher, model
    ):
        own = self.row(model, letter_of(area, signed=True))
        foreign = self.row(model, letter_of(other, signed=True))

        words = said(run(caseworker, "publish", own, sure="on"))
        run(publisher, "publish", foreign, sure="on")

        assert "For this you need to be publisher" in words
        assert not Publication.objects.exists()


class TestExport:
    def test_signed_letters_and_proofs_come_as_one_zip(self, area, caseworker):
        signed, proof = letter_of(area, signed=True), letter_of(area, "Second")
        without = response_of(area, title="Without")

        response = run(caseworker, "export", signed.response, proof.response, without)

        files = unpacked(response)
        proofs = [name for name in files if name.startswith("proof-unsigned-")]
        assert response["Content-Type"] == "application/zip"
        assert len(files) == 2 and len(proofs) == 1
        assert all(pdf.startswith(b"%PDF-") for pdf in files.values())
        with signed.pdf.open() as file:
            assert file.read() in files.values()
        events = Event.objects.filter(action="export", by=caseworker.user, body=area.body)
        assert {e.data["file"] for e in events} == set(files)

    def test_what_has_no_letter_is_named(self, area, caseworker):
        response = response_of(area)

        assert "there is no letter yet" in said(run(caseworker, "export", response))

    def test_letters_of_the_same_name_both_stay(self, area, caseworker):
        letters = [letter_of(area, "Same"), letter_of(area, "Same?")]

        assert len(unpacked(run(caseworker, "export", *letters))) == 2

    def test_no_other_bodys_letter_comes_along(self, area, other, caseworker):
        own, foreign = letter_of(area), letter_of(other)

        files = unpacked(run(caseworker, "export", own, foreign))

        assert [area.body.slug in name for name in files] == [True]
        assert Event.objects.filter(action="export").count() == 1

    def test_only_another_bodys_letter_gives_nothing(self, other, caseworker):
        response = run(caseworker, "export", letter_of(other))

        assert response["Content-Type"].startswith("text/html")
        assert not Event.objects.filter(action="export").exists()


class TestLetters:
    def test_copies_are_asked_for_once(self, area, publisher):
        letter = letter_of(area, signed=True)

        first = said(run(publisher, "ask_copies", letter))
        run(publisher, "ask_copies", letter)

        assert "Copies are in the queue" in first
        assert Delivery.objects.filter(letter=letter, asked_by=publisher.user).count() == 3

    def test_copies_wait_for_the_signature_and_need_permission(self, area, publisher):
        unsigned, signed = letter_of(area), letter_of(area, signed=True)
        approver = office(area.body, Role.APPROVER)

        early = said(run(publisher, "ask_copies", unsigned))
        refused = said(run(approver, "ask_copies", signed))

        assert (
            "once the letter is signed" in early
            and "For this you need to be caseworker or publisher" in refused
        )
        assert not Delivery.objects.exists()

    def test_another_bodys_letter_is_not_there(self, area, other, caseworker, publisher):
        own, foreign = letter_of(area), letter_of(other, signed=True)

        run(publisher, "ask_copies", foreign)

        assert rows(caseworker, Letter) == [own]
        assert caseworker.get(page(Letter, "change", foreign.pk)).status_code == 302
        assert not Delivery.objects.exists()

    def test_a_letter_is_never_changed_by_hand(self, area, caseworker):
        letter = letter_of(area)

        assert caseworker.post(page(Letter, "change", letter.pk), {}).status_code == 403
        assert caseworker.post(page(Letter, "delete", letter.pk)).status_code == 403
        assert caseworker.get(page(Letter, "add")).status_code == 403

    def test_copies_are_shown_with_their_problems(self, area, publisher):
        letter = letter_of(area, signed=True)
        run(publisher, "ask_copies", letter)
        copy = Delivery.objects.filter(letter=letter).first()
        Delivery.objects.filter(pk=copy.pk).update(problem="Mailbox full", tries=2)

        listed = publisher.get(page(Letter)).content.decode()
        shown = publisher.get(page(Letter, "change", letter.pk)).content.decode()

        assert "0 of 3 sent, 1 with a problem" in listed
        assert "Mailbox full" in shown
        assert reverse("letters:pdf", args=[letter.pk]) in shown

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({"state": "unsigned"}, "unsigned"),
            ({"state": "signed"}, "signed"),
            ({"state": "published"}, "published"),
            ({"copies": "waiting"}, "signed"),
            ({"copies": "problem"}, "signed"),
            ({"q": "REF/published"}, "published"),
        ],
    )
    def test_filters_and_search(self, area, publisher, asked, found):
        letters = {
            "unsigned": letter_of(area, reference="REF/unsigned"),
            "signed": letter_of(area, reference="REF/signed", signed=True),
            "published": letter_of(area, reference="REF/published", published=True),
        }
        run(publisher, "ask_copies", letters["signed"])
        Delivery.objects.update(problem="Mailbox full")

        assert rows(publisher, Letter, **asked) == [letters[found]]

    def test_asks_as_much_for_three_rows_as_for_one(self, area, publisher):
        run(publisher, "ask_copies", letter_of(area, signed=True))
        one = queries(publisher, page(Letter))
        run(publisher, "ask_copies", letter_of(area, published=True))
        run(publisher, "ask_copies", letter_of(area, signed=True))

        assert queries(publisher, page(Letter)) == one


STYLE = {"layout": "form", "addressed_to": "both", "appendix": "none"}


class TestPaper:
    def test_a_letterhead_is_set_with_its_logo_and_recorded(self, area, administrator):
        logo = make_upload("logo.png", make_image())
        data = {"body": area.body.pk, "name": "The office", "web": "office.example", "logo": logo}

        administrator.post(page(Letterhead, "add"), data)

        letterhead = Letterhead.objects.get(name="The office")
        shown = administrator.get(page(Letterhead, "change", letterhead.pk)).content.decode()
        event = Event.objects.exclude(action="sign in").get()
        assert letterhead.web == "https://office.example"
        assert "data:image/png;base64," in shown
        assert (event.action, event.by, event.body) == ("add", administrator.user, area.body)

    def test_a_logo_is_removed_and_a_false_one_refused(self, area, administrator):
        letterhead = make_letterhead(area.body, logo=make_upload("logo.png", make_image()))
        address = page(Letterhead, "change", letterhead.pk)

        false = make_upload("logo.png", b"<svg onload=alert(1)>")
        refused = administrator.post(address, {"name": "The office", "logo": false})
        administrator.post(address, {"name": "The office", "remove_logo": "on"})

        letterhead.refresh_from_db()
        assert list(errors(refused)) == ["logo"]
        assert not letterhead.logo

    def test_a_template_names_only_known_fields(self, area, administrator):
        data = STYLE | {
            "body": area.body.pk, "opening": "On {report}", "recommendations": "{for_body}",
        }  # fmt: skip

        refused = administrator.post(
            page(LetterTemplate, "add"), data | {"opening": "{secret} words"}
        )
        administrator.post(page(LetterTemplate, "add"), data)

        assert "no field called secret" in str(errors(refused)["opening"])
        administrator.post(page(LetterTemplate, "add"), data | {"opening": "About {report}"})

        versions = LetterTemplate.objects.order_by("version")
        assert [(t.version, t.opening, t.layout, t.saved_by) for t in versions] == [
            (1, "On {report}", "form", administrator.user),
            (2, "About {report}", "form", administrator.user),
        ]

    def test_who_gets_copies_is_listed_by_the_body_s_administrator(self, area, administrator):
        data = {"body": area.body.pk, "name": "Kit Lowe", "role": "Police and Crime Panel",
                "email": "panel@council.example"}  # fmt: skip

        administrator.post(page(CopyRecipient, "add"), data)
        again = administrator.post(page(CopyRecipient, "add"), data)
        injected = data | {"email": "a@b.example\r\nBcc: c@d.example"}
        wrong = administrator.post(page(CopyRecipient, "add"), injected)

        assert CopyRecipient.objects.get().body == area.body
        assert "listed already" in str(errors(again))
        assert list(errors(wrong)) == ["email"]
        assert Event.objects.exclude(action="sign in").get().by == administrator.user

    @pytest.mark.parametrize("model", [Letterhead, LetterTemplate, CopyRecipient])
    def test_paper_is_of_own_body_only(self, area, other, administrator, model):
        theirs = other.body.letterheads.get()
        words = {"name": "Mine", "opening": "x", "recommendations": "x"}
        words |= {"role": "Panel", "email": "panel@council.example"}
        data = STYLE | words | {"body": other.body.pk}

        added = administrator.post(page(model, "add"), data)

        assert list(errors(added)) == ["body"]
        assert theirs not in rows(administrator, model)
        assert administrator.get(page(Letterhead, "change", theirs.pk)).status_code == 302

    def test_paper_stays_with_its_body(self, area, other, administrator):
        own = area.body.letterheads.get()
        data = {"body": other.body.pk, "name": "Renamed"}

        administrator.post(page(Letterhead, "change", own.pk), data)

        own.refresh_from_db()
        assert (own.body, own.name) == (area.body, "Renamed")

    @pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SIGNATORY, Role.AUDITOR])
    def test_only_administrators_change_paper(self, area, role):
        client, own = office(area.body, role), area.body.letterheads.get()

        assert client.get(page(Letterhead, "change", own.pk)).status_code == 200
        assert client.post(page(Letterhead, "change", own.pk), {"name": "x"}).status_code == 403
        assert client.post(page(Letterhead, "delete", own.pk)).status_code == 403

    def test_contacts_of_national_bodies_are_the_superuser_s(self, area, other, administrator):
        national = Contact.objects.get(body__slug="home-office")
        root = office(superuser=True)
        data = {"email": "responses@department.example", "address": "", "starts_on": ""}

        refused = administrator.post(page(Contact, "change", national.pk), data)
        root.post(page(Contact, "change", national.pk), data)

        national.refresh_from_db()
        assert refused.status_code == 403
        assert national.email == "responses@department.example"
        assert other.force.contacts.get() not in rows(administrator, Contact)
        assert (
            Event.objects.exclude(action="sign in").get().data["changes"][-1]["values"]["email"][1]
            == national.email
        )

    @pytest.mark.parametrize("model", [Letterhead, LetterTemplate, Contact])
    def test_asks_as_much_for_three_rows_as_for_one(self, area, administrator, model):
        LetterTemplate.objects.create(body=area.body)
        one = queries(administrator, page(model))
        for _ in range(2):
            past = make_body(successor=area.body)
            make_letterhead(past)
            make_contact(past)
            LetterTemplate.objects.create(body=past)

        assert queries(administrator, page(model)) == one


def test_letters_of_today_may_be_made(area, caseworker):
    answers = {"dated_on": timezone.localdate().isoformat(), "reference": ""}

    run(caseworker, "make_letter", response_of(area), **answers)

    assert Letter.objects.get().dated_on == timezone.localdate()
