"""The office's pages of copies: send them, see what came of each, and mend what failed."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.errors import Refused
from accounts.keeping import attempt, form_for, post_only, signed_in
from accounts.models import Event
from accounts.permissions import Permission, require
from accounts.taking import gives_file
from letters import actions
from letters.forms import CameBackForm, CorrectAddressForm
from letters.models import Delivery
from letters.outbox import kept_message
from letters.recipients import not_asked
from letters.views.office import own_letter
from recommendations.downloads import attachment

State = Delivery.State


def own_delivery(request, pk, permission=None):
    """Return a delivery of the user's own body, or 404."""
    deliveries = Delivery.objects.visible_to(request.user).select_related(
        "letter__body", "letter__response", "asked_by", "bounced_by", "corrects", "correction"
    )
    found = get_object_or_404(deliveries, pk=pk)
    if permission:
        require(request.user, permission, found.letter.body)
    return found


@post_only
def copies(request, pk):
    found = own_letter(request, pk)
    require(request.user, Permission.SEND, found.body)
    try:
        ticked = set(request.POST.getlist("also"))
        offered = not_asked(found, found.deliveries.all())
        unticked = [r.email for r in offered if r.key not in ticked]
        asked = actions.ask_copies(
            found, leave_out=unticked, by=request.user, at=timezone.now()
        )  # what the Act asks for goes whether ticked or not
    except Refused as error:
        messages.error(request, str(error))
    else:
        count = f"{len(asked)} copies are" if len(asked) != 1 else "1 copy is"
        told = (
            f"{count} on the way. Each receipt appears below."
            if asked
            else "No copy was added. Nothing is sent twice."
        )
        messages.success(request, told)
    return redirect(found)


@signed_in
def delivery(request, pk):
    found = own_delivery(request, pk)
    may_send = request.user.may(Permission.SEND, found.letter.body) and not found.is_corrected
    state = found.state
    context = {
        "delivery": found,
        "letter": found.letter,
        "kept": kept_message(found.message_id),
        "may_try": may_send and state in [State.FAILED, State.GIVEN_UP],
        "may_correct": may_send and state in [State.FAILED, State.GIVEN_UP, State.BOUNCED],
        "may_say_it_came_back": may_send and state == State.SENT,
    }
    return render(request, "letters/delivery.html", context)


@signed_in
@gives_file
def message(request, pk):
    found = own_delivery(request, pk)
    path = kept_message(found.message_id)
    if path is None:
        raise Http404("This message was handed to the mail server and not kept.")
    Event.record("download", found, by=request.user, at=timezone.now(), body=found.letter.body)
    return attachment(path.open("rb"), f"{found.to_email}.eml", "message/rfc822")


@post_only
def try_again(request, pk):
    found = own_delivery(request, pk, Permission.SEND)
    try:
        actions.try_again(found, by=request.user, at=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "It is tried again now. Open this page again to see the outcome.")
    return redirect(found)


@signed_in
def correct(request, pk):
    found = own_delivery(request, pk, Permission.SEND)
    form = form_for(request, CorrectAddressForm, initial={"email": found.to_email})
    new = attempt(
        request,
        form,
        lambda: actions.correct_address(
            found, **form.cleaned_data, by=request.user, at=timezone.now()
        ),
    )
    if new:
        messages.success(request, f"A new copy is on the way to {new.to_email}.")
        return redirect(new)
    return render(request, "letters/correct.html", {"form": form, "delivery": found})


@signed_in
def came_back(request, pk):
    found = own_delivery(request, pk, Permission.SEND)
    form = form_for(request, CameBackForm, initial={"on": timezone.localdate()})
    recorded = attempt(
        request,
        form,
        lambda: actions.record_bounce(
            found, **form.cleaned_data, by=request.user, at=timezone.now()
        ),
    )
    if recorded:
        messages.success(request, "Recorded. Correct the address and send it again.")
        return redirect(recorded)
    return render(request, "letters/came_back.html", {"form": form, "delivery": found})
