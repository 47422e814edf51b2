"""The record of who did what, for a body's auditor and administrator: to search and to take."""

import csv
import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.keeping import signed_in
from accounts.models import Event
from accounts.permissions import Permission
from accounts.queries import audited_by, found_in
from accounts.searches import FORGOTTEN, is_forgotten, keep_search, search_of
from accounts.taking import csv_file, gives_file
from progress.forms import AuditFilter
from recommendations.spreadsheets import Line, guarded

PER_PAGE = 50
HEADINGS = [
    "Number", "At", "By", "Body", "Action", "What", "Key", "Name", "Note", "Details", "Digest",
]  # fmt: skip


def _asked(request, data=None):
    """Return the filter form and the events that pass it, for who may read the record."""
    if not request.user.bodies_where(Permission.AUDIT):
        raise PermissionDenied("The record is read by a body’s auditor and its administrator.")
    events = audited_by(request.user)
    form = AuditFilter(data, events=events)
    filters = form.cleaned_data if form.is_bound and form.is_valid() else {}
    events = found_in(events, filters) if not form.is_bound or form.is_valid() else events.none()
    return form, events, filters


@signed_in
def audit(request):
    """Show what was found. A search is posted, so that no name stands in an address."""
    posted = request.method == "POST"
    form, events, filters = _asked(request, request.POST if posted else search_of(request))
    if posted and form.is_valid():
        return redirect(reverse("progress:audit") + keep_search(request, form))
    if is_forgotten(request):
        messages.warning(request, FORGOTTEN)
        return redirect("progress:audit")
    page = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page_obj": page,
        "query": query.urlencode() if form.is_bound else "",
        "filtered": any(filters.values()),
    }
    return render(request, "progress/audit.html", context)


@signed_in
@gives_file
def audit_csv(request):
    """Send what was found, a row at a time; that it was taken is itself recorded, first."""
    _, events, filters = _asked(request, search_of(request))
    if is_forgotten(request):
        messages.warning(request, FORGOTTEN)
        return redirect("progress:audit")
    asked = {name: str(value) for name, value in filters.items() if value}
    Event.record(
        "export", request.user, by=request.user, at=timezone.now(),
        body=request.user.bodies_where(Permission.AUDIT)[0], what="the record", filters=asked,
    )  # fmt: skip
    return csv_file(_lines(events), "record")


def _lines(events):
    writer = csv.writer(Line())
    yield "\ufeff" + writer.writerow(HEADINGS)
    for event in events.iterator(chunk_size=500):
        cells = [
            str(event.number), timezone.localtime(event.at).isoformat(), event.by_name,
            str(event.body or ""), event.action, event.object_type, event.object_pk,
            event.object_name, event.note,
            json.dumps(event.data, ensure_ascii=False) if event.data else "", event.digest,
        ]  # fmt: skip
        yield writer.writerow([guarded(cell) for cell in cells])
