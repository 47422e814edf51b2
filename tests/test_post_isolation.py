"""Who may do what at every address: each is posted to with good data, as each kind of person.

Who may not changes no row of any table but the sessions, and reads nobody's draft words.
"""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings as django_settings
from django.contrib import admin
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.actions import ask_address, keep_words
from accounts.models import Notice
from accounts.permissions import Role
from bodies.groups import Kind
from letters.actions import ask_copies
from letters.forms import TemplateForm
from letters.models import Delivery, LetterTemplate
from progress.demo.files import small_pdf
from recommendations.actions import (
    accept_sure,
    add_file,
    ask_about_update,
    ask_to_close,
    find_recommendations,
    give_register,
    guessed,
    link,
    map_register,
)
from recommendations.files import REGISTERS, examine
from recommendations.models import Source
from recommendations.tasks import read_next, read_next_register
from responses.actions import (
    approve,
    approve_release,
    ask_release,
    hand_round,
    invite,
    return_to_draft,
    save_comment,
    save_passage,
    save_words,
    submit,
)
from responses.workflow import State
from tests.admin_pages import search
from tests.connections import kept_open
from tests.factories import (
    AT,
    TODAY,
    make_absence,
    make_attachment,
    make_body,
    make_comment_file,
    make_comments,
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
)
from tests.test_isolation import ASKED, address, names, outcome

pytestmark = pytest.mark.django_db

VISITORS = [
    "caseworker", "approver", "signatory", "publisher", "auditor", "administrator",
    "force", "other force", "other office", "collator", "nobody",
]  # fmt: skip
OFFICE = set(VISITORS[:6])
LOOKED_FOR = {  # words that are nobody else's yet, and who may read them
    "Unsent words of the office": OFFICE,
    "Unsent words of the force": {"force"},
    "Unchecked words of a proposal": OFFICE,
    "What the force asks within": {"force", ASKED},
}

PRIVATE = [  # what is written about a case, and never to be read by who only runs the service
    "What we saw of the rota, not for others",
    "A note to the force alone",
    "Why we ask to be released",
    "What the approver wants changed",
    "What the office answers in words",
]
SYSTEM = "system administrator"  # runs the service, and holds no role in any body
QUERIES = {"recommendations:link": "?q=Do"}

REFUSALS = {"in", "401", "403", "404", "405"}
# What each visitor gets, in that order: it is done (does), a page that does nothing (page),
# another page (to), sign-in (in), or a refusal. Pages are read by a post as by a get; where a
# person may read and not act, the page or the one they are sent to says why.
MAY = {
    "accessibility": "page page page page page page page page page page page",
    "healthz": "page page page page page page page page page page page",
    "accounts:sign-in": "to to to to to to to to to to page",
    "accounts:sign-out": "does does does does does does does does does does to",
    "accounts:switch": "to to to to to to page page page page in",
    "accounts:notice-read": "does to to to to to to to to to in",
    "accounts:keep-words": "does does does does does does does does does does 401",
    "accounts:forget-words": "does to to to to to to to to to in",
    "accounts:password-change": "to to to to to to to to to to in",
    "accounts:absences": "does page does does does page page page page page in",
    "accounts:absence-end": "does does 404 404 404 does 404 404 404 404 in",
    "accounts:address": "page page page page page page page page page page in",
    "accounts:address-keep": "does to to to to to to to to to in",
    "accounts:address-new": "page page page page page page page page page page in",
    "accounts:address-link": "to to to to to to to to to to to",
    "accounts:privacy": "page page page page page page page page page page page",
    "accounts:account": "page page page page page page page page page page in",
    "accounts:second-step-first": "page page page page page page page page page page in",
    "accounts:sessions": "does page page page page page page page page page in",
    "accounts:sessions-end": "does does does does does does does does does does in",
    "accounts:session-end": "does 404 404 404 404 404 404 404 404 404 in",
    "accounts:invitations": "403 403 403 403 403 page 403 403 403 403 in",
    "accounts:invite": "403 403 403 403 403 does 403 403 403 403 in",
    "accounts:invitation-again": "404 404 404 404 404 does 404 404 404 404 in",
    "accounts:invitation-withdraw": "404 404 404 404 404 does 404 404 404 404 in",
    "accounts:invitation": "page page page page page page page page page page page",
    "accounts:invitation-link": "to to to to to to to to to to to",
    "account_login": "to to to to to to to to to to page",
    "account_logout": "does does does does does does does does does does to",
    "account_inactive": "405 405 405 405 405 405 405 405 405 405 405",
    "account_reauthenticate": "403 403 403 403 403 403 403 403 403 403 in",
    "account_change_password": "to to to to to to to to to to in",
    "account_set_password": "page page page page page page page page page page in",
    "account_reset_password": "does does does does does does does does does does does",
    "account_reset_password_done": "405 405 405 405 405 405 405 405 405 405 405",
    "account_reset_password_from_key": "page page page page page page page page page page page",
    "account_reset_password_from_key_done": "405 405 405 405 405 405 405 405 405 405 405",
    "mfa_index": "page page page page page page page page page page in",
    "mfa_list_webauthn": "page page page page page page page page page page in",
    "mfa_authenticate": "to to to to to to to to to to in",
    "mfa_reauthenticate": "403 403 403 403 403 403 403 403 403 403 in",
    "mfa_activate_totp": "page page page page page page page page page page in",
    "mfa_deactivate_totp": "404 404 404 404 404 404 404 404 404 404 in",
    "mfa_view_recovery_codes": "405 405 405 405 405 405 405 405 405 405 in",
    "mfa_generate_recovery_codes": "page page page page page page page page page page in",
    "mfa_add_webauthn": "page page page page page page page page page page in",
    "mfa_login_webauthn": "to to to to to to to to to to in",
    "mfa_reauthenticate_webauthn": "403 403 403 403 403 403 403 403 403 403 in",
    "mfa_edit_webauthn": "404 404 404 404 404 404 404 404 404 404 in",
    "mfa_remove_webauthn": "404 404 404 404 404 404 404 404 404 404 in",
    "socialaccount_login_cancelled": "405 405 405 405 405 405 405 405 405 405 405",
    "socialaccount_login_error": "405 405 405 405 405 405 405 405 405 405 405",
    "openid_connect_login": "404 404 404 404 404 404 404 404 404 404 404",
    "openid_connect_callback": "404 404 404 404 404 404 404 404 404 404 404",
    "progress:home": "to to to to to to to to to to to",
    "progress:my-work": "page page page page page page page page page page in",
    "progress:board": "page page page page page page page page page page in",
    "progress:audit": "403 403 403 403 to to 403 403 403 403 in",
    "progress:audit-csv": "403 403 403 403 does does 403 403 403 403 in",
    "progress:held": "page page page page page page page page page page in",
    "progress:held-csv": "does does does does does does does does does does in",
    "progress:retention-person": "403 403 403 403 403 to 403 403 403 403 in",
    "progress:retention-person-csv": "403 403 403 403 403 to 403 403 403 403 in",
    "progress:report": "page page page page page page page 404 404 404 in",
    "progress:owes": "page page page page page page page 404 404 404 in",
    "progress:history": "page page page page page page page 404 404 404 in",
    "recommendations:reports": "page page page page page page page page page page in",
    "recommendations:report-new": "does 403 403 403 403 403 403 403 does 403 in",
    "recommendations:report-edit": "does 403 403 403 403 403 404 404 404 404 in",
    "recommendations:report-file": "does does does does does does does 404 404 404 in",
    "recommendations:text": "does 403 403 403 403 403 404 404 404 404 in",
    "recommendations:review": "page 403 403 403 403 403 404 404 404 404 in",
    "recommendations:accept-sure": "does 403 403 403 403 403 404 404 404 404 in",
    "recommendations:add": "does 403 403 403 403 403 404 404 404 404 in",
    "recommendations:accept": "404 404 404 404 404 404 404 404 404 404 in",
    "recommendations:split": "404 404 404 404 404 404 404 404 404 404 in",
    "recommendations:join": "404 404 404 404 404 404 404 404 404 404 in",
    "recommendations:place": "404 404 404 404 404 404 404 404 404 404 in",
    "recommendations:report-discard": "does 403 403 403 403 403 404 404 404 404 in",
    "recommendations:confirm-day": "does 403 403 403 403 403 404 404 404 404 in",
    "recommendations:download": "does does does does does does does does does does in",
    "recommendations:report-download": "does does does does does does does 404 404 404 in",
    "recommendations:register-new": "does 403 403 403 403 403 403 403 does 403 in",
    "recommendations:register": "does 403 403 403 403 403 404 404 404 404 in",
    "recommendations:register-preview": "does 403 403 403 403 403 404 404 404 404 in",
    "recommendations:register-again": "does 403 403 403 403 403 404 404 404 404 in",
    "recommendations:register-discard": "does 403 403 403 403 403 404 404 404 404 in",
    "recommendations:source-page": "page 403 403 403 403 403 404 404 404 404 in",
    "recommendations:read-again": "does 403 403 403 403 403 404 404 404 404 in",
    "recommendations:compare": "does 403 403 403 403 403 404 404 404 404 in",
    "recommendations:compare-with": "does 403 403 403 403 403 404 404 404 404 in",
    "recommendations:confirm": "does 403 403 403 403 403 404 404 404 404 in",
    "recommendations:proposal": "404 404 404 404 404 404 404 404 404 404 in",
    "recommendations:recommendation": "page page page page page page page 404 404 404 in",
    "recommendations:update-new": "to to to to to to does 404 404 404 in",
    "recommendations:link": "does 403 403 403 403 403 403 404 404 404 in",
    "recommendations:unlink": "does 403 403 403 403 403 404 404 404 404 in",
    "recommendations:updates": "page page page page page page page page page page in",
    "recommendations:update": "to to to to to to to 404 404 404 in",
    "recommendations:accept-update": "does 403 403 403 403 403 403 404 404 404 in",
    "recommendations:ask-about-update": "does 403 403 403 403 403 403 404 404 404 in",
    "recommendations:answer-question": "403 403 403 403 403 403 does 404 404 404 in",
    "recommendations:note-status": "does to to to to to does 404 404 404 in",
    "recommendations:evidence-add": "403 403 403 403 403 403 does 404 404 404 in",
    "recommendations:evidence-replace": "403 403 403 403 403 403 does 404 404 404 in",
    "recommendations:evidence": "does does does does does does does 404 404 404 in",
    "recommendations:obligation": "page page page page page page page 404 404 404 in",
    "recommendations:retention": "403 403 403 403 403 does 403 403 403 403 in",
    "recommendations:change-day": "does 403 403 403 403 403 403 404 404 404 in",
    "recommendations:done": "does 403 403 403 403 403 does 404 404 404 in",
    "recommendations:close": "403 does does 403 403 403 403 404 404 404 in",
    "recommendations:close-withdraw": "does 403 403 403 403 403 does 404 404 404 in",
    "responses:comment-files": "404 404 404 404 404 404 does 404 404 404 in",
    "responses:comment-file-remove": "404 404 404 404 404 404 does 404 404 404 in",
    "responses:comment-file": "does does does does does does does 404 404 404 in",
    "responses:comment-file-attach": "does 403 403 403 403 403 404 404 404 404 in",
    "responses:start": "does 403 403 403 403 403 404 404 404 404 in",
    "responses:response": "page page page page page page 404 404 404 404 in",
    "responses:words": "does 403 403 403 403 403 404 404 404 404 in",
    "responses:one-language": "does 403 403 403 403 403 404 404 404 404 in",
    "responses:attachments": "does 403 403 403 403 403 404 404 404 404 in",
    "responses:attachment": "does does does does does does 404 404 404 404 in",
    "responses:attachment-remove": "does 403 403 403 403 403 404 404 404 404 in",
    "responses:passage": "does 403 403 403 403 403 404 404 404 404 in",
    "responses:invite": "does 403 403 403 403 403 404 404 404 404 in",
    "responses:submit": "does 403 403 403 403 403 404 404 404 404 in",
    "responses:take-over": "does 403 403 403 403 403 404 404 404 404 in",
    "responses:read": "page page page page page page 404 404 404 404 in",
    "responses:approve": "page does page page page page 404 404 404 404 in",
    "responses:return": "page does page page page page 404 404 404 404 in",
    "responses:reopen": "does page page page page page 404 404 404 404 in",
    "responses:correct": "does 403 403 403 403 403 404 404 404 404 in",
    "responses:release-ask": "does 403 403 403 403 403 404 404 404 404 in",
    "responses:release": "403 does does 403 403 403 404 404 404 404 in",
    "responses:release-end": "does does does to to to 404 404 404 404 in",
    "responses:invitations": "page page page page page page page page page page in",
    "responses:invitation": "404 404 404 404 404 404 page 404 404 404 in",
    "responses:comment": "404 404 404 404 404 404 does 404 404 404 in",
    "responses:put-to-approver": "404 404 404 404 404 404 does 404 404 404 in",
    "responses:give-back": "404 404 404 404 404 404 403 404 404 404 in",
    "responses:hand-round": "404 404 404 404 404 404 does 404 404 404 in",
    "responses:question": "404 404 404 404 404 404 does 404 404 404 in",
    "responses:question-withdraw": "404 404 404 404 404 404 does 404 404 404 in",
    "responses:asked": "page page page page page page page page page page in",
    "responses:answer": "404 404 404 404 404 404 404 404 404 404 in",
    "responses:acknowledge": "does 403 403 403 403 403 404 404 404 404 in",
    "responses:send": "404 404 404 404 404 404 does 404 404 404 in",
    "letters:dossier": "does does does does does does 404 404 404 404 in",
    "letters:make": "does 403 403 403 403 403 404 404 404 404 in",
    "letters:letter": "page page page page page page 404 404 404 404 in",
    "letters:pdf": "does does does does does does 404 404 404 404 in",
    "letters:docx": "does does does does does does 404 404 404 404 in",
    "letters:docx-cy": "does does does does does does 404 404 404 404 in",
    "letters:docx-public": "does does does does does does 404 404 404 404 in",
    "letters:docx-public-cy": "does does does does does does 404 404 404 404 in",
    "letters:pdf-public": "does does does does does does 404 404 404 404 in",
    "letters:pdf-public-cy": "does does does does does does 404 404 404 404 in",
    "letters:pdf-cy": "does does does does does does 404 404 404 404 in",
    "letters:sign": "403 403 does 403 403 403 404 404 404 404 in",
    "letters:copies": "does 403 403 does 403 403 404 404 404 404 in",
    "letters:lodge": "does 403 does 403 403 403 404 404 404 404 in",
    "letters:lodged": "does does does does does does 404 404 404 404 in",
    "letters:publish": "403 403 403 does 403 403 404 404 404 404 in",
    "letters:delivery": "page page page page page page 404 404 404 404 in",
    "letters:message": "404 404 404 404 404 404 404 404 404 404 in",
    "letters:delegations": "403 403 does 403 403 does 403 403 403 403 in",
    "letters:delegation-end": "403 403 does 403 403 does 404 404 404 404 in",
    "letters:people": "403 403 403 403 403 page 403 403 403 403 in",
    "letters:work-of": "403 403 403 403 403 does 404 404 404 404 in",
    "letters:try-again": "does 403 403 does 403 403 404 404 404 404 in",
    "letters:correct-address": "does 403 403 does 403 403 404 404 404 404 in",
    "letters:came-back": "does 403 403 does 403 403 404 404 404 404 in",
    "letters:template": "403 403 403 403 403 does 403 403 403 403 in",
    "letters:template-preview": "403 403 403 403 403 page 403 403 403 403 in",
    "letters:register": "page page page page page page page page page page page",
    "letters:register-body": "page page page page page page page page page page page",
    "letters:publication": "page page page page page page page page page page page",
    "letters:public-pdf": "page page page page page page page page page page page",
    "letters:enclosure": "page page page page page page page page page page page",
    "letters:publication-cy": "page page page page page page page page page page page",
    "letters:public-pdf-cy": "page page page page page page page page page page page",
    "letters:check": "page page page page page page page page page page page",
}


def day(name, on=AT):
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def build() -> tuple[dict, dict, dict]:
    """Make an office with something to do at every address; return people, keys and good data."""
    area, other = make_force_and_body("Northmoor", welsh=True), make_force_and_body("Southmoor")
    people = {
        "caseworker": make_user(Role.CASEWORKER, area.body),
        "approver": make_user(Role.APPROVER, area.body, is_staff=True),
        "signatory": make_user(Role.SIGNATORY, area.body),
        "publisher": make_user(Role.PUBLISHER, area.body),
        "auditor": make_user(Role.AUDITOR, area.body, is_staff=True),
        "administrator": make_user(Role.BODY_ADMINISTRATOR, area.body, is_staff=True),
        "force": make_user(Role.FORCE_CONTRIBUTOR, area.force),
        "other force": make_user(Role.FORCE_CONTRIBUTOR, other.force),
        "other office": make_user(Role.CASEWORKER, other.body, is_staff=True),
        "collator": make_user(Role.COLLATOR, make_body("Collators", kind=Kind.NATIONAL_BODY)),
        "nobody": None,
        ASKED: make_user(Role.NAMED_CONTRIBUTOR, area.force),
        SYSTEM: make_user(is_staff=True, is_superuser=True),
    }
    by = people["caseworker"]
    keys, data = {}, {}
    _capture(area, by, keys, data)
    _duties(area, by, people["approver"], keys, data)
    _desk(area, by, people, keys, data)
    _letters(area, by, keys, data)
    notice = Notice.objects.create(user=by, words="Moved.", url="/", made_at=AT)
    keep_words(by, "/kept/", {"text": ["Unsent words of the office"]}, at=AT)
    keys["accounts:notice-read"] = {"pk": notice.pk}
    keys["letters:work-of"] = {"pk": by.pk, "body": area.body.slug}
    data["letters:work-of"] = {"to": people["approver"].pk, "kinds": ["words"]}
    data["accounts:keep-words"] = {"path": "/x/", "text": "Half a sentence"}
    invitation = make_invitation(area.body, at=timezone.now())
    session = UserSession.objects.create(user=by, ip="192.0.2.1", session_key="x" * 32)
    for name in ["accounts:invitation-again", "accounts:invitation-withdraw"]:
        keys[name] = {"pk": invitation.pk}
    keys["accounts:session-end"] = {"pk": session.pk}
    keys |= dict.fromkeys(["accounts:invitation-link", "accounts:address-link"], {"token": "x"})
    to_come = timezone.localdate() + timedelta(days=10)
    absence = make_absence(by, area.body, people["approver"], starts_on=to_come)
    keys["accounts:absence-end"] = {"pk": absence.pk}
    next_month = timezone.now() + timedelta(days=30)
    data["accounts:absences"] = {"deputy": people["approver"].pk, "reason": "On leave"}
    data["accounts:absences"] |= day("starts_on", next_month) | day("ends_on", next_month)
    ask_address(by, "elsewhere@office.example", by=by, at=timezone.now())
    keys["account_reset_password_from_key"] = {"uidb36": "1", "key": "x-1"}
    keys |= dict.fromkeys(["mfa_edit_webauthn", "mfa_remove_webauthn"], {"pk": 1})
    keys |= dict.fromkeys(["openid_connect_login", "openid_connect_callback"], {"provider_id": "x"})
    data["account_reset_password"] = {"email": "nobody@office.example"}
    data["accounts:invite"] = day("starts_on", timezone.localdate()) | {
        "name": "Kim", "email": "kim@office.example", "role": "caseworker", "body": area.body.pk,
    }  # fmt: skip
    data["accounts:forget-words"] = {"path": "/kept/"}
    data["accounts:switch"] = {"body": area.body.pk}
    data["progress:retention-person"] = {"q": "Person"}
    return people, keys, data


def _report(area, **values):
    return make_report(area.body, forces=[area.force], **values)


def _answered(area, *, state=State.APPROVED):
    return make_response(area.body, make_recommendation(_report(area)).report, state=state)


ITEMS = "Recommendation 1\n\nBy 31 August 2026, chief constables should act. They should say how."


def _capture(area, by, keys, data):
    upload = make_upload("report.pdf")
    pending = _report(area, confirmed=False)
    item = make_proposal(pending, text="Unchecked words of a proposal. And a second sentence.")
    second = make_proposal(pending, "2", text="Unchecked words of a proposal, two.")
    checked, unsure, unread = (_report(area, confirmed=False, by=by) for _ in range(3))
    for report in [checked, unsure]:
        find_recommendations(report, ITEMS, by=by, at=AT)
    accept_sure(checked, by=by, at=AT)
    damaged = add_file(unread, upload, examine(upload), by=by, at=AT)
    Source.objects.filter(pk=damaged.pk).update(problem="Damaged.", read_at=None)
    known = make_recommendation(_report(area, upload=upload, facts=examine(upload))).report
    while read_next(AT):
        continue
    newer = find_recommendations(known, ITEMS, by=by, at=AT)
    register, mapped = (_register(area, by) for _ in range(2))
    map_register(mapped, guessed(mapped), kind="other", basis="section_55", by=by, at=AT)
    assert read_next_register(AT)
    broken = _register(area, by)
    type(broken).objects.filter(pk=broken.pk).update(problem="Damaged.", read_at=None)
    facts = {"title": "New", "kind": "thematic", "basis": "section_55"} | day("published_on")
    corrected = {"number": "1", "kind": "recommendation", "text": "Act.", "groups": ["npcc"]}
    corrected |= {"groups": ["chief_constables"], "decision": "accepted", "version": item.version}
    whole = add_file(pending, upload, examine(upload), by=by, at=AT)
    assert read_next(AT)
    page = {"pk": whole.pk, "number": 1}
    keys |= {
        "recommendations": {"pk": pending.pk},
        "recommendations:report-file": {"pk": known.pk},
        "recommendations:report-download": {"pk": known.pk, "form": "csv"},
        "recommendations:download": {"form": "csv"},
        "recommendations:accept-sure": {"pk": unsure.pk},
        "recommendations:confirm": {"pk": checked.pk},
        "recommendations:proposal": {"pk": item.pk},
        "recommendations:accept": {"pk": item.pk},
        "recommendations:split": {"pk": item.pk},
        "recommendations:join": {"pk": second.pk},
        "recommendations:place": {"pk": item.pk},
        "recommendations:source-page": page,
        "recommendations:read-again": {"pk": damaged.pk},
        "recommendations:compare": {"pk": newer.pk},
        "recommendations:compare-with": {"pk": unsure.sources.get().pk, "report_pk": known.pk},
        "recommendations:register": {"pk": register.pk},
        "recommendations:register-preview": {"pk": mapped.pk},
        "recommendations:register-again": {"pk": broken.pk},
        "recommendations:register-discard": {"pk": register.pk},
    }
    data |= {
        "recommendations:report-new": facts,
        "recommendations:report-edit": facts | {"version": pending.version},
        "recommendations:text": {"text": ITEMS},
        "recommendations:add": corrected | {"number": "3", "version": 0},
        "recommendations:proposal": corrected,
        "recommendations:split": {"at_piece": 1, "version": item.version},
        "recommendations:join": {"version": second.version},
        "recommendations:report-discard": {"reason": "Twice."},
        "recommendations:compare": {"take": ["0"]},
        "recommendations:register-new": lambda: {"upload": _spreadsheet()},
        "recommendations:register": _columns(register),
        "recommendations:retention": {"chosen": f"register-{_old(area, by).pk}", "reason": "Seen."},
    }


def _spreadsheet():
    rows = (
        b"Report,Published,Number,Recommendation\nCalls,2 March 2026,1,Chief constables should.\n"
    )
    return make_upload("register.csv", rows)


def _register(area, by):
    file = _spreadsheet()
    register = give_register(area.body, file, examine(file, allowed=REGISTERS), by=by, at=AT)
    assert read_next_register(AT)
    register.refresh_from_db()
    return register


def _old(area, by):
    """Return a register that is due for disposal."""
    register = _register(area, by)
    then = timezone.now() - timedelta(days=366 * 6)
    type(register).objects.filter(pk=register.pk).update(imported_at=then)
    return register


def _columns(register):
    columns = guessed(register).columns
    return {f"column_{name}": at for name, at in columns.items()} | {
        "kind": "other", "basis": "section_55", "sheet": 0, "header": 0,
    }  # fmt: skip


def _duties(area, by, approver, keys, data):
    report = _report(area)
    recommendation, others = (make_recommendation(report, n) for n in "12")
    made = link(recommendation, others, "related", body=area.body, by=by, at=AT)
    linked = make_recommendation(_report(area))
    seen = "What we saw of the rota, not for others"
    update = make_update(recommendation, area.force, narrative=seen, files=[make_upload()])
    questioned = make_update(recommendation, area.force)
    ask_about_update(questioned, "How many?", by=by, at=AT)
    duty = report.obligations.get(recommendation=recommendation, body=area.force)
    to_close = others.obligations.get(body=area.force)
    closing = ask_to_close(to_close, TODAY, shown="Why it is closed", by=by, at=AT)
    ground = {"ground": "not_concerned", "reason": "It is about others."}
    unanswered, waiting, ended = (_report(area).obligations.get(kind="response") for _ in range(3))
    asked = ask_release(waiting, **ground | {"reason": "Why we ask to be released"}, by=by, at=AT)
    approved = ask_release(ended, **ground, by=by, at=AT)
    approve_release(approved, by=approver, at=AT)
    keys |= {
        "progress": {"pk": report.pk},
        "recommendations:recommendation": {"pk": recommendation.pk},
        "recommendations:link": {"pk": recommendation.pk},
        "recommendations:unlink": {"pk": recommendation.pk, "link": made.pk},
        "recommendations:update-new": {"pk": recommendation.pk},
        "recommendations:evidence": {"pk": update.evidence.get().pk},
        "recommendations:evidence-replace": {"pk": update.evidence.get().pk},
        "recommendations:evidence-add": {"pk": update.pk},
        "recommendations:update": {"pk": update.pk},
        "recommendations:accept-update": {"pk": update.pk},
        "recommendations:ask-about-update": {"pk": update.pk},
        "recommendations:answer-question": {"pk": questioned.pk},
        "recommendations:note-status": {"pk": recommendation.pk},
        "recommendations:obligation": {"pk": duty.pk},
        "recommendations:change-day": {"pk": duty.pk},
        "recommendations:done": {"pk": duty.pk},
        "recommendations:close": {"pk": closing.obligation_id},
        "recommendations:close-withdraw": {"pk": closing.obligation_id},
        "responses:release-ask": {"pk": unanswered.pk},
        "responses:release": {"pk": asked.pk},
        "responses:release-end": {"pk": approved.pk},
    }
    data |= {
        "recommendations:link": {"other": linked.pk, "kind": "duplicate"},
        "recommendations:unlink": {"reason": "A mistake."},
        "recommendations:update-new": day("as_at")
        | {"assessment": "in_progress", "narrative": "Begun.", "marking": "sensitive"},
        "recommendations:ask-about-update": {"text": "How many?"},
        "recommendations:answer-question": {"text": "Forty."},
        "recommendations:note-status": day("as_at")
        | {"status": "complete", "source": "Their letter"},
        "recommendations:evidence-add": lambda: {
            "files": make_upload("new.pdf", small_pdf("New")),
            "marking": "sensitive",
        },
        "recommendations:evidence-replace": lambda: {
            "upload": make_upload("later.pdf", small_pdf("Later")),
            "marking": "sensitive",
        },
        "recommendations:change-day": day("due_on") | {"reason": "Agreed."},
        "recommendations:done": day("on") | {"shown": "Seen."},
        "recommendations:close": {"decision": "agree"},
        "responses:release-ask": ground,
        "responses:release": {"decision": "approve"},
        "responses:release-end": {"reason": "After all."},
    }


def _desk(area, by, people, keys, data):
    force = people["force"]
    draft = make_response(
        area.body, make_recommendation(_report(area)).report, explained=False, by=by
    )
    words = "Unsent words of the office"
    draft = save_words(draft, opening=words, version=draft.version, by=by, at=AT)
    invite(
        draft, draft.invitation.asked_for_on, note="A note to the force alone", by=by, at=AT,
        today=TODAY,
    )  # fmt: skip
    comment = draft.comments.filter(recommendation=None).get()
    comment = save_comment(
        comment, "Unsent words of the force", version=comment.version, by=force, at=AT
    )
    asked = hand_round(
        draft.invitation, draft.passages.get().recommendation, people[ASKED],
        note="What the force asks within", by=force, at=AT, today=TODAY,
    )  # fmt: skip
    question = {"pk": draft.invitation.pk, "asked": asked.pk}
    unsent = make_comment_file(draft, by=force, sent=False)
    of_report = make_recommendation(_report(area)).report
    sent = make_comment_file(make_response(area.body, of_report, explained=False))
    uninvited = make_response(area.body, _report(area), invited=False, by=by)
    complete = make_response(area.body, make_recommendation(_report(area)).report, by=by)
    submit(complete, by=by, at=AT)
    wanted = "What the approver wants changed"
    return_to_draft(complete, note=wanted, by=people["approver"], at=AT)
    words = "What the office answers in words"
    save_passage(
        complete, complete.passages.get().recommendation, text=words, position="accepted",
        version=complete.passages.get().version, by=by, at=AT,
    )  # fmt: skip
    passage = draft.passages.get()
    gone = make_force_and_body("Oldmoor").body
    begun = make_response(gone)
    gone.ends_on, gone.successor = AT.date(), area.body
    gone.save()
    keys |= {
        "responses": {"pk": draft.pk},
        "responses:start": {"pk": _report(area).pk},
        "responses:invite": {"pk": uninvited.pk},
        "responses:submit": {"pk": complete.pk},
        "responses:take-over": {"pk": begun.pk},
        "responses:passage": {"pk": draft.pk, "rec": passage.recommendation_id},
        **dict.fromkeys(
            ["responses:attachment", "responses:attachment-remove"],
            {"pk": draft.pk, "attachment": make_attachment(draft, title_cy="Cynllun").pk},
        ),
        "responses:invitation": {"pk": draft.invitation.pk},
        "responses:comment": {"pk": draft.invitation.pk, "comment": comment.pk},
        **dict.fromkeys(
            ["responses:comment-files", "responses:comment-file-remove"],
            {"pk": draft.invitation.pk, "comment": comment.pk},
        ),
        **dict.fromkeys(
            ["responses:comment-file", "responses:comment-file-attach"], {"pk": sent.pk}
        ),
        "responses:send": {"pk": draft.invitation.pk},
        "responses:put-to-approver": {"pk": draft.invitation.pk},
        "responses:give-back": {"pk": draft.invitation.pk},
        "responses:hand-round": {"pk": draft.invitation.pk, "comment": comment.pk},
        "responses:question": question,
        "responses:question-withdraw": question,
        "responses:answer": {"pk": asked.pk},
        "responses:acknowledge": {"pk": _commented(area).pk},
        "responses:reopen": {"pk": _answered(area).pk},
        "responses:correct": {"pk": _answered(area, state=State.PUBLISHED).pk},
    }
    for step in ["approve", "return"]:
        keys[f"responses:{step}"] = {"pk": _answered(area, state=State.IN_REVIEW).pk}
    today = timezone.localdate()
    data |= {
        "responses:words": {"opening": "New.", "version": draft.version},
        "responses:attachments": lambda: {
            "upload": make_upload("rota.pdf", small_pdf("A rota")),
            "title": "Rota",
        },
        "responses:one-language": {"reason": "Agreed with the Commissioner."},
        "responses:passage": {"position": "accepted", "text": "Done.", "version": passage.version},
        "responses:invite": day("asked_for_on", today),
        "responses:comment-files": lambda: {
            "upload": make_upload("new.pdf", small_pdf("Of the force")),
            "description": "Rota of the force",
            "marking": "official",
        },
        "responses:comment-file-remove": {"file": unsent.pk},
        "responses:comment-file-attach": {"title": "Plan", "title_cy": "Cynllun"},
        "responses:comment": {"text": "Other words.", "version": comment.version},
        "responses:hand-round": {"contributor": people[ASKED].pk},
        "responses:question": {"note": "What the force asks within, again"},
        "responses:answer": {"text": "Ten.", "version": asked.version},
        "responses:correct": {"reason": "A wrong day.", "reason_cy": "Diwrnod anghywir."},
        **dict.fromkeys(
            ["responses:approve", "responses:return", "responses:reopen"], {"note": "A"}
        ),
    }


def _commented(area):
    response = make_response(area.body, _report(area))
    make_comments(response)
    return response


def _letters(area, by, keys, data):
    unsigned, unsent, unpublished = (
        make_letter(_answered(area), signed=signed) for signed in [False, True, True]
    )
    enclosing = make_response(area.body, make_recommendation(_report(area)).report)
    make_attachment(enclosing, title_cy="Cynllun")
    submit(enclosing, by=enclosing.drafted_by, at=AT)
    enclosing = approve(enclosing, by=make_user(Role.APPROVER, area.body), at=AT)
    publication = make_letter(enclosing, published=True).publication
    ask_copies(unpublished, by=by, at=AT)
    failed, sent = unpublished.deliveries.all()[:2]
    Delivery.objects.filter(pk=failed.pk).update(problem="Refused.", given_up_at=AT, tries=3)
    Delivery.objects.filter(pk=sent.pk).update(sent_at=AT)
    deputy = make_user(Role.AUDITOR, area.body)
    here = {"body": area.body.slug, "slug": publication.slug}
    public = ["publication", "public-pdf", "publication-cy", "public-pdf-cy"]
    keys |= {
        "letters": {"pk": unpublished.pk},
        "letters:make": {"pk": _answered(area).pk},
        "letters:dossier": {"pk": _answered(area).pk},
        "letters:sign": {"pk": unsigned.pk},
        "letters:copies": {"pk": unsent.pk},
        "letters:delegation-end": {"pk": make_delegation(area.body).pk},
        "letters:lodged": {"pk": make_lodged_copy(unpublished).pk},
        "letters:register-body": {"body": area.body.slug},
        **{f"letters:{name}": here for name in public},
        "letters:enclosure": here | {"number": 1},
        **{f"letters:{n}": {"pk": failed.pk} for n in ["delivery", "message", "try-again"]},
        "letters:correct-address": {"pk": failed.pk},
        "letters:came-back": {"pk": sent.pk},
    }
    today = timezone.localdate()
    data |= {
        "letters:make": day("dated_on", today) | {"reference": "NEW1"},
        "letters:sign": {"typed_name": unsigned.letter_words.signatory.name, "sure": "on"},
        "letters:publish": {"sure": "on"},
        "letters:lodge": lambda: {"upload": make_upload("scan2.pdf", small_pdf("A scan"))},
        "letters:correct-address": {"email": "new@example.org"},
        "letters:came-back": day("on", today) | {"reason": "No such mailbox."},
        "letters:delegations": day("starts_on", today)
        | {"deputy": deputy.pk, "title": "Deputy", "reason": "Leave."},
        **dict.fromkeys(["letters:template", "letters:template-preview"], _template(area.body)),
    }


def _template(body):
    form = TemplateForm(instance=LetterTemplate.of(body))
    return {field.name: field.value() for field in form} | {"opening": "We write about {report}."}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """Make all this once for the file; every test goes back to it."""
    folder = tmp_path_factory.mktemp("post")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder), transaction.atomic():
        people, keys, data = build()
        cookies = {who: _signed_in(person) for who, person in people.items()}
        yield cookies, keys, data, folder, rows()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def own_folders(world, settings, tmp_path):
    settings.MEDIA_ROOT, settings.OUTBOX_DIR = world[3], tmp_path / "outbox"


def _signed_in(person) -> str:
    client = Client()
    if person:
        client.force_login(person)
    return client.cookies[django_settings.SESSION_COOKIE_NAME].value if person else ""


def rows() -> dict[str, list]:
    """Return every row of every table but the sessions'."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(tables - {"django_session"}):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


@contextmanager
def undone():
    """Take back what is done inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def said_by(answer) -> bytes:
    with kept_open():
        return b"".join(answer.streaming_content) if answer.streaming else answer.content


def post(world, visitor: str, path: str, data) -> tuple[str, bytes, list[str]]:
    """Return what a visitor gets for a post, what it says, and which tables it changed."""
    cookies, _, _, _, before = world
    client = Client(raise_request_exception=True)
    if cookies[visitor]:
        client.cookies[django_settings.SESSION_COOKIE_NAME] = cookies[visitor]
    with undone():
        answer = client.post(path, data() if callable(data) else data)
        said = said_by(answer)
        after = rows()
        result = outcome(answer)
    return result, said, [table for table in before if before[table] != after[table]]


def test_every_address_has_a_row():
    assert set(names(get_resolver().url_patterns)) == set(MAY)


@pytest.mark.parametrize("name", MAY)
def test_only_who_may_does_anything_and_nobody_reads_what_is_not_theirs(
    name, world, record_property
):
    _, keys, data, _, _ = world
    path, found = address(name, keys) + QUERIES.get(name, ""), {}
    for visitor in VISITORS:
        result, said, changed = post(world, visitor, path, data.get(name, {}))
        found[visitor] = "does" if changed else {"ok": "page"}.get(result, result)
        if result in REFUSALS:
            assert changed == [], visitor
        for words, readers in LOOKED_FOR.items():
            assert visitor in readers or words.encode() not in said, (visitor, words)
    record_property("addresses x visitors, posted", len(found))

    assert " ".join(found.values()) == MAY[name]


# Where somebody who is only asked by name gets something else than a stranger to the office.
OF_THE_ASKED = {"responses:answer": "does", "progress:my-work": "to", "accounts:switch": "page"}


def test_who_is_only_asked_by_name_may_what_a_stranger_may(world):
    _, keys, data, _, _ = world
    stranger = VISITORS.index("collator")
    wanted = {name: row.split()[stranger] for name, row in MAY.items()} | OF_THE_ASKED
    found = {}
    for name in MAY:
        path = address(name, keys) + QUERIES.get(name, "")
        result, said, changed = post(world, ASKED, path, data.get(name, {}))
        found[name] = "does" if changed else {"ok": "page"}.get(result, result)
        for words, readers in LOOKED_FOR.items():
            assert ASKED in readers or words.encode() not in said, (name, words)

    assert found == wanted


# Where a system administrator gets something else than a stranger: accounts and invitations.
OF_THE_SYSTEM = {
    "accounts:switch": "page",
    "accounts:invitations": "page",
    "accounts:invite": "page",
    "accounts:invitation-again": "to",
    "accounts:invitation-withdraw": "does",
}


def test_a_system_administrator_may_what_a_stranger_may_and_invite(world):
    _, keys, data, _, _ = world
    stranger = VISITORS.index("collator")
    wanted = {name: row.split()[stranger] for name, row in MAY.items()} | OF_THE_SYSTEM
    found = {}
    for name in MAY:
        path = address(name, keys) + QUERIES.get(name, "")
        result, said, changed = post(world, SYSTEM, path, data.get(name, {}))
        found[name] = "does" if changed else {"ok": "page"}.get(result, result)
        said += get(world, SYSTEM, path)
        assert read_in(said) == [], name

    assert found == wanted


def read_in(said: bytes) -> list[str]:
    return [words for words in [*LOOKED_FOR, *PRIVATE] if words.encode() in said]


def get(world, visitor: str, path: str) -> bytes:
    client = Client(raise_request_exception=True)
    client.cookies[django_settings.SESSION_COOKIE_NAME] = world[0][visitor]
    with undone():
        if path.endswith(SEARCHED):
            return said_by(search(client, path.removesuffix(SEARCHED), "words"))
        return said_by(client.get(path, follow=True))


SEARCHED = "#searched"


def admin_pages():
    """Return every list and search of the admin, and the page of each row there is."""
    for model, page in admin.site._registry.items():
        place = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{place}_changelist")
        if page.search_fields:
            yield reverse(f"{place}_changelist") + SEARCHED
        for key in model._base_manager.values_list("pk", flat=True):
            yield reverse(f"{place}_change", args=[key])


def test_a_system_administrator_reads_no_office_s_words_in_the_admin(world):
    wrong = [
        (path, found) for path in admin_pages() if (found := read_in(get(world, SYSTEM, path)))
    ]
    responses = reverse("admin:responses_response_changelist")
    own = {
        words
        for path in admin_pages()
        if path.startswith(responses)
        for words in read_in(get(world, "approver", path))
    }

    assert wrong == []
    assert "Unsent words of the office" in own  # lest the walk read nothing at all


def test_a_system_administrator_does_nothing_to_an_office_s_work_in_the_admin(world):
    """Accounts, roles and public facts are theirs to keep; no row of a case is."""
    cases = {
        model._meta.db_table
        for app in ["recommendations", "responses"]
        for model in apps.get_app_config(app).get_models()
    }
    wrong = []
    for path, data in admin_posts():
        _, said, changed = post(world, SYSTEM, path, data)
        wrong += [(path, data.get("action"), table) for table in changed if table in cases]
        wrong += [(path, data.get("action"), words) for words in read_in(said)]

    assert wrong == []


ANSWERS = {"answered": "1", "note": "A note.", "reason": "A reason.", "confirmed": "on"}
ANSWERS |= day("asked_for_on", AT) | {"asked_for_on_0": "2999-01-01", "post": "yes", "sure": "on"}


def admin_posts():
    """Return every post that the admin takes, in all lists and on all rows that stand in them."""
    for model, page in admin.site._registry.items():
        place = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        keys = [str(key) for key in model._base_manager.values_list("pk", flat=True)]
        for action in [*page.actions, "delete_selected"]:
            name = action if isinstance(action, str) else action.__name__
            chosen = {"action": name, "_selected_action": keys, "index": "0"}
            yield reverse(f"{place}_changelist"), ANSWERS | chosen
        for key in keys[:2]:
            for step in ["change", "delete", "history"]:
                yield reverse(f"{place}_{step}", args=[key]), ANSWERS


@pytest.mark.parametrize("visitor", ["other office", "auditor", "caseworker", "nobody"])
def test_admin_lets_nobody_do_what_is_not_theirs(visitor, world):
    """The auditor has the admin open on its own office; the caseworker is not let in at all."""
    record = {"accounts_event"} if visitor == "auditor" else set()  # downloads are recorded
    wrong = []
    for path, data in admin_posts():
        _, said, changed = post(world, visitor, path, data)
        if set(changed) - record:
            wrong.append((path, data.get("action"), changed))
        wrong += [
            (path, words)
            for words, readers in LOOKED_FOR.items()
            if visitor not in readers and words.encode() in said
        ]

    assert wrong == []


def test_admin_walk_does_what_the_person_may(world):
    """Lest the walk above be refused for its data and not for the person."""
    done = {
        data.get("action") for path, data in admin_posts() if post(world, "approver", path, data)[2]
    }

    assert {"approve", "return_to_draft"} <= done
