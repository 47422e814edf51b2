"""What is held about a person: searched by a body's administrator, or seen by that person."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.keeping import signed_in
from accounts.models import Event, User
from accounts.permissions import Permission
from accounts.searches import FORGOTTEN, is_forgotten, keep_search, search_of
from accounts.taking import csv_file, gives_file
from progress.forms import PersonForm
from progress.subject_access import as_csv, held_about, held_about_oneself

SHOWN = 100  # of each kind; the file has them all


def _asked(request):
    """Return the bodies whose administrator asks, the form and, where it is whole, the words."""
    bodies = request.user.bodies_where(Permission.CONFIGURE)
    if not bodies:
        raise PermissionDenied("For this you need to be body administrator.")
    form = PersonForm(request.POST if request.method == "POST" else search_of(request))
    return bodies, form, form.cleaned_data["q"] if form.is_valid() else ""


def _record(request, bodies, words, how):
    """Record in each body that was searched who looked for whom, before anything is shown."""
    for body in bodies:
        Event.record(
            "search a person", User(name=words), by=request.user, at=timezone.now(), body=body,
            how=how,
        )  # fmt: skip


def _shown(found):
    """Return the title, the count and the first rows of each kind that has any."""
    counted = [(each.title, each.rows.count(), each.first(SHOWN)) for each in found]
    return [each for each in counted if each[1]]


@signed_in
def person(request):
    """Show what is held. The search is posted, so that no name stands in an address."""
    bodies, form, words = _asked(request)
    if request.method == "POST" and words:
        return redirect(reverse("progress:retention-person") + keep_search(request, form))
    if is_forgotten(request):
        messages.warning(request, FORGOTTEN)
        return redirect("progress:retention-person")
    held = []
    if words:
        found = held_about(words, bodies)
        held = _shown(found)
        _record(request, bodies, words, "on the page")
    context = {
        "form": form,
        "q": words,
        "query": request.GET.urlencode(),
        "bodies": bodies,
        "held": held,
        "shown": SHOWN,
    }
    return render(request, "progress/person.html", context)


@signed_in
@gives_file
def person_csv(request):
    bodies, _, words = _asked(request)
    if not words:
        return redirect("progress:retention-person")
    _record(request, bodies, words, "as a file")
    Event.record(
        "export", request.user, by=request.user, at=timezone.now(), body=bodies[0],
        what="what is held about a person",
    )  # fmt: skip
    return csv_file(as_csv(held_about(words, bodies)), "held")


@signed_in
def oneself(request):
    """Show what is held about who asks, by the bodies in which they have a role."""
    context = {
        "held": _shown(held_about_oneself(request.user)),
        "bodies": request.user.bodies(),
        "shown": SHOWN,
    }
    return render(request, "progress/oneself.html", context)


@signed_in
@gives_file
def oneself_csv(request):
    Event.record(
        "export", request.user, by=request.user, at=timezone.now(), what="what is held about me"
    )
    return csv_file(as_csv(held_about_oneself(request.user)), "held")
