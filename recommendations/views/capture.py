"""From a report's text to confirmed recommendations."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.errors import Incomplete, Refused
from accounts.keeping import attempt, form_for, post_only, signed_in
from accounts.permissions import Permission, require
from recommendations import actions
from recommendations.forms import TextForm
from recommendations.models import Proposal, Report
from recommendations.places import place_of
from recommendations.queries import preview_of, with_addressee_names
from recommendations.same_report import recorded_already


def report_to_capture(request, pk):
    report = get_object_or_404(Report.objects.visible_to(request.user), pk=pk)
    require(request.user, Permission.CAPTURE, report.recorded_for)
    return report


@signed_in
def text(request, pk):
    report = report_to_capture(request, pk)
    source = report.source
    again = source.text if source and not report.is_confirmed else ""
    form = form_for(request, TextForm, initial={"text": again})
    given = attempt(
        request,
        form,
        lambda: actions.give_text(report, **form.given(), by=request.user, at=timezone.now()),
    )
    if given:
        comparing = given.is_to_compare or report.is_confirmed
        return (
            redirect("recommendations:compare", given.pk)
            if comparing
            else redirect(report.get_review_url())
        )
    return render(request, "recommendations/text.html", {"form": form, "report": report})


@signed_in
def review(request, pk):
    report = report_to_capture(request, pk)
    if report.is_confirmed:
        return redirect(report)
    proposals = with_addressee_names(report.proposals.select_related("source"))
    pending = [p for p in proposals if p.decision == Proposal.Decision.PENDING]
    source = report.source
    shown = _shown(request, proposals, pending)
    beside = (shown and shown.source) or report.read_source
    context = {
        "report": report,
        "proposals": proposals,
        "pending": pending,
        "sure": [p for p in pending if not p.needs_you],
        "unsure": [p for p in pending if p.needs_you],
        "source": source,
        "shown": shown,
        "place": place_of(shown, beside) if beside else None,
        "alike": recorded_already(report, request.user),
        "own_bodies": request.user.bodies_where(Permission.CAPTURE),
    }
    return render(request, "recommendations/review.html", context)


def _shown(request, proposals, pending):
    """Return the item whose place is marked: the one asked for, or the first still to check."""
    asked = [p for p in proposals if str(p.pk) == request.GET.get("item")]
    return next(iter([*asked, *pending, *proposals]), None)


@post_only
def accept_sure(request, pk):
    report = report_to_capture(request, pk)
    try:
        accepted = actions.accept_sure(report, by=request.user, at=timezone.now())
    except Refused as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, f"{accepted} marked as checked.")
    return redirect("recommendations:review", pk=report.pk)


@signed_in
def confirm(request, pk):
    report = report_to_capture(request, pk)
    if request.method != "POST":
        context = {"report": report, **preview_of(report)}
        return render(request, "recommendations/confirm.html", context)
    try:
        actions.confirm_recommendations(
            report, by=request.user, at=timezone.now(), today=timezone.localdate()
        )
    except Incomplete as error:
        for gap, _ in error.gaps:
            messages.error(request, gap)
        return redirect("recommendations:review", pk=report.pk)
    except Refused as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "The recommendations are confirmed. See who owes what.")
    return redirect(report)
