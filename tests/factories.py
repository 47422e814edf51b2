"""Plain functions that make what a test needs, through the real actions where there is one.

Everything has a default, so that a test says only what matters to it. Days are
fixed: reports are published on PUBLISHED, and things happen at AT, on TODAY.
"""

import io
import itertools
import zipfile
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.actions import invite_person
from accounts.models import AccountInvitation, Membership, User
from accounts.permissions import Role
from bodies.groups import Group, Kind
from bodies.models import Body, OfficeTerm, Oversight
from letters.actions import delegate, lodge_copy, publish, sign_letter
from letters.actions import make_letter as make_letter_action
from letters.models import (
    Contact,
    CopyRecipient,
    Delegation,
    Letter,
    Letterhead,
    LodgedCopy,
)
from progress.demo.files import small_pdf
from recommendations.actions import (
    agree_to_close,
    ask_to_close,
    confirm_recommendations,
    owe,
    record_report,
    record_update,
)
from recommendations.files import examine
from recommendations.models import Addressee, Obligation, Recommendation, Report
from recommendations.models import Proposal as FoundItem
from responses.actions import (
    approve,
    attach,
    give_file,
    invite,
    save_comment,
    save_passage,
    send_comments,
    start_response,
    submit,
)
from responses.models import Attachment, CommentFile, Response
from responses.workflow import Position, State

LONDON = ZoneInfo("Europe/London")
PUBLISHED = date(2026, 3, 2)
TODAY = date(2026, 3, 20)
AT = datetime(2026, 3, 20, 10, 0, tzinfo=LONDON)
LONG_AGO = date(2012, 11, 22)

_numbers = itertools.count(1)
SETS = ["publishers", "forces", "upload", "facts"]


class Area(NamedTuple):
    """A fictional force and the local policing body over it."""

    force: Body
    body: Body


def later(days: int = 0, minutes: int = 0) -> datetime:
    return AT + timedelta(days=days, minutes=minutes)


def make_body(name: str = "", *, kind: str = Kind.PCC, slug: str = "", **values) -> Body:
    n = next(_numbers)
    values = {"area": f"Area {n}", "fictional": True} | values
    return Body.objects.create(
        name=name or f"Body {n}", slug=slug or f"body-{n}", kind=kind, **values
    )


def make_term(body: Body, name: str = "Robin Ashby", **values) -> OfficeTerm:
    values = {
        "title": body.officer_title or "Chair",
        "salutation": name.split()[-1],
        "starts_on": LONG_AGO,
    } | values
    return OfficeTerm.objects.create(body=body, name=name, **values)


def make_contact(body: Body, **values) -> Contact:
    values = {"email": f"section55@{body.slug}.example", "address": "1 Example Street"} | values
    return Contact.objects.create(body=body, **values)


def make_copy_recipient(body: Body, name: str = "Panel", **values) -> CopyRecipient:
    values = {
        "email": f"{name.lower().replace(' ', '-')}@{body.slug}.example",
        "role": "Police and Crime Panel",
    } | values
    return CopyRecipient.objects.create(body=body, name=name, **values)


def make_oversight(body: Body, force: Body, **values) -> Oversight:
    return Oversight.objects.create(local_policing_body=body, force=force, **values)


def make_letterhead(body: Body, **values) -> Letterhead:
    values = {
        "name": body.name,
        "address": "Sample House\nExample Road\nSampleton SM1 2EX",
        "email": f"office@{body.slug}.example",
        "enquiries_to": "Alex Marsh",
    } | values
    return Letterhead.objects.create(body=body, **values)


def make_force_and_body(
    area: str = "",
    *,
    kind: str = Kind.PFCC,
    title: str = "",
    whole: bool = True,
    welsh: bool = False,
) -> Area:
    """Return a force and its local policing body; `whole` adds terms, letterhead, contact."""
    area = area or f"Area {next(_numbers)}"
    slug = area.lower().replace(" ", "-")
    title = title or "Police, Fire and Crime Commissioner"
    force = make_body(
        f"{area} Police",
        kind=Kind.FORCE,
        slug=f"force-{slug}",
        area=area,
        officer_title="Chief Constable",
    )
    body = make_body(
        f"{title} for {area}", kind=kind, slug=f"body-{slug}", area=area, officer_title=title
    )
    if welsh:
        make_welsh(force, f"Heddlu {area}")
        make_welsh(body, f"Comisiynydd Heddlu a Throseddu {area}")
    make_oversight(body, force, starts_on=LONG_AGO)
    if whole:
        make_term(force, "Sam Fenwick", post_nominals="QPM")
        make_term(body, "Robin Ashby")
        make_contact(force)
        make_letterhead(body)
    return Area(force, body)


def make_welsh(body: Body, name: str) -> None:
    """Give a body the Welsh name that makes it write in both languages."""
    body.name_cy = name
    body.save()


NATIONAL = {
    "home-office": ("Home Office", Kind.GOVERNMENT_DEPARTMENT),
    "hmicfrs": ("Inspectorate of Constabulary", Kind.INSPECTORATE),
    "apcc": ("Association of Police and Crime Commissioners", Kind.NATIONAL_BODY),
    "npcc": ("National Police Chiefs' Council", Kind.NATIONAL_BODY),
    "college-of-policing": ("College of Policing", Kind.NATIONAL_BODY),
}


def make_national_bodies() -> dict[str, Body]:
    """Return the national bodies by slug, each made once, with all that a letter needs."""
    bodies = {}
    for slug, (name, kind) in NATIONAL.items():
        bodies[slug], _ = Body.objects.get_or_create(
            slug=slug, defaults={"name": name, "kind": kind, "fictional": True}
        )
    for slug in ["home-office", "hmicfrs"]:
        if not bodies[slug].contacts.exists():
            make_contact(bodies[slug])
    if not bodies["home-office"].terms.exists():
        make_term(
            bodies["home-office"],
            "Jo Halloran",
            honorific="Rt Hon",
            post_nominals="MP",
            title="Home Secretary",
            salutation="Home Secretary",
        )
    return bodies


def make_user(role: str = "", body: Body | None = None, **values) -> User:
    """Return a person; with a role and a body, one who has held it since long ago."""
    n = next(_numbers)
    values = {"email": f"person{n}@office.example", "name": f"Person {n}"} | values
    user = User.objects.create_user(**values)
    if role and body:
        make_membership(user, role, body)
    return user


def make_membership(user: User, role: str, body: Body, **values) -> Membership:
    values = {"starts_on": LONG_AGO} | values
    return Membership.objects.create(user=user, body=body, role=role, **values)


def make_invitation(body: Body, *, by=None, at=AT, **values) -> AccountInvitation:
    values = {
        "email": f"invited{next(_numbers)}@office.example",
        "name": "Kim Olander",
        "role": Role.CASEWORKER,
        "starts_on": timezone.localdate(at),
    } | values
    by = by or make_user(Role.BODY_ADMINISTRATOR, body)
    return invite_person(**values, body=body, by=by, at=at)


def make_report(body: Body | None = None, *, confirmed: bool = True, by=None, **values) -> Report:
    """Return a report recorded by `body`; confirmed, it owes its response already."""
    body = body or make_force_and_body().body
    by = by or make_user(Role.CASEWORKER, body)
    sets = {name: values.pop(name) for name in SETS if name in values}
    values = {
        "title": f"Report {next(_numbers)}",
        "kind": Report.Kind.THEMATIC,
        "basis": Report.Basis.SECTION_55,
        "published_on": PUBLISHED,
    } | values
    today = max(TODAY, values["published_on"])
    report = record_report(Report(recorded_for=body, **values), **sets, by=by, at=AT, today=today)
    if confirmed:
        confirm_recommendations(report, by=by, at=AT, today=today)
        report.refresh_from_db()
    return report


def make_proposal(report: Report, number: str = "1", **values) -> FoundItem:
    values = {
        "text": "Improve how it is done.",
        "addressees": [Group.CHIEF_CONSTABLES.value],
        "position": report.proposals.count(),
    } | values
    return FoundItem.objects.create(report=report, number=number, **values)


def make_recommendation(
    report: Report | None = None, number: str = "1", *, addressees=None, **values
) -> Recommendation:
    """Return a recommendation to groups and bodies; what it asks is owed at once."""
    report = report or make_report()
    values = {"text": f"Do what number {number or 'none'} asks."} | values
    recommendation = Recommendation.objects.create(report=report, number=number, **values)
    wanted = [Group.CHIEF_CONSTABLES] if addressees is None else addressees
    for addressee in wanted:
        body = addressee if isinstance(addressee, Body) else None
        group = "" if body else addressee
        Addressee.objects.create(recommendation=recommendation, group=group, body=body)
    if report.is_confirmed:
        owe(report, by=report.recorded_by, at=AT)
    return recommendation


def make_update(recommendation: Recommendation, force: Body, *, by=None, files=(), **values):
    by = by or make_user(Role.FORCE_CONTRIBUTOR, force)
    values = {"as_at": TODAY, "assessment": "in_progress", "narrative": "Work has begun."} | values
    checked = [(upload, examine(upload)) for upload in files]
    return record_update(recommendation, force, files=checked, by=by, at=AT, today=TODAY, **values)


def make_closed(obligation: Obligation, on: date = TODAY) -> Obligation:
    """Close a duty as two people of the body that owes it do."""
    asked_by, agreed_by = (make_user(Role.CASEWORKER, obligation.body) for _ in range(2))
    closing = ask_to_close(obligation, on, shown="The rota is kept.", by=asked_by, at=AT)
    agree_to_close(closing, by=agreed_by, at=AT)
    return Obligation.objects.get(pk=obligation.pk)


def make_comments(response: Response, words: dict | str = "The force agrees.", *, sent=True):
    """Write the force's comments: one overall, or by recommendation number ("" overall)."""
    invitation = response.invitation
    by = make_user(Role.FORCE_CONTRIBUTOR, invitation.force)
    words = {"": words} if isinstance(words, str) else words
    for comment in response.comments.select_related("recommendation"):
        number = comment.recommendation.number if comment.recommendation else ""
        if number in words:
            save_comment(comment, words[number], version=comment.version, by=by, at=AT)
    return send_comments(invitation, by=by, at=AT) if sent else invitation


def make_comment_file(response: Response, *, by: User | None = None, sent=True) -> CommentFile:
    """Give a file of the force with its overall comments, which are sent unless told."""
    by = by or make_user(Role.FORCE_CONTRIBUTOR, response.invitation.force)
    upload = make_upload(f"force-{next(_numbers)}.pdf", small_pdf(str(next(_numbers))))
    given = give_file(
        response.comments.get(recommendation=None), upload, examine(upload),
        description="Plan of the force", marking="official", by=by, at=AT,
    )  # fmt: skip
    if sent:
        make_comments(response)
    return given


def make_response(
    body: Body | None = None,
    *reports: Report,
    state: str = State.DRAFT,
    invited: bool = True,
    explained: bool = True,
    by: User | None = None,
) -> Response:
    """Return a response moved to `state` by the real actions, one person for each step."""
    body = body or (reports[0].recorded_for if reports else make_force_and_body().body)
    reports = reports or (make_recommendation(make_report(body)).report,)
    by = by or make_user(Role.CASEWORKER, body)
    response = start_response(body, reports, by=by, at=AT)
    if invited:
        invite(response, TODAY + timedelta(days=7), by=by, at=AT, today=TODAY)
    if explained:
        explain(response, by=by)
    if state != State.DRAFT:
        submit(response, by=by, at=AT)
    if state in [State.APPROVED, State.SIGNED, State.PUBLISHED]:
        approve(response, by=make_user(Role.APPROVER, body), at=AT)
    if state in [State.SIGNED, State.PUBLISHED]:
        make_letter(response, signed=True, published=state == State.PUBLISHED)
    return Response.objects.get(pk=response.pk)


def explain(response: Response, *, by: User | None = None) -> None:
    """Write a whole passage on every recommendation."""
    by = by or response.drafted_by
    in_welsh = {"text_cy": "Dyma a wnaf."} if response.body.is_welsh else {}
    for passage in response.passages.select_related("recommendation"):
        save_passage(
            response,
            passage.recommendation,
            version=passage.version,
            by=by,
            at=AT,
            position=Position.ACCEPTED,
            text=f"This is what I do on {passage.recommendation}.",
            **in_welsh,
        )


def make_attachment(response: Response, upload=None, *, by=None, **said) -> Attachment:
    """Attach a file to a draft; it is published with the letter unless `said` keeps it out."""
    upload = upload or make_upload(f"plan-{next(_numbers)}.pdf", small_pdf(str(next(_numbers))))
    said = {"title": "Plan of the force"} | said
    by = by or response.drafted_by
    return attach(response, upload, examine(upload), by=by, at=AT, **said)


def make_letter(
    response: Response | None = None, *, signed=False, published=False, image=None, **values
):
    """Return the letter of an approved response, as far on as asked."""
    response = response or make_response(state=State.APPROVED)
    make_national_bodies()
    values = {"dated_on": TODAY, "reference": f"REF{next(_numbers)}", "today": TODAY} | values
    by = make_user(Role.CASEWORKER, response.body)
    letter = make_letter_action(response, by=by, at=AT, **values)
    if signed or published:
        signatory = make_user(Role.SIGNATORY, response.body)
        name = letter.letter_words.signatory.name
        letter = sign_letter(letter, name, image=image, by=signatory, at=AT)
    if published:
        publish(letter, by=make_user(Role.PUBLISHER, response.body), at=AT, today=TODAY)
    return letter


def make_delegation(body: Body, deputy: User | None = None, *, by=None, **values) -> Delegation:
    """Return a deputy of `body`, who holds no role there but to read."""
    deputy = deputy or make_user(Role.AUDITOR, body, name="Kim Vale")
    values = {"title": "Deputy Commissioner", "starts_on": TODAY, "reason": "Leave."} | values
    by = by or make_user(Role.SIGNATORY, body)
    return delegate(body, deputy, by=by, at=AT, today=TODAY, **values)


def make_lodged_copy(letter: Letter, *, by: User | None = None, upload=None) -> LodgedCopy:
    upload = upload or make_upload("scan.pdf")
    by = by or make_user(Role.CASEWORKER, letter.body)
    return lodge_copy(letter, upload, examine(upload), note="Kept in the safe.", by=by, at=AT)


def make_upload(name: str = "plan.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, small_pdf("Evidence") if content is None else content)


def make_image(width: int = 40, height: int = 20, kind: str = "PNG") -> bytes:
    content = io.BytesIO()
    Image.new("1" if kind == "PNG" else "L", (width, height)).save(content, kind)
    return content.getvalue()


def make_office_file(*names: str, main: str = "word/document.xml") -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ["[Content_Types].xml", main, *names]:
            archive.writestr(name, "<x/>")
    return content.getvalue()
