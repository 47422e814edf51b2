"""Coming in by the office's own sign-in service, against a provider that runs here."""

import re
from datetime import timedelta
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.checks import sign_in_settings
from accounts.models import Event, User
from accounts.permissions import Role
from accounts.tasks import send_next_mail
from bodies.groups import Kind
from pcc_tracker.sign_in import for_the_library, origins
from tests.accounts.provider import CLIENT, Provider
from tests.factories import make_body, make_invitation, make_membership, make_user

pytestmark = pytest.mark.django_db
EMAIL = "kim@office.example"


@pytest.fixture
def provider(settings):
    with Provider() as server:
        server.claims = {
            "sub": "kim",
            "email": EMAIL,
            "email_verified": True,
            "name": "Kim Olander",
        }
        one = {"id": "office", "name": "Office", "issuer": server.issuer}
        one |= {"client_id": CLIENT[0], "client_secret": CLIENT[1]}
        settings.OIDC_PROVIDERS = [one]
        settings.SOCIALACCOUNT_PROVIDERS = for_the_library([one])
        yield server


@pytest.fixture
def body(settings):
    settings.OIDC_GROUP_ROLES = {
        "group-1": [["body-ashvale", "caseworker"], ["body-ashvale", "signatory"]],
        "group-2": [["body-ashvale", "auditor"]],
        "group-3": [["no-such-body", "auditor"]],
    }
    return make_body("Ashvale", slug="body-ashvale")


class Stay(HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def come_in(client=None, **data):
    """Press the button, go to the provider as a browser does, and come back."""
    client = client or Client()
    start = client.post(reverse("openid_connect_login", args=["office"]), data)
    try:
        build_opener(Stay).open(start.url)
    except HTTPError as answer:
        back = answer.headers["Location"]
        answer.close()
    client.answer = client.get(back.removeprefix("http://testserver"))
    return client


def is_in(client) -> bool:
    return client.get("/my-work/").status_code == 200


def roles(person) -> set[str]:
    return {m.role for m in User.objects.get(pk=person.pk).current_memberships()}


def test_a_person_with_an_account_comes_in_by_a_proved_address(provider, body):
    kim = make_user(Role.AUDITOR, body, email=EMAIL)

    client = come_in(next="/board/")

    assert client.answer.url == "/board/" and is_in(client)
    assert roles(kim) == {Role.AUDITOR}
    first, second = provider.asked
    assert first["code_challenge_method"] == "S256" and second["code_verifier"]


@pytest.mark.parametrize("proved", [False, None, "true"])
def test_an_address_that_is_not_proved_opens_nothing(provider, body, proved):
    make_user(Role.AUDITOR, body, email=EMAIL)
    provider.claims["email_verified"] = proved

    client = come_in()

    assert client.answer.status_code == 403 and not is_in(client)
    assert "has proved" in client.answer.content.decode()


def test_a_stranger_gets_an_account_only_from_a_mapped_group(provider, body):
    refused = come_in()
    provider.claims["groups"] = ["group-9", "group-3"]
    of_no_body = come_in()
    assert refused.answer.status_code == 403 and not User.objects.filter(email=EMAIL).exists()
    assert of_no_body.answer.status_code == 403
    provider.claims["groups"] = ["group-1"]

    client = come_in()

    kim = User.objects.get(email=EMAIL)
    assert is_in(client) and roles(kim) == {Role.CASEWORKER, Role.SIGNATORY}
    assert (kim.name, kim.has_usable_password()) == ("Kim Olander", False)
    assert Event.objects.filter(action="add", object_type="accounts.membership").count() == 2


def test_roles_follow_the_groups_at_each_sign_in(provider, body):
    given = make_user(email=EMAIL)
    make_membership(given, Role.APPROVER, body)
    provider.claims["groups"] = ["group-1"]
    come_in()
    assert roles(given) == {Role.APPROVER, Role.CASEWORKER, Role.SIGNATORY}

    with time_machine.travel(timezone.now() + timedelta(days=1)):
        provider.claims["groups"] = ["group-2"]
        come_in()
        assert roles(given) == {Role.APPROVER, Role.AUDITOR}
        provider.claims["groups"] = []
        come_in()
        assert roles(given) == {Role.APPROVER}
        provider.claims["groups"] = ["group-2"]
        come_in()
        assert roles(given) == {Role.APPROVER, Role.AUDITOR}

    ended = given.memberships.exclude(ends_on=None)
    assert {m.role for m in ended} == {Role.CASEWORKER, Role.SIGNATORY}
    changed = Event.objects.filter(action="change", object_type="accounts.membership")
    today = timezone.localdate().isoformat()
    assert [event.changed for event in changed] == [[("ends_on", "", today)]] * 2


def test_a_group_gives_no_role_that_does_not_fit_the_body(provider, body, settings, caplog):
    force = make_body("Ashvale Police", kind=Kind.FORCE, slug="force-ashvale")
    both = [[force.slug, "approver"], [force.slug, "auditor"]]
    settings.OIDC_GROUP_ROLES |= {"group-4": both}
    provider.claims["groups"] = ["group-4"]

    client = come_in()

    assert is_in(client)
    assert roles(User.objects.get(email=EMAIL)) == {Role.AUDITOR}
    assert "Approver is a role of an office, and Ashvale Police is a force." in caplog.text


def test_an_invited_person_takes_the_role_up_with_it(provider, body):
    make_invitation(body, at=timezone.now(), email=EMAIL)
    send_next_mail(timezone.now())
    client = Client()
    client.get(re.search(r"http://localhost:8000(/\S+)", mail.outbox[0].body)[1])

    come_in(client)

    kim = User.objects.get(email=EMAIL)
    assert is_in(client) and roles(kim) == {Role.CASEWORKER}


def test_somebody_else_does_not_take_it_up(provider, body):
    make_invitation(body, at=timezone.now(), email="other@office.example")
    send_next_mail(timezone.now())
    client = Client()
    client.get(re.search(r"http://localhost:8000(/\S+)", mail.outbox[0].body)[1])

    assert come_in(client).answer.status_code == 403


@pytest.mark.parametrize("wrong", ["key", "audience", "issuer", "expired", "userinfo"])
def test_a_token_that_is_not_the_provider_s_for_us_opens_nothing(provider, body, wrong):
    make_user(Role.AUDITOR, body, email=EMAIL)
    match wrong:
        case "key":
            provider.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        case "audience":
            provider.audience = "another service"
        case "issuer":
            provider.claims["iss"] = "http://127.0.0.1:1"
        case "expired":
            provider.claims["exp"] = 1
        case "userinfo":
            provider.about = {"sub": "somebody else"}

    assert not is_in(come_in())


def test_the_address_follows_the_office_s_own_for_who_has_no_password_here(provider, body):
    kim = make_user(Role.AUDITOR, body, email=EMAIL)
    come_in()
    provider.claims["email"] = "kim.marsh@office.example"

    client = come_in()

    kim.refresh_from_db()
    assert kim.email == kim.username == "kim.marsh@office.example" and is_in(client)
    while send_next_mail(timezone.now()):
        pass
    assert [m.to for m in mail.outbox] == [[EMAIL]]
    event = Event.objects.get(action="change address")
    assert event.data["through"] == "single sign-on"


@pytest.mark.parametrize("why", ["not proved", "taken", "no address", "a password here"])
def test_an_address_is_not_followed_where(provider, body, why):
    kim = make_user(Role.AUDITOR, body, email=EMAIL)
    come_in()
    provider.claims["email"] = "no address" if why == "no address" else "robin@office.example"
    provider.claims["email_verified"] = why != "not proved"
    if why == "taken":
        make_user(email="Robin@office.example")
    if why == "a password here":
        kim.set_password("a long enough phrase")
        kim.save()

    client = come_in()

    kim.refresh_from_db()
    assert kim.email == EMAIL and is_in(client)


def test_a_closed_account_stays_closed(provider, body):
    make_user(Role.AUDITOR, body, email=EMAIL, is_active=False)

    client = come_in()

    assert client.answer.status_code == 403 and not is_in(client)


def test_another_sign_in_with_the_same_address_is_refused(provider, body):
    make_user(Role.AUDITOR, body, email=EMAIL)
    come_in()
    provider.claims["sub"] = "another"

    assert come_in().answer.status_code == 403


@pytest.mark.parametrize(
    ("rule", "amr", "counts"),
    [
        ("claims", ["pwd", "mfa"], True),
        ("claims", ["pwd"], False),
        ("never", ["mfa"], False),
        ("always", [], True),
    ],
)
def test_a_second_step_at_the_provider_counts_by_setting(
    provider, body, settings, rule, amr, counts
):
    settings.MFA_ROLES = ["signatory"]
    settings.SOCIALACCOUNT_PROVIDERS = for_the_library(
        [settings.OIDC_PROVIDERS[0] | {"second_step": rule}]
    )
    make_user(Role.SIGNATORY, body, email=EMAIL)
    provider.claims["amr"] = amr

    assert is_in(come_in()) is counts


def test_a_provider_that_does_not_answer_is_told_plainly(provider, body):
    provider.shutdown()
    provider.server_close()

    page = Client().post(reverse("openid_connect_login", args=["office"]))

    assert page.status_code == 503 and "did not work" in page.content.decode()


def test_the_page_s_policy_lets_the_form_lead_to_the_provider(provider):
    listed = [{"issuer": "https://login.example/tenant/v2.0"}]

    assert origins(listed) == ["https://login.example"]


def test_settings_that_name_nothing_are_found(settings):
    settings.MFA_ROLES = ["emperor"]
    settings.OIDC_GROUP_ROLES = {"g": [["body", "king"]]}
    settings.OIDC_PROVIDERS = [{"id": "x", "issuer": "http://login.example"}]

    assert [error.id for error in sign_in_settings(None)] == [
        "accounts.E001", "accounts.E002", "accounts.E003",
    ]  # fmt: skip
