"""Hostile input at every form: each class of it in each field, and lying files at each upload.

One request with one set of assertions is one case; how many there were is printed at the end
of a run. The world is the one of tests/test_post_isolation.py with a neighbour's words in it,
and every case is taken back.
"""

import csv
import io
import re
import socket
import time
from collections import Counter
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core import mail
from django.db import models, transaction
from django.test import override_settings
from django.urls import reverse
from lxml import html
from openpyxl import load_workbook

from accounts.actions import keep_words
from accounts.models import User
from accounts.permissions import Role
from bodies.models import Body
from letters.models import LetterTemplate
from responses.actions import save_words
from tests.factories import (
    AT,
    make_force_and_body,
    make_recommendation,
    make_report,
    make_response,
    make_update,
    make_upload,
    make_user,
)
from tests.hostile_files import FILES, NAMES
from tests.hostile_files import PDF as GOOD_PDF
from tests.hostile_forms import Form, asked, by_link, forms_of, said_by, signed_in, unique
from tests.hostile_words import (
    BYTES,
    CLASSES,
    ELSEWHERE,
    JSON,
    MARK,
    REDIRECT_FIELDS,
    REDIRECTS,
    in_form,
)
from tests.test_isolation import address
from tests.test_post_isolation import MAY, build, undone
from tests.test_post_isolation import _signed_in as cookie_of

pytestmark = pytest.mark.django_db

NEIGHBOUR = "neighbour-7719"  # in every word of an office that none of the visitors belongs to
SLOWEST = 8  # seconds; a pattern that backtracks takes minutes
TO_KEYS = {"template", "SQL", "control", "huge", "path"}  # classes for what a page fills in
ENDS_SESSIONS = {"account_set_password", "accounts:sessions-end"}
# Where a post makes a letter, reads a stranger's file or shows much, and where another form has
# the same fields: one case of so many is sent.
SLOW = {
    "letters:template-preview": 12,
    "letters:sign": 5,
    "letters:check": 4,
    "letters:template": 4,
    "recommendations:register": 3,
    "recommendations:report-edit": 3,
    "recommendations:evidence-replace": 3,
    "recommendations:register-new": 2,
    "recommendations:add": 2,
    "responses:words": 2,
}
SHOWN = {"script", "HTML", "Markdown", "template"}
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
KEPT_AS_TYPED = {"accounts_unsavedwords", "django_session", "shared_cache"}
DATE_PARTS = re.compile(r"_(month|year)$")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """Make all this once for the file; every case goes back to it."""
    folder = tmp_path_factory.mktemp("hostile")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder), transaction.atomic():
        people, keys, good = build()
        made = neighbour()
        cookies = {who: cookie_of(person) for who, person in people.items()}
        found = [form for name in MAY for form in forms_of(name, cookies, keys, good)]
        for who, cookie, form in by_link():
            cookies[who] = cookie
            found.append(form)
        yield World(cookies, keys, unique(found), made, folder)
        transaction.set_rollback(True)


class World:
    def __init__(self, cookies, keys, forms, neighbours, folder):
        self.cookies, self.keys, self.forms, self.folder = cookies, keys, forms, folder
        self.neighbours = neighbours
        self.secrets = [django_settings.SECRET_KEY, *_hashes()]

    def of(self, name: str) -> list[Form]:
        return [form for form in self.forms if form.name == name]


def _hashes() -> set[str]:
    return {hashed for hashed in User.objects.values_list("password", flat=True) if len(hashed) > 8}


def neighbour() -> list[models.Model]:
    """Make an office whose every word can be told, and return what it has."""
    area = make_force_and_body("Farmoor")
    by, force = make_user(Role.CASEWORKER, area.body), make_user(Role.FORCE_CONTRIBUTOR, area.force)
    report = make_report(area.body, forces=[area.force], title=f"Report of the {NEIGHBOUR}")
    item = make_recommendation(report, text=f"Asked by the {NEIGHBOUR}")
    response = make_response(area.body, report, by=by)
    words = f"Words of the {NEIGHBOUR}"
    save_words(response, opening=words, version=response.version, by=by, at=AT)
    update = make_update(item, area.force, by=force, narrative=words, files=[make_upload()])
    pending = make_report(area.body, forces=[area.force], confirmed=False, title=words)
    keep_words(by, "/kept/", {"text": [words]}, at=AT)
    LetterTemplate.objects.create(body=area.body, opening=words)
    return [report, item, response, update, update.evidence.get(), pending, by, area.body]


@pytest.fixture(autouse=True)
def own_folders(world, settings, tmp_path):
    settings.MEDIA_ROOT, settings.OUTBOX_DIR = world.folder, tmp_path / "outbox"


@pytest.fixture(autouse=True)
def reached(monkeypatch):
    """Note each machine, this one too, that anything here tries to reach."""
    found: list = []
    plain = socket.socket.connect

    def noted(self, address):
        if isinstance(address, tuple):
            found.append(address)
            raise OSError("Nobody is there.")
        return plain(self, address)

    monkeypatch.setattr(socket.socket, "connect", noted)
    return found


# --- What must not be ----------------------------------------------------------------------


class Judge:
    """Counts cases, and keeps what was wrong with each."""

    def __init__(self, world: World):
        self.world, self.cases, self.wrong = world, 0, []
        self.turns = self.offered = 0

    def turn(self, things: list, count: int) -> list:
        """Return the next few of many, beginning again after the last."""
        start, self.turns = self.turns, self.turns + count
        return [things[at % len(things)] for at in range(start, start + count)]

    def case(self, form: Form, said_as: str, send, *, more=()) -> None:
        """Send once, look at the answer and at what shows it after, and take it all back."""
        self.offered += 1
        if self.offered % SLOW.get(form.name, 1):
            return
        self.cases += 1
        mail.outbox = []
        began = time.monotonic()
        with undone():
            try:
                wrongs = self._sent(form, send, more)
            except Exception as error:  # the service would answer 500
                wrongs = [f"{type(error).__name__}: {str(error)[:200]}"]
        if time.monotonic() - began > SLOWEST:
            wrongs.append(f"took {time.monotonic() - began:.0f} s")
        self.wrong += [f"{form.name}, {form}: {said_as}: {wrong}" for wrong in wrongs]

    def _sent(self, form: Form, send, more) -> list[str]:
        client = signed_in(self.world.cookies[form.visitor])
        answer = send(client)
        wrongs = self.wrongs_of(answer, said_by(answer))
        place = answer.headers.get("Location", "")
        if place.startswith("/"):
            wrongs += self.wrongs_of(*asked(client, place))
        taken = answer.status_code == 302
        for look in more if taken else ():
            wrongs += look(self, client, form)
        for message in mail.outbox:
            wrongs += wrongs_of_mail(message)
        return wrongs

    def wrongs_of(self, answer, said: bytes) -> list[str]:
        wrongs = [f"answered {answer.status_code}"] if answer.status_code >= 500 else []
        place = answer.headers.get("Location", "")
        if place and (not place.startswith("/") or place.startswith(("//", "/\\"))):
            wrongs.append(f"leads to {place[:100]}")
        for name, value in answer.headers.items():
            if "\n" in value or MARK in name.lower():
                wrongs.append(f"header {name}: {value[:100]!r}")
        if any(MARK in name for name in answer.cookies):
            wrongs.append("sets a cookie")
        if NEIGHBOUR.encode() in said:
            wrongs.append("shows a neighbour's words")
        if any(secret.encode() in said for secret in self.world.secrets):
            wrongs.append("shows a secret")
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            wrongs += wrongs_of_page(said)
        return wrongs


def wrongs_of_page(said: bytes) -> list[str]:
    """Say what in a page came from a person and would run, or lead or call elsewhere."""
    wrongs = ["holds NUL"] if b"\0" in said else []
    if b"889" + b"47761" in said:
        wrongs.append("reckons in a template")  # 9431 * 9431
    if not said.strip():
        return wrongs
    for element in html.document_fromstring(said).iter():
        if not isinstance(element.tag, str):
            continue
        if MARK in element.tag or element.tag in {"base", "iframe", "object", "embed", "style"}:
            wrongs.append(f"holds <{element.tag}>")
        ours = element.get("src", "").startswith("/static/") or _is_data(element)
        if element.tag == "script" and not ours:
            wrongs.append(f"holds a script: {html.tostring(element)[:100]!r}")
        if element.tag == "meta" and element.get("http-equiv"):
            wrongs.append("holds a meta refresh")
        for name, value in element.attrib.items():
            if name.startswith("on") or name in {"style", "srcdoc"}:
                wrongs.append(f"holds an attribute {name}={value[:60]!r}")
            if name in {"href", "src", "action", "formaction", "data", "poster"}:
                wrongs += _wrongs_of_address(element.tag, value.strip().lower())
    return wrongs


def _is_data(element) -> bool:
    """Say whether it is JSON, which no browser runs; nothing typed may end it."""
    return element.get("type") == "application/json" and "<" not in (element.text or "")


def _wrongs_of_address(tag: str, value: str) -> list[str]:
    if value.startswith(("javascript:", "vbscript:", "file:", "data:text")):
        return [f"holds an address {value[:60]!r}"]
    if tag != "a" and (value.startswith("//") or ELSEWHERE in value):
        return [f"holds <{tag}> that calls {value[:60]!r}"]
    return []


def wrongs_of_mail(message) -> list[str]:
    written = message.message()
    wrongs = [f"mail has a header {name}" for name in written if name.lower() == "bcc"]
    wrongs += [f"mail goes to {to}" for to in message.recipients() if ELSEWHERE in to]
    return wrongs


# --- What shows it afterwards --------------------------------------------------------------


def pages_after(judge: Judge, client, form: Form) -> Iterator[str]:
    """Look at one of these in turn: the form's own page, the person's work, the record."""
    auditor = signed_in(judge.world.cookies["auditor"])
    places = [
        (client, form.page),
        (auditor, reverse("progress:audit")),
        (client, form.page),
        (client, reverse("progress:my-work")),
        (auditor, address("progress:report", judge.world.keys)),
    ]
    read = address("responses:read", judge.world.keys)
    places_of_words = [(auditor, read)] if form.name.startswith("responses:") else []
    for who, path in [*judge.turn(places, 1), *places_of_words]:
        yield from judge.wrongs_of(*asked(who, path))


def files_after(judge: Judge, client, form: Form) -> Iterator[str]:
    """Look at every file that spreadsheets are made into, and for signs that no file holds."""
    if form.name in ENDS_SESSIONS:
        return
    auditor = signed_in(judge.world.cookies["auditor"])
    office = signed_in(judge.world.cookies["caseworker"])
    kinds = [
        (_wrongs_of_csv, auditor, reverse("progress:audit-csv")),
        (_wrongs_of_csv, office, reverse("recommendations:download", args=["csv"])),
        (_wrongs_of_xlsx, office, reverse("recommendations:download", args=["xlsx"])),
    ]
    for wrongs, who, path in judge.turn(kinds, 1):
        yield from wrongs(judge, *asked(who, path))


def no_unseen(judge: Judge, client, form: Form) -> Iterator[str]:
    """Look for signs that PostgreSQL or a Word file could not hold."""
    for model, name in _texts():
        for value in model._base_manager.values_list(name, flat=True):
            if value and (found := CONTROLS.search(str(value))):
                yield f"{model.__name__}.{name} holds {found[0]!r}"


def _wrongs_of_xlsx(judge: Judge, answer, said: bytes) -> Iterator[str]:
    yield from judge.wrongs_of(answer, said)
    for sheet in load_workbook(io.BytesIO(said)):
        for cell in (cell for row in sheet for cell in row):
            if cell.data_type == "f":
                yield f"spreadsheet reckons {cell.value!r}"


def _wrongs_of_csv(judge: Judge, answer, said: bytes) -> Iterator[str]:
    yield from judge.wrongs_of(answer, said)
    for row in csv.reader(io.StringIO(said.decode("utf-8-sig"))):
        for cell in row:
            if cell.startswith(("=", "+", "@", "\t", "\r")) or re.match(r"-\D|-\d+[^\d.]", cell):
                yield f"a cell begins as a formula: {cell[:60]!r}"


def _texts() -> Iterator[tuple]:
    for model in apps.get_models():
        if model._meta.db_table in KEPT_AS_TYPED or not model._meta.managed:
            continue
        for column in model._meta.concrete_fields:
            if isinstance(column, models.CharField | models.TextField):
                yield model, column.name


# --- The cases -----------------------------------------------------------------------------


def typed(form: Form) -> list[str]:
    """Return the fields that words are posted in: of a day's three parts the first."""
    return [name for name in form.fields if name != "save" and not DATE_PARTS.search(name)]


def words_for(form: Form) -> Iterator[tuple[str, str, str]]:
    """Return each class with each field and one of its payloads, in turn."""
    for number, name in enumerate(typed(form)):
        for kind, payloads in CLASSES.items():
            if name not in form.keys or kind in TO_KEYS:
                yield kind, name, payloads[number % len(payloads)]


def send_words(form: Form, fields: dict, query: str = ""):
    """Return what sends these fields, with such files as would be right."""
    files = {name: [_copied(each) for each in given] for name, given in form.files.items()}
    data = fields | {name: given for name, given in files.items() if given}

    def send(client):
        if form.is_post:
            return client.post(form.action + query, data)
        return client.get(form.action.partition("?")[0], data)

    return send


def _copied(upload):
    upload.seek(0)
    return make_upload(upload.name, upload.read())


def send_bytes(form: Form, name: str, value: bytes):
    body = in_form(form.fields, name, value)

    def send(client):
        if form.is_post:
            kind = "application/x-www-form-urlencoded"
            return client.post(form.action, body, content_type=kind)
        return client.get(form.action.partition("?")[0] + "?" + body)

    return send


LOOKS = dict.fromkeys(SHOWN, (pages_after,)) | {
    "formula": (files_after,),
    "control": (files_after, no_unseen),
}


def post_json(judge: Judge, form: Form) -> None:
    for payload in JSON if "credential" in form.fields else ():
        send = send_words(form, form.fields | {"credential": [payload]})
        judge.case(form, f"JSON in credential ({payload[:40]!r})", send)


def post_words(judge: Judge, form: Form) -> None:
    for kind, name, payload in words_for(form):
        said_as = f"{kind} in {name} ({payload[:40]!r})"
        send = send_words(form, form.fields | {name: [payload]})
        judge.case(form, said_as, send, more=LOOKS.get(kind, ()))


def post_bytes(judge: Judge, form: Form) -> None:
    for number, name in enumerate(typed(form)):
        value = BYTES[number % len(BYTES)]
        judge.case(form, f"bytes in {name} ({value!r})", send_bytes(form, name, value))


def post_redirects(judge: Judge, form: Form) -> None:
    for place in judge.turn(REDIRECTS, 3):
        fields = dict.fromkeys(REDIRECT_FIELDS, [place]) | form.fields
        send = send_words(form, fields, "?next=" + place.replace("\t", "%09"))
        judge.case(form, f"next ({place!r})", send)


def post_keys(judge: Judge, form: Form) -> None:
    """Name what belongs to the neighbour wherever a page names what is the office's own."""
    names = [name for name in typed(form) if name in form.keys or name in {"body", "other", "q"}]
    before = _as_it_is(judge.world.neighbours)

    def unchanged(judge, client, form):
        if _as_it_is(judge.world.neighbours) != before:
            yield "changes what is the neighbour's"

    for name in names:
        for theirs in judge.turn(judge.world.neighbours, 3):
            send = send_words(form, form.fields | {name: [str(theirs.pk)]})
            judge.case(form, f"key of {theirs!r} in {name}", send, more=[unchanged])


def _as_it_is(rows_of: list[models.Model]) -> list:
    return [type(row)._base_manager.filter(pk=row.pk).values().get() for row in rows_of]


def post_more_fields(judge: Judge, form: Form) -> None:
    """Post a good form with every column of every table besides; see that nothing else changes."""
    extra = {name: value for name, value in _columns().items() if name not in form.fields}
    known = set(User.objects.values_list("pk", flat=True))
    with undone():
        client = signed_in(judge.world.cookies[form.visitor])
        answer = send_words(form, form.fields)(client)
        if answer.headers.get("Location", "").startswith("/"):  # as the case goes on too
            asked(client, answer.headers["Location"])
        plain = _compared(known)

    def same(judge, client, form):
        found = _compared(known)
        for key in plain.keys() | found.keys():
            if plain.get(key) != found.get(key):
                yield f"{key} differs"

    judge.case(form, "columns of the tables", send_words(form, form.fields | extra), more=[same])


def _columns() -> dict[str, str]:
    """Return a value for each column that has no business in a form, one that would be seen."""
    found = {"csrf": "x", "user": "1", "role": "body_administrator", "roles": "body_administrator"}
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            value = "True" if isinstance(column, models.BooleanField) else "1"
            if isinstance(column, models.CharField | models.TextField):
                value = f"more-{MARK}"
            if isinstance(column, models.DateField):
                value = "1999-09-09"
            found |= {column.name: value, column.attname: value}
    return found


def _compared(known: set[int]) -> dict:
    """Count the values of every column that a field too many could set.

    A person who is not among those `known` has another key each time: PostgreSQL takes no
    number of a sequence back.
    """
    found: dict = {}
    for model in apps.get_models():
        table = model._meta.db_table
        if table in KEPT_AS_TYPED:
            continue
        names = [f.attname for f in model._meta.concrete_fields if _is_compared(f)]
        people = {f.attname for f in model._meta.concrete_fields if f.related_model is User}
        for row in model._base_manager.values(*names):
            for name, value in row.items():
                if name in people and value not in known | {None}:
                    value = "somebody new"
                found.setdefault((table, name), Counter())[_value(value)] += 1
    return found


def _is_compared(column) -> bool:
    if isinstance(column, models.ForeignKey):
        return column.related_model in {User, Body}
    return isinstance(column, models.BooleanField | models.DateField) or bool(column.choices)


def _value(value):
    """Return a time as its year alone: two posts are not made at one moment."""
    return value.year if hasattr(value, "year") else value


def post_files(judge: Judge, form: Form) -> None:
    for field in form.files:
        for name, content in [*((n, GOOD_PDF) for n in NAMES), *FILES.items()]:
            upload = make_upload("x.pdf", content)
            upload._name = name
            send = send_words_with(form, {field: [upload]})
            judge.case(form, f"file {name[:40]!r} in {field}", send, more=[stored_well])


def send_words_with(form: Form, files: dict):
    def send(client):
        for given in files.values():
            for upload in given:
                upload.seek(0)
        return client.post(form.action, form.fields | files)

    return send


def stored_well(judge: Judge, client, form: Form) -> Iterator[str]:
    """Look at where files lie, and at what the tables call them."""
    inside = judge.world.folder
    for path in inside.parent.rglob(f"*{MARK}*"):
        if inside not in path.parents:
            yield f"a file lies outside: {path}"
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if isinstance(column, models.FileField):
                for name in model._base_manager.values_list(column.name, flat=True):
                    if name and (".." in name or re.search(r"[^\w./-]", name)):
                        yield f"{model.__name__}.{column.name} is stored as {name!r}"


KINDS = [post_words, post_bytes, post_json, post_redirects, post_keys, post_more_fields, post_files]


@pytest.mark.parametrize("name", MAY)
def test_nothing_hostile_gets_anywhere(name, world, reached, record_property):
    judge = Judge(world)
    for form in world.of(name):
        for kind in KINDS:
            kind(judge, form)
    record_property("hostile cases", judge.cases)

    assert judge.wrong == []
    assert reached == []


def test_there_are_enough_of_them(world):
    """Lest the walk find no forms, or the pages lose their fields to it."""
    fields = [(form.name, name) for form in world.forms for name in typed(form)]
    uploads = [form.name for form in world.forms if form.files]

    assert len(world.forms) >= 75 and len(fields) >= 170 and len(uploads) >= 10
    assert {"letters:check", "account_reset_password", "responses:passage"} <= set(dict(fields))
    assert {
        ("accounts:invitation", "password"),
        ("account_reset_password_from_key", "password1"),
        ("accounts:address", "email"),
    } <= set(fields)


@pytest.mark.parametrize(
    "said",
    [
        b"<p><script>zq9431()</script></p>",
        b"<p><img src=x onerror=zq9431()></p>",
        b'<p><a href=" JavaScript:zq9431()">a</a></p>',
        b"<form action=//evil.example></form>",
        b"<p>88947761</p>",
        b"<p>a\0b</p>",
    ],
)
def test_judge_sees_what_is_wrong_with_a_page(said):
    assert wrongs_of_page(said)


def test_judge_leaves_alone_what_is_escaped():
    assert wrongs_of_page(b"<p>&lt;script&gt;zq9431()&lt;/script&gt;</p>") == []
