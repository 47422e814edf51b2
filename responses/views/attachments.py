"""The files that go with a response: adding, reading and taking them away."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.errors import Refused
from accounts.keeping import attempt, form_for, post_only, signed_in
from accounts.permissions import Permission, require
from accounts.taking import gives_file
from recommendations.downloads import hand_out
from responses import actions
from responses.forms import AttachmentForm
from responses.models import Attachment
from responses.views.desk import own_response


def _own(request, pk, attachment) -> Attachment:
    found = Attachment.objects.visible_to(request.user).select_related(
        "response__body", "check_made"
    )
    return get_object_or_404(found, pk=attachment, response=pk)


@signed_in
def attachments(request, pk):
    found = own_response(request, pk)
    if request.method == "POST":
        require(request.user, Permission.DRAFT, found.body)
    may_attach = found.is_open and request.user.may(Permission.DRAFT, found.body)
    form = form_for(request, AttachmentForm, response=found) if may_attach else None
    added = form and attempt(
        request,
        form,
        lambda: actions.attach(
            found,
            form.cleaned_data["upload"],
            form.facts,
            **form.said(),
            by=request.user,
            at=timezone.now(),
        ),
    )
    if added:
        messages.success(request, f"“{added.title}” is attached.")
        return redirect("responses:attachments", pk=pk)
    rows = Attachment.objects.visible_to(request.user).filter(response=found)
    context = {
        "form": form,
        "response": found,
        "attachments": rows.select_related("added_by", "check_made"),
    }
    return render(request, "responses/attachments.html", context)


@signed_in
@gives_file
def attachment(request, pk, attachment):
    found = _own(request, pk, attachment)
    if not found.may_be_had:
        messages.warning(request, found.why_not_to_be_had)
        return redirect("responses:attachments", pk=pk)
    return hand_out(request, found.stored, found.content_type)


@post_only
def remove(request, pk, attachment):
    response = own_response(request, pk)
    rows = Attachment.objects.visible_to(request.user).filter(response=response)
    found = rows.filter(pk=attachment).first()
    if found is None:
        messages.warning(request, "That file was taken away already.")
        return redirect("responses:attachments", pk=pk)
    try:
        actions.detach(found, by=request.user, at=timezone.now())
    except Refused as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, f"“{found.title}” is taken away.")
    return redirect("responses:attachments", pk=pk)
