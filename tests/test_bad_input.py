"""What people type and upload wrongly gets a message at its field, and nothing is lost or done."""

import zlib
from datetime import date, timedelta
from pathlib import Path
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.servers.basehttp import get_internal_wsgi_application
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from letters.forms import LARGEST_LETTER
from letters.models import Delivery, Letter, Publication
from recommendations.actions import ask_to_close
from recommendations.models import AssuranceUpdate, Proposal, Report
from responses.models import Passage, Response
from responses.workflow import State
from tests.connections import kept_open
from tests.factories import (
    AT,
    TODAY,
    make_force_and_body,
    make_letter,
    make_proposal,
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
def officer(area, client):
    user = make_user(Role.CASEWORKER, area.body)
    client.force_login(user)
    return user


def report_facts(**changes):
    facts = {
        "title": "A report",
        "kind": "thematic",
        "basis": "section_55",
        "published_on_day": "2",
        "published_on_month": "3",
        "published_on_year": "2026",
    }
    return facts | changes


def errors_of(answer) -> dict:
    return {name: list(texts) for name, texts in answer.context["form"].errors.items()}


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"published_on_year": "2999"}, "published_on", "must be today or in the past"),
        ({"published_on_year": "1066"}, "published_on", "must be in 1990 or later"),
        ({"published_on_day": "31", "published_on_month": "2"}, "published_on", "a real date"),
        ({"published_on_year": ""}, "published_on", "must include a year"),
        ({"title": "x" * 500}, "title", "at most 300 characters"),
        ({"title": ""}, "title", "Enter the title of the report"),
        ({"url": "javascript:alert(1)"}, "url", "valid URL"),
        ({"kind": "nonsense"}, "kind", "valid choice"),
    ],
)
def test_wrong_fact_of_a_report_is_said_at_its_field(changes, field, message, officer, client):
    facts = report_facts(**changes)

    answer = client.post(reverse("recommendations:report-new"), facts)

    assert answer.status_code == 200
    assert message in " ".join(errors_of(answer)[field])
    assert not Report.objects.exists()
    assert all(value[:50] in answer.content.decode() for value in facts.values() if value)


def test_too_long_a_title_is_said_in_plain_words(officer, client):
    page = client.post(reverse("recommendations:report-new"), report_facts(title="x" * 301))

    assert b"Title must be 300 characters or fewer" in page.content


def test_marks_that_nobody_sees_do_not_stop_a_paste(area, officer, client):
    report = make_report(area.body, confirmed=False)
    text = "Recommendation 1\n\n\u202eChief\x00 constables\u202c should act\x07."

    client.post(reverse("recommendations:text", args=[report.pk]), {"text": text})

    assert report.proposals.get().text == "Chief constables should act."
    assert "\x00" not in report.sources.get().text


def test_same_report_twice_is_refused(area, officer, client):
    client.post(reverse("recommendations:report-new"), report_facts())

    answer = client.post(reverse("recommendations:report-new"), report_facts())

    assert "is already recorded." in errors_of(answer)["title"][0]
    assert b'href="#id_title"' in answer.content
    assert Report.objects.count() == 1


def test_file_that_lies_about_its_type_is_refused_and_the_facts_stay(officer, client):
    upload = make_upload("report.pdf", b"<html><script>alert(1)</script>")

    answer = client.post(reverse("recommendations:report-new"), report_facts(upload=upload))

    assert "its content is something else" in " ".join(errors_of(answer)["upload"])
    assert 'value="A report"' in answer.content.decode()
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Upload the report, or paste the text of the recommendations"),
        ("  \n ", "Upload the report, or paste the text of the recommendations"),
        ("x" * 20_000_000, "This text is 20.0 million characters long."),
    ],
)
def test_paste_that_cannot_be_read_is_refused(text, message, area, officer, client):
    report = make_report(area.body, confirmed=False)

    answer = client.post(reverse("recommendations:text", args=[report.pk]), {"text": text})

    assert answer.status_code == 200
    assert message in " ".join(errors_of(answer)["text"])
    assert not Proposal.objects.exists()


def proposal_facts(proposal, **changes):
    facts = {
        "number": proposal.number,
        "kind": proposal.kind,
        "text": proposal.text,
        "groups": ["chief_constables"],
        "decision": "accepted",
        "version": proposal.version,
    }
    return facts | changes


def test_duplicate_number_is_refused_and_the_words_stay(area, officer, client):
    report = make_report(area.body, confirmed=False)
    make_proposal(report, "4")
    second = make_proposal(report, "5")

    answer = client.post(
        reverse("recommendations:proposal", args=[second.pk]),
        proposal_facts(second, number="4.", text="Words I corrected"),
    )

    assert "already has the number 4" in errors_of(answer)["number"][0]
    assert "Words I corrected" in answer.content.decode()


def test_deadline_before_publication_is_said_at_its_field(area, officer, client):
    report = make_report(area.body, confirmed=False)
    proposal = make_proposal(report)
    day = {"due_on_day": "1", "due_on_month": "3", "due_on_year": "2026"}

    answer = client.post(
        reverse("recommendations:proposal", args=[proposal.pk]), proposal_facts(proposal, **day)
    )

    assert errors_of(answer)["due_on"] == ["The deadline cannot be before the report was published"]


def test_unknown_addressee_is_said_at_its_field(area, officer, client):
    proposal = make_proposal(make_report(area.body, confirmed=False))

    answer = client.post(
        reverse("recommendations:proposal", args=[proposal.pk]),
        proposal_facts(proposal, others="Nowhere Police"),
    )

    assert errors_of(answer)["others"] == ["There is no body called Nowhere Police"]


def test_accepting_without_an_addressee_is_refused(area, officer, client):
    proposal = make_proposal(make_report(area.body, confirmed=False))

    answer = client.post(
        reverse("recommendations:proposal", args=[proposal.pk]),
        proposal_facts(proposal, groups=[]),
    )

    assert errors_of(answer)["groups"] == ["Say to whom it is addressed"]
    assert Proposal.objects.get().decision == "pending"


def test_addressee_is_known_by_a_former_name_too(area, officer, client):
    area.force.names.create(name="Old Shire Constabulary", until=date(2020, 1, 1))
    proposal = make_proposal(make_report(area.body, confirmed=False))

    client.post(
        reverse("recommendations:proposal", args=[proposal.pk]),
        proposal_facts(proposal, groups=[], others="old shire constabulary"),
    )

    assert Proposal.objects.get().addressees == [area.force.slug]


def test_dropping_without_a_reason_is_refused(area, officer, client):
    proposal = make_proposal(make_report(area.body, confirmed=False))

    answer = client.post(
        reverse("recommendations:proposal", args=[proposal.pk]),
        proposal_facts(proposal, decision="dropped"),
    )

    assert errors_of(answer)["reason"] == ["Say why it is dropped"]


def test_bad_evidence_is_refused_and_the_narrative_stays(area, client):
    recommendation = make_recommendation(make_report(area.body, forces=[area.force]))
    client.force_login(make_user(Role.FORCE_CONTRIBUTOR, area.force))
    lie = make_upload("plan.docx", b"not a document")

    answer = client.post(
        reverse("recommendations:update-new", args=[recommendation.pk]),
        {
            "as_at_day": "20",
            "as_at_month": "3",
            "as_at_year": "2026",
            "assessment": "done",
            "narrative": "A long and careful account.",
            "files": [make_upload(), lie],
        },
    )

    assert "plan.docx is named .docx but" in " ".join(errors_of(answer)["files"])
    assert "A long and careful account." in answer.content.decode()
    assert not AssuranceUpdate.objects.exists()


def parts_of(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def test_evidence_of_a_day_to_come_is_refused(area, client):
    recommendation = make_recommendation(make_report(area.body, forces=[area.force]))
    client.force_login(make_user(Role.FORCE_CONTRIBUTOR, area.force))
    today = timezone.localdate()
    words = {"assessment": "in_progress", "narrative": "Work has begun.", "files": [make_upload()]}

    answer = client.post(
        reverse("recommendations:update-new", args=[recommendation.pk]),
        words | parts_of("as_at", today) | parts_of("evidence_on", today + timedelta(days=1)),
    )

    assert "must be today or in the past" in " ".join(errors_of(answer)["evidence_on"])
    assert not AssuranceUpdate.objects.exists()


def test_nothing_is_done_on_a_day_to_come(area, officer, client):
    duty = make_recommendation(make_report(area.body, forces=[area.force])).obligations.get()
    address = reverse("recommendations:done", args=[duty.pk])
    today = timezone.localdate()

    shown = {"shown": "The rota is kept."}
    answer = client.post(address, shown | parts_of("on", today + timedelta(days=1)))
    bare = client.post(address, parts_of("on", today))
    client.post(address, shown | parts_of("on", today))

    assert errors_of(answer)["on"] == ["The day must be today or in the past"]
    assert errors_of(bare)["shown"] == ["Say what shows that it is done"]
    assert duty.closings.get().on == today


def test_a_request_to_close_is_sent_back_with_words_only(area, client):
    duty = make_recommendation(make_report(area.body, forces=[area.force])).obligations.get()
    by = make_user(Role.CASEWORKER, area.body)
    closing = ask_to_close(duty, TODAY, shown="Seen.", by=by, at=AT)
    client.force_login(make_user(Role.APPROVER, area.body))

    empty = client.post(closing.get_absolute_url(), {})
    bare = client.post(closing.get_absolute_url(), {"decision": "send_back"})
    other = client.post(closing.get_absolute_url(), {"decision": "perhaps"})

    assert errors_of(empty)["decision"] == ["Select whether it is done"]
    assert errors_of(bare)["note"] == ["Say what is missing"]
    assert "decision" in errors_of(other) and duty.closings.get().is_waiting


def test_letter_dated_before_its_report_is_refused(client):
    response = make_response(state=State.APPROVED)
    make_letter(make_response(state=State.APPROVED))  # the national bodies it needs
    client.force_login(make_user(Role.CASEWORKER, response.body))
    day = {"dated_on_day": "1", "dated_on_month": "3", "dated_on_year": "2026"}

    answer = client.post(reverse("letters:make", args=[response.pk]), {"reference": "A1", **day})

    assert "The letter cannot be dated before" in errors_of(answer)["dated_on"][0]
    assert not Letter.objects.filter(response=response).exists()


def sign(client, letter, name=None, **more):
    typed = name or letter.letter_words.signatory.name
    return client.post(
        reverse("letters:sign", args=[letter.pk]), {"typed_name": typed, "sure": "on", **more}
    )


def test_wrong_name_signs_nothing(client):
    letter = make_letter()
    client.force_login(make_user(Role.SIGNATORY, letter.body))

    answer = sign(client, letter, "Somebody Else")

    assert "Type the name exactly as it stands on the letter" in errors_of(answer)["typed_name"][0]
    assert b'href="#id_typed_name"' in answer.content
    assert not Letter.objects.get().is_signed


def test_signing_twice_signs_once(client):
    letter = make_letter()
    client.force_login(make_user(Role.SIGNATORY, letter.body))
    sign(client, letter)
    first = Letter.objects.get()

    second = sign(client, letter, follow=True)

    assert second.status_code == 302
    assert Letter.objects.get().sha256 == first.sha256


def test_nothing_is_signed_without_the_tick(client):
    letter = make_letter()
    client.force_login(make_user(Role.SIGNATORY, letter.body))

    answer = sign(client, letter, sure="")

    assert errors_of(answer)["sure"]
    assert not Letter.objects.get().is_signed


def test_nothing_is_published_without_the_tick(client):
    letter = make_letter(signed=True)
    client.force_login(make_user(Role.PUBLISHER, letter.body))

    answer = client.post(reverse("letters:publish", args=[letter.pk]))

    assert errors_of(answer)["sure"]
    assert not Publication.objects.exists()


def chief_of(letter) -> str:
    return letter.body.force_on(letter.dated_on).contacts.get().email


def test_copies_asked_twice_are_one_each(client):
    letter = make_letter(signed=True)
    client.force_login(make_user(Role.CASEWORKER, letter.body))
    address, ticked = reverse("letters:copies", args=[letter.pk]), {"also": chief_of(letter)}
    client.post(address, ticked)
    first = list(Delivery.objects.values_list("message_id", flat=True))

    client.post(address, ticked)

    assert list(Delivery.objects.values_list("message_id", flat=True)) == first
    assert len(first) == 3


def test_publishing_twice_publishes_once(client):
    letter = make_letter(signed=True)
    client.force_login(make_user(Role.PUBLISHER, letter.body))
    address = reverse("letters:publish", args=[letter.pk])
    client.post(address, {"sure": "on"})

    again = client.post(address, {"sure": "on"})

    assert again.status_code in {200, 302}
    assert Publication.objects.get().published_on == timezone.localdate()


def test_second_approver_is_told_who_was_first(client):
    response = make_response(state=State.IN_REVIEW)
    first = make_user(Role.APPROVER, response.body, name="Ada First")
    client.force_login(first)
    client.post(reverse("responses:approve", args=[response.pk]))
    client.force_login(make_user(Role.APPROVER, response.body))

    page = client.post(
        reverse("responses:approve", args=[response.pk]), {"note": "Mine"}
    ).content.decode()

    assert "Ada First decided “Approval” first." in page


def test_incomplete_response_is_sent_back_with_a_link_to_each_gap(client):
    response = make_response(explained=False, invited=False)
    client.force_login(response.drafted_by)

    page = client.post(reverse("responses:submit", args=[response.pk]), follow=True)
    text = page.content.decode()
    passage = response.passages.get()

    assert "The chief officer has not been invited to comment (section 55(4))." in text
    assert reverse("responses:passage", args=[response.pk, passage.recommendation_id]) in text
    assert reverse("responses:invite", args=[response.pk]) in text


def test_paste_over_the_limit_of_a_request_gets_a_page_and_not_a_traceback(area, officer, client):
    report = make_report(area.body, confirmed=False)
    client.raise_request_exception = False

    answer = client.post(
        reverse("recommendations:text", args=[report.pk]), {"text": "x" * 27_000_000}
    )

    assert answer.status_code in {400, 413}


def test_approval_of_words_that_changed_since_they_were_read_is_refused(client):
    response = make_response(state=State.IN_REVIEW)
    client.force_login(make_user(Role.APPROVER, response.body))
    page = client.get(reverse("responses:read", args=[response.pk]))
    seen = page.context["form"]["seen"].value()
    Passage.objects.filter(response=response).update(text="Totally different words")

    answer = client.post(reverse("responses:approve", args=[response.pk]), {"seen": seen})

    assert "have changed since you opened this page." in answer.content.decode()
    assert Response.objects.get(pk=response.pk).state == State.IN_REVIEW


def test_letter_made_again_after_it_was_read_is_not_signed(client):
    letter = make_letter()
    client.force_login(make_user(Role.SIGNATORY, letter.body))
    page = client.get(reverse("letters:sign", args=[letter.pk]))
    seen = page.context["form"]["seen"].value()
    Letter.objects.filter(pk=letter.pk).update(made_at=timezone.now())

    answer = sign(client, letter, seen=seen)

    assert "The letter was made again after you opened it." in answer.content.decode()
    assert not Letter.objects.get().is_signed


def test_correcting_a_report_changes_nothing_of_what_was_signed(client):
    letter = make_letter(signed=True)
    report = letter.response.reports.get()
    Report.objects.filter(pk=report.pk).update(title="Hijacked", url="https://evil.example/")
    client.force_login(make_user(Role.PUBLISHER, letter.body))

    client.post(reverse("letters:publish", args=[letter.pk]), {"sure": "on"})
    page = client.get(Publication.objects.get().get_absolute_url()).content.decode()

    assert "Hijacked" not in page
    assert "evil.example" not in page
    assert report.title in page


def test_letter_of_a_report_that_changed_is_not_signed_and_says_why(client):
    letter = make_letter()
    Report.objects.update(title="Another title")
    client.force_login(make_user(Role.SIGNATORY, letter.body))

    answer = sign(client, letter)

    assert "The facts of the report have changed." in answer.content.decode()
    assert letter.response.state != Response.objects.get(pk=letter.response_id).state == "draft"


def test_report_is_not_moved_after_what_followed_from_it(client):
    response = make_response(state=State.PUBLISHED)
    report = response.reports.get()
    client.force_login(make_user(Role.CASEWORKER, response.body))
    facts = report_facts(title=report.title, published_on_day="21", reason="typo")

    answer = client.post(
        reverse("recommendations:report-edit", args=[report.pk]),
        facts | {"version": report.version},
    )

    assert "dated before that day" in answer.content.decode()
    assert Report.objects.get(pk=report.pk).published_on == report.published_on


@pytest.mark.parametrize(("day", "moved"), [("10", True), ("11", False)])
@pytest.mark.parametrize("follows", ["a deadline", "an update"])
def test_report_is_not_moved_past_what_rests_on_its_day(follows, day, moved, area, officer, client):
    report = make_report(area.body, forces=[area.force])
    tenth = date(2026, 3, 10)
    due_on = tenth if follows == "a deadline" else None
    recommendation = make_recommendation(report, addressees=[area.force], due_on=due_on)
    if follows == "an update":
        make_update(recommendation, area.force, as_at=tenth)
    facts = report_facts(title=report.title, published_on_day=day, reason="typo")

    client.post(
        reverse("recommendations:report-edit", args=[report.pk]),
        facts | {"version": report.version},
    )

    assert Report.objects.get().published_on == (tenth if moved else report.published_on)


def test_second_correction_of_a_report_does_not_overwrite_the_first(area, officer, client):
    report = make_report(area.body, confirmed=False)
    address = reverse("recommendations:report-edit", args=[report.pk])
    seen = {"version": report.version}
    client.post(address, report_facts(title="What the first wrote") | seen)

    answer = client.post(address, report_facts(title="What the second wrote") | seen)

    assert "saved this while you were writing" in answer.content.decode()
    assert Report.objects.get().title == "What the first wrote"


@pytest.mark.parametrize(
    "fields", [{"forces": "9" * 30}, {"publishers": "9" * 30}, {"forces": "x"}]
)
def test_key_that_no_database_holds_is_refused(fields, officer, client):
    answer = client.post(reverse("recommendations:report-new"), report_facts(**fields))

    assert answer.status_code == 200
    assert not Report.objects.exists()


def test_long_name_in_another_script_is_kept(area, officer, client):
    upload = make_upload("漢" * 110 + ".pdf")

    client.post(reverse("recommendations:report-new"), report_facts(upload=upload))

    assert Report.objects.get().source_name.endswith(".pdf")


@pytest.fixture
def answer_to(settings):
    """Return what asks the served application for the register, and gives the answer's status."""
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)  # WhiteNoise warns when there is none
    application = get_internal_wsgi_application()

    def ask(**environ) -> str:
        said = []
        environ = {"PATH_INFO": "/register/", "QUERY_STRING": "q=%5Cud800"} | environ
        setup_testing_defaults(environ)
        with kept_open():
            answer = application(environ, lambda status, headers: said.append(status))
            getattr(answer, "close", list)()
        return said[0]

    return ask


@pytest.mark.parametrize("charset", ["raw_unicode_escape", "utf-16", "zlib", "hex", "no-such"])
def test_other_encoding_is_refused(charset, answer_to):
    status = answer_to(CONTENT_TYPE=f"text/plain; charset={charset}")

    assert status == "415 Unsupported Media Type"


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "get", "X-ANY"])
def test_method_that_no_page_takes_is_refused(method, answer_to):
    assert answer_to(REQUEST_METHOD=method) == "405 Method Not Allowed"


def test_length_that_is_no_number_is_refused(answer_to):
    assert answer_to(CONTENT_LENGTH="many") == "400 Bad Request"


def test_request_larger_than_any_page_takes_is_refused(settings, answer_to):
    status = answer_to(CONTENT_LENGTH=str(settings.LARGEST_REQUEST + 1))

    assert status == "413 Request Entity Too Large"


def test_request_in_utf_8_is_answered(db, answer_to):
    assert answer_to(CONTENT_TYPE="text/plain; charset=UTF-8") == "200 OK"


def test_signing_in_twice_ends_at_ones_work(officer, client):
    answer = client.get("/account/sign-in/?next=/account/sign-in/")

    assert answer.url == reverse("progress:my-work")


def test_page_of_somebody_signed_in_is_not_left_in_the_browser(officer, client):
    answer = client.get(reverse("progress:my-work"))

    assert "no-store" in answer["Cache-Control"]


def test_pdf_bomb_on_the_public_page_is_answered(client):
    size = 30_000_000
    stream = zlib.compress(bytes(size), 9)
    head = (
        b"%PDF-1.7\n1 0 obj\n<</Type/XRef/W[1 1 1]/Size "
        + str(size // 3).encode()
        + b"/Root 1 0 R/Filter/FlateDecode/Length "
        + str(len(stream)).encode()
        + b">>stream\n"
    )
    bomb = head + stream + b"\nendstream endobj\nstartxref\n9\n%%EOF\n"

    answer = client.post(reverse("letters:check"), {"upload": make_upload("bomb.pdf", bomb)})

    assert answer.status_code == 200
    assert "This is not a letter signed here" in answer.content.decode()


def test_file_larger_than_any_letter_is_not_checked(client):
    upload = make_upload("large.pdf", b"%PDF-1.7\n" + bytes(LARGEST_LETTER))

    answer = client.post(reverse("letters:check"), {"upload": upload})

    assert errors_of(answer)["upload"] == ["This file is too large to be one of our letters"]
    assert answer.context["outcome"] is None


def test_published_letter_is_found_genuine_and_one_byte_more_is_not(client):
    letter = make_letter(published=True)
    with letter.public_pdf.open() as file:
        pdf = file.read()

    genuine = client.post(reverse("letters:check"), {"upload": make_upload("a.pdf", pdf)})
    altered = client.post(reverse("letters:check"), {"upload": make_upload("a.pdf", pdf + b" ")})

    assert "This is a genuine letter" in genuine.content.decode()
    assert "This is not a letter signed here" in altered.content.decode()


def test_one_of_two_items_with_the_same_number_can_be_dropped(area, officer, client):
    report = make_report(area.body, confirmed=False)
    first, second = make_proposal(report, "4"), make_proposal(report, "4", text="Another text.")

    client.post(
        reverse("recommendations:proposal", args=[second.pk]),
        proposal_facts(second, decision="dropped", reason="Told twice"),
    )
    client.post(reverse("recommendations:proposal", args=[first.pk]), proposal_facts(first))

    decisions = report.proposals.order_by("pk").values_list("decision", flat=True)
    assert list(decisions) == ["accepted", "dropped"]


def test_done_with_evidence_needs_a_file(area, client):
    recommendation = make_recommendation(make_report(area.body, forces=[area.force]))
    client.force_login(make_user(Role.FORCE_CONTRIBUTOR, area.force))
    day = {"as_at_day": "20", "as_at_month": "3", "as_at_year": "2026"}

    answer = client.post(
        reverse("recommendations:update-new", args=[recommendation.pk]),
        {"assessment": "done", "narrative": "All is done.", **day},
    )

    assert errors_of(answer)["files"] == ["Add the evidence that shows it is done"]
    assert not AssuranceUpdate.objects.exists()


def test_invitation_for_a_day_gone_by_is_refused_at_its_field(client):
    response = make_response(invited=False)
    client.force_login(response.drafted_by)
    day = parts_of("asked_for_on", timezone.localdate() - timedelta(days=1))

    answer = client.post(reverse("responses:invite", args=[response.pk]), day)

    assert "must be today or later" in errors_of(answer)["asked_for_on"][0]
    assert b'href="#id_asked_for_on_0"' in answer.content


@pytest.mark.parametrize(
    ("step", "state", "role"),
    [("return", State.IN_REVIEW, Role.APPROVER), ("reopen", State.APPROVED, Role.CASEWORKER)],
)
def test_decision_that_needs_a_note_asks_for_it_at_its_field(step, state, role, client):
    response = make_response(state=state)
    client.force_login(make_user(role, response.body))

    answer = client.post(reverse(f"responses:{step}", args=[response.pk]), {"note": " "})

    assert errors_of(answer)["note"][0].startswith("Say w")
    assert b'href="#id_note"' in answer.content
    assert Response.objects.get(pk=response.pk).state == state
