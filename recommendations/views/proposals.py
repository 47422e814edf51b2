"""One found item: checked, corrected, split, joined, dropped, or added by hand."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.errors import Refused
from accounts.keeping import attempt, form_for, post_only, signed_in
from accounts.permissions import Permission, require
from recommendations import actions
from recommendations.forms import ProposalForm, SplitForm
from recommendations.models import Proposal
from recommendations.places import place_of
from recommendations.views.capture import report_to_capture


def _proposal(request, pk):
    found = get_object_or_404(Proposal.objects.visible_to(request.user), pk=pk)
    require(request.user, Permission.CAPTURE, found.report.recorded_for)
    return found


def _place(proposal):
    source = proposal.source or proposal.report.read_source
    return place_of(proposal, source) if source else None


def _next_to_check(proposal):
    pending = proposal.report.proposals.filter(decision=Proposal.Decision.PENDING)
    return pending.filter(position__gt=proposal.position).first() or pending.first()


def _to_review(proposal):
    """Go back to the list, at the next item that is still to check."""
    following = _next_to_check(proposal)
    address = reverse("recommendations:review", args=[proposal.report_id])
    return redirect(f"{address}?item={following.pk}#proposal-{following.pk}" if following
                    else address)  # fmt: skip


@signed_in
def proposal(request, pk):
    found = _proposal(request, pk)
    if found.report.is_confirmed:
        return redirect(found.report)
    form = form_for(request, ProposalForm, instance=found)
    saved = attempt(
        request,
        form,
        lambda: actions.save_proposal(found, **form.words(), by=request.user, at=timezone.now()),
    )
    if saved:
        following = _next_to_check(found)
        if following and "next" in request.POST:
            return redirect("recommendations:proposal", pk=following.pk)
        return _to_review(found)
    context = {
        "form": form,
        "proposal": found,
        "report": found.report,
        "place": _place(found),
        "before": actions.one_before(found),
        "may_split": len(actions.pieces_of(found)) > 1,
    }
    return render(request, "recommendations/proposal.html", context)


def _added(added, *, typed):
    """Say that an item is added, and what day its words about the deadline gave."""
    if typed or not added.deadline_text:
        return f"{added} is added."
    if added.due_on is None:
        return f"{added} is added. No day was read from “{added.deadline_text}”."
    return f"{added} is added. Its deadline was read as {added.due_on:%-d %B %Y}: check it."


@signed_in
def add(request, pk):
    report = report_to_capture(request, pk)
    if report.is_confirmed:
        return redirect(report)
    form = form_for(request, ProposalForm, instance=actions.missing_item(report))
    added = attempt(
        request,
        form,
        lambda: actions.add_proposal(report, **form.words(), by=request.user, at=timezone.now()),
    )
    if added:
        messages.success(request, _added(added, typed=form.cleaned_data["due_on"]))
        return redirect("recommendations:review", pk=report.pk)
    source = report.read_source
    place = place_of(None, source) if source else None
    context = {"form": form, "report": report, "place": place}
    return render(request, "recommendations/proposal.html", context)


@post_only
def accept(request, pk):
    found = _proposal(request, pk)
    try:
        actions.accept(found, by=request.user, at=timezone.now())
    except Refused as error:
        messages.warning(request, str(error))
        return redirect("recommendations:proposal", pk=found.pk)
    return _to_review(found)


@signed_in
def split(request, pk):
    found = _proposal(request, pk)
    if found.report.is_confirmed:
        return redirect(found.report)
    form = form_for(request, SplitForm, pieces=actions.pieces_of(found), version=found.version)
    second = attempt(
        request,
        form,
        lambda: actions.split(found, **form.cleaned_data, by=request.user, at=timezone.now()),
    )
    if second:
        messages.success(request, "Split in two. Check both.")
        return redirect("recommendations:proposal", pk=found.pk)
    context = {"form": form, "proposal": found, "report": found.report}
    return render(request, "recommendations/split.html", context)


@post_only
def join(request, pk):
    found = _proposal(request, pk)
    version = request.POST.get("version", "")
    try:
        before = actions.join_to_one_before(
            found, version=int(version) if version.isdecimal() else 0, by=request.user,
            at=timezone.now(),
        )  # fmt: skip
    except Refused as error:
        messages.warning(request, str(error))
        return redirect("recommendations:proposal", pk=found.pk)
    messages.success(request, "Joined. Check the words, addressees and deadline.")
    return redirect("recommendations:proposal", pk=before.pk)


@signed_in
def place(request, pk):
    """Answer with the part of a page that shows where the item stands."""
    found = _proposal(request, pk)
    return render(request, "recommendations/_place.html", {"place": _place(found)})
