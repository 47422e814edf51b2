"""The admin's front door for tests: sign in with a role, open a page, run an action."""

from datetime import date

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlencode

from tests.factories import make_membership, make_user

LONG_PAST = date(2024, 3, 4)  # before any day on which the tests may run


def office(body=None, *roles, superuser=False) -> Client:
    """Return a client signed in as staff with `roles` in `body`; the person is `client.user`."""
    client = Client()
    client.user = make_user(is_staff=True, is_superuser=superuser)
    for role in roles:
        make_membership(client.user, role, body)
    client.force_login(client.user)
    return client


def page(model, view="changelist", *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


def rows(client, model, *, q="", **query) -> list:
    """Return the objects that the list shows, once `q` was searched for."""
    address = f"{page(model)}?{urlencode(query)}"
    shown = search(client, address, q) if q else client.get(address)
    return list(shown.context["cl"].result_list)


def search(client, address, words):
    """Post the search box of a list, as its page does, and follow."""
    return client.post(address, {"search": "yes", "q": words}, follow=True)


def run(client, action, *objects, model=None, **answers):
    """Run an action on objects; with answers, as the page that asks would post them."""
    data = {"action": action, "_selected_action": [obj.pk for obj in objects], **answers}
    if answers:
        data["answered"] = "yes"
    return client.post(page(model or type(objects[0])), data, follow=True)


def said(response) -> str:
    """Return all that the page tells the person."""
    return " ".join(str(message) for message in response.context["messages"])


def queries(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def errors(response) -> dict:
    return response.context["adminform"].form.errors
