"""Listing reports, recording them and correcting their facts."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.keeping import attempt, form_for, post_only, signed_in
from accounts.permissions import Permission, require
from accounts.taking import gives_file
from recommendations import actions
from recommendations.downloads import hand_out
from recommendations.files import TYPES
from recommendations.forms import DiscardForm, ReportForm
from recommendations.models import Obligation, Register, Report
from recommendations.queries import why_not_to_be_had

PER_PAGE = 25


@signed_in
def report_list(request):
    reports = Report.objects.visible_to(request.user).prefetch_related("publishers")
    query = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    if query:
        reports = reports.filter(title__icontains=query)
    page = Paginator(reports, PER_PAGE).get_page(request.GET.get("page"))
    own = request.acting_for
    due = Obligation.objects.visible_to(request.user).responses()
    due = due.filter(report__in=page.object_list, body__in=request.user.own())
    due_of = {o.report_id: o for o in due}
    today = timezone.localdate()
    owed = [(report, due_of.get(report.pk)) for report in page]
    rows = [(report, due, due.state(today) if due else "") for report, due in owed]
    may_add = own is not None and request.user.may(Permission.CAPTURE, own)
    registers = Register.objects.visible_to(request.user).unfinished() if may_add else []
    context = {
        "page_obj": page, "rows": rows, "q": query, "may_add": may_add, "today": today,
        "registers": registers[:20],
    }  # fmt: skip
    return render(request, "recommendations/report_list.html", context)


@signed_in
def report_new(request):
    require(request.user, Permission.CAPTURE, request.acting_for)
    form = form_for(request, ReportForm, instance=Report(recorded_for=request.acting_for))
    recorded = attempt(
        request,
        form,
        lambda: actions.record_report(
            form.save(commit=False),
            **form.facts(),
            by=request.user,
            at=timezone.now(),
            today=timezone.localdate(),
        ),
    )
    if recorded:
        following = "review" if recorded.source else "text"
        return redirect(f"recommendations:{following}", pk=recorded.pk)
    return render(request, "recommendations/report_form.html", {"form": form})


@signed_in
def report_edit(request, pk):
    report = get_object_or_404(Report.objects.visible_to(request.user), pk=pk)
    require(request.user, Permission.CAPTURE, report.recorded_for)
    form = form_for(request, ReportForm, instance=report)
    saved = attempt(
        request,
        form,
        lambda: actions.correct_report(
            form.save(commit=False),
            **form.facts(),
            by=request.user,
            at=timezone.now(),
            today=timezone.localdate(),
        ),
    )
    if saved:
        messages.success(request, "The report’s facts are saved.")
        return redirect(saved)
    return render(request, "recommendations/report_form.html", {"form": form, "report": report})


@post_only
def confirm_day(request, pk):
    report = get_object_or_404(Report.objects.visible_to(request.user), pk=pk)
    actions.confirm_publication_day(report, by=request.user, at=timezone.now())
    messages.success(request, "The publication date is confirmed.")
    return redirect(report if report.is_confirmed else report.get_review_url())


@signed_in
def report_discard(request, pk):
    report = get_object_or_404(Report.objects.visible_to(request.user), pk=pk)
    require(request.user, Permission.CAPTURE, report.recorded_for)
    form = form_for(request, DiscardForm)
    discarded = attempt(
        request,
        form,
        lambda: actions.discard_report(
            report, **form.cleaned_data, by=request.user, at=timezone.now()
        ),
    )
    if discarded:
        messages.success(request, f"“{report}” is discarded.")
        return redirect("recommendations:reports")
    return render(request, "recommendations/discard.html", {"form": form, "report": report})


@signed_in
@gives_file
def report_file(request, pk):
    report = get_object_or_404(Report.objects.visible_to(request.user), pk=pk)
    if not report.source_file:
        raise Http404("No file was kept with this report.")
    if refused := why_not_to_be_had(report):
        messages.warning(request, refused)
        return redirect(report)
    ending = "." + report.source_name.rsplit(".", 1)[-1]
    return hand_out(request, report.stored, TYPES[ending], body=request.acting_for)
