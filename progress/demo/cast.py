"""The bodies, the people and the addresses of the demonstration, all invented."""

from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.errors import Refused
from accounts.models import Membership, User
from bodies.groups import Kind
from bodies.models import Body, OfficeTerm, Oversight
from letters.models import Contact, Letterhead
from recommendations.models import OfficeTargets
from responses.models import ReviewStage


def held(person: dict[str, Any]) -> list[tuple[str, str]]:
    """Return each role of a person as the body's slug and the role."""
    return [(slug, role) for slug, roles in person["roles"].items() for role in roles]


def make_area(area: dict[str, str], since: date) -> Body:
    """Make one fictional force and office, with all that its letters need."""
    force = Body.objects.create(
        slug=area["force_slug"], name=area["force"], kind=Kind.FORCE, area=area["area"],
        officer_title="Chief Constable", fictional=True,
    )  # fmt: skip
    office = Body.objects.create(
        slug=area["slug"], name=area["name"], kind=area["kind"], area=area["area"],
        officer_title=area["title"], fictional=True,
    )  # fmt: skip
    Oversight.objects.create(local_policing_body=office, force=force)
    OfficeTerm.objects.create(
        body=force, name=area["chief"], post_nominals=area["chief_post_nominals"],
        title="Chief Constable", salutation="Chief Constable", starts_on=since,
    )  # fmt: skip
    OfficeTerm.objects.create(
        body=office, name=area["holder"], title=area["title"], salutation="Commissioner",
        starts_on=since,
    )  # fmt: skip
    Contact.objects.create(body=force, email=area["force_email"])
    letterhead = ["name", "address", "telephone", "email", "web", "enquiries_to"]
    Letterhead.objects.create(body=office, **{name: area[name] for name in letterhead})
    OfficeTargets.objects.create(body=office)
    ReviewStage.objects.create(body=office, name="Approval", order=1, role="approver")
    return office


def make_nationals(said: dict[str, Any], since: date) -> None:
    """Give the Home Office and the inspectors fictional holders and addresses.

    Raises Refused where real ones are on record: nothing may be mailed to them from here.
    """
    if Contact.objects.filter(body__slug__in=said["contacts"]).exists():
        raise Refused(
            "This installation holds addresses of national bodies. Load the demo elsewhere."
        )
    for slug, contact in said["contacts"].items():
        Contact.objects.create(body=Body.objects.get(slug=slug), **contact)
    home_office = Body.objects.get(slug="home-office")
    OfficeTerm.objects.create(body=home_office, starts_on=since, **said["home_secretary"])


def make_people(said: dict[str, Any], since: date) -> dict[str, User]:
    password = make_password(said["password"])
    people = {}
    for person in said["people"]:
        user = User.objects.create(
            name=person["name"], email=person["email"], password=password,
            is_staff=person.get("staff", False),
        )  # fmt: skip
        for slug, role in held(person):
            body = Body.objects.get(slug=slug)
            Membership.objects.create(user=user, body=body, role=role, starts_on=since)
        people[person["key"]] = user
    return people
