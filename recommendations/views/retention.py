"""What is due for disposal at an office, and disposing of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.keeping import attempt, form_for, signed_in
from accounts.permissions import Permission, require
from recommendations import actions
from recommendations.forms import DisposeForm
from recommendations.kept import due_for_disposal
from recommendations.models import Disposal, RetentionRule

AT_ONCE = 100
SHOWN = 50


@signed_in
def retention(request):
    body = request.acting_for
    if body is None:
        raise PermissionDenied("For this you need to be body administrator.")
    require(request.user, Permission.CONFIGURE, body)
    due = due_for_disposal(body, timezone.localdate())
    form = form_for(request, DisposeForm, due=due[:AT_ONCE])
    disposed = attempt(
        request,
        form,
        lambda: actions.dispose(
            body,
            form.cleaned_data["chosen"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        ),
    )
    if disposed:
        messages.success(request, f"Disposed of: {', '.join(map(str, disposed))}.")
        return redirect("recommendations:retention")
    made = Disposal.objects.visible_to(request.user).filter(body=body).select_related("by")
    context = {
        "body": body,
        "form": form,
        "count": len(due),
        "at_once": AT_ONCE,
        "rules": RetentionRule.of(body).values(),
        "disposals": made[:SHOWN],
    }
    return render(request, "recommendations/retention.html", context)
