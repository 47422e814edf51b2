"""Who gets what at every address: a table, and the addresses themselves asked one by one."""

import pytest
from django.db import transaction
from django.test import override_settings
from django.urls import NoReverseMatch, get_resolver, reverse

from accounts.permissions import Role
from bodies.groups import Kind
from letters.actions import ask_copies
from recommendations.actions import add_file, ask_to_close, give_register, link
from recommendations.files import examine
from recommendations.tasks import read_next
from responses.actions import approve, ask_release, hand_round, submit
from tests.connections import kept_open
from tests.factories import (
    AT,
    TODAY,
    make_attachment,
    make_body,
    make_comment_file,
    make_delegation,
    make_force_and_body,
    make_invitation,
    make_letter,
    make_lodged_copy,
    make_proposal,
    make_recommendation,
    make_report,
    make_response,
    make_update,
    make_upload,
    make_user,
    make_welsh,
)

pytestmark = pytest.mark.django_db

VISITORS = ["caseworker", "approver", "force", "collator", "other office", "nobody"]
ASKED = "asked by name"  # and no more: gets what a stranger gets, but for what is asked of them
OF_THE_ASKED = {"responses:answer": "ok", "progress:my-work": "to"}

# What each visitor gets, in the order above: a page (ok), another page (to), sign-in (in),
# or nothing: refused (403) or not there at all (404). "405" is for what only takes a POST.
TABLE = {
    "accessibility": "ok ok ok ok ok ok",
    "healthz": "ok ok ok ok ok ok",
    "accounts:sign-in": "to to to to to ok",
    "accounts:sign-out": "405 405 405 405 405 405",
    "accounts:switch": "ok ok ok ok ok in",
    "accounts:notice-read": "to to to to to in",
    "accounts:keep-words": "405 405 405 405 405 405",
    "accounts:forget-words": "to to to to to in",
    "accounts:privacy": "ok ok ok ok ok ok",
    "accounts:account": "ok ok ok ok ok in",
    "accounts:password-change": "to to to to to in",
    "accounts:absences": "ok ok ok ok ok in",
    "accounts:absence-end": "to to to to to in",
    "accounts:address": "ok ok ok ok ok in",
    "accounts:address-keep": "to to to to to in",
    "accounts:address-new": "ok ok ok ok ok in",
    "accounts:address-link": "to to to to to to",
    "accounts:second-step-first": "ok ok ok ok ok in",
    "accounts:sessions": "ok ok ok ok ok in",
    "accounts:sessions-end": "to to to to to in",
    "accounts:session-end": "to to to to to in",
    "accounts:invitations": "403 403 403 403 403 in",
    "accounts:invite": "403 403 403 403 403 in",
    "accounts:invitation-again": "to to to to to in",
    "accounts:invitation-withdraw": "to to to to to in",
    "accounts:invitation": "ok ok ok ok ok ok",
    "accounts:invitation-link": "to to to to to to",
    "account_login": "to to to to to ok",
    "account_logout": "405 405 405 405 405 405",
    "account_inactive": "ok ok ok ok ok ok",
    "account_reauthenticate": "403 403 403 403 403 in",
    "account_change_password": "to to to to to in",
    "account_set_password": "ok ok ok ok ok in",
    "account_reset_password": "ok ok ok ok ok ok",
    "account_reset_password_done": "ok ok ok ok ok ok",
    "account_reset_password_from_key": "ok ok ok ok ok ok",
    "account_reset_password_from_key_done": "ok ok ok ok ok ok",
    "mfa_index": "ok ok ok ok ok in",
    "mfa_list_webauthn": "ok ok ok ok ok in",
    "mfa_authenticate": "to to to to to in",
    "mfa_reauthenticate": "403 403 403 403 403 in",
    "mfa_activate_totp": "ok ok ok ok ok in",
    "mfa_deactivate_totp": "404 404 404 404 404 in",
    "mfa_view_recovery_codes": "404 404 404 404 404 in",
    "mfa_generate_recovery_codes": "ok ok ok ok ok in",
    "mfa_add_webauthn": "ok ok ok ok ok in",
    "mfa_login_webauthn": "to to to to to in",
    "mfa_reauthenticate_webauthn": "403 403 403 403 403 in",
    "mfa_edit_webauthn": "404 404 404 404 404 in",
    "mfa_remove_webauthn": "404 404 404 404 404 in",
    "socialaccount_login_cancelled": "ok ok ok ok ok ok",
    "socialaccount_login_error": "401 401 401 401 401 401",
    "openid_connect_login": "404 404 404 404 404 404",
    "openid_connect_callback": "404 404 404 404 404 404",
    "progress:home": "to to to to to to",
    "progress:my-work": "ok ok ok ok ok in",
    "progress:board": "ok ok ok ok ok in",
    "progress:audit": "403 403 403 403 403 in",
    "progress:audit-csv": "403 403 403 403 403 in",
    "progress:held": "ok ok ok ok ok in",
    "progress:held-csv": "ok ok ok ok ok in",
    "progress:retention-person": "403 403 403 403 403 in",
    "progress:retention-person-csv": "403 403 403 403 403 in",
    "progress:report": "ok ok ok 404 404 in",
    "progress:owes": "ok ok ok 404 404 in",
    "progress:history": "ok ok ok 404 404 in",
    "recommendations:reports": "ok ok ok ok ok in",
    "recommendations:report-new": "ok 403 403 403 ok in",
    "recommendations:report-edit": "ok 403 404 404 404 in",
    "recommendations:report-file": "ok ok ok 404 404 in",
    "recommendations:text": "ok 403 404 404 404 in",
    "recommendations:review": "ok 403 404 404 404 in",
    "recommendations:accept-sure": "to to to to to in",
    "recommendations:add": "ok 403 404 404 404 in",
    "recommendations:accept": "to to to to to in",
    "recommendations:split": "ok 403 404 404 404 in",
    "recommendations:join": "to to to to to in",
    "recommendations:place": "ok 403 404 404 404 in",
    "recommendations:report-discard": "ok 403 404 404 404 in",
    "recommendations:confirm-day": "to to to to to in",
    "recommendations:download": "ok ok ok ok ok in",
    "recommendations:report-download": "ok ok ok 404 404 in",
    "recommendations:register-new": "ok 403 403 403 ok in",
    "recommendations:register": "ok 403 404 404 404 in",
    "recommendations:register-preview": "to 403 404 404 404 in",
    "recommendations:register-again": "to to to to to in",
    "recommendations:register-discard": "to to to to to in",
    "recommendations:source-page": "ok 403 404 404 404 in",
    "recommendations:read-again": "to to to to to in",
    "recommendations:compare": "ok 403 404 404 404 in",
    "recommendations:compare-with": "to to to to to in",
    "recommendations:confirm": "ok 403 404 404 404 in",
    "recommendations:proposal": "ok 403 404 404 404 in",
    "recommendations:recommendation": "ok ok ok 404 404 in",
    "recommendations:update-new": "to to ok 404 404 in",
    "recommendations:link": "ok 403 403 404 404 in",
    "recommendations:unlink": "ok 403 404 404 404 in",
    "recommendations:updates": "ok ok ok ok ok in",
    "recommendations:update": "to to to 404 404 in",
    "recommendations:accept-update": "to to to to to in",
    "recommendations:ask-about-update": "ok 403 403 404 404 in",
    "recommendations:answer-question": "403 403 ok 404 404 in",
    "recommendations:note-status": "ok to ok 404 404 in",
    "recommendations:evidence": "ok ok ok 404 404 in",
    "recommendations:evidence-add": "403 403 ok 404 404 in",
    "recommendations:evidence-replace": "403 403 ok 404 404 in",
    "recommendations:obligation": "ok ok ok 404 404 in",
    "recommendations:retention": "403 403 403 403 403 in",
    "recommendations:change-day": "ok ok ok 404 404 in",
    "recommendations:done": "ok ok ok 404 404 in",
    "recommendations:close": "ok ok ok 404 404 in",
    "recommendations:close-withdraw": "to to to to to in",
    "responses:comment-files": "404 404 ok 404 404 in",
    "responses:comment-file-remove": "to to to to to in",
    "responses:comment-file": "ok ok ok 404 404 in",
    "responses:comment-file-attach": "ok 403 404 404 404 in",
    "responses:start": "to 403 403 404 404 in",
    "responses:response": "ok ok 404 404 404 in",
    "responses:words": "ok 403 404 404 404 in",
    "responses:attachments": "ok ok 404 404 404 in",
    "responses:attachment": "ok ok 404 404 404 in",
    "responses:attachment-remove": "to to to to to in",
    "responses:one-language": "ok 403 404 404 404 in",
    "responses:passage": "ok 403 404 404 404 in",
    "responses:invite": "ok 403 404 404 404 in",
    "responses:submit": "to to to to to in",
    "responses:take-over": "to to to to to in",
    "responses:read": "ok ok 404 404 404 in",
    "responses:approve": "to to to to to in",
    "responses:return": "to to to to to in",
    "responses:reopen": "to to to to to in",
    "responses:correct": "to 403 404 404 404 in",
    "responses:release-ask": "ok 403 404 404 404 in",
    "responses:release": "ok ok 404 404 404 in",
    "responses:release-end": "ok ok 404 404 404 in",
    "responses:invitations": "ok ok ok ok ok in",
    "responses:invitation": "404 404 ok 404 404 in",
    "responses:comment": "404 404 ok 404 404 in",
    "responses:send": "to to to to to in",
    "responses:put-to-approver": "to to to to to in",
    "responses:give-back": "404 404 403 404 404 in",
    "responses:hand-round": "404 404 ok 404 404 in",
    "responses:question": "404 404 ok 404 404 in",
    "responses:question-withdraw": "to to to to to in",
    "responses:asked": "ok ok ok ok ok in",
    "responses:answer": "404 404 404 404 404 in",
    "responses:acknowledge": "to to to to to in",
    "letters:dossier": "ok ok 404 404 404 in",
    "letters:make": "ok 403 404 404 404 in",
    "letters:letter": "ok ok 404 404 404 in",
    "letters:pdf": "ok ok 404 404 404 in",
    "letters:docx": "ok ok 404 404 404 in",
    "letters:docx-cy": "ok ok 404 404 404 in",
    "letters:docx-public": "ok ok 404 404 404 in",
    "letters:docx-public-cy": "ok ok 404 404 404 in",
    "letters:pdf-public": "ok ok 404 404 404 in",
    "letters:pdf-public-cy": "ok ok 404 404 404 in",
    "letters:pdf-cy": "ok ok 404 404 404 in",
    "letters:sign": "403 403 404 404 404 in",
    "letters:copies": "to to to to to in",
    "letters:lodge": "ok 403 404 404 404 in",
    "letters:lodged": "ok ok 404 404 404 in",
    "letters:publish": "403 403 404 404 404 in",
    "letters:delivery": "ok ok 404 404 404 in",
    "letters:message": "404 404 404 404 404 in",
    "letters:delegations": "403 403 403 403 403 in",
    "letters:delegation-end": "to to to to to in",
    "letters:people": "403 403 403 403 403 in",
    "letters:work-of": "403 403 404 404 404 in",
    "letters:try-again": "to to to to to in",
    "letters:correct-address": "ok 403 404 404 404 in",
    "letters:came-back": "ok 403 404 404 404 in",
    "letters:template": "403 403 403 403 403 in",
    "letters:template-preview": "405 405 405 405 405 405",
    "letters:register": "ok ok ok ok ok ok",
    "letters:register-body": "ok ok ok ok ok ok",
    "letters:publication": "ok ok ok ok ok ok",
    "letters:enclosure": "ok ok ok ok ok ok",
    "letters:public-pdf": "ok ok ok ok ok ok",
    "letters:publication-cy": "ok ok ok ok ok ok",
    "letters:public-pdf-cy": "ok ok ok ok ok ok",
    "letters:check": "ok ok ok ok ok ok",
}

ON_A_PROPOSAL = [
    f"recommendations:{name}" for name in ["proposal", "accept", "split", "join", "place"]
]

ON_A_REGISTER = [
    f"recommendations:register{name}" for name in ["", "-preview", "-again", "-discard"]
]


ON_AN_INVITATION = ["accounts:invitation-again", "accounts:invitation-withdraw"]

ON_A_DELIVERY = [
    f"letters:{name}"
    for name in ["delivery", "message", "try-again", "correct-address", "came-back"]
]


def names(patterns, prefix=""):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            if pattern.app_name != "admin":
                inner = f"{pattern.namespace}:" if pattern.namespace else prefix
                yield from names(pattern.url_patterns, inner)
        else:
            yield prefix + (pattern.name or "")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """Make all this once for the file; every test goes back to it."""
    folder = tmp_path_factory.mktemp("isolation")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder), transaction.atomic():
        people, keys = build()
        yield people, keys, folder
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def own_folders(world, settings, tmp_path):
    settings.MEDIA_ROOT, settings.OUTBOX_DIR = world[2], tmp_path / "outbox"


def build():
    """Return an office with work in every state, its force, a neighbour and a collator."""
    area, other = make_force_and_body("Northmoor"), make_force_and_body("Southmoor")
    collator = make_user(Role.COLLATOR, make_body("Collators", kind=Kind.NATIONAL_BODY))
    people = {
        "caseworker": make_user(Role.CASEWORKER, area.body),
        "approver": make_user(Role.APPROVER, area.body),
        "force": make_user(Role.FORCE_CONTRIBUTOR, area.force),
        "collator": collator,
        "other office": make_user(Role.CASEWORKER, other.body),
        "nobody": None,
    }
    named = make_user(Role.NAMED_CONTRIBUTOR, area.force)
    upload = make_upload("report.pdf")
    report = make_report(area.body, forces=[area.force], upload=upload, facts=examine(upload))
    recommendation = make_recommendation(report)
    draft = make_response(area.body, report)
    asked = hand_round(
        draft.invitation, recommendation, named, by=people["force"], at=AT, today=TODAY
    )
    question = {"pk": draft.invitation.pk, "asked": asked.pk}
    pending = make_report(area.body, forces=[area.force], confirmed=False)
    file = make_upload("source.pdf")
    source = add_file(pending, file, examine(file), by=pending.recorded_by, at=AT)
    assert read_next(AT) and read_next(AT)
    register = give_register(area.body, file, examine(file), by=pending.recorded_by, at=AT)
    signed = make_letter(_approved(area), signed=True)
    ask_copies(signed, by=people["caseworker"], at=AT)
    update = make_update(recommendation, area.force, files=[make_upload()])
    make_welsh(area.body, "Comisiynydd")
    publication = make_letter(_approved(area, attached=True), published=True).publication
    here = {"body": area.body.slug, "slug": publication.slug}
    obligation = report.obligations.get(recommendation=recommendation, body=area.force)
    others = make_recommendation(report, "2")
    shown = {"on": TODAY, "shown": "Seen.", "by": people["caseworker"], "at": AT}
    closing = ask_to_close(others.obligations.get(body=area.force), **shown)
    made = link(recommendation, others, "related", body=area.body, by=people["caseworker"], at=AT)
    asked_for, release = _unanswered(area), _asked(area)
    invitation = make_invitation(area.body)
    keys = {
        "progress": {"pk": report.pk},
        "recommendations": {"pk": pending.pk},
        "responses": {"pk": draft.pk},
        "letters": {"pk": signed.pk},
        "letters:make": {"pk": _approved(area).pk},
        "letters:dossier": {"pk": draft.pk},
        "letters:work-of": {"pk": people["caseworker"].pk, "body": area.body.slug},
        "letters:sign": {"pk": make_letter(_approved(area)).pk},
        "letters:delegation-end": {"pk": make_delegation(area.body).pk},
        "letters:lodged": {"pk": make_lodged_copy(signed).pk},
        **dict.fromkeys(ON_A_DELIVERY, {"pk": signed.deliveries.first().pk}),
        "letters:register-body": {"body": area.body.slug},
        "letters:publication": here,
        "letters:public-pdf": here,
        "letters:enclosure": here | {"number": 1},
        "letters:publication-cy": here,
        "letters:public-pdf-cy": here,
        "letters:pdf-cy": {"pk": publication.letter.pk},
        "letters:docx-cy": {"pk": publication.letter.pk},
        "letters:pdf-public-cy": {"pk": publication.letter.pk},
        "letters:docx-public-cy": {"pk": publication.letter.pk},
        **dict.fromkeys(
            ["responses:attachment", "responses:attachment-remove"],
            {"pk": draft.pk, "attachment": make_attachment(draft).pk},
        ),
        "recommendations:report-file": {"pk": report.pk},
        "recommendations:recommendation": {"pk": recommendation.pk},
        **dict.fromkeys(ON_A_PROPOSAL, {"pk": make_proposal(pending).pk}),
        "recommendations:source-page": {"pk": source.pk, "number": 1},
        "recommendations:read-again": {"pk": source.pk},
        "recommendations:download": {"form": "csv"},
        "recommendations:report-download": {"pk": report.pk, "form": "xlsx"},
        **dict.fromkeys(ON_A_REGISTER, {"pk": register.pk}),
        "recommendations:compare": {"pk": source.pk},
        "recommendations:compare-with": {"pk": source.pk, "report_pk": report.pk},
        "accounts:notice-read": {"pk": 1},
        **dict.fromkeys(["accounts:session-end", "accounts:absence-end"], {"pk": 1}),
        **dict.fromkeys(ON_AN_INVITATION, {"pk": invitation.pk}),
        **dict.fromkeys(["accounts:invitation-link", "accounts:address-link"], {"token": "x"}),
        "account_reset_password_from_key": {"uidb36": "1", "key": "x-1"},
        **dict.fromkeys(["mfa_edit_webauthn", "mfa_remove_webauthn"], {"pk": 1}),
        **dict.fromkeys(["openid_connect_login", "openid_connect_callback"], {"provider_id": "x"}),
        "recommendations:link": {"pk": recommendation.pk},
        "recommendations:unlink": {"pk": recommendation.pk, "link": made.pk},
        "recommendations:update-new": {"pk": recommendation.pk},
        "recommendations:evidence": {"pk": update.evidence.get().pk},
        "recommendations:evidence-replace": {"pk": update.evidence.get().pk},
        "recommendations:evidence-add": {"pk": update.pk},
        "recommendations:update": {"pk": update.pk},
        "recommendations:accept-update": {"pk": update.pk},
        "recommendations:ask-about-update": {"pk": update.pk},
        "recommendations:answer-question": {"pk": update.pk},
        "recommendations:note-status": {"pk": recommendation.pk},
        "recommendations:obligation": {"pk": obligation.pk},
        "recommendations:change-day": {"pk": obligation.pk},
        "recommendations:done": {"pk": obligation.pk},
        "recommendations:close": {"pk": closing.obligation_id},
        "recommendations:close-withdraw": {"pk": closing.obligation_id},
        "responses:start": {"pk": report.pk},
        "responses:release-ask": {"pk": asked_for.pk},
        "responses:release": {"pk": release.pk},
        "responses:release-end": {"pk": release.pk},
        "responses:passage": {"pk": draft.pk, "rec": recommendation.pk},
        "responses:invitation": {"pk": draft.invitation.pk},
        "responses:comment": {"pk": draft.invitation.pk, "comment": draft.comments.first().pk},
        **dict.fromkeys(
            ["responses:comment-files", "responses:comment-file-remove"],
            {"pk": draft.invitation.pk, "comment": draft.comments.first().pk},
        ),
        **dict.fromkeys(
            ["responses:comment-file", "responses:comment-file-attach"],
            {"pk": make_comment_file(make_response(area.body, _with_recommendation(area))).pk},
        ),
        "responses:send": {"pk": draft.invitation.pk},
        "responses:put-to-approver": {"pk": draft.invitation.pk},
        "responses:give-back": {"pk": draft.invitation.pk},
        "responses:hand-round": {"pk": draft.invitation.pk, "comment": draft.comments.first().pk},
        "responses:question": question,
        "responses:question-withdraw": question,
        "responses:answer": {"pk": asked.pk},
    }
    return people | {ASKED: named}, keys


def _unanswered(area):
    report = make_report(area.body, forces=[area.force])
    return report.obligations.get(kind="response")


def _asked(area):
    return ask_release(
        _unanswered(area), ground="not_concerned", reason="It is about others.",
        by=make_user(Role.CASEWORKER, area.body), at=AT,
    )  # fmt: skip


def _approved(area, *, attached=False):
    response = make_response(area.body, _with_recommendation(area))
    if attached:
        make_attachment(response, title_cy="Cynllun" if area.body.is_welsh else "")
    submit(response, by=response.drafted_by, at=AT)
    return approve(response, by=make_user(Role.APPROVER, area.body), at=AT)


def _with_recommendation(area):
    return make_recommendation(make_report(area.body, forces=[area.force])).report


def address(name, keys):
    app = name.split(":")[0]
    for wanted in (keys.get(name), keys.get(app), {}):
        try:
            return reverse(name, kwargs=wanted or {})
        except NoReverseMatch:
            continue
    raise AssertionError(f"No key for {name}")


def outcome(answer) -> str:
    with kept_open():
        answer.close()
    if answer.status_code == 302:
        return "in" if answer.url.startswith("/account/sign-in/") else "to"
    return "ok" if answer.status_code == 200 else str(answer.status_code)


def test_every_address_has_a_row():
    assert set(names(get_resolver().url_patterns)) == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_address_gives_each_visitor_what_the_table_says(name, world, client, record_property):
    people, keys, _ = world
    path = address(name, keys)
    outcomes = []
    for visitor in VISITORS:
        client.logout()
        if people[visitor]:
            client.force_login(people[visitor])
        outcomes.append(outcome(client.get(path)))
    record_property("addresses x visitors", len(outcomes))

    assert " ".join(outcomes) == TABLE[name]


def test_who_is_only_asked_by_name_gets_what_a_stranger_gets(world, client):
    people, keys, _ = world
    client.force_login(people[ASKED])
    stranger = VISITORS.index("collator")
    wanted = {name: row.split()[stranger] for name, row in TABLE.items()} | OF_THE_ASKED

    assert {name: outcome(client.get(address(name, keys))) for name in TABLE} == wanted
