"""Who is away, and who stands in: a list, a form, and a button to end it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.actions import end_stand_in, name_stand_in
from accounts.errors import Refused
from accounts.forms import AbsenceForm
from accounts.keeping import attempt, form_for, post_only, signed_in
from accounts.models import Absence, Membership, User
from accounts.permissions import Permission, roles_with

SHOWN = 100


@signed_in
def absences(request):
    """List what the person may see of it, and take another for the body they act for."""
    user, body, today = request.user, request.acting_for, timezone.localdate()
    form = _form(request, body, today) if body else None
    made = form and attempt(
        request,
        form,
        lambda: name_stand_in(
            **({"person": user} | form.cleaned_data),
            body=body,
            by=user,
            at=timezone.now(),
            today=today,
        ),
    )
    if made:
        messages.success(request, f"{made.deputy} stands in for {made.person}, and is told.")
        return redirect("accounts:absences")
    rows = (
        Absence.objects.visible_to(user)
        .with_cover(today)
        .select_related("person", "deputy", "body", "made_by", "ended_by")
    )
    listed = [(row, row.is_over_on(today), row.starts_on <= today) for row in rows[:SHOWN]]
    return render(request, "accounts/absences.html", {"rows": listed, "form": form, "body": body})


def _form(request, body, today):
    here = Membership.objects.on(today).filter(body=body)
    reading = here.filter(role__in=roles_with(Permission.READ))
    active = User.objects.filter(is_active=True)
    return form_for(
        request,
        AbsenceForm,
        user=request.user,
        body=body,
        people=active.filter(pk__in=here.values("user")),
        deputies=active.filter(pk__in=reading.values("user")),
        keeps=request.user.may(Permission.CONFIGURE, body),
    )


@post_only
def absence_end(request, pk):
    found = get_object_or_404(Absence.objects.visible_to(request.user), pk=pk)
    try:
        end_stand_in(found, by=request.user, at=timezone.now())
    except Refused as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, f"Ended. {found.deputy} no longer stands in.")
    return redirect("accounts:absences")
