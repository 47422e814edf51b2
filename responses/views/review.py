"""Submitting, reading through, approving, returning, opening again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.actions import forget_words
from accounts.errors import Incomplete, Refused
from accounts.keeping import form_for, parent_of, post_only, signed_in
from accounts.permissions import Permission
from responses import actions
from responses.basis import basis_sha256, broken
from responses.forms import NoteForm
from responses.models import CommentFile, Response
from responses.queries import broken_before, covered_by, desk, gaps, received_comments
from responses.views.desk import own_response
from responses.workflow import State


@post_only
def submit(request, pk):
    found = own_response(request, pk)
    try:
        actions.submit(found, by=request.user, at=timezone.now())
    except Incomplete:
        messages.error(request, "This cannot be submitted yet. What is missing is listed below.")
    except Refused as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "Submitted. It now waits for review.")
        return redirect("responses:read", pk=pk)
    return redirect(found)


@post_only
def take_over(request, pk):
    found = own_response(request, pk)
    try:
        taken = actions.take_over(
            found, by=request.user, at=timezone.now(), today=timezone.localdate()
        )
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{taken.body} now goes on with this response.")
    return redirect("responses:response", pk=pk)


def read_page(request, found: Response, form=None):
    form = form or NoteForm(initial={"seen": basis_sha256(found)})
    if found.state == State.IN_REVIEW:
        form["note"].help_text = "Needed when you return it."
    context = {
        "response": found,
        "items": desk(found),
        "comments": received_comments(found),
        "comment_files": CommentFile.objects.visible_to(request.user)
        .filter(comment__response=found)
        .in_order(),
        "covered": covered_by(found),
        "attachments": found.attachments.select_related("check_made"),
        "broken": broken(found),
        "broken_before": broken_before(found),
        "gaps": gaps(found) if found.is_open else [],
        "reviews": found.reviews.select_related("by"),
        "mine": actions.reviews_open_to(found, request.user),
        "wrote": found.was_written_by(request.user),
        "may_draft": request.user.may(Permission.DRAFT, found.body),
        "may_make": request.user.may(Permission.MAKE_LETTER, found.body),
        "letter": getattr(found, "letter", None),
        "form": form,
    }
    return render(request, "responses/read.html", context)


@signed_in
def read(request, pk):
    found = own_response(request, pk)
    form = form_for(request, NoteForm)
    return read_page(request, found, form if getattr(form, "kept", False) else None)


def _decide(request, pk, action, done: str, *, without_note: str = ""):
    """Run one decision with its note; on a refusal show the page again with the note kept."""
    found = own_response(request, pk)
    form = NoteForm(request.POST)
    if form.is_valid() and without_note and not form.cleaned_data["note"]:
        form.add_error("note", without_note)
    if not form.is_valid():
        return read_page(request, found, form)
    try:
        action(found, by=request.user, at=timezone.now(), **form.cleaned_data)
    except (Refused, PermissionDenied) as error:
        form.add_error(None, str(error))
        return read_page(request, own_response(request, pk), form)
    forget_words(request.user, parent_of(request.path))
    messages.success(request, _told(own_response(request, pk), done))
    return redirect("responses:read", pk=pk)


def _told(found: Response, done: str) -> str:
    """Add for what stage it waits, when an approval was not the last."""
    waiting = [review for review in found.current_round() if not review.decision]
    if found.state != State.IN_REVIEW or not waiting:
        return done
    stage = waiting[0]
    return f"{done} It now waits for {stage.name} ({stage.get_role_display().lower()})."


@post_only
def approve(request, pk):
    return _decide(request, pk, actions.approve, "Approved.")


@post_only
def return_to_draft(request, pk):
    return _decide(
        request,
        pk,
        actions.return_to_draft,
        "Returned to its writers with your note.",
        without_note="Say what should be changed before it comes back",
    )


@post_only
def reopen(request, pk):
    return _decide(
        request,
        pk,
        actions.reopen,
        "Open for change again. It must be approved anew.",
        without_note="Say why it is opened again",
    )
