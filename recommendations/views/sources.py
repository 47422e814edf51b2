"""A report's texts: their pages as pictures, another try at reading, and comparing."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.errors import Refused
from accounts.keeping import post_only, signed_in
from accounts.permissions import Permission, require
from recommendations import actions
from recommendations.comparison import CHANGED, GONE, NEW, UNCHANGED
from recommendations.extraction.errors import ExtractionError
from recommendations.models import Report, Source
from recommendations.numbers import sort_key
from recommendations.pictures import picture_of

STATES = (CHANGED, NEW, GONE, UNCHANGED)


def _source(request, pk):
    source = get_object_or_404(Source.objects.visible_to(request.user), pk=pk)
    require(request.user, Permission.CAPTURE, source.report.recorded_for)
    return source


@signed_in
def page(request, pk, number):
    source = _source(request, pk)
    if not 0 < number <= len(source.pages) or source.disposed_of:
        raise Http404("There is no such page.")
    try:
        picture = picture_of(source, number)
    except ExtractionError as error:
        raise Http404(str(error)) from error
    return HttpResponse(picture, content_type="image/png")


@post_only
def read_again(request, pk):
    source = _source(request, pk)
    actions.read_again(source, by=request.user, at=timezone.now())
    return redirect("recommendations:review", pk=source.report_id)


@signed_in
def compare(request, pk):
    source = _source(request, pk)
    if request.method == "POST":
        return _take(request, source)
    rows = actions.compared(source) if source.is_to_compare else []
    counts = {state: sum(row.state == state for row in rows) for state in STATES}
    rows = sorted(rows, key=lambda row: (not row.number, sort_key(row.number)))
    context = {"source": source, "report": source.report, "rows": rows, "counts": counts}
    return render(request, "recommendations/compare.html", context)


def _take(request, source):
    wanted = [int(at) for at in request.POST.getlist("take") if at.isdecimal() and len(at) < 6]
    try:
        taken = actions.take_found(source, wanted, by=request.user, at=timezone.now())
    except Refused as error:
        messages.warning(request, str(error))
        return redirect("recommendations:compare", pk=source.pk)
    messages.success(request, f"Compared; {taken} taken over from {source}.")
    report = source.report
    return redirect(report if report.is_confirmed else report.get_review_url())


@post_only
def compare_with(request, pk, report_pk):
    source = _source(request, pk)
    report = get_object_or_404(Report.objects.visible_to(request.user), pk=report_pk)
    try:
        copy = actions.compare_with(source, report, by=request.user, at=timezone.now())
    except Refused as error:
        messages.warning(request, str(error))
        return redirect(source.report)
    return redirect("recommendations:compare", pk=copy.pk)
