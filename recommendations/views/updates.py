"""A recommendation's page, the force's updates about it, and what is said of them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.errors import Refused
from accounts.keeping import attempt, form_for, landed, post_only, signed_in
from accounts.models import Event
from accounts.permissions import Permission, require
from accounts.queries import each_once
from recommendations import actions
from recommendations.forms import InspectorStatusForm, RemarkForm, UpdateForm
from recommendations.models import (
    AssuranceUpdate,
    InspectorStatus,
    Obligation,
    Recommendation,
    UpdateRemark,
)
from recommendations.told import read_alike, told_before


def _updating_body(user, recommendation):
    """Return the force in whose name the user may update on this recommendation, or None."""
    bodies = user.bodies_where(Permission.UPDATE)
    owed = recommendation.obligations.filter(body__in=bodies).select_related("body").first()
    return owed.body if owed else None


def _may_be_noted(user, recommendation, today):
    """Return the bodies whose status with the inspectors the user may write down."""
    owed = Obligation.objects.visible_to(user).filter(recommendation=recommendation)
    bodies = {o.body_id: o.body for o in owed.select_related("body")}
    return [b for b in bodies.values() if b.is_force and actions.may_note_status(user, b, today)]


@signed_in
def recommendation(request, pk):
    found = get_object_or_404(
        Recommendation.objects.visible_to(request.user).select_related("report", "parent"), pk=pk
    )
    user, today = request.user, timezone.localdate()
    owed = Obligation.objects.visible_to(user).filter(recommendation=found)
    updates = AssuranceUpdate.objects.visible_to(user).filter(recommendation=found).whole()
    statuses = InspectorStatus.objects.visible_to(user).filter(recommendation=found)
    statuses = statuses.select_related("body", "recorded_by")
    context = {
        "recommendation": found,
        "rows": [(o, o.state(today)) for o in owed.with_names().by_due_day()[:100]],
        "positions": _positions(updates),
        "updates": updates,
        "judged": set(_judged(user, updates, today)),
        "may_update_for": user.bodies_where(Permission.UPDATE),
        "statuses": statuses,
        "may_note": bool(_may_be_noted(user, found, today)),
        "told": told_before(found, user),
        "alike": read_alike(found, user),
        "may_link": actions.may_link(user, request.acting_for),
        "updating_body": _updating_body(user, found),
        "events": each_once(Event.objects.visible_to(user).about(found, *owed, *updates)[:100]),
    }
    return render(request, "recommendations/recommendation.html", context)


def _positions(updates):
    """Return the latest accepted update of each body: newest first as they come."""
    positions = {}
    for update in updates:
        if update.verdict == UpdateRemark.Kind.ACCEPTED:
            positions.setdefault(update.body_id, update)
    return list(positions.values())


def _judged(user, updates, today):
    """Yield the keys of the updates that the user may accept, or ask about."""
    offices = {}
    for update in updates:
        if update.body_id not in offices:
            offices[update.body_id] = actions.office_over(update.body, user, today)
        gave = {update.recorded_by_id, *(e.added_by_id for e in update.evidence.all())}
        if offices[update.body_id] and user.pk not in gave:
            yield update.pk


@signed_in
def update_new(request, pk):
    found = get_object_or_404(Recommendation.objects.visible_to(request.user), pk=pk)
    body = _updating_body(request.user, found)
    if body is None:
        messages.warning(request, "Only the force that is asked can give an update here.")
        return redirect(found)
    before = AssuranceUpdate.objects.visible_to(request.user).latest()
    before = before.filter(body=body, recommendation=found).whole().first()
    planned = "\n".join(map(str, before.milestones.all())) if before else ""
    form = form_for(request, UpdateForm, initial={"milestones": planned})
    saved = attempt(
        request,
        form,
        lambda: actions.record_update(
            found,
            body,
            **form.given(),
            by=request.user,
            at=timezone.now(),
            today=timezone.localdate(),
        ),
    )
    if saved:
        messages.success(request, "The update is recorded. The office over the force can read it.")
        return landed(request, saved.get_absolute_url())
    context = {"form": form, "recommendation": found, "body": body}
    return render(request, "recommendations/update_form.html", context)


@signed_in
def update_list(request):
    updates = AssuranceUpdate.objects.visible_to(request.user).whole()
    updates = updates.select_related("recommendation__report")
    page = Paginator(updates, 25).get_page(request.GET.get("page"))
    today = timezone.localdate()
    context = {
        "page_obj": page,
        "judged": set(_judged(request.user, page, today)),
        "may_update_for": request.user.bodies_where(Permission.UPDATE),
    }
    return render(request, "recommendations/update_list.html", context)


def own_update(request, pk):
    """Return an update of the user's own force, or of one that the user's office is over."""
    updates = AssuranceUpdate.objects.visible_to(request.user).select_related(
        "recommendation__report", "body", "recorded_by"
    )
    return get_object_or_404(updates, pk=pk)


@signed_in
def update(request, pk):
    return redirect(own_update(request, pk))


@post_only
def accept(request, pk):
    found = own_update(request, pk)
    try:
        actions.accept_update(found, by=request.user, at=timezone.now())
    except Refused as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "Accepted. It is the position on this recommendation now.")
    return redirect(found)


def _remark(request, found, action, label, title, done):
    form = form_for(request, RemarkForm, label=label)
    said = attempt(
        request,
        form,
        lambda: action(found, form.cleaned_data["text"], by=request.user, at=timezone.now()),
    )
    if said:
        messages.success(request, done)
        return redirect(found)
    context = {
        "form": form,
        "update": found,
        "title": title,
        "send": label.replace("Your", "Send the"),
        "remarks": found.remarks.all(),
    }
    return render(request, "recommendations/remark.html", context)


@signed_in
def ask(request, pk):
    found = own_update(request, pk)
    if not actions.office_over(found.body, request.user, timezone.localdate()):
        raise PermissionDenied(f"Only a caseworker of the body over {found.body} asks here.")
    done = "Asked. The force is told, and its answer appears under the update."
    return _remark(
        request, found, actions.ask_about_update, "Your question", "Ask about this update", done
    )


@signed_in
def answer(request, pk):
    found = own_update(request, pk)
    require(request.user, Permission.UPDATE, found.body)
    done = "Answered. The office is told."
    return _remark(
        request, found, actions.answer_question, "Your answer", "Answer the question", done
    )


@signed_in
def note_status(request, pk):
    found = get_object_or_404(Recommendation.objects.visible_to(request.user), pk=pk)
    bodies = _may_be_noted(request.user, found, timezone.localdate())
    if not bodies:
        messages.warning(request, "Only the force that is asked, or its office, can note this.")
        return redirect(found)
    form = form_for(request, InspectorStatusForm, bodies=bodies)
    noted = attempt(
        request,
        form,
        lambda: actions.note_inspector_status(
            found, **form.given(), by=request.user, at=timezone.now()
        ),
    )
    if noted:
        messages.success(request, "Noted. It changes nothing that is owed here.")
        return redirect(noted)
    context = {"form": form, "recommendation": found}
    return render(request, "recommendations/note_status.html", context)
