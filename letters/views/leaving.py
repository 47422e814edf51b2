"""The people of a body, and what stands in the name of one of them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.keeping import attempt, form_for, signed_in
from accounts.models import Absence, Membership, User
from accounts.permissions import Permission, require
from accounts.queries import people_with
from bodies.models import Body
from letters import actions
from letters.forms import HandOverForm
from letters.leaving import InTheirName, held_at, held_by


@signed_in
def people(request):
    """List the people of the bodies that the person administers, and what each holds."""
    bodies = request.user.bodies_where(Permission.CONFIGURE)
    if not bodies:
        raise PermissionDenied("For this you need to be body administrator.")
    today = timezone.localdate()
    listed = [(body, _rows(body, today)) for body in bodies]
    return render(request, "letters/people.html", {"bodies": listed})


def _rows(body: Body, today) -> list[dict]:
    """Return who holds a role now or later, or has left with something in their name."""
    held, rows = held_at(body, today), {}
    away = Absence.objects.filter(body=body, ended_at=None, ends_on__gte=today)
    absences = {row.person_id: row for row in away.with_cover(today).select_related("deputy")}
    for role in Membership.objects.filter(body=body).select_related("user"):
        row = rows.setdefault(role.user, {"roles": [], "last_days": []})
        if role.ends_on is None or role.ends_on >= today:
            row["roles"].append(role)
        else:
            row["last_days"].append(role.ends_on)
    return [
        {
            "person": person,
            "roles": row["roles"],
            "away": absences.get(person.pk),
            "left_on": None if row["roles"] else max(row["last_days"]),
            "many": len(held.get(person.pk, ())),
        }
        for person, row in sorted(rows.items(), key=lambda pair: (str(pair[0]), pair[0].pk))
        if row["roles"] or person.pk in held
    ]


@signed_in
def work_of(request, pk, body):
    """Show what stands open in somebody's name, and hand it over."""
    found = get_object_or_404(Body.objects.filter(pk__in=request.user.own()), slug=body)
    require(request.user, Permission.CONFIGURE, found)
    person = get_object_or_404(User.objects.filter(memberships__body=found).distinct(), pk=pk)
    today = timezone.localdate()
    held = held_by(person, found, today)
    form = form_for(request, HandOverForm, held=held, people=_others(person, found, today))
    done = attempt(
        request,
        form,
        lambda: actions.hand_over(
            person, **form.words(), body=found, by=request.user, at=timezone.now(), today=today
        ),
    )
    if done:
        messages.success(request, f"Handed over to {form.cleaned_data['to']}.")
        return redirect("letters:work-of", pk=pk, body=body)
    context = {
        "form": form if _can_be_handed_over(held) or form.is_bound else None,
        "person": person,
        "body": found,
        "held": held,
        "roles": person.memberships.filter(body=found).order_by("starts_on"),
        "today": today,
    }
    return render(request, "letters/work_of.html", context)


def _others(person: User, body: Body, today):
    return people_with(body, today).exclude(pk=person.pk)


def _can_be_handed_over(held: InTheirName) -> bool:
    return bool(held.questions or held.asked or held.words)
