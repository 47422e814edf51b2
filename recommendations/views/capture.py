"""From pasted text to confirmed recommendations."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.errors import Incomplete, Refused
from accounts.keeping import attempt, form_for, post_only, signed_in
from accounts.permissions import Permission, require
from recommendations import actions
from recommendations.forms import ProposalForm, TextForm
from recommendations.models import Proposal, Report
from recommendations.queries import preview_of, with_addressee_names


def _report(request, pk):
    report = get_object_or_404(Report.objects.visible_to(request.user), pk=pk)
    require(request.user, Permission.CAPTURE, report.recorded_for)
    return report


@signed_in
def text(request, pk):
    report = _report(request, pk)
    form = form_for(request, TextForm, initial={"text": report.source_text})
    read = attempt(
        request,
        form,
        lambda: (
            actions.find_recommendations(
                report, form.cleaned_data["text"], by=request.user, at=timezone.now()
            ),
        ),
    )
    if read:
        return redirect("recommendations:review", pk=report.pk)
    return render(request, "recommendations/text.html", {"form": form, "report": report})


@signed_in
def review(request, pk):
    report = _report(request, pk)
    if report.is_confirmed:
        return redirect(report)
    found = Proposal.objects.visible_to(request.user).filter(report=report)
    proposals = with_addressee_names(found)
    pending = [p for p in proposals if p.decision == Proposal.Decision.PENDING]
    context = {
        "report": report,
        "proposals": proposals,
        "pending": pending,
        "sure": [p for p in pending if not p.needs_you],
        "unsure": [p for p in pending if p.needs_you],
    }
    return render(request, "recommendations/review.html", context)


@post_only
def accept_sure(request, pk):
    report = _report(request, pk)
    try:
        accepted = actions.accept_sure(report, by=request.user, at=timezone.now())
    except Refused as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, f"{accepted} marked as checked.")
    return redirect("recommendations:review", pk=report.pk)


@post_only
def add(request, pk):
    report = _report(request, pk)
    try:
        proposal = actions.add_proposal(report, by=request.user, at=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
        return redirect(report)
    return redirect("recommendations:proposal", pk=proposal.pk)


@signed_in
def proposal(request, pk):
    found = get_object_or_404(Proposal.objects.visible_to(request.user), pk=pk)
    require(request.user, Permission.CAPTURE, found.report.recorded_for)
    if found.report.is_confirmed:
        return redirect(found.report)
    form = form_for(request, ProposalForm, instance=found)
    saved = attempt(
        request,
        form,
        lambda: actions.save_proposal(found, **form.words(), by=request.user, at=timezone.now()),
    )
    if saved:
        pending = found.report.proposals.filter(decision=Proposal.Decision.PENDING)
        following = pending.filter(position__gt=found.position).first() or pending.first()
        if following and "next" in request.POST:
            return redirect("recommendations:proposal", pk=following.pk)
        return redirect("recommendations:review", pk=found.report_id)
    context = {"form": form, "proposal": found, "report": found.report}
    return render(request, "recommendations/proposal.html", context)


@signed_in
def confirm(request, pk):
    report = _report(request, pk)
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
