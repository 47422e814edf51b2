"""What every page has: the menu, the banner, the headers; no barrier, and no sideways scroll."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import get_resolver, resolve, reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from bodies.groups import Kind
from letters.models import Delivery, Letter, Publication
from recommendations.actions import (
    accept_sure,
    ask_to_close,
    find_recommendations,
    give_register,
    give_text,
    guessed,
    link,
    map_register,
)
from recommendations.files import REGISTERS, REPORTS, examine
from recommendations.models import (
    AssuranceUpdate,
    Evidence,
    Obligation,
    Proposal,
    Register,
    Report,
)
from recommendations.tasks import read_next_register
from responses.actions import approve_release, ask_release, save_words
from responses.models import HandRound, Invitation, Response
from responses.workflow import State
from tests.browser import axe, overflow
from tests.factories import (
    AT,
    make_body,
    make_comment_file,
    make_force_and_body,
    make_letter,
    make_membership,
    make_recommendation,
    make_report,
    make_response,
    make_upload,
    make_user,
)

pytestmark = pytest.mark.django_db

WIDTHS = [1280, 320]
# Files, buttons, and answers to scripts: addresses that show no page of their own.
NO_PAGE = {
    "healthz", "progress:home", "progress:audit-csv", "progress:retention-person-csv",
    "progress:held-csv",
    "accounts:sign-out", "account_logout", "accounts:notice-read", "accounts:session-end",
    "accounts:sessions-end", "accounts:invitation-again", "accounts:invitation-withdraw",
    "accounts:invitation-link", "mfa_login_webauthn", "openid_connect_callback",
    "account_login", "account_change_password", "mfa_list_webauthn",
    "accounts:keep-words", "accounts:forget-words", "accounts:address-keep",
    "accounts:absence-end",
    "accounts:address-link",
    "letters:pdf", "letters:pdf-cy", "letters:copies", "letters:delegation-end", "letters:lodged",
    "letters:message", "letters:public-pdf", "letters:public-pdf-cy", "letters:try-again",
    "recommendations:report-file", "recommendations:accept-sure", "recommendations:accept",
    "recommendations:join", "recommendations:place", "recommendations:source-page",
    "recommendations:read-again", "recommendations:compare-with", "recommendations:evidence",
    "recommendations:update", "recommendations:accept-update", "recommendations:close-withdraw",
    "responses:comment-file", "responses:comment-file-remove",
    "responses:take-over", "responses:submit", "responses:approve", "responses:return",
    "responses:reopen", "responses:send",
    "responses:put-to-approver", "responses:acknowledge", "responses:question-withdraw",
    "letters:docx", "letters:dossier", "letters:docx-public", "letters:docx-public-cy",
    "letters:pdf-public", "letters:pdf-public-cy",
    "letters:docx-cy", "letters:enclosure", "responses:attachment", "responses:attachment-remove",
    "recommendations:confirm-day", "recommendations:download", "recommendations:report-download",
    "recommendations:register-again", "recommendations:register-discard",
    "letters:template-preview", "responses:release-approve", "responses:release-refuse",
}  # fmt: skip
# Pages that are shown on the way of a second step, or at a provider: see tests/accounts.
ON_THE_WAY = {
    "account_set_password", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp",
    "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    "mfa_add_webauthn", "mfa_reauthenticate_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn",
    "openid_connect_login", "socialaccount_login_error",
}  # fmt: skip
# Pages whose form is refused as it stands.
REFUSED = {
    "account_reset_password", "account_reauthenticate", "accounts:invite", "accounts:address",
    "accounts:absences",
    "accounts:sign-in", "accounts:password-change", "letters:check", "letters:sign",
    "letters:publish", "letters:delegations", "letters:lodge",
    "letters:correct-address", "letters:came-back", "responses:attachments",
    "recommendations:report-new", "recommendations:text",
    "recommendations:add", "recommendations:split", "recommendations:report-discard",
    "recommendations:change-day", "recommendations:update-new", "recommendations:evidence-add",
    "recommendations:ask-about-update", "recommendations:note-status", "responses:hand-round",
    "letters:work-of",
}  # fmt: skip

MENUS = {
    Role.CASEWORKER: ["My work", "Reports", "Board", "Register"],
    Role.AUDITOR: ["My work", "Reports", "Board", "Record", "Register"],
    Role.FORCE_CONTRIBUTOR: ["My work", "Reports asking us", "Our updates", "Board", "Register"],
    Role.DEPUTY_CONTRIBUTOR: ["My work", "Reports asking us", "Our updates", "Board", "Register"],
    Role.COLLATOR: ["My work", "Returns", "Board", "Register"],
    Role.NAMED_CONTRIBUTOR: ["What you are asked"],
}


def menu(client, user) -> list[str]:
    client.force_login(user)
    return [item.label for item in client.get("/my-work/", follow=True).context["navigation"]]


READING = {
    Kind.PCC: ["Reports"],
    Kind.FORCE: ["Reports asking us", "Our updates"],
    Kind.NATIONAL_BODY: ["Returns"],
}


@pytest.mark.parametrize("kind", READING)
def test_an_auditor_reads_what_the_workers_of_their_kind_of_body_read(kind, client):
    here = make_body(kind=kind)

    shown = menu(client, make_user(Role.AUDITOR, here))

    assert shown == ["My work", *READING[kind], "Board", "Record", "Register"]


@pytest.mark.parametrize("role", MENUS)
def test_menu_holds_what_the_role_needs(role, client):
    assert menu(client, make_user(role, make_body())) == MENUS[role]


def test_menu_leads_only_staff_to_the_administration(client):
    staff = make_user(Role.CASEWORKER, make_body(), is_staff=True)

    assert menu(client, staff) == [*MENUS[Role.CASEWORKER], "Administration"]


@pytest.mark.parametrize(
    ("query", "here"), [("", "Board"), ("?kind=return", "Returns"), ("?state=open", "Board")]
)
def test_menu_marks_one_place_as_the_present_one(query, here, client):
    client.force_login(make_user(Role.COLLATOR, make_body()))

    items = client.get(f"/board/{query}").context["navigation"]

    assert [item.label for item in items if item.current] == [here]


def test_menu_marks_the_place_that_a_page_stands_under(client):
    area = make_force_and_body()
    response = make_response(area.body, make_recommendation(make_report(area.body)).report)
    letter = make_letter(make_response(area.body, make_report(area.body), state=State.APPROVED))
    duty = response.reports.get().obligations.get(kind="response", body=area.body)
    client.force_login(make_user(Role.CASEWORKER, area.body))

    def marked(found) -> list[tuple[str, str]]:
        items = client.get(found.get_absolute_url()).context["navigation"]
        return [(item.label, item.current) for item in items if item.current]

    assert marked(response) == marked(letter) == [("Reports", "true")]
    assert marked(response.reports.get()) == [("Reports", "true")]
    assert marked(duty) == [("Board", "true")]


@pytest.mark.parametrize("fictional", [True, False])
def test_banner_stands_over_fictional_data_only(fictional, client):
    make_body(fictional=fictional)

    page = client.get(reverse("letters:register")).content.decode()

    assert ("The force area, people and words on this site are fictional." in page) is fictional


def test_browser_features_that_no_page_needs_are_refused(client):
    policy = client.get("/healthz").headers["Permissions-Policy"]

    assert {part.strip() for part in policy.split(",")} == {
        "camera=()", "microphone=()", "geolocation=()", "payment=()", "usb=()",
    }  # fmt: skip


@pytest.mark.parametrize(("words", "taken"), [("red kettle", False), ("red kettle x", True)])
def test_password_has_at_least_twelve_characters(words, taken, client):
    user = make_user(Role.AUDITOR, make_force_and_body().body, password="correct horse battery")
    client.force_login(user)
    typed = {"oldpassword": "correct horse battery"}

    client.post(
        reverse("accounts:password-change"),
        typed | {"password1": words},
    )

    assert User.objects.get(pk=user.pk).check_password(words) is taken


def report(title: str) -> Report:
    return Report.objects.get(title__startswith=title)


def response(title: str) -> Response:
    return Response.objects.get(reports=report(title), body__slug="pfcc-wessmere")


def load_demonstration(now) -> dict[str, Report]:
    """Load it, and add what it lacks: a text being read, another to compare, all items checked."""
    call_command("load_bodies", verbosity=0, stdout=io.StringIO())
    call_command("load_demo", verbosity=0, stdout=io.StringIO())
    by = User.objects.get(email="caseworker@wessmere.example")
    office = report("PEEL").recorded_for
    values = {"confirmed": False, "by": by, "published_on": now.date() - timedelta(days=3)}
    waiting, empty, checked = (make_report(office, **values) for _ in range(3))
    unanswered = make_report(office, **values | {"confirmed": True})
    upload = make_upload("report.pdf")
    facts = examine(upload, allowed=REPORTS)
    give_text(waiting, upload=upload, facts=facts, by=by, at=now)
    asked = "Within six months, chief constables should act. They should say how."
    many = "".join(f"Recommendation {n}\n\n{asked}\n\n" for n in range(1, 21))
    find_recommendations(checked, many, by=by, at=now)
    accept_sure(checked, by=by, at=now)
    find_recommendations(report("PEEL"), f"Recommendation 1\n\n{asked}", by=by, at=now)
    made = {"waiting": waiting, "empty": empty, "checked": checked, "unanswered": unanswered}
    return made | {"new": a_register(office, by, now), "told": a_register(office, by, now)}


REGISTER = (
    "Report,Published,Number,Recommendation,RAG\n"
    "Calls,2 March 2026,1,Chief constables should answer every call.,Red\n"
    "Calls,2 March 2026,1,Other words.,Red\n"
)


def a_register(office, by, now) -> Register:
    """Return a register that is read, and told which column is which: one row cannot be taken."""
    upload = make_upload("register.csv", REGISTER.encode())
    facts = examine(upload, allowed=REGISTERS)
    register = give_register(office, upload, facts, by=by, at=now)
    assert read_next_register(now)
    register.refresh_from_db()
    return register


def asked_to_close(duty: Obligation, person: str) -> int:
    """Return the key of a duty that somebody asks to close."""
    if not duty.closings.exists():
        by, now = User.objects.get(email=f"{person}@wessmere.example"), timezone.now()
        ask_to_close(duty, timezone.localdate(), shown="The rota is kept.", by=by, at=now)
    return duty.pk


def pages(made: dict[str, Report]) -> dict[str, list[tuple]]:
    """Return who sees which pages, each as a name and its keys."""
    done, draft, peel = report("Waiting"), response("Out of sight"), report("PEEL")
    unchecked = report("Open country")
    published = Publication.objects.get()
    letter = Letter.objects.get(signed_at=None)
    place = [published.body.slug, published.slug]
    act = Obligation.objects.exclude(recommendation=None).filter(body=draft.body, met_on=None)
    found = Proposal.objects.filter(report=made["checked"]).first()
    asked = Invitation.objects.get(response__reports=peel)
    question = HandRound.objects.get()
    item = draft.passages.first().recommendation
    update = AssuranceUpdate.objects.filter(body=asked.force, evidence__isnull=False).first()
    told = made["told"]
    map_register(
        told, guessed(told), kind="other", basis="section_55", by=told.added_by, at=told.added_at
    )
    assert read_next_register(timezone.now())
    return {
        "": [
            ("letters:register",), ("letters:register-body", place[0]),
            ("letters:publication", *place), ("letters:check",), ("accessibility",),
            ("accounts:sign-in",), ("account_reset_password",), ("account_reset_password_done",),
            ("account_reset_password_from_key", "1", "x-1"), ("accounts:invitation",),
            ("accounts:privacy",),
            ("account_reset_password_from_key_done",), ("account_inactive",),
            ("socialaccount_login_cancelled",),
        ],
        "caseworker@wessmere.example": [
            ("progress:my-work",), ("progress:board",), ("recommendations:reports",),
            ("recommendations:report-new",), ("recommendations:register-new",),
            ("recommendations:register", made["new"].pk),
            ("recommendations:register-preview", told.pk), ("accounts:password-change",),
            ("accounts:account",), ("progress:held",), ("accounts:absences",),
            ("accounts:address",),
            ("accounts:address-new",), ("accounts:sessions",), ("accounts:second-step-first",),
            ("account_reauthenticate",), ("mfa_index",),
            ("progress:report", done.pk), ("progress:report", peel.pk),
            ("progress:report", unchecked.pk), ("progress:owes", unchecked.pk),
            ("progress:owes", draft.reports.get().pk), ("progress:history", done.pk),
            ("recommendations:report-edit", peel.pk), ("recommendations:text", peel.pk),
            ("recommendations:text", made["empty"].pk),
            ("recommendations:report-discard", made["empty"].pk),
            ("recommendations:review", made["empty"].pk),
            ("recommendations:review", made["waiting"].pk),
            ("recommendations:review", made["checked"].pk),
            ("recommendations:review", unchecked.pk),
            ("recommendations:confirm", unchecked.pk),
            ("recommendations:confirm", made["checked"].pk),
            ("recommendations:add", made["checked"].pk), ("recommendations:proposal", found.pk),
            ("recommendations:split", found.pk), ("recommendations:compare", peel.source.pk),
            ("recommendations:recommendation", item.pk),
            ("recommendations:recommendation", update.recommendation_id),
            ("recommendations:ask-about-update", update.pk),
            ("recommendations:note-status", update.recommendation_id),
            ("recommendations:obligation", act.first().pk),
            ("recommendations:change-day", act.first().pk),
            ("recommendations:done", act.last().pk),
            ("recommendations:close", asked_to_close(act.first(), "caseworker")),
            ("recommendations:obligation", act.first().pk),
            ("responses:start", made["unanswered"].pk), ("responses:response", draft.pk),
            ("responses:words", draft.pk), ("responses:attachments", draft.pk),
            ("responses:passage", draft.pk, item.pk),
            ("responses:invite", draft.pk),
            ("responses:read", response("After dark").pk),
            ("responses:correct", published.letter.response.pk),
            ("letters:make", response("After dark").pk), ("letters:letter", letter.pk),
            ("letters:letter", published.letter.pk),
            ("letters:delivery", Delivery.objects.first().pk),
            ("letters:lodge", published.letter.pk),
            ("letters:correct-address", Delivery.objects.first().pk),
            ("letters:came-back", Delivery.objects.first().pk),
        ],
        "approver@wessmere.example": [
            ("recommendations:close", asked_to_close(act.first(), "caseworker")),
            ("responses:read", response("Behind the counter").pk)],
        "commissioner@wessmere.example": [
            ("letters:delegations",), ("letters:sign", letter.pk),
        ],
        "publisher@wessmere.example": [("letters:publish", letter.pk)],
        "force@wessmere.example": [
            ("progress:my-work",), ("responses:invitations",), ("responses:invitation", asked.pk),
            ("responses:comment", asked.pk, asked.response.comments.first().pk),
            ("responses:comment", asked.pk, asked.response.comments.last().pk),
            ("responses:comment-files", asked.pk, asked.response.comments.last().pk),
            ("recommendations:updates",),
            ("recommendations:update-new", peel.recommendations.first().pk),
            ("recommendations:evidence-add", update.pk),
            ("recommendations:evidence-replace", Evidence.objects.newest().first().pk),
            ("recommendations:answer-question", update.pk),
            ("responses:hand-round", asked.pk, asked.response.comments.last().pk),
            ("responses:question", asked.pk, question.pk),
        ],
        "contributor@wessmere.example": [
            ("responses:asked",), ("responses:answer", question.pk),
        ],
        "collator@apcc.example": [("progress:my-work",), ("progress:board",)],
        "administrator@wessmere.example": [
            ("accounts:invitations",), ("accounts:invite",),
            ("accounts:switch",), ("letters:template",), ("admin:index",), ("progress:audit",),
            ("recommendations:retention",), ("progress:retention-person",), ("letters:people",),
            ("letters:work-of", question.contributor_id, asked.force.slug),
            ("admin:recommendations_report_changelist",),
            ("admin:responses_response_changelist",), ("admin:accounts_membership_changelist",),
        ],
    }  # fmt: skip


def names() -> set[str]:
    """Return the name of every address but the admin's."""
    found = set()
    for entry in get_resolver().url_patterns:
        space = getattr(entry, "namespace", None)
        inner = getattr(entry, "url_patterns", [entry])
        if space != "admin":
            found |= {":".join(filter(None, [space, one.name])) for one in inner}
    return found


@pytest.fixture
def sign_in(live_server, open_page, client):
    """Return a function that opens a browser's page for a person, or for nobody."""

    def signed_in(email: str = ""):
        page = open_page()
        if email:
            client.force_login(User.objects.get(email=email))
            cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
            page.context.add_cookies([cookie | {"url": live_server.url}])
        return page

    return signed_in


def press(page) -> None:
    form = "main form:not([data-passkey])"
    page.locator(f"{form} button.govuk-button[type=submit]").last.click()


def look(page, server: str, path: str) -> list[str]:
    """Return what is wrong with a page, and with what it says when its form is refused."""
    assert page.goto(server + path).status == 200, path
    wrong = wrongs(page, path)
    if resolve(path).view_name in REFUSED:
        press(page)
        page.wait_for_selector(".govuk-error-summary")
        wrong += wrongs(page, f"{path} refused")
    return wrong


def wrongs(page, path: str) -> list[str]:
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{path} at {width}: {barrier}" for barrier in axe(page)]
        if overflow(page) > 0:
            found.append(f"{path} at {width}: {overflow(page)} px too wide")
    return found


# What `newest_pages` makes, for the demonstration tells nothing of it.
NEWEST = {
    "responses:comment-file-attach",
    "responses:release-ask", "responses:release", "responses:release-end", "recommendations:link",
    "recommendations:unlink", "responses:one-language", "letters:publication-cy",
    "responses:give-back",
}  # fmt: skip


def newest_pages(area, caseworker) -> list[str]:
    """Return the pages on which a report is set aside and recommendations are linked."""
    reports = [make_report(area.body, forces=[area.force]) for _ in range(4)]
    now, then = [make_recommendation(report, text="Do it by day.") for report in reports[:2]]
    earlier, alike = make_recommendation(reports[1], "2"), make_recommendation(reports[2])
    assert earlier.text != alike.text
    given = make_comment_file(make_response(area.body, reports[1]))
    response = make_response(area.body, reports[0], explained=False)
    made = link(now, then, "duplicate", body=area.body, note="A", by=caseworker, at=AT)
    asked, approved = [
        ask_release(
            report.obligations.get(kind="response"), ground="covered", covered_by=reports[0],
            reason="The same.", by=caseworker, at=AT,
        )
        for report in reports[2:]
    ]  # fmt: skip
    approve_release(approved, by=make_user(Role.APPROVER, area.body), at=AT)
    owed = reports[0].obligations.get(kind="response")
    make_membership(caseworker, Role.FORCE_APPROVER, area.force)
    return [
        reverse("responses:invitation", args=[response.invitation.pk]),
        reverse("responses:give-back", args=[response.invitation.pk]),
        reverse("responses:comment-file-attach", args=[given.pk]),
        reverse("responses:release-ask", args=[owed.pk]),
        asked.get_absolute_url(),
        approved.get_absolute_url(),
        reverse("responses:release-end", args=[approved.pk]),
        reports[3].obligations.get(kind="response").get_absolute_url(),
        reports[3].get_absolute_url(),
        "/board/?state=set_aside",
        now.get_absolute_url(),
        reverse("recommendations:link", args=[now.pk]) + "?q=asks",
        reverse("recommendations:unlink", args=[now.pk, made.pk]),
        reverse("responses:passage", args=[response.pk, now.pk]),
    ]


def welsh_pages(area) -> list[str]:
    """Return the pages that only a Welsh body has, or that say more for one."""
    report = make_recommendation(make_report(area.body, forces=[area.force])).report
    draft = make_response(area.body, report, explained=False)
    save_words(draft, version=1, opening="Yes.", by=draft.drafted_by, at=AT)
    approved = make_response(
        area.body, make_recommendation(make_report(area.body)).report, state=State.APPROVED
    )
    letter = make_letter(approved, published=True)
    return [
        draft.get_absolute_url(),
        reverse("responses:words", args=[draft.pk]),
        reverse("responses:passage", args=[draft.pk, report.recommendations.get().pk]),
        reverse("responses:one-language", args=[draft.pk]),
        reverse("responses:read", args=[approved.pk]),
        letter.get_absolute_url(),
        letter.publication.get_absolute_url(),
        letter.publication.get_welsh_url(),
        reverse("letters:register"),
    ]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_every_page_has_no_barrier_and_does_not_scroll_sideways(live_server, sign_in):
    shown = pages(load_demonstration(timezone.now()))
    wrong, seen = [], set()
    for email, wanted in shown.items():
        page = sign_in(email)
        for name, *keys in wanted:
            wrong += look(page, live_server.url, reverse(name, args=keys))
            seen.add(name)
        wrong += page.problems
        if "letters:sign" in {name for name, *_ in wanted}:
            page.locator("[name=typed_name]").fill("Imelda Garrowby")
            page.locator("[name=sure]").check()
            press(page)
            page.wait_for_url(f"{live_server.url}/letters/*/")

    assert wrong == []
    assert names() - seen - NO_PAGE - NEWEST - ON_THE_WAY == set()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("welsh", [False, True])
def test_pages_that_the_demonstration_lacks_are_accessible_and_narrow(
    welsh, live_server, open_page, client
):
    area = make_force_and_body(welsh=welsh)
    caseworker = make_user(Role.CASEWORKER, area.body)
    pages = welsh_pages(area) if welsh else newest_pages(area, caseworker)
    client.force_login(caseworker)
    session = client.session
    session["acting_for"] = area.body.pk
    session.save()
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}

    found = {}
    for width in (1280, 320):
        window = open_page(f"{live_server.url}/register/", width)
        window.context.add_cookies([cookie | {"url": live_server.url}])
        for path in pages:
            assert window.goto(live_server.url + path).status == 200
            found[width, path] = (axe(window), max(overflow(window), 0), window.problems)

    assert found == dict.fromkeys(found, ([], 0, []))
