"""That a report need not be answered: asking for it, deciding it, taking it up again."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.keeping import attempt, form_for, signed_in
from accounts.models import Event
from accounts.permissions import Permission, require
from recommendations.models import Obligation, Release
from responses import actions
from responses.forms import DecideReleaseForm, EndReleaseForm, ReleaseForm
from responses.queries import counted_by_body, may_cover, to_set_aside

DECISIONS = {"approve": actions.approve_release, "refuse": actions.refuse_release}


@signed_in
def ask(request, pk):
    owed = Obligation.objects.visible_to(request.user).with_names()
    found = get_object_or_404(owed, pk=pk)
    today = timezone.localdate()
    owner = found.owed_by_on(today)
    require(request.user, Permission.DRAFT, owner)
    if not found.is_open or found.kind != Obligation.Kind.RESPONSE:
        messages.warning(request, "There is nothing here that could be set aside.")
        return redirect(found)
    others = may_cover(owner, found.report, today).visible_to(request.user)
    form = form_for(request, ReleaseForm, others=others)
    asked = attempt(
        request,
        form,
        lambda: actions.ask_release(found, **form.cleaned_data, by=request.user, at=timezone.now()),
    )
    if asked:
        messages.success(request, "Asked. An approver decides; until then it is still owed.")
        return redirect(found)
    context = {"form": form, "obligation": found, "owner": owner}
    return render(request, "responses/release_form.html", context)


def _own_release(request, pk):
    releases = Release.objects.visible_to(request.user).with_names()
    return get_object_or_404(releases, pk=pk)


@signed_in
def release(request, pk):
    found = _own_release(request, pk)
    today = timezone.localdate()
    form = form_for(request, DecideReleaseForm)
    decided = attempt(
        request,
        form,
        lambda: DECISIONS[form.cleaned_data["decision"]](
            found, note=form.cleaned_data["note"], by=request.user, at=timezone.now()
        ),
    )
    if decided:
        words = "It is set aside." if decided.is_approved else "Refused. It is still owed."
        messages.success(request, words)
        return redirect(decided)
    duties = to_set_aside(found, today) if found.is_waiting else found.obligations.all()
    context = {
        "release": found,
        "owner": found.body.heir_on(today),
        "duties": counted_by_body(duties),
        "form": form,
        "may_decide": found.may_be_decided_by(request.user, today),
        "may_end": found.may_be_ended_by(request.user, today),
        "events": Event.objects.visible_to(request.user).about(found)[:100],
    }
    return render(request, "responses/release.html", context)


@signed_in
def end(request, pk):
    found = _own_release(request, pk)
    if not found.may_be_ended_by(request.user, timezone.localdate()):
        messages.warning(request, "You cannot take this up again here.")
        return redirect(found)
    form = form_for(request, EndReleaseForm)
    ended = attempt(
        request,
        form,
        lambda: actions.end_release(found, **form.cleaned_data, by=request.user, at=timezone.now()),
    )
    if ended:
        messages.success(request, "Its duties are open, each with its own day.")
        return redirect(ended)
    duties = counted_by_body(found.obligations.all())
    context = {"form": form, "release": found, "duties": duties}
    return render(request, "responses/release_end.html", context)
