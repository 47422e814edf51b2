"""The chief constable's room: what is asked of the force, its comments, sending them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.errors import Refused
from accounts.keeping import attempt, form_for, post_only, signed_in
from accounts.models import Event
from accounts.permissions import Permission, require
from accounts.queries import contributors_of
from recommendations.models import Obligation
from responses import actions
from responses.forms import CommentForm, GiveBackForm
from responses.models import ChiefOfficerComment, HandRound, Invitation
from responses.queries import asked_in, force_items
from responses.views.desk import own_response


def own_invitation(request, pk):
    """Return an invitation to the user's own force, or 404."""
    invitations = Invitation.objects.visible_to(request.user).select_related(
        "force", "response__body", "received_by", "ready_by", "acknowledged_by"
    )
    return get_object_or_404(invitations, pk=pk)


@signed_in
def invitation_list(request):
    invitations = Invitation.objects.visible_to(request.user).select_related("response__body")
    ordered = invitations.prefetch_related("response__reports").order_by(
        "-response__pk", "asked_for_on"
    )
    page = Paginator(ordered, 25).get_page(request.GET.get("page"))
    context = {"page_obj": page, "today": timezone.localdate()}
    return render(request, "responses/invitation_list.html", context)


@signed_in
def invitation(request, pk):
    found = own_invitation(request, pk)
    today = timezone.localdate()
    owed = Obligation.objects.visible_to(request.user).filter(
        report__in=found.response.reports.all(), body=found.force
    )
    asked = asked_in(found, today)
    of_rounds = [row for rows in asked.values() for row, _ in rows]
    context = {
        "invitation": found,
        "reports": found.response.reports.all(),
        "overall": found.response.comments.filter(recommendation=None)
        .prefetch_related("files__check_made", "files__added_by")
        .first(),
        "asked_overall": asked.get(None, []),
        "items": force_items(found, owed.with_names(), asked, today),
        "unanswered": HandRound.objects.visible_to(request.user)
        .filter(invitation=found)
        .waiting()
        .count(),
        "late": found.received_at is None and found.asked_for_on < today,
        "may_comment": found.received_at is None
        and found.response.is_open
        and request.user.may(Permission.COMMENT, found.force),
        "may_update": request.user.may(Permission.UPDATE, found.force),
        "contributors": contributors_of(found.force, today),
        "may_send": actions.may_send(request.user, found, today),
        "may_approve": request.user.may(Permission.APPROVE_COMMENTS, found.force),
        "has_approver": actions.has_approver(found.force, today),
        "events": Event.objects.visible_to(request.user).about(found, *of_rounds)[:100],
    }
    return render(request, "responses/invitation.html", context)


@signed_in
def comment(request, pk, comment):
    found = own_invitation(request, pk)
    require(request.user, Permission.COMMENT, found.force)
    comments = ChiefOfficerComment.objects.visible_to(request.user)
    comments = comments.select_related("recommendation", "force")
    row = get_object_or_404(comments, pk=comment, response=found.response)
    form = form_for(request, CommentForm, instance=row)
    put_in = _answer_to_put_in(request, found, row)
    if put_in and request.method == "GET":
        form.append(put_in)
    saved = attempt(
        request,
        form,
        lambda: actions.save_comment(row, **form.cleaned_data, by=request.user, at=timezone.now()),
    )
    if saved:
        messages.success(request, "Saved. The office reads it once you send the comments.")
        return redirect("responses:invitation", pk=pk)
    context = {"form": form, "invitation": found, "comment": row, "put_in": put_in}
    return render(request, "responses/comment.html", context)


def _answer_to_put_in(request, invitation, comment) -> HandRound | None:
    """Return the answer that the address names, if it was handed in on what is commented on."""
    named = request.GET.get("from", "")
    if not (named.isascii() and named.isdecimal() and len(named) < 19):
        return None
    rows = HandRound.objects.visible_to(request.user).exclude(answered_at=None)
    rows = rows.filter(invitation=invitation, recommendation=comment.recommendation)
    return rows.select_related("contributor").filter(pk=int(named)).first()


@post_only
def send(request, pk):
    found = own_invitation(request, pk)
    try:
        actions.send_comments(found, by=request.user, at=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Sent to {found.response.body}. Thank you.")
    return redirect("responses:invitation", pk=pk)


@post_only
def put_to_approver(request, pk):
    found = own_invitation(request, pk)
    try:
        actions.put_to_approver(found, by=request.user, at=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Put to the approver. Any change takes that back.")
    return redirect("responses:invitation", pk=pk)


@signed_in
def give_back(request, pk):
    found = own_invitation(request, pk)
    require(request.user, Permission.APPROVE_COMMENTS, found.force)
    form = form_for(request, GiveBackForm)
    given = attempt(
        request,
        form,
        lambda: actions.give_back(found, **form.cleaned_data, by=request.user, at=timezone.now()),
    )
    if given:
        messages.success(request, "Given back to the writers with your note.")
        return redirect("responses:invitation", pk=pk)
    return render(request, "responses/give_back.html", {"form": form, "invitation": found})


@post_only
def acknowledge(request, pk):
    found = own_response(request, pk)
    if not hasattr(found, "invitation"):
        messages.warning(request, "The chief officer has not been invited to comment.")
        return redirect(found)
    try:
        actions.acknowledge(found.invitation, by=request.user, at=timezone.now())
    except Refused as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "Acknowledged. The force is told.")
    return redirect(found)
