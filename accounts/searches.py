"""What was searched for, kept in the session: a name stands in no address and in no log.

An address names a search by a key that says nothing and that another session does not know.
OWASP ASVS 4.0, 8.3.1.
"""

import secrets
from typing import Any

from django.http import HttpRequest, QueryDict

SEARCHES = "searches"
MOST = 20
KEY = "s"
FORGOTTEN = "What you searched for is not kept any more. Search again."


def keep_search(request: HttpRequest, form: Any) -> str:
    """Keep what a posted form asks for and return the query that names it."""
    fields = {name: request.POST.getlist(name) for name in request.POST if name in _names(form)}
    return f"?{KEY}={keep(request, fields)}"


def keep(request: HttpRequest, fields: dict[str, list[str]]) -> str:
    """Keep the values of `fields` and return the key that names them."""
    key = secrets.token_hex(8)
    others = [*request.session.get(SEARCHES, {}).items()]
    request.session[SEARCHES] = dict([*others, (key, fields)][-MOST:])
    return key


def kept(request: HttpRequest, key: str) -> dict[str, list[str]] | None:
    """Return the fields that this session keeps under `key`, or None."""
    return request.session.get(SEARCHES, {}).get(key)


def _names(form: Any) -> set[str]:
    """Return the fields of a form as a browser names them: a day has three."""
    names = set(form.fields)
    return names | {f"{name}_{part}" for name in names for part in ("day", "month", "year")}


def search_of(request: HttpRequest) -> QueryDict | None:
    """Return what the address asks for, or None where it names nothing that is kept."""
    fields = kept(request, request.GET.get(KEY, ""))
    if fields is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    return data


def is_forgotten(request: HttpRequest) -> bool:
    """Say whether the address names a search that this session does not hold."""
    return KEY in request.GET and search_of(request) is None
