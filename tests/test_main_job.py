"""The main job on the real input, in a browser, as four people; and who is kept out."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Membership, User
from accounts.permissions import Role
from bodies.models import Body, OfficeTerm
from letters.models import Contact, Letter, Letterhead, LetterTemplate, Publication
from letters.tasks import send_next
from tests.browser import axe, overflow
from tests.real_letter import REPORT, real_letter

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not REPORT.exists(), reason="The real input is not beside the project."),
]

PASSWORD = "correct horse battery staple"
LONDON = ZoneInfo("Europe/London")
PDF = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def person(email: str, slug: str, *roles: Role) -> User:
    user = User.objects.create_user(email, PASSWORD, name=email.split("@")[0].title())
    for role in roles:
        Membership.objects.create(
            user=user, body=Body.objects.get(slug=slug), role=role, starts_on=date(2021, 1, 1)
        )
    return user


def term(slug: str, title: str, name: str, salutation: str, **names) -> None:
    OfficeTerm.objects.create(
        body=Body.objects.get(slug=slug),
        name=name,
        title=title,
        salutation=salutation,
        starts_on=date(2019, 1, 1),
        **names,
    )


def records(letter) -> None:
    """Put in the records what an administrator would have put there, from the letter itself."""
    call_command("load_bodies", verbosity=0)
    facts, minister = letter.facts, letter.secretary
    names = {key: minister[key] for key in ["name", "title", "honorific", "post_nominals"]}
    term("home-office", salutation=minister["title"], **names)
    term("pfcc-essex", facts["signatory_title"], facts["signatory"], "Commissioner")
    term("force-essex", "Chief Constable", facts["chief"], "Chief Constable")
    essex = Body.objects.get(slug="pfcc-essex")
    Letterhead.objects.create(
        body=essex,
        name=essex.name,
        address="\n".join(facts["address"].split(", ")),
        telephone=facts["telephone"],
        fax=facts["fax"],
        email=facts["email"],
        web=facts["web"],
        enquiries_to=facts["enquiries_to"],
        enquiries_email=facts["email"],
    )
    address = f"{minister['street']}\n{minister['town']}"
    emails = {
        "home-office": "minister@example.org",
        "hmicfrs": "inspectors@example.org",
        "force-essex": "chief@example.org",
    }
    for slug, email in emails.items():
        Contact.objects.create(body=Body.objects.get(slug=slug), email=email, address=address)
    Contact.objects.filter(body__slug="home-office").update(email=facts["home_office_email"])
    paragraphs = letter.paragraphs
    LetterTemplate.objects.create(
        body=essex,
        opening=paragraphs[0],
        recommendations=paragraphs[1],
        oversight=paragraphs[-1],
        cc="{chief_officer}, {chief_officer_title}, {force}.",
    )


class Visitor:
    """A person at a browser of their own."""

    def __init__(self, open_page, live_server, email=""):
        self.server = live_server.url
        self.page = open_page(f"{self.server}/register/")
        self.email = email
        if email:
            self.go("/my-work/")

    def sign_in(self):
        self.page.get_by_label("Email address").fill(self.email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.press("Sign in")

    def go(self, path):
        """Go to a page; a session that has expired since is signed in to again."""
        self.page.goto(self.server + path)
        if self.email and "/account/sign-in/" in self.page.url:
            self.sign_in()
            self.page.wait_for_url(lambda url: "/account/sign-in/" not in url)

    def fill(self, **fields):
        for name, text in fields.items():
            self.page.locator(f"[name={name}]").first.fill(text)

    def day(self, name, day):
        self.fill(
            **{f"{name}_day": str(day.day), f"{name}_month": str(day.month)},
            **{f"{name}_year": str(day.year)},
        )

    def press(self, label):
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=label, exact=True).click()

    def follow(self, label):
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=label).first.click()

    def sees(self, text):
        expect(self.page.locator("main")).to_contain_text(text)

    def path(self):
        return self.page.url.removeprefix(self.server)

    def check_page(self):
        assert axe(self.page) == []
        assert overflow(self.page) <= 0


def at(*moment):
    return datetime(*moment, tzinfo=LONDON)


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    return " ".join(re.sub(r"-\r?\n|￾", "", text).split())


def bare(text: str) -> str:
    """Return letters and digits only: line ends and hyphenation are the typesetter's."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def capture(officer: Visitor) -> str:
    officer.go("/my-work/")
    officer.follow("Reports")
    officer.follow("Add a report")
    officer.fill(title=re.search(r"Title: (.+)", REPORT.read_text()).group(1))
    officer.page.get_by_label("Super-complaint report").check()
    officer.page.get_by_label("Super-complaint (Police Reform Act 2002, Part 2A)").check()
    officer.page.get_by_label("College of Policing").check()
    officer.day("published_on", date(2021, 5, 26))
    officer.press("Save and continue")
    officer.fill(text=REPORT.read_text().split("Wording:")[1].split("\n", 1)[1])
    officer.press("Read this text")
    officer.sees("6 found, 6 still to check.")
    officer.check_page()
    officer.press("Mark the 6 clear ones as checked")
    officer.follow("Continue: see what follows")
    officer.sees("6 recommendations will be written down")
    officer.press("Confirm the recommendations")
    return officer.path()


def invite(officer: Visitor) -> str:
    officer.follow("Start the response")
    officer.press("Start the response")
    desk = officer.path()
    officer.press("Submit for review")
    officer.sees("This cannot be submitted yet")
    officer.sees("Recommendation 6c has no explanation (as under section 55(5B)).")
    officer.check_page()
    officer.follow("Invite the chief officer’s comments")
    officer.day("asked_for_on", date(2021, 6, 22))
    officer.press("Invite comments")
    officer.sees("Essex Police is invited to comment.")
    return desk


def comment(force: Visitor) -> tuple[str, str]:
    force.go("/invitations/")
    force.follow("The hidden victims")
    room = force.path()
    force.sees("Recommendation 2")
    expect(force.page.locator("main")).not_to_contain_text(re.compile("Recommendation 6[ac]"))
    force.check_page()
    force.follow("Write the overall comments")
    force.fill(text="We welcome the report and act on each recommendation to us.")
    force.press("Save")
    force.follow("Comment on Recommendation 2")
    force.fill(text="Learning is in place for every officer.")
    force.press("Save")
    force.follow("add an assurance update on Recommendation 2")
    force.page.get_by_label("In progress").check()
    force.fill(narrative="Training has begun.")
    upload = {"name": "training.pdf", "mimeType": "application/pdf", "buffer": PDF}
    force.page.locator("[name=files]").set_input_files([upload])
    force.press("Record this update")
    evidence = force.page.get_by_role("link", name="training.pdf", exact=True).get_attribute("href")
    force.go(room)
    force.press("Send the comments to the office")
    force.sees("Thank you.")
    return room, evidence


def write(officer: Visitor, desk: str, paragraphs: list[str]) -> None:
    officer.go(f"{desk}words/")
    officer.fill(opening="\n\n".join(paragraphs[2:4]), closing=paragraphs[6])
    officer.press("Save")
    answers = {
        "2": ("Not for us", "For chief constables."),
        "3": ("Not for us", "For chief constables."),
        "4": ("Accepted", paragraphs[4]),
        "6a": ("Not for us", "For the Home Office."),
        "6b": ("Not for us", "For the National Police Chiefs' Council."),
        "6c": ("Accepted", paragraphs[5]),
    }
    officer.follow("Recommendation 2")
    officer.sees("Learning is in place for every officer.")
    officer.check_page()
    for number, (position, text) in answers.items():
        heading = re.compile(f"^Recommendation {number}($|:)")
        expect(officer.page.locator("h1")).to_have_text(heading)
        officer.page.get_by_label(position, exact=True).check()
        officer.fill(text=text)
        officer.press("Save and go to the next")
    officer.press("Submit for review")
    officer.sees("Submitted. It now waits for review.")


def refused(visitor: Visitor, paths: list[str]) -> list[int | str]:
    """Return what a visitor gets at each private address: a status, or the way to sign in."""
    answers = []
    for path in paths:
        found = visitor.page.request.get(visitor.server + path, max_redirects=0)
        signed_out = found.headers.get("location", "").startswith("/account/sign-in/")
        answers.append("sign in" if found.status == 302 and signed_out else found.status)
    return answers


def test_main_job_on_the_real_input(live_server, open_page, tmp_path, settings):
    settings.EMAIL_BACKEND = "letters.outbox.EmailBackend"
    letter = real_letter()
    records(letter)
    person("casework@example.org", "pfcc-essex", Role.CASEWORKER, Role.PUBLISHER)
    person("force@example.org", "force-essex", Role.FORCE_CONTRIBUTOR)
    person("approver@example.org", "pfcc-essex", Role.APPROVER)
    person("commissioner@example.org", "pfcc-essex", Role.SIGNATORY)
    person("kent@example.org", "pcc-kent", Role.CASEWORKER, Role.APPROVER, Role.SIGNATORY)

    with time_machine.travel(at(2021, 5, 27, 9), tick=True):
        officer = Visitor(open_page, live_server, "casework@example.org")
        report = capture(officer)
        officer.sees("Day 2 of 56.")
        officer.sees(
            "Last day to publish: Tuesday 20 July 2021, no statutory day; this office works to"
            " 56 days as under section 55."
        )
        officer.check_page()
        desk = invite(officer)
    with time_machine.travel(at(2021, 6, 10, 9), tick=True):
        force = Visitor(open_page, live_server, "force@example.org")
        room, evidence = comment(force)
    with time_machine.travel(at(2021, 7, 5, 9), tick=True):
        write(officer, desk, letter.paragraphs)
    with time_machine.travel(at(2021, 7, 8, 9), tick=True):
        approver = Visitor(open_page, live_server, "approver@example.org")
        approver.follow("Read and approve")
        approver.check_page()
        approver.press("Approve")
        approver.sees("Approved.")
    with time_machine.travel(at(2021, 7, 19, 10), tick=True):
        officer.go(f"{desk}read/")
        officer.follow("Make the letter")
        reference = officer.page.locator("[name=reference]").input_value()
        officer.press("Make the letter")
        page = officer.path()
        commissioner = Visitor(open_page, live_server, "commissioner@example.org")
        commissioner.follow("Sign the letter")
        commissioner.fill(typed_name=letter.facts["signatory"])
        commissioner.page.locator("[name=sure]").check()
        commissioner.check_page()
        commissioner.press("Sign and freeze the letter")
        commissioner.sees("Signed and frozen.")
        officer.go(page)
        officer.press("Send the copies")
        while send_next(timezone.now()):
            continue
        officer.go(page)
        assert officer.page.get_by_text("Sent", exact=True).count() == 3
        officer.follow("Publish the response")
        officer.check_page()
        officer.page.locator("[name=sure]").check()
        officer.press("Publish now")
        officer.sees("Day 55 of 56")
        officer.check_page()

        public = Visitor(open_page, live_server)
        publication = Publication.objects.get()
        public.go(publication.get_absolute_url())
        public.check_page()
        public.sees("Comments of the Chief Constable")
        public.sees("We welcome the report and act on each recommendation to us.")
        public.sees("19 July 2021, day 55 of 56 (no statutory day for this report)")
        address = f"{live_server.url}{publication.get_absolute_url()}letter.pdf"
        pdf = public.page.request.get(address).body()

        text = words_of(pdf)
        facts = letter.facts
        minister = letter.secretary
        elements = [
            f"{minister['honorific']} {minister['name']} {minister['post_nominals']}",
            minister["title"],
            minister["street"],
            minister["town"],
            facts["home_office_email"],
            facts["address"],
            facts["telephone"],
            facts["fax"],
            facts["email"],
            "Your Ref",
            "n/a",
            f"Our Ref {facts['reference']}",
            "19 July 2021",
            f"Enquiries to {facts['enquiries_to']}",
            "Dear Home Secretary",
            *letter.paragraphs,
            "Yours sincerely",
            facts["signatory"],
            facts["signatory_title"],
            f"{facts['chief']}, Chief Constable, Essex Police.",
            "Appendix A - Recommendations",
            *letter.appendix,
        ]
        assert reference == facts["reference"]
        assert [e for e in elements if bare(e) not in bare(text)] == []
        path = tmp_path / "letter.pdf"
        path.write_bytes(pdf)
        with ThreadPoolExecutor() as pool:  # this thread has Playwright's event loop running
            pool.submit(call_command, "verify_letter", str(path)).result()
        assert b"/StructTreeRoot" in pdf or b"StructTreeRoot" in pdf
        assert len(list(settings.OUTBOX_DIR.iterdir())) == 3

        number = Letter.objects.get().pk
        private = [
            desk,
            f"{desk}words/",
            f"{desk}read/",
            f"{desk}invite/",
            f"{desk}letter/",
            room,
            evidence,
            page,
            f"{page}pdf/",
            f"{page}sign/",
            f"{page}publish/",
            "/deliveries/1/",
            "/deliveries/1/message/",
        ]
        other = Visitor(open_page, live_server, "kent@example.org")
        nobody = Visitor(open_page, live_server)
        assert number and refused(other, private) == [404] * len(private)
        assert refused(nobody, [report, "/board/", *private]) == ["sign in"] * (len(private) + 2)
        assert [v.page.problems for v in (officer, force, approver, commissioner, public)] == [
            []
        ] * 5
