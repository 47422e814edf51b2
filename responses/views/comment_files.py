"""Files with the chief officer's comments: the force gives them, the office reads them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.errors import Refused
from accounts.keeping import attempt, form_for, post_only, signed_in
from accounts.permissions import Permission, require
from accounts.taking import gives_file
from recommendations.downloads import hand_out
from responses import actions
from responses.forms import AttachCopyForm, CommentFileForm
from responses.models import ChiefOfficerComment, CommentFile
from responses.views.desk import own_response
from responses.views.force import own_invitation


def _comment(request, pk, comment):
    """Return the invitation and the comment of the user's own force, or 404."""
    found = own_invitation(request, pk)
    comments = ChiefOfficerComment.objects.visible_to(request.user)
    comments = comments.select_related("recommendation", "force", "response__invitation")
    return found, get_object_or_404(comments, pk=comment, response=found.response)


@signed_in
def files(request, pk, comment):
    found, row = _comment(request, pk, comment)
    require(request.user, Permission.COMMENT, found.force)
    is_open = found.received_at is None and found.response.is_open
    form = form_for(request, CommentFileForm) if is_open or request.method == "POST" else None
    given = form and attempt(
        request,
        form,
        lambda: actions.give_file(
            row,
            form.cleaned_data["upload"],
            form.facts,
            description=form.cleaned_data["description"],
            marking=form.cleaned_data["marking"],
            by=request.user,
            at=timezone.now(),
        ),
    )
    if given:
        messages.success(request, f"“{given}” is added. The office sees it with the comments.")
        return redirect("responses:comment-files", pk=pk, comment=comment)
    rows = CommentFile.objects.visible_to(request.user).filter(comment=row).in_order()
    context = {"form": form, "invitation": found, "comment": row, "files": rows}
    return render(request, "responses/comment_files.html", context)


@post_only
def remove(request, pk, comment):
    _, row = _comment(request, pk, comment)
    key = request.POST.get("file", "")
    rows = CommentFile.objects.visible_to(request.user).filter(comment=row)
    if not (key.isascii() and key.isdecimal() and len(key) < 19):
        raise Http404
    given = rows.filter(pk=key).first()
    if given is None:
        messages.warning(request, "That file was taken away already.")
        return redirect("responses:comment-files", pk=pk, comment=comment)
    try:
        actions.take_file_away(given, by=request.user, at=timezone.now())
    except Refused as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, f"“{given}” is taken away.")
    return redirect("responses:comment-files", pk=pk, comment=comment)


def _file(request, pk):
    rows = CommentFile.objects.visible_to(request.user).in_order()
    return get_object_or_404(rows.select_related("comment__force"), pk=pk)


@signed_in
@gives_file
def file(request, pk):
    """Send the file; that it was taken is on the record of whoever took it."""
    found = _file(request, pk)
    force = found.comment.force
    ours = request.user.may(Permission.READ, force)
    if not found.may_be_had:
        messages.warning(request, found.why_not_to_be_had)
        if ours:
            return redirect(
                "responses:comment-files", found.comment.response.invitation.pk, found.comment_id
            )
        return redirect(found.comment.response)
    body = force if ours else found.comment.response.body
    return hand_out(request, found.stored, found.content_type, body=body)


@signed_in
def attach(request, pk):
    """Let the office attach a copy to its response."""
    found = _file(request, pk)
    response = own_response(request, found.comment.response_id)
    require(request.user, Permission.DRAFT, response.body)
    marking = found.get_marking_display() if found.marking == "sensitive" else ""
    initial = {"title": found.description, "marking": marking}
    form = form_for(request, AttachCopyForm, response=response, initial=initial)
    attached = attempt(
        request,
        form,
        lambda: actions.attach_copy(found, **form.said(), by=request.user, at=timezone.now()),
    )
    if attached:
        messages.success(request, f"“{attached}” is attached to the response.")
        return redirect("responses:attachments", pk=response.pk)
    context = {"form": form, "response": response, "file": found}
    return render(request, "responses/comment_file_attach.html", context)
