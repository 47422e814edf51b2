"""The forms of the service, found by walking its pages as the person who may use each."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin, urlsplit

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from lxml import html

from accounts.actions import make_link
from accounts.permissions import Role
from tests.connections import kept_open
from tests.factories import make_body, make_invitation, make_user
from tests.test_isolation import address
from tests.test_post_isolation import MAY, QUERIES, VISITORS, undone

NOT_TYPED = {"csrfmiddlewaretoken"}


@dataclass
class Form:
    """One form: where it stands, where it goes, who sends it, and what would be right in it."""

    name: str  # of the address it goes to
    page: str
    action: str
    visitor: str
    is_post: bool = True
    fields: dict[str, list[str]] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)  # fields whose value a page gave, not a person
    files: dict[str, list] = field(default_factory=dict)

    @property
    def shape(self) -> tuple:
        return self.name, self.is_post, frozenset(self.fields), frozenset(self.files)

    def __str__(self):
        return f"{self.visitor} at {self.action}"


def person_for(name: str) -> str:
    """Return who is to send the forms of an address: a stranger where strangers may."""
    outcomes = dict(zip(VISITORS, MAY[name].split(), strict=True))
    if outcomes["nobody"] in {"does", "page"}:
        return "nobody"
    for wanted in ["does", "page", "to"]:
        for visitor, outcome in outcomes.items():
            if outcome == wanted:
                return visitor
    return "caseworker"


def signed_in(cookie: str) -> Client:
    client = Client()
    if cookie:
        client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    return client


def asked(client: Client, path: str, **extra) -> tuple:
    """Return an answer and all that it says."""
    answer = client.get(path, **extra)
    return answer, said_by(answer)


def said_by(answer) -> bytes:
    with kept_open():
        said = b"".join(answer.streaming_content) if answer.streaming else answer.content
    with kept_open():  # anew: the test client lets go of it at the end of a stream
        answer.close()
    return said


def forms_of(name: str, cookies: dict, keys: dict, good: dict) -> list[Form]:
    """Return each form that stands at an address, and the address itself if it takes a post."""
    path, visitor = address(name, keys) + QUERIES.get(name, ""), person_for(name)
    with undone():
        answer, said = asked(signed_in(cookies[visitor]), path)
    found = []
    if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
        found = list(_on_page(html.document_fromstring(said), path, visitor, name))
    for form in found:
        if form.action.partition("?")[0] == address(form.name, keys) and form.name in good:
            _fill(form, good[form.name])
    if name in good and name not in {form.name for form in found}:
        form = Form(name, path, path, visitor)
        _fill(form, good[name])
        found.append(form)
    return found


def _on_page(page, path: str, visitor: str, default: str) -> Iterator[Form]:
    for each in page.forms:
        action = urljoin(path, each.action or path)
        try:
            name = resolve(urlsplit(action).path).view_name
        except Resolver404:
            name = default
        form = Form(name, path, action, visitor, is_post=each.method.upper() == "POST")
        for control in each.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]"):
            _take(form, control)
        for button in each.xpath(".//button[@name]")[:1]:
            form.fields[button.get("name")] = [button.get("value") or ""]
        yield form


def _take(form: Form, control) -> None:
    name, kind = control.get("name"), control.get("type", control.tag)
    if name in NOT_TYPED:
        return
    if kind == "file":
        form.files[name] = []
        return
    had = form.fields.setdefault(name, [])
    if kind in {"hidden", "select", "checkbox", "radio"}:
        form.keys.add(name)
    if control.tag == "select":
        had += [option.get("value") or "" for option in control.xpath(".//option[@selected]")]
        first = control.xpath(".//option[@value!='']/@value")
        if not had and first:
            had.append(str(first[0]))
    elif kind in {"checkbox", "radio"}:
        if control.get("checked") is not None or (kind == "radio" and not had):
            had[:] = [*(had if kind == "checkbox" else []), control.get("value") or "on"]
    else:
        had.append(str(control.value or ""))


def _fill(form: Form, data) -> None:
    """Put in what is right, so that a post with one wrong thing in it gets as far as it can."""
    for name, value in (data() if callable(data) else data).items():
        values = value if isinstance(value, list) else [value]
        if isinstance(values[0], UploadedFile):
            form.files[name] = values
        else:
            form.fields[name] = [str(each) for each in values]


def with_value(form: Form, name: str, value: str) -> dict[str, list[str]]:
    return form.fields | {name: [value]}


def unique(forms: list[Form]) -> list[Form]:
    """Return the forms without those that stand on several pages alike."""
    return list({form.shape: replace(form) for form in reversed(forms)}.values())[::-1]


def by_link() -> Iterator[tuple[str, str, Form]]:
    """Yield who followed a link of their own, their cookie, and the form that it leads to.

    No other way reaches these: an invitation, and a new password for one that was forgotten.
    """
    invitation = make_invitation(make_body("Outwood"), at=timezone.now())
    person = make_user(Role.CASEWORKER, make_body("Inwood"), password="four quiet wooden ducks")
    moving = Client()
    moving.force_login(person)
    key = default_token_generator.make_token(person)
    uid = user_pk_to_url_str(person)
    links = {
        "accounts:invitation": reverse("accounts:invitation-link", args=[make_link(invitation)]),
        "account_reset_password_from_key": reverse(
            "account_reset_password_from_key", args=[uid, key]
        ),
        "accounts:address": reverse("accounts:address"),
    }
    for name, link in links.items():
        client = moving if name == "accounts:address" else Client()
        answer = client.get(link, follow=True)
        assert answer.status_code == 200
        path, visitor = answer.wsgi_request.path, f"follower of {name}"
        found = list(_on_page(html.document_fromstring(answer.content), path, visitor, name))
        [form] = [form for form in found if _asks_password(form)]
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        assert form.fields.keys() >= GOOD[name].keys()  # lest what is put in hides a lost field
        _fill(form, GOOD[name])
        yield visitor, cookie, form


def _asks_password(form: Form) -> bool:
    return any("password" in name for name in form.fields)


GOOD = {
    "accounts:invitation": {"password": "three purple bicycles lately"},
    "account_reset_password_from_key": {"password1": "three purple bicycles lately"},
    "accounts:address": {
        "email": "somewhere@office.example",
        "password": "four quiet wooden ducks",
    },
}
