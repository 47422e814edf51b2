"""Who may sign letters for the holder of the office: a list, a form, and a button to end it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.errors import Refused
from accounts.keeping import attempt, form_for, post_only, signed_in
from accounts.permissions import Permission, roles_with
from accounts.queries import people_with
from letters import actions
from letters.forms import DelegationForm
from letters.models import Delegation
from letters.views.paper import writing_for


@signed_in
def delegations(request):
    body, today = writing_for(request), timezone.localdate()
    if body is None or not actions.may_delegate(request.user, body):
        raise PermissionDenied("For this you need to be signatory or administrator of the office.")
    people = people_with(body, today, roles_with(Permission.READ)).exclude(pk=request.user.pk)
    form = form_for(request, DelegationForm, people=people, initial={"starts_on": today})
    made = attempt(
        request,
        form,
        lambda: actions.delegate(
            body, **form.cleaned_data, by=request.user, at=timezone.now(), today=today
        ),
    )
    if made:
        messages.success(request, f"{made.deputy} may sign letters that are made for them to sign.")
        return redirect("letters:delegations")
    rows = Delegation.objects.visible_to(request.user).filter(body=body)
    rows = rows.select_related("deputy", "made_by", "ended_by")
    context = {
        "form": form,
        "body": body,
        "holder": body.holder_on(today),
        "rows": [(row, row.holds_on(today), row.is_over_on(today)) for row in rows],
    }
    return render(request, "letters/delegations.html", context)


@post_only
def end(request, pk):
    found = get_object_or_404(Delegation.objects.visible_to(request.user), pk=pk)
    try:
        actions.end_delegation(found, by=request.user, at=timezone.now())
    except Refused as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, f"Ended. {found.deputy} signs no more letters.")
    return redirect("letters:delegations")
