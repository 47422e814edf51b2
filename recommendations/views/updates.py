"""A recommendation's page, and the force's updates about it with their evidence."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.keeping import attempt, form_for, signed_in
from accounts.models import Event
from accounts.permissions import Permission
from recommendations import actions
from recommendations.downloads import attachment
from recommendations.forms import UpdateForm
from recommendations.models import AssuranceUpdate, Evidence, Obligation, Recommendation
from recommendations.told import read_alike, told_before


def _updating_body(user, recommendation):
    """Return the force in whose name the user may update on this recommendation, or None."""
    bodies = user.bodies_where(Permission.UPDATE)
    owed = recommendation.obligations.filter(body__in=bodies).select_related("body").first()
    return owed.body if owed else None


@signed_in
def recommendation(request, pk):
    found = get_object_or_404(
        Recommendation.objects.visible_to(request.user).select_related("report", "parent"), pk=pk
    )
    today = timezone.localdate()
    owed = Obligation.objects.visible_to(request.user).filter(recommendation=found)
    updates = AssuranceUpdate.objects.visible_to(request.user).filter(recommendation=found)
    updates = updates.select_related("body", "recorded_by").prefetch_related("evidence")
    context = {
        "recommendation": found,
        "rows": [(o, o.state(today)) for o in owed.with_names().by_due_day()[:100]],
        "updates": updates,
        "told": told_before(found, request.user),
        "alike": read_alike(found, request.user),
        "may_link": actions.may_link(request.user, request.acting_for),
        "updating_body": _updating_body(request.user, found),
        "events": Event.objects.visible_to(request.user).about(found, *owed, *updates)[:100],
    }
    return render(request, "recommendations/recommendation.html", context)


@signed_in
def update_new(request, pk):
    found = get_object_or_404(Recommendation.objects.visible_to(request.user), pk=pk)
    body = _updating_body(request.user, found)
    if body is None:
        messages.warning(request, "Only the force that is asked can give an update here.")
        return redirect(found)
    form = form_for(request, UpdateForm)
    saved = attempt(
        request,
        form,
        lambda: actions.record_update(
            found,
            body,
            **form.cleaned_data,
            by=request.user,
            at=timezone.now(),
            today=timezone.localdate(),
        ),
    )
    if saved:
        messages.success(request, "The update is recorded. The office over the force can read it.")
        return redirect(saved)
    context = {"form": form, "recommendation": found, "body": body}
    return render(request, "recommendations/update_form.html", context)


@signed_in
def update_list(request):
    updates = AssuranceUpdate.objects.visible_to(request.user).select_related(
        "recommendation__report", "body", "recorded_by"
    )
    page = Paginator(updates.prefetch_related("evidence"), 25).get_page(request.GET.get("page"))
    return render(request, "recommendations/update_list.html", {"page_obj": page})


@signed_in
def evidence(request, pk):
    found = get_object_or_404(
        Evidence.objects.visible_to(request.user).select_related("update"), pk=pk
    )
    Event.record("download", found, by=request.user, at=timezone.now(), body=found.update.body)
    return attachment(found.file, found.name, found.content_type)
