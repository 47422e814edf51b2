"""Signed copies that are lodged back: adding one, and reading it in the office."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.keeping import attempt, form_for, signed_in
from accounts.taking import gives_file
from letters import actions
from letters.forms import LodgeForm
from letters.models import LodgedCopy
from letters.views.office import own_letter
from recommendations.downloads import hand_out


@signed_in
def lodge(request, pk):
    found = own_letter(request, pk)
    if not actions.may_lodge(request.user, found):
        raise PermissionDenied("For this you need to make or sign letters at this office.")
    if not found.is_signed:
        messages.warning(request, "A signed copy is lodged once the letter is signed here.")
        return redirect(found)
    form = form_for(request, LodgeForm)
    lodged = attempt(
        request,
        form,
        lambda: actions.lodge_copy(
            found,
            form.cleaned_data["upload"],
            form.facts,
            note=form.cleaned_data["note"],
            by=request.user,
            at=timezone.now(),
        ),
    )
    if lodged:
        messages.success(request, "Lodged. Only your office can read it.")
        return redirect(found)
    return render(request, "letters/lodge.html", {"form": form, "letter": found})


@signed_in
@gives_file
def lodged(request, pk):
    copies = LodgedCopy.objects.visible_to(request.user).select_related(
        "letter__body", "check_made"
    )
    found = get_object_or_404(copies, pk=pk)
    if not found.may_be_had:
        messages.warning(request, found.why_not_to_be_had)
        return redirect(found.letter)
    return hand_out(request, found.stored, found.content_type)
