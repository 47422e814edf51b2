"""The demonstration tells a true story: every state, nobody real, nothing twice."""

from collections import Counter
from datetime import date, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from accounts.models import Event, Membership, User
from bodies.models import Body, OfficeTerm
from letters.addresses import addresses_on
from letters.models import Contact, Delivery, Letter, Letterhead, Publication
from progress.demo import is_loaded, load, words
from recommendations.models import Evidence, Obligation, Recommendation, Report
from responses.models import Response
from responses.queries import gaps
from tests.factories import make_contact, make_national_bodies

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 11, 0, tzinfo=ZoneInfo("Europe/London"))
TODAY = date(2026, 11, 24)
SUPER_COMPLAINT = "Out of sight"


def report_called(start: str) -> Report:
    return Report.objects.get(title__startswith=start)


def response_to(start: str) -> Response:
    return Response.objects.get(reports=report_called(start), body__slug="pfcc-wessmere")


def test_demo_opens_in_every_state():
    load(now=NOW)

    states = Response.objects.filter(body__slug="pfcc-wessmere").values_list("state", flat=True)
    assert Counter(states) == {"draft": 2, "in_review": 1, "approved": 1, "published": 1}
    assert Report.objects.filter(confirmed_at=None).count() == 1


def test_demo_super_complaint_is_read_as_in_the_story():
    load(now=NOW)

    found = [
        (r.number, [str(a) for a in r.addressees.all()], r.returns_from, r.due_on)
        for r in report_called(SUPER_COMPLAINT).recommendations.all()
    ]
    six_months = date(2027, 4, 15)
    chiefs, commissioners = "Chief constables", "Police and crime commissioners"
    assert found == [
        ("2", [chiefs], "", None),
        ("3", [chiefs], "", None),
        ("4", [chiefs, commissioners], "", None),
        ("6a", ["Home Office"], "", six_months),
        ("6b", ["National Police Chiefs' Council"], "chief_constables", six_months),
        (
            "6c",
            ["Association of Police and Crime Commissioners"],
            "police_and_crime_commissioners",
            six_months,
        ),
    ]
    assert report_called(SUPER_COMPLAINT).recommendations.get(number="2").text.count("\n- ") == 7


def test_demo_draft_lacks_one_passage():
    load(now=NOW)

    missing = gaps(response_to(SUPER_COMPLAINT))

    assert [words for words, _ in missing] == [
        "Recommendation 3 has no explanation (as under section 55(5B))."
    ]


def test_demo_inspection_has_a_cause_of_concern_over_two_recommendations():
    load(now=NOW)

    kinds = [(r.kind, r.number, r.parent_id is not None) for r in
             report_called("PEEL").recommendations.order_by("position")]  # fmt: skip
    assert kinds == [
        ("cause_of_concern", "", False),
        ("recommendation", "1", True),
        ("recommendation", "2", True),
        ("area_for_improvement", "", False),
    ]
    assert response_to("PEEL").invitation.received_at is None


def test_demo_letter_lacks_nobody():
    load(now=NOW)

    bodies = Body.objects.filter(fictional=True).local_policing_bodies()
    assert [addresses_on(body, TODAY).problems for body in bodies] == [[], []]


def test_demo_letter_awaits_its_signatory():
    load(now=NOW)

    letter = Letter.objects.get(signed_at=None)
    assert letter.response == response_to("After dark")


def test_demo_copies_are_sent_and_published_in_time(mailoutbox):
    load(now=NOW)

    publication = Publication.objects.get()
    assert publication.day_of(report_called("Waiting").published_on) == 44
    assert Delivery.objects.unsent().count() == 0
    assert sorted(message.to for message in mailoutbox) == [
        ["section55@home-office.example"],
        ["section55@inspectorate.example"],
        ["staff.office@police.wessmere.example"],
    ]
    assert Obligation.objects.responses().met().count() == 1


def test_demo_knows_no_real_address():
    load(now=NOW)

    addresses = [
        *User.objects.values_list("email", flat=True),
        *Contact.objects.values_list("email", flat=True),
        *Letterhead.objects.values_list("email", flat=True),
        *Delivery.objects.values_list("to_email", flat=True),
    ]
    assert [a for a in addresses if not a.endswith(".example")] == []


def test_demo_history_is_in_order_and_past():
    load(now=NOW)

    moments = list(Event.objects.order_by("pk").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] <= NOW


def test_demo_update_has_a_real_pdf():
    load(now=NOW)

    evidence = Evidence.objects.get()
    with evidence.file.open() as file:
        assert file.read(8) == b"%PDF-1.4"


def test_demo_loads_before_any_hour_of_the_day():
    early = NOW.replace(hour=0, minute=5)

    load(now=early)

    assert Event.objects.filter(at__gt=early).count() == 0


def test_demo_second_run_changes_nothing():
    load(now=NOW)
    models = [Body, OfficeTerm, User, Membership, Report, Recommendation, Response, Letter, Event]
    before = [model.objects.aggregate(n=Count("pk")) for model in models]
    out = StringIO()

    call_command("load_demo", stdout=out)

    assert [model.objects.aggregate(n=Count("pk")) for model in models] == before
    assert out.getvalue() == "The demo is loaded already. Nothing was changed.\n"


def test_demo_command_loads_and_prints_logins():
    out = StringIO()

    call_command("load_demo", stdout=out)

    assert is_loaded()
    emails = [line.split()[0] for line in out.getvalue().splitlines() if "@" in line]
    assert emails == [person["email"] for person in words()["people"]]


def test_demo_person_signs_in_with_the_password():
    load(now=NOW)

    passed = [u.check_password(words()["password"]) for u in User.objects.all()]
    assert passed == [True] * len(words()["people"])


def test_demo_logins_loads_nothing():
    call_command("load_demo", "--logins", stdout=StringIO())

    assert not is_loaded()


def test_demo_refuses_a_service_over_https(settings):
    settings.HTTPS_ONLY = True

    with pytest.raises(CommandError):
        call_command("load_demo", stdout=StringIO())

    assert not is_loaded()


def test_demo_refuses_beside_real_addresses():
    home_office = make_national_bodies()["home-office"]
    make_contact(home_office, email="real@office.example")

    with pytest.raises(CommandError, match="Load the demo elsewhere"):
        call_command("load_demo", stdout=StringIO())

    assert not is_loaded()
