"""A copy that was not delivered shows in My work, on the board and on the report's page."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from letters.actions import ask_copies, correct_address
from letters.models import Delivery
from tests.factories import AT, TODAY, make_force_and_body, make_letter, make_user

pytestmark = pytest.mark.django_db

STATES = {
    "failed": {"problem": "451 Later"},
    "given up": {"problem": "550 No", "given_up_at": AT},
    "came back": {
        "sent_at": AT, "bounced_on": TODAY, "bounced_at": AT, "bounce_reason": "Full",
    },
}  # fmt: skip
SAID = "A copy was not delivered"


@pytest.fixture
def letter():
    letter = make_letter(signed=True)
    ask_copies(letter, by=make_user(Role.CASEWORKER, letter.body), at=AT)
    return letter


def pages(letter):
    report = letter.response.reports.get()
    return [reverse("progress:board"), reverse("progress:report", args=[report.pk])]


@pytest.mark.parametrize(
    ("state", "task"),
    [
        ("failed", "See why the copy to Inspectorate of Constabulary was not sent"),
        (
            "given up",
            "Try again or correct the address: the copy to Inspectorate of Constabulary was"
            " given up",
        ),
        (
            "came back",
            "Correct the address: the copy to Inspectorate of Constabulary came back",
        ),
    ],
)
def test_undelivered_copy_shows_everywhere_until_it_is_sent_anew(letter, state, task, client):
    caseworker = make_user(Role.CASEWORKER, letter.body)
    client.force_login(caseworker)
    copies = Delivery.objects.filter(purpose="inspectors")
    before = [SAID in client.get(page).content.decode() for page in pages(letter)]
    copies.update(**STATES[state])

    after = [SAID in client.get(page).content.decode() for page in pages(letter)]
    work = client.get(reverse("progress:my-work")).content.decode()
    correct_address(copies.get(), "right@hmicfrs.example", by=caseworker, at=AT)
    mended = [SAID in client.get(page).content.decode() for page in pages(letter)]

    assert (before, after, mended) == ([False] * 2, [True] * 2, [False] * 2)
    assert task in work


def test_undelivered_copy_is_no_business_of_the_force_or_another_office(letter, client):
    Delivery.objects.update(**STATES["given up"])
    force = letter.body.force_on(TODAY)
    others = [make_user(Role.FORCE_CONTRIBUTOR, force),
              make_user(Role.CASEWORKER, make_force_and_body().body)]  # fmt: skip
    for other in others:
        client.force_login(other)

        assert SAID not in client.get(reverse("progress:board")).content.decode()


def test_report_page_says_when_both_copies_went(letter, client):
    client.force_login(make_user(Role.APPROVER, letter.body))
    page = pages(letter)[1]
    before = client.get(page).content.decode()
    Delivery.objects.update(sent_at=AT)

    after = client.get(page).content.decode()

    assert "The copy to the inspectors is on its way." in before
    assert "to the Secretary of State on 20 March 2026, to the inspectors on 20 March 2026" in after
