"""One duty: its clock with the working, another day with a reason, done."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.errors import Refused
from accounts.keeping import attempt, form_for, post_only, signed_in
from accounts.models import Event
from accounts.permissions import Permission
from accounts.queries import each_once
from recommendations import actions
from recommendations.forms import AskToCloseForm, CloseForm, DueDayForm
from recommendations.models import Closing, Obligation, Release


def _obligation(request, pk):
    return get_object_or_404(Obligation.objects.visible_to(request.user).with_names(), pk=pk)


@signed_in
def obligation(request, pk):
    found = _obligation(request, pk)
    today = timezone.localdate()
    open_to_change = found.is_open and actions.may_change(request.user, found, today)
    releases = list(Release.objects.visible_to(request.user).about(found).with_names())
    owed_by = found.owed_by_on(today)
    closing = _closing(request, found)
    context = {
        "obligation": found,
        "state": found.state(today),
        "clock": found.clock(today),
        "owed_by": owed_by,
        "release": releases[0] if releases else None,
        "may_decide": any(r.may_be_decided_by(request.user, today) for r in releases),
        "may_ask_release": found.is_open
        and found.kind == Obligation.Kind.RESPONSE
        and not any(r.is_standing for r in releases)
        and request.user.may(Permission.DRAFT, owed_by),
        "may_change_day": open_to_change and found.basis != Obligation.Basis.ACT,
        "closing": closing,
        "may_agree": bool(closing) and actions.may_agree(request.user, closing, today),
        "people": _people(found, closing, today),
        "may_ask_to_close": found.is_open
        and found.kind != Obligation.Kind.RESPONSE
        and not (closing and closing.is_waiting)
        and actions.may_ask_to_close(request.user, found, today),
        "events": each_once(Event.objects.visible_to(request.user).about(found, *releases)[:100]),
    }
    return render(request, "recommendations/obligation.html", context)


@signed_in
def change_day(request, pk):
    found = _obligation(request, pk)
    form = form_for(request, DueDayForm, initial={"due_on": found.due_on})
    changed = attempt(
        request,
        form,
        lambda: actions.change_due_on(
            found, **form.cleaned_data, by=request.user, at=timezone.now()
        ),
    )
    if changed:
        messages.success(request, "The day is changed and the first one kept in the history.")
        return redirect(changed)
    return render(request, "recommendations/change_day.html", {"form": form, "obligation": found})


@signed_in
def done(request, pk):
    """Ask a second person to close it."""
    found = _obligation(request, pk)
    waiting = _closing(request, found)
    if request.method == "GET" and waiting and waiting.is_waiting:
        return redirect(waiting)
    if request.method == "GET" and not found.is_open:
        messages.warning(request, "This is not owed any more.")
        return redirect(found)
    form = form_for(request, AskToCloseForm, initial={"on": timezone.localdate()})
    asked = attempt(
        request,
        form,
        lambda: actions.ask_to_close(
            found, **form.cleaned_data, by=request.user, at=timezone.now()
        ),
    )
    if asked:
        messages.success(request, "Asked. A second person agrees; until then it is still owed.")
        return redirect(found)
    people = actions.said_of_people(found, request.user, timezone.localdate())
    context = {"form": form, "obligation": found, "people": people}
    return render(request, "recommendations/done.html", context)


def _closing(request, obligation):
    """Return the last request to close it that the user may see, or None."""
    closings = Closing.objects.visible_to(request.user).with_names()
    return closings.filter(obligation=obligation).first()


DECISIONS = {"agree": actions.agree_to_close, "send_back": actions.send_back_closing}


@signed_in
def close(request, pk):
    """Agree to close it, or send it back."""
    found = _obligation(request, pk)
    closing = _closing(request, found)
    if closing is None:
        messages.warning(request, "Nobody has asked to close this.")
        return redirect(found)
    today = timezone.localdate()
    form = form_for(request, CloseForm)
    decided = attempt(
        request,
        form,
        lambda: DECISIONS[form.cleaned_data["decision"]](
            closing, note=form.cleaned_data["note"], by=request.user, at=timezone.now()
        ),
    )
    if decided:
        agreed = decided.decision == Closing.Decision.AGREED
        messages.success(request, "Recorded as done." if agreed else "Sent back. It is still owed.")
        return redirect(found)
    context = {
        "form": form,
        "obligation": found,
        "closing": closing,
        "may_agree": actions.may_agree(request.user, closing, today),
        "may_withdraw": actions.may_withdraw(request.user, closing, today),
        "people": _people(found, closing, today),
    }
    return render(request, "recommendations/close.html", context)


def _people(obligation, closing, today):
    if not closing or not closing.is_waiting:
        return ""
    return actions.said_of_people(obligation, closing.asked_by, today)


@post_only
def withdraw(request, pk):
    found = _obligation(request, pk)
    closing = _closing(request, found)
    if closing is None:
        raise Http404
    try:
        actions.withdraw_closing(closing, by=request.user, at=timezone.now())
    except Refused as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "Withdrawn. It is still owed.")
    return redirect(found)
