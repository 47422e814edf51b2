"""The real bodies: how many there were on which day, and who took over from whom."""

from datetime import date
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from bodies.actions import load_bodies
from bodies.groups import Group
from bodies.models import Body, BodyName, Oversight
from recommendations.queries import resolve, scope_of
from tests.factories import make_body, make_oversight, make_report, make_term

pytestmark = pytest.mark.django_db

FIXTURES = settings.BASE_DIR / "fixtures"
FILES = [FIXTURES / "bodies.csv", FIXTURES / "oversight.csv"]


def body(slug: str) -> Body:
    return Body.objects.get(slug=slug)


def test_load_bodies_makes_43_forces():
    load_bodies(*FILES)

    assert Body.objects.forces().count() == 43


@pytest.mark.parametrize(
    "day",
    [
        date(2016, 5, 5),
        date(2017, 5, 7),
        date(2017, 5, 8),  # Greater Manchester
        date(2021, 5, 9),
        date(2021, 5, 10),  # West Yorkshire
        date(2024, 5, 6),
        date(2024, 5, 7),  # South Yorkshire, and York and North Yorkshire
        date(2026, 11, 24),
    ],
)
def test_load_bodies_has_one_local_policing_body_for_each_force_on(day):
    load_bodies(*FILES)

    overseers = Body.objects.local_policing_bodies().on(day)
    assert overseers.count() == 43
    assert [Oversight.objects.on(day).filter(force=f).count() for f in Body.objects.forces()] == (
        [1] * 43
    )


@pytest.mark.parametrize(
    ("day", "mayors"),
    [
        (date(2017, 5, 7), 0),
        (date(2017, 5, 8), 1),
        (date(2021, 5, 9), 1),
        (date(2021, 5, 10), 2),
        (date(2024, 5, 6), 2),
        (date(2024, 5, 7), 4),
    ],
)
def test_load_bodies_counts_mayors_on(day, mayors):
    load_bodies(*FILES)

    assert Body.objects.on(day).filter(kind="mayor").count() == mayors


def test_load_bodies_twice_changes_nothing():
    load_bodies(*FILES)
    models = [Body, BodyName, Oversight]
    before = [sorted(model.objects.values_list()) for model in models[1:]]

    count = load_bodies(*FILES)

    assert count == Body.objects.count() == 111
    assert [sorted(model.objects.values_list()) for model in models[1:]] == before


def test_load_bodies_command_says_how_many():
    out = StringIO()

    call_command("load_bodies", stdout=out)

    assert out.getvalue() == "111 bodies loaded.\n"


def test_load_bodies_refuses_a_file_of_another_form(tmp_path):
    other = tmp_path / "bodies.csv"
    other.write_text("name\nA\n")

    with pytest.raises(KeyError):
        load_bodies(other, FILES[1])

    assert Body.objects.count() == 0


def test_load_bodies_keeps_nothing_of_files_that_do_not_fit(tmp_path):
    oversight = tmp_path / "oversight.csv"
    oversight.write_text("local_policing_body,force,starts_on,ends_on\nno-such-body,x,,\n")

    with pytest.raises(KeyError):
        load_bodies(FILES[0], oversight)

    assert Body.objects.count() == 0


def test_body_has_its_successor():
    load_bodies(*FILES)

    assert body("pcc-south-yorkshire").successor == body("mayor-south-yorkshire")
    assert body("mayor-south-yorkshire").predecessors.get() == body("pcc-south-yorkshire")


@pytest.mark.parametrize(
    ("day", "slug"),
    [
        (date(2024, 3, 20), "pcc-south-yorkshire"),
        (date(2024, 5, 6), "pcc-south-yorkshire"),
        (date(2024, 5, 7), "mayor-south-yorkshire"),
        (date(2024, 5, 8), "mayor-south-yorkshire"),
    ],
)
def test_force_is_overseen_by_whoever_was_there_on(day, slug):
    load_bodies(*FILES)
    force = body("force-south-yorkshire")

    assert Body.objects.overseeing([force], day).get() == body(slug)
    assert body(slug).force_on(day) == force


def test_ended_body_oversees_nobody():
    load_bodies(*FILES)

    assert body("pcc-south-yorkshire").force_on(date(2024, 5, 7)) is None


@pytest.mark.parametrize(
    ("published_on", "slug"),
    [(date(2024, 3, 20), "pcc-south-yorkshire"), (date(2024, 5, 8), "mayor-south-yorkshire")],
)
def test_groups_mean_the_bodies_of_the_day_of_publication(published_on, slug):
    load_bodies(*FILES)
    report = make_report(
        body("pcc-kent"), confirmed=False, published_on=published_on,
        forces=[body("force-south-yorkshire")],
    )  # fmt: skip

    scope = scope_of(report)

    named = resolve([Group.CHIEF_CONSTABLES, Group.POLICE_AND_CRIME_COMMISSIONERS], scope)
    assert [b.slug for b in named] == ["force-south-yorkshire", slug]


def test_report_without_chosen_forces_concerns_all():
    load_bodies(*FILES)
    report = make_report(body("pcc-kent"), confirmed=False)

    scope = scope_of(report)

    assert (len(scope.forces), len(scope.local_policing_bodies)) == (43, 43)


def test_group_of_commissioners_holds_every_kind_of_local_policing_body():
    load_bodies(*FILES)

    group = Body.objects.in_group(Group.POLICE_AND_CRIME_COMMISSIONERS, date(2026, 1, 1))

    kinds = sorted(group.values_list("kind", flat=True).distinct().order_by())
    assert kinds == ["common_council", "mayor", "mopac", "pcc", "pfcc"]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2022, 11, 2), "Hampshire Constabulary"),
        (date(2022, 12, 31), "Hampshire Constabulary"),
        (date(2023, 1, 1), "Hampshire and Isle of Wight Constabulary"),
    ],
)
def test_force_has_the_name_of_the_day(day, name):
    load_bodies(*FILES)

    assert body("force-hampshire").name_on(day) == name


def test_welsh_bodies_are_known_as_such():
    load_bodies(*FILES)

    welsh = [b.slug for b in Body.objects.order_by("slug") if b.is_welsh]
    areas = ["dyfed-powys", "gwent", "north-wales", "south-wales"]
    assert welsh == [f"force-{a}" for a in areas] + [f"pcc-{a}" for a in areas]


def test_inspectors_were_another_body_before_19_july_2017():
    load_bodies(*FILES)

    def inspectors(day):
        return Body.objects.on(day).get(slug__in=["hmic", "hmicfrs"]).slug

    assert [inspectors(date(2017, 7, 18)), inspectors(date(2017, 7, 19))] == ["hmic", "hmicfrs"]


def test_holder_is_who_held_the_office_on_the_day():
    load_bodies(*FILES)
    office = body("pcc-kent")
    make_term(office, "First Holder", starts_on=date(2020, 1, 1), ends_on=date(2021, 10, 14))
    make_term(office, "Second Holder", starts_on=date(2021, 11, 25))

    names = [
        term and term.name
        for term in map(
            office.holder_on, [date(2021, 10, 14), date(2021, 10, 20), date(2021, 11, 25)]
        )
    ]
    assert names == ["First Holder", None, "Second Holder"]


def test_acting_holder_comes_before_the_one_who_began_earlier():
    load_bodies(*FILES)
    office = body("pcc-kent")
    make_term(office, "Elected Holder", starts_on=date(2020, 1, 1))
    make_term(office, "Acting Holder", starts_on=date(2022, 1, 1), ends_on=date(2022, 3, 1))

    assert office.holder_on(date(2022, 2, 1)).name == "Acting Holder"
    assert office.holder_on(date(2022, 3, 2)).name == "Elected Holder"


def test_force_may_come_under_another_body_later():
    load_bodies(*FILES)
    office, force = body("pcc-kent"), body("force-city-of-london")

    make_oversight(office, force, starts_on=date(2028, 5, 4))

    assert [b.slug for b in Body.objects.overseeing([force], date(2028, 5, 3))] == [
        "police-authority-city-of-london"
    ]


def test_body_speaks_for_another_only_after_its_last_day():
    heir = make_body()
    last = date(2026, 5, 6)
    past = make_body(successor=heir, ends_on=last)

    assert heir.with_past(last) == [heir]
    assert heir.with_past(date(2026, 5, 7)) == [heir, past]
