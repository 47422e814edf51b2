"""Recommendations on their way out, as CSV or Excel."""

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.keeping import signed_in
from accounts.models import Event
from accounts.taking import gives_file
from recommendations.files import EXCEL
from recommendations.models import Recommendation, Report
from recommendations.spreadsheets import as_csv, as_xlsx

FORMS = {"csv": "text/csv; charset=utf-8", "xlsx": EXCEL}


@signed_in
@gives_file
def of_office(request, form):
    return _answer(request, form, Recommendation.objects.visible_to(request.user))


@signed_in
@gives_file
def of_report(request, pk, form):
    report = get_object_or_404(Report.objects.visible_to(request.user), pk=pk)
    found = Recommendation.objects.visible_to(request.user).filter(report=report)
    return _answer(request, form, found, report)


def _answer(request, form, found, report=None):
    if form not in FORMS:
        raise Http404("Recommendations come as csv or xlsx.")
    found = found.select_related("report").prefetch_related("addressees__body")
    found = found.order_by("-report__published_on", "report", "sort_key", "position")
    rows = found.iterator(chunk_size=500)
    name = f"recommendations-{timezone.localdate()}.{form}"
    about, body = (report, report.recorded_for) if report else (request.user, request.acting_for)
    Event.record("export", about, by=request.user, at=timezone.now(), body=body, file=name)
    if form == "csv":
        answer = StreamingHttpResponse(as_csv(rows), content_type=FORMS[form])
    else:
        answer = HttpResponse(as_xlsx(rows), content_type=FORMS[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
