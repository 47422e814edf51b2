"""Files of evidence: had by those who may, added later, and replaced by a better one."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.keeping import attempt, form_for, landed, signed_in
from accounts.permissions import Permission, require
from accounts.taking import gives_file
from recommendations import actions
from recommendations.downloads import hand_out
from recommendations.forms import EvidenceForm, ReplaceForm
from recommendations.models import Evidence
from recommendations.views.updates import own_update


def _evidence(request, pk):
    files = Evidence.objects.visible_to(request.user).select_related(
        "update__recommendation", "update__body", "check_made"
    )
    return get_object_or_404(files, pk=pk)


@signed_in
@gives_file
def evidence(request, pk):
    found = _evidence(request, pk)
    if not found.may_be_had:
        messages.warning(request, found.why_not_to_be_had)
        return redirect(found.update)
    return hand_out(request, found.stored, found.content_type)


@signed_in
def add(request, pk):
    update = own_update(request, pk)
    require(request.user, Permission.UPDATE, update.body)
    form = form_for(request, EvidenceForm)
    added = attempt(
        request,
        form,
        lambda: actions.add_evidence(
            update, form.cleaned_data["files"], form.facts(), by=request.user, at=timezone.now()
        ),
    )
    if added:
        files = f"{len(added)} files are" if len(added) > 1 else "1 file is"
        messages.success(request, f"{files} added.")
        return landed(request, update.get_absolute_url())
    context = {"form": form, "update": update}
    return render(request, "recommendations/evidence_form.html", context)


@signed_in
def replace(request, pk):
    old = _evidence(request, pk)
    require(request.user, Permission.UPDATE, old.update.body)
    if request.method == "GET" and getattr(old, "replaced_by", None):
        messages.warning(
            request, "There is a later version of this file already. Replace that one."
        )
        return redirect(old.update)
    said = ["description", "evidence_on", "expires_on", "marking"]
    form = form_for(request, ReplaceForm, initial={name: getattr(old, name) for name in said})
    new = attempt(
        request,
        form,
        lambda: actions.replace_evidence(
            old, form.cleaned_data["upload"], form.found, form.facts(), by=request.user,
            at=timezone.now(),
        ),
    )  # fmt: skip
    if new:
        messages.success(request, f"Version {new.version} is added; the one before it stays.")
        return landed(request, new.update.get_absolute_url())
    context = {"form": form, "update": old.update, "old": old}
    return render(request, "recommendations/evidence_form.html", context)
