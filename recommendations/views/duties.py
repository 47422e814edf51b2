"""One duty: its clock with the working, another day with a reason, done."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.keeping import attempt, form_for, signed_in
from accounts.models import Event
from accounts.permissions import Permission
from recommendations import actions
from recommendations.forms import DueDayForm, MetForm
from recommendations.models import Obligation, Release


def _obligation(request, pk):
    return get_object_or_404(Obligation.objects.visible_to(request.user).with_names(), pk=pk)


@signed_in
def obligation(request, pk):
    found = _obligation(request, pk)
    today = timezone.localdate()
    open_to_change = found.is_open and actions.may_change(request.user, found, today)
    releases = list(Release.objects.visible_to(request.user).about(found).with_names())
    owed_by = found.owed_by_on(today)
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
        "may_meet": open_to_change and found.kind != Obligation.Kind.RESPONSE,
        "events": Event.objects.visible_to(request.user).about(found, *releases)[:100],
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
    found = _obligation(request, pk)
    form = form_for(request, MetForm, initial={"on": timezone.localdate()})
    met = attempt(
        request,
        form,
        lambda: actions.meet(found, **form.cleaned_data, by=request.user, at=timezone.now()),
    )
    if met:
        messages.success(request, "Recorded as done.")
        return redirect(met)
    return render(request, "recommendations/done.html", {"form": form, "obligation": found})
