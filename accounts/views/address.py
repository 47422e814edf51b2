"""Changing one's own email address: asked for, proved by a link, and only then in use."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.actions import address_change_of, ask_address, keep_address, take_address
from accounts.errors import Refused
from accounts.forms import AddressForm
from accounts.keeping import attempt, form_for, post_only, signed_in
from accounts.second_step import has_second_step, is_recent

LINK = "address_token"  # in the session: the link that was followed


@signed_in
def address(request):
    """Ask for the new address and the password, after the second step where there is one."""
    person, at = request.user, timezone.now()
    if not person.has_usable_password():
        return render(request, "accounts/address_elsewhere.html")
    again = _second_step_again(request)
    if again:
        return again
    form = form_for(request, AddressForm, person=person)
    wanted = attempt(
        request,
        form,
        lambda: ask_address(person, form.cleaned_data["email"], by=person, at=at),
    )
    if wanted:
        messages.success(
            request,
            f"If {wanted.email} can be used, a link is on its way there. Open it within a day.",
        )
        return redirect("accounts:account")
    return render(request, "accounts/address.html", {"form": form})


def _second_step_again(request):
    """Return where to prove the second step once more, or None if that was done just now."""
    if not has_second_step(request.user):
        return None
    if is_recent(get_authentication_records(request, request.user)):
        return None
    methods = get_adapter().get_reauthentication_methods(request.user)
    url = next(one["url"] for one in methods if one["id"].startswith("mfa_reauthenticate"))
    return redirect(f"{url}?{urlencode({'next': reverse('accounts:address')})}")


@post_only
def address_keep(request):
    try:
        keep_address(request.user, by=request.user, at=timezone.now())
    except Refused as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "Your address stays as it is.")
    return redirect("accounts:account")


def address_link(request, token):
    """Take the secret out of the address, where a browser would show it and keep it."""
    request.session[LINK] = token
    return redirect("accounts:address-new")


@signed_in
def address_new(request):
    """Show the address that a link proves, and let it count at a press of a button.

    Programs that look at links in mail open them; they press nothing.
    """
    at = timezone.now()
    wanted = address_change_of(request.session.get(LINK, ""), request.user, at=at)
    if wanted is None:
        return render(request, "accounts/address_gone.html")
    if request.method == "POST":
        del request.session[LINK]
        try:
            person = take_address(wanted, by=request.user, at=at)
        except Refused as error:
            messages.warning(request, str(error))
        else:
            update_session_auth_hash(request, person)
            messages.success(
                request,
                f"Your address is {person.email} now. From the next time on, sign in with it.",
            )
        return redirect("accounts:account")
    return render(request, "accounts/address_new.html", {"wanted": wanted})
