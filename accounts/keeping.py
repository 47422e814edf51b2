"""So that no typed word is lost: forms that outlive a closed tab or an expired sign-in.

For views only. Words are kept under the path of their form.
"""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.utils import ErrorDict
from django.http import JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import resolve

from accounts.actions import LONGEST_KEPT, forget_words, size_of
from accounts.errors import Refused, Stale
from accounts.models import UnsavedWords

HELD = "held_words"
LAST_PERSON = "last_person"  # a signed cookie: who worked in this browser last
NOT_WORDS = {"csrfmiddlewaretoken", "path", "password"}


def words_in(data: QueryDict) -> dict[str, list[str]]:
    """Return the fields of a posted form without those that are not words."""
    return {name: values for name, values in data.lists() if name not in NOT_WORDS}


def signed_in(view):
    """Ask for sign-in first, and hold what an expired sign-in was posting until after it."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        hold(request, getattr(guarded, "page_of", lambda path: path)(request.path))
        return redirect_to_login(request.get_full_path())

    return guarded


def hold(request, path: str = "") -> None:
    """Hold the posted words for the person who worked here last, and for nobody else."""
    person = request.get_signed_cookie(LAST_PERSON, default="")
    path = path or getattr(resolve(request.path).func, "page_of", str)(request.path)
    words = words_in(request.POST)
    if person and words and size_of(words) <= LONGEST_KEPT:
        request.session[HELD] = {"path": path, "fields": words, "person": person}


def parent_of(path: str) -> str:
    """Return the page that a button's address belongs to."""
    return path.rstrip("/").rsplit("/", 1)[0] + "/"


def post_only(view):
    """Run `view` for a signed-in POST; send any other request to the page that has the button."""

    @signed_in
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.method == "POST":
            return view(request, *args, **kwargs)
        return redirect(parent_of(request.path))

    guarded.page_of = parent_of
    return guarded


def _kept(request) -> dict[str, list[str]] | None:
    held = request.session.get(HELD)
    if held and held["person"] != str(request.user.pk):
        del request.session[HELD]
    elif held and held["path"] == request.path:
        del request.session[HELD]
        return held["fields"]
    row = UnsavedWords.objects.filter(user=request.user, path=request.path[:300]).first()
    return row.fields if row else None


def form_for(request, form_class, **options):
    """Return the form of this page: posted, or with words kept from before, or fresh.

    A form with words from before has `kept` set; it is never taken as posted.
    """
    if request.method == "POST":
        return form_class(request.POST, request.FILES, **options)
    fields = _kept(request)
    if fields is None:
        return form_class(**options)
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    form = form_class(data, **options)
    form.kept = True
    try:
        form.full_clean()  # judged now, so that the next line can drop the verdict
    except (ValueError, OverflowError):
        return form_class(**options)
    form._errors = ErrorDict()
    return form


def attempt(request, form, action):
    """Run `action` on a valid posted form; return its result, or None with the reason on the form.

    After a Stale the form holds `stale`, the row as it is now, and the version
    that lets the writer save over it knowingly.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        result = action()
    except Stale as error:
        form.add_error(None, str(error))
        form.stale = error.current
        form.data = form.data.copy()
        form.data["version"] = error.current.version
        return None
    except Refused as error:
        form.add_error(error.about if error.about in form.fields else NON_FIELD_ERRORS, str(error))
        return None
    forget_words(request.user, request.path)
    return True if result is None else result


def landed(request, address: str):
    """Answer a form that was taken: with where to go, for a page that sent it with its progress."""
    if request.headers.get("X-Upload"):
        return JsonResponse({"to": address})
    return redirect(address)
