"""The command: JSON, a table, and plain refusals; and where the bodies come from."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from bodies.models import Body
from recommendations.known_bodies import known_bodies, read_bodies

TEXT = (
    "Title: An inspection of Kent Police\n\nRecommendation 1\n\n"
    "By May 2024, the force should plan, working with the NPCC.\n"
)


def run(path, *options: str) -> str:
    out = StringIO()
    call_command("extract_recommendations", str(path), *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.mark.django_db
def test_json_says_what_was_read(saved):
    found = json.loads(run(saved, "--json", "--published", "2023-06-15"))

    assert found["published"] == "2023-06-15"
    assert found["title"] == "An inspection of Kent Police"
    item = found["recommendations"][0]
    assert item["number"] == "1"
    assert item["addressees"] == ["force:Kent Police"]
    assert item["partners"] == ["npcc"]
    assert (item["deadline"], item["deadline_rule"]) == ("2024-05-31", "month_end")


@pytest.mark.django_db
def test_table_says_what_was_read(saved):
    found = run(saved)

    assert "An inspection of Kent Police" in found
    assert "to force:Kent Police" in found
    assert "2024-05-31 (By May 2024)" in found
    assert "Note: The day of publication is not in the text." in found


@pytest.mark.django_db
def test_windows_text_is_read(tmp_path):
    path = tmp_path / "old.txt"
    path.write_bytes("Rec 1: Forces should keep to “the plan”.".encode("cp1252"))

    assert json.loads(run(path, "--json"))["recommendations"][0]["text"].endswith("“the plan”.")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "no words"), (b"\xff\x81\x8d", "not text"), (None, "cannot be read")],
)
def test_unreadable_file_is_refused_plainly(tmp_path, data, words):
    path = tmp_path / "report.txt"
    if data is not None:
        path.write_bytes(data)

    with pytest.raises(CommandError, match=words) as error:
        run(path)

    assert error.value.returncode == 1


@pytest.mark.django_db
def test_wrong_date_is_refused_plainly(saved):
    with pytest.raises(CommandError, match="not a date"):
        run(saved, "--published", "June")


@pytest.mark.django_db
def test_bodies_come_from_the_database_where_there_are_any():
    body = Body.objects.create(slug="force-here", name="Here Police", kind="force")
    body.names.create(name="Hither Police", until=date(2020, 1, 1))

    known = known_bodies()

    assert [(b.slug, b.name, b.kind) for b in known] == [("force-here", "Here Police", "force")]
    assert known[0].name_on(date(2019, 1, 1)) == "Hither Police"


@pytest.mark.django_db
def test_bodies_come_from_the_file_without_rows():
    Body.objects.all().delete()

    assert "force-kent" in {body.slug for body in known_bodies()}


@pytest.mark.django_db
def test_bodies_come_from_the_file_without_a_table():
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {Body._meta.db_table} RENAME TO bodies_elsewhere")

    assert "force-kent" in {body.slug for body in known_bodies()}


def test_missing_file_gives_no_bodies(tmp_path):
    assert read_bodies(tmp_path / "none.csv") == []
