"""Who gets a copy, and what the office does about one that did not arrive."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.errors import Refused, WrongState
from accounts.models import Event
from accounts.permissions import Role
from letters.actions import ask_copies, correct_address, record_bounce, try_again
from letters.models import Contact, Delivery
from letters.receipts import receipts
from letters.recipients import not_asked, recipients
from letters.tasks import LEASE, send_next
from tests.factories import (
    AT,
    TODAY,
    later,
    make_copy_recipient,
    make_force_and_body,
    make_letter,
    make_report,
    make_response,
    make_user,
)

pytestmark = pytest.mark.django_db

MINISTER, INSPECTORS = "section55@home-office.example", "section55@hmicfrs.example"
State = Delivery.State


@pytest.fixture
def letter():
    return make_letter(signed=True)


def caseworker(letter):
    return make_user(Role.CASEWORKER, letter.body)


def ask(letter, **values) -> list[Delivery]:
    return ask_copies(letter, **{"by": caseworker(letter), "at": AT} | values)


def a_copy(letter, **values) -> Delivery:
    """Return the copy to the inspectors, as if `values` had come of it."""
    ask(letter)
    copies = Delivery.objects.filter(purpose="inspectors")
    copies.update(**values)
    return copies.get()


def refused(letter) -> Delivery:
    return a_copy(letter, problem="550 No such mailbox", given_up_at=AT, tries=1)


def sent(letter) -> Delivery:
    return a_copy(letter, sent_at=AT, tries=1)


def came_back(letter) -> Delivery:
    values = {"bounced_on": TODAY, "bounced_at": AT, "bounce_reason": "Mailbox full"}
    return a_copy(letter, sent_at=AT, **values)


# --- Who gets one


def test_recipients_say_why_each_gets_a_copy(letter):
    make_copy_recipient(letter.body, "Panel", email="panel@council.example")

    said = [(r.email, r.why, r.is_required) for r in recipients(letter)]

    chief = f"section55@{letter.body.force_on(TODAY).slug}.example"
    assert said == [
        (MINISTER, "Section 55(6)(b): the Secretary of State", True),
        (INSPECTORS, "Section 55(6)(a): the inspectors", True),
        (chief, "Copy: the chief officer", False),
        ("panel@council.example", "Copy: Police and Crime Panel", False),
    ]


def test_recipients_of_a_letter_outside_the_act_cite_no_section():
    body = make_force_and_body().body
    report = make_report(body, basis="super_complaint")
    letter = make_letter(make_response(body, report, state="approved"), signed=True)

    assert [r.why for r in recipients(letter)][:2] == ["Secretary of State", "The inspectors"]


def test_recipients_are_those_listed_on_the_date_of_the_letter(letter):
    yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    make_copy_recipient(letter.body, "Before", ends_on=yesterday)
    make_copy_recipient(letter.body, "Now", starts_on=TODAY, ends_on=TODAY)
    make_copy_recipient(letter.body, "After", starts_on=tomorrow)
    make_copy_recipient(make_force_and_body().body, "Of another body")

    assert [r.name for r in recipients(letter)][3:] == ["Now"]


def test_one_address_gets_one_copy_however_it_is_written(letter):
    make_copy_recipient(letter.body, "Panel", email="panel@council.example")
    make_copy_recipient(letter.body, "Panel clerk", email="Panel@Council.example")
    make_copy_recipient(letter.body, "Inspectors again", email=INSPECTORS.upper())

    assert [r.name for r in recipients(letter)][3:] == ["Panel"]
    assert len(ask(letter)) == 4


def test_one_address_for_both_that_the_act_names_is_refused(letter):
    Contact.objects.filter(email=INSPECTORS).update(email=MINISTER)

    with pytest.raises(Refused, match="one address for the Secretary of State and the inspectors"):
        ask(letter)


def test_copies_of_choice_can_be_left_out_and_sent_later(letter):
    make_copy_recipient(letter.body, "Panel", email="Panel@council.example")
    chief = recipients(letter)[2]

    first = ask(letter, leave_out=["panel@council.example", chief.email])
    second = ask(letter)

    assert [d.to_email for d in first] == [MINISTER, INSPECTORS]
    assert [d.to_email for d in second] == [chief.email, "Panel@council.example"]
    assert Event.objects.filter(action="leave out copy").count() == 2


def test_copies_that_the_act_asks_for_cannot_be_left_out(letter):
    asked = ask(letter, leave_out=[MINISTER, INSPECTORS])

    assert [d.to_email for d in asked][:2] == [MINISTER, INSPECTORS]


def test_address_changed_in_the_records_after_sending_sends_nothing_again(letter):
    ask(letter)
    Contact.objects.filter(email=INSPECTORS).update(email="new@hmicfrs.example")

    assert not_asked(letter, letter.deliveries.all()) == []
    assert ask(letter) == []


def test_copies_before_the_moment_of_signing_are_refused(letter):
    with pytest.raises(WrongState, match="once the letter is signed"):
        ask(letter, at=AT - timedelta(seconds=1))


# --- Try again, correct, came back


@pytest.mark.parametrize("given_up_at", [None, AT])
def test_try_again_lets_the_worker_send_it_at_once(letter, given_up_at, mailoutbox):
    copy = a_copy(letter, problem="No.", given_up_at=given_up_at, next_try_at=later(days=1))
    Delivery.objects.exclude(pk=copy.pk).delete()

    try_again(copy, by=caseworker(letter), at=AT)

    assert send_next(AT) is True
    copy.refresh_from_db()
    assert (copy.state, copy.problem, len(mailoutbox)) == (State.SENT, "", 1)


def test_try_again_leaves_a_copy_with_the_worker_that_has_it(letter, mailoutbox):
    copy = a_copy(letter, problem="No.", leased_until=AT + LEASE, tries=2)
    Delivery.objects.exclude(pk=copy.pk).delete()

    try_again(copy, by=caseworker(letter), at=AT)

    assert (send_next(AT), mailoutbox) == (False, [])


@pytest.mark.parametrize("make", [a_copy, sent, came_back])
def test_try_again_refuses_what_did_not_fail(letter, make):
    with pytest.raises(WrongState, match="failed or was given up"):
        try_again(make(letter), by=caseworker(letter), at=AT)


@pytest.mark.parametrize("make", [refused, came_back])
def test_correct_address_sends_a_new_copy_and_keeps_the_old(letter, make, mailoutbox):
    old = make(letter)

    new = correct_address(old, " right@hmicfrs.example ", by=caseworker(letter), at=AT)

    assert (new.corrects, new.to_email, new.purpose) == (old, "right@hmicfrs.example", "inspectors")
    assert new.message_id != old.message_id
    assert Delivery.objects.get(pk=old.pk).to_email == INSPECTORS
    while send_next(AT):
        pass
    assert INSPECTORS not in [m.to[0] for m in mailoutbox]
    assert "right@hmicfrs.example" in [m.to[0] for m in mailoutbox]
    assert not Delivery.objects.undelivered().exists()


def test_correct_address_stops_the_old_copy_that_would_be_tried_again(letter, mailoutbox):
    old = a_copy(letter, problem="451 Later", tries=1)

    correct_address(old, "right@hmicfrs.example", by=caseworker(letter), at=AT)

    while send_next(later(days=1)):
        pass
    assert sorted(m.to[0] for m in mailoutbox).count(INSPECTORS) == 0


def test_copy_that_came_back_may_go_to_the_same_address_again(letter):
    new = correct_address(came_back(letter), INSPECTORS, by=caseworker(letter), at=AT)

    assert new.to_email == INSPECTORS


@pytest.mark.parametrize(
    ("email", "words"),
    [
        (INSPECTORS, "the address it has"),
        (MINISTER.upper(), "has a copy of this letter already"),
        ("nobody", "Enter an email address"),
        ("a@b.example\nBcc: c@d.example", "Enter an email address"),
        ("", "Enter an email address"),
    ],
)
def test_correct_address_refuses_an_address(letter, email, words):
    copy = refused(letter)

    with pytest.raises(Refused, match=words):
        correct_address(copy, email, by=caseworker(letter), at=AT)

    assert letter.deliveries.count() == 3


def test_correct_address_twice_is_refused(letter):
    copy = refused(letter)
    correct_address(copy, "right@hmicfrs.example", by=caseworker(letter), at=AT)

    with pytest.raises(WrongState, match="taken the place"):
        correct_address(copy, "other@hmicfrs.example", by=caseworker(letter), at=AT)


@pytest.mark.parametrize("make", [a_copy, sent])
def test_correct_address_refuses_a_copy_that_is_not_known_to_have_failed(letter, make):
    with pytest.raises(WrongState):
        correct_address(make(letter), "right@hmicfrs.example", by=caseworker(letter), at=AT)


def test_bounce_is_recorded_and_asks_for_attention(letter):
    copy = sent(letter)
    by = caseworker(letter)

    record_bounce(copy, " No such\r\nmailbox ", on=TODAY, by=by, at=later(minutes=5))

    copy.refresh_from_db()
    assert (copy.state, copy.bounce_reason, copy.bounced_by) == (
        State.BOUNCED, "No such mailbox", by,
    )  # fmt: skip
    assert list(Delivery.objects.undelivered()) == [copy]
    assert Event.objects.get(action="record bounce").note == "No such mailbox"


@pytest.mark.parametrize(
    ("on", "reason", "words"),
    [
        (TODAY - timedelta(days=1), "Full", "between the day it was sent and today"),
        (TODAY + timedelta(days=1), "Full", "between the day it was sent and today"),
        (TODAY, " \n", "Say why"),
    ],
)
def test_bounce_refuses_a_day_out_of_range_or_no_reason(letter, on, reason, words):
    copy = sent(letter)

    with pytest.raises(Refused, match=words):
        record_bounce(copy, reason, on=on, by=caseworker(letter), at=AT)


@pytest.mark.parametrize("make", [a_copy, refused, came_back])
def test_bounce_refuses_what_was_not_sent_or_came_back_already(letter, make):
    with pytest.raises(WrongState):
        record_bounce(make(letter), "Full", on=TODAY, by=caseworker(letter), at=AT)


@pytest.mark.parametrize(
    "act",
    [
        lambda copy, by: try_again(copy, by=by, at=AT),
        lambda copy, by: correct_address(copy, "a@b.example", by=by, at=AT),
        lambda copy, by: record_bounce(copy, "Full", on=TODAY, by=by, at=AT),
    ],
)
def test_mending_a_copy_needs_the_permission_to_send(letter, act):
    copy = a_copy(letter)

    for by in [make_user(Role.APPROVER, letter.body), caseworker(make_letter(signed=True))]:
        with pytest.raises(PermissionDenied):
            act(copy, by)


# --- What the copies prove


def test_receipts_tell_both_days_apart_from_letter_and_publication(letter):
    ask(letter)
    Delivery.objects.filter(purpose="inspectors").update(sent_at=later(days=3))
    Delivery.objects.filter(purpose="secretary_of_state").update(sent_at=later(days=1))

    told = receipts(letter.deliveries.all())

    first, last = TODAY + timedelta(days=1), TODAY + timedelta(days=3)
    assert told.days == [("the Secretary of State", first), ("the inspectors", last)]
    assert (told.sent_on, told.missing) == (last, [])


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (a_copy, "The copy to the inspectors is on its way."),
        (refused, "The copy to the inspectors was given up."),
        (came_back, "The copy to the inspectors came back."),
        (lambda letter: None, "The copy to the inspectors has not been asked for."),
    ],
)
def test_receipts_say_what_lacks(letter, make, said):
    make(letter)

    told = receipts(letter.deliveries.all())

    assert (told.missing[1], told.sent_on) == (said, None)


# --- The pages


def test_letter_page_shows_who_will_get_a_copy_before_it_is_sent(letter, client):
    make_copy_recipient(letter.body, "Panel", email="panel@council.example")
    client.force_login(caseworker(letter))

    page = client.get(letter.get_absolute_url()).content.decode()

    for said in ["panel@council.example", "Copy: Police and Crime Panel", "always sent",
                 "Section 55(6)(a)", "Section 55(6)(b)", "has not been asked for"]:  # fmt: skip
        assert said in page


def test_unticked_copies_are_not_sent(letter, client):
    make_copy_recipient(letter.body, "Panel", email="panel@council.example")
    client.force_login(caseworker(letter))

    client.post(reverse("letters:copies", args=[letter.pk]), {"also": ["panel@council.example"]})

    asked = list(Delivery.objects.values_list("to_email", flat=True))
    assert asked == [MINISTER, INSPECTORS, "panel@council.example"]


def test_delivery_page_offers_what_can_be_done(letter, client):
    client.force_login(caseworker(letter))
    offered = {}
    for name, make in [("refused", refused), ("sent", sent)]:
        Delivery.objects.all().delete()
        page = client.get(make(letter).get_absolute_url()).content.decode()
        links = ["Try again now", "Correct the address and send", "It came back"]
        offered[name] = [said for said in links if said in page]

    assert offered == {
        "refused": ["Try again now", "Correct the address and send"],
        "sent": ["It came back"],
    }


def test_delivery_page_offers_nothing_to_one_who_may_not_send(letter, client):
    client.force_login(make_user(Role.APPROVER, letter.body))

    page = client.get(refused(letter).get_absolute_url()).content.decode()

    assert "Try again now" not in page
    assert "No such mailbox" in page


def test_pages_of_a_copy_correct_it_and_say_it_came_back(letter, client):
    copy = refused(letter)
    client.force_login(caseworker(letter))

    wrong = client.post(reverse("letters:correct-address", args=[copy.pk]), {"email": "x"})
    right = client.post(
        reverse("letters:correct-address", args=[copy.pk]), {"email": "x@y.example"}
    )
    new = Delivery.objects.get(corrects=copy)
    Delivery.objects.filter(pk=new.pk).update(sent_at=AT)
    day = {"on_day": TODAY.day, "on_month": TODAY.month, "on_year": TODAY.year}
    back = reverse("letters:came-back", args=[new.pk])
    unexplained = client.post(back, day)
    client.post(back, day | {"reason": "Full"})

    assert (wrong.status_code, unexplained.status_code) == (200, 200)
    assert right.url == new.get_absolute_url()
    new.refresh_from_db()
    assert (new.bounced_on, new.bounce_reason) == (TODAY, "Full")


def test_public_page_says_when_both_copies_went_and_to_no_address(client):
    letter = make_letter(published=True)
    ask(letter)
    page = letter.publication.get_absolute_url()
    before = client.get(page).content.decode()
    Delivery.objects.update(sent_at=later(days=2))

    after = client.get(page).content.decode()

    assert "Copies sent" not in before
    assert "To the Secretary of State on 22 March 2026" in after
    assert "To the inspectors on 22 March 2026" in after
    assert INSPECTORS not in after
