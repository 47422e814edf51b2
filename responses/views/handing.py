"""Asking people of the force by name, and their own pages, which show what is asked of them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.errors import Refused
from accounts.keeping import attempt, form_for, post_only, signed_in
from accounts.permissions import Permission, require
from responses import actions
from responses.forms import AnswerForm, AskAgainForm, HandRoundForm
from responses.models import ChiefOfficerComment, HandRound
from responses.views.force import own_invitation

SHOWN = 100


@signed_in
def asked(request):
    """List what the person is asked: the only page that a named contributor starts from."""
    today = timezone.localdate()
    theirs = HandRound.objects.visible_to(request.user).asked_of(request.user).with_names()
    theirs = theirs.prefetch_related("invitation__response__reports")
    waiting = theirs.waiting().order_by("by_day", "pk")
    done = theirs.exclude(pk__in=waiting.values("pk")).order_by("-asked_at", "-pk")
    user = request.user
    only_asked = user.bodies_where(Permission.ANSWER_ASKED) and not user.bodies()
    context = {
        "waiting": [(row, row.state(today)) for row in waiting[:SHOWN]],
        "done": [(row, row.state(today)) for row in done[:SHOWN]],
        "notices": request.user.notices.filter(read_at=None)[:20] if only_asked else [],
    }
    return render(request, "responses/asked.html", context)


@signed_in
def answer(request, pk):
    """Show one question with its recommendation's own words, and take the answer."""
    rows = HandRound.objects.visible_to(request.user).asked_of(request.user).with_names()
    row = get_object_or_404(rows, pk=pk)
    form = form_for(request, AnswerForm, instance=row)
    later = "later" in request.POST
    saved = attempt(
        request,
        form,
        lambda: actions.save_answer(
            row, **form.cleaned_data, hand_in=not later, by=request.user, at=timezone.now()
        ),
    )
    if saved:
        said = "Saved. It is not handed in yet." if later else f"Handed in to {row.asked_by}."
        messages.success(request, said)
        return redirect("responses:asked")
    row = rows.get(pk=pk)  # as it is saved: a form writes what was typed into its own
    context = {
        "row": row,
        "form": form if row.is_open or form.is_bound else None,
        "state": row.state(timezone.localdate()),
    }
    return render(request, "responses/answer.html", context)


@signed_in
def hand_round(request, pk, comment):
    """Ask somebody of the force about what one comment is about."""
    found = own_invitation(request, pk)
    require(request.user, Permission.COMMENT, found.force)
    comments = ChiefOfficerComment.objects.visible_to(request.user)
    about = get_object_or_404(
        comments.select_related("recommendation"), pk=comment, response=found.response
    )
    today = timezone.localdate()
    people = actions.people_to_ask(found.force, today).exclude(pk=request.user.pk)
    form = form_for(request, HandRoundForm, people=people)
    made = attempt(
        request,
        form,
        lambda: actions.hand_round(
            found,
            about.recommendation,
            **form.cleaned_data,
            by=request.user,
            at=timezone.now(),
            today=today,
        ),
    )
    if made:
        messages.success(request, f"{made.contributor} is asked, here and by email.")
        return redirect("responses:invitation", pk=pk)
    context = {"form": form, "invitation": found, "comment": about, "people": people}
    return render(request, "responses/hand_round.html", context)


def _of_own_force(request, pk, asked):
    """Return an invitation to the user's own force and one question under it, or 404."""
    found = own_invitation(request, pk)
    require(request.user, Permission.COMMENT, found.force)
    rows = HandRound.objects.visible_to(request.user).with_names()
    return found, get_object_or_404(rows, pk=asked, invitation=found)


@signed_in
def question(request, pk, asked):
    """Ask the same person again, or take the question back."""
    found, row = _of_own_force(request, pk, asked)
    form = form_for(request, AskAgainForm, initial={"by_day": row.by_day, "note": row.note})
    made = attempt(
        request,
        form,
        lambda: actions.ask_again(
            row,
            **form.cleaned_data,
            by=request.user,
            at=timezone.now(),
            today=timezone.localdate(),
        ),
    )
    if made:
        messages.success(request, f"{made.contributor} is asked again.")
        return redirect("responses:invitation", pk=pk)
    context = {
        "form": form,
        "invitation": found,
        "row": row,
        "state": row.state(timezone.localdate()),
    }
    return render(request, "responses/question.html", context)


@post_only
def withdraw(request, pk, asked):
    _, row = _of_own_force(request, pk, asked)
    try:
        actions.withdraw_question(row, by=request.user, at=timezone.now())
    except Refused as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, f"{row.contributor} is no longer asked.")
    return redirect("responses:invitation", pk=pk)
