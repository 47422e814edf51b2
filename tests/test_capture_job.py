"""From a published PDF to who owes what, in a browser: with scripts, and without."""

from datetime import date, timedelta

import pytest
import weasyprint
from django.utils import timezone

from accounts.permissions import Role
from recommendations.models import Obligation, Report
from recommendations.tasks import read_next
from tests.browser import axe, overflow
from tests.factories import make_force_and_body, make_national_bodies, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "correct horse battery staple"
REPORT = """<!doctype html><html lang="en"><title>Calls</title><style>
@page { margin: 20mm; @top-left { content: "Calls answered late" }
@bottom-right { content: counter(page) } }
.body { columns: 2 } h1 { break-before: page }
</style><h2>Contents</h2><p>Recommendations ........ 2</p>
<h1>Recommendations</h1><div class="body">
<p>The inspectors visited every force in the spring and listened to many calls there.</p>
<h3>Recommendation 1</h3><p>Within six months of the date of publication of this report, chief
constables should make sure that:</p><ul><li>every call is answered within ten seconds; and</li>
<li>each caller is told what happens next.</li></ul>
<h3>Recommendation 2</h3><p>The National Police Chiefs’ Council should write guidance. The College
of Policing should train those who answer.</p>
<h3>Recommendation 4</h3><p>Supervisors should listen to a sample of calls.</p>
</div></html>"""


@pytest.fixture
def area():
    make_national_bodies()
    return make_force_and_body()


@pytest.mark.parametrize("scripts", [True, False])
def test_report_goes_from_its_pdf_to_duties(scripts, area, live_server, open_page, tmp_path):
    user = make_user(Role.CASEWORKER, area.body, password=PASSWORD)
    file = tmp_path / "calls.pdf"
    file.write_bytes(weasyprint.HTML(string=REPORT).write_pdf())
    page = open_page(f"{live_server.url}/reports/new/", java_script_enabled=scripts)
    published = timezone.localdate() - timedelta(days=10)

    def fine():
        if not scripts:
            return
        assert (axe(page), overflow(page) <= 0, page.problems) == ([], True, [])

    def press(name, exact=True):
        page.get_by_role("button", name=name, exact=exact).first.click()

    page.get_by_label("Email address").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press("Sign in")
    page.locator("[name=title]").fill("Calls answered late")
    page.locator("[name=kind][value=thematic]").check()
    page.locator("[name=basis][value=section_55]").check()
    for part in ["day", "month", "year"]:
        page.locator(f"[name=published_on_{part}]").fill(str(getattr(published, part)))
    page.locator("[name=upload]").set_input_files(file)
    press("Save and continue")

    assert page.get_by_text("calls.pdf is being read.").is_visible()
    assert read_next(timezone.now())
    if not scripts:
        page.get_by_role("link", name="See whether it is ready").click()
    page.get_by_text("3 found, 3 still to check").wait_for()
    fine()
    assert page.get_by_text("3 does not appear in this text", exact=False).is_visible()
    picture = page.locator("svg.app-page")
    assert (
        picture.get_attribute("aria-label") == "Page 2 of calls.pdf, with the item’s place marked"
    )
    assert picture.locator("rect").count() >= 1

    press("Mark the", exact=False)
    page.get_by_text("still to check", exact=False).wait_for()
    page.get_by_role("link", name="Check or correct Recommendation 2").click()
    page.get_by_role("link", name="Split it in two").click()
    page.locator("[name=at_piece]").first.check()
    press("Split", exact=False)
    page.locator("[name=decision][value=accepted]").check()
    press("Save and go to the next")
    page.locator("[name=number]").fill("3")
    page.locator("[name=groups][value=npcc]").uncheck()
    page.locator("[name=groups][value=college-of-policing]").check()
    page.locator("[name=decision][value=accepted]").check()
    press("Save and go to the next")
    page.locator("[name=decision][value=dropped]").check()
    page.locator("[name=reason]").fill("Told to supervisors, not to a body.")
    press("Save")
    page.get_by_role("link", name="Add one that was not found").click()
    fine()
    page.locator("[name=number]").fill("1a")
    page.locator("[name=text]").fill("Chief constables should publish the figures.")
    page.locator("[name=groups][value=chief_constables]").check()
    press("Add it")
    fine()
    page.get_by_role("link", name="Continue: see what follows").click()
    assert page.get_by_text("4 recommendations will be written down, 1 dropped").is_visible()
    fine()
    press("Confirm the recommendations")
    page.get_by_text("The recommendations are confirmed.", exact=False).wait_for()

    report = Report.objects.get()
    recommendations = report.recommendations.all()
    assert [(r.number, r.place) for r in recommendations] == [
        ("1", "page 2, paragraph 2"),
        ("1a", ""),
        ("2", "page 2, paragraph 3"),
        ("3", "page 2, paragraph 3"),
    ]
    assert recommendations[0].text == (
        "Within six months of the date of publication of this report, chief constables should make"
        " sure that:\n\n- every call is answered within ten seconds; and\n- each caller is told"
        " what happens next."
    )
    owed = report.obligations.values_list("kind", "recommendation__number", "body__slug", "due_on")
    due = published + timedelta(days=55)
    in_six_months = Obligation.objects.get(recommendation__number="1").due_on
    assert set(owed) == {
        ("response", None, area.body.slug, due),
        ("action", "1", area.force.slug, in_six_months),
        ("action", "1a", area.force.slug, None),
        ("action", "2", "npcc", None),
        ("action", "3", "college-of-policing", None),
    }
    assert isinstance(in_six_months, date) and in_six_months > due
