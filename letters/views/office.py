"""The office's pages of a letter: make, sign, publish."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.errors import Refused
from accounts.keeping import attempt, form_for, signed_in
from accounts.models import Event
from accounts.permissions import Permission, require
from letters import actions
from letters.addresses import addresses_on, default_reference
from letters.forms import MakeForm, PublishForm, SignForm
from letters.models import Delivery, Letter
from letters.public import day_published, pdf_name
from letters.receipts import receipts
from letters.recipients import not_asked
from responses.models import Response
from responses.queries import gaps


def own_letter(request, pk):
    """Return a letter of the user's own body, or 404."""
    letters = Letter.objects.visible_to(request.user).select_related(
        "body", "response__body", "signed_by", "made_by"
    )
    return get_object_or_404(letters, pk=pk)


@signed_in
def make(request, pk):
    found = get_object_or_404(Response.objects.visible_to(request.user), pk=pk)
    require(request.user, Permission.MAKE_LETTER, found.body)
    letter = getattr(found, "letter", None)
    if letter and letter.is_signed:
        return redirect(letter)
    today = timezone.localdate()
    initial = {
        "dated_on": letter.dated_on if letter else today,
        "reference": letter.reference if letter else default_reference(found.body, today),
        "your_reference": letter.your_reference if letter else "n/a",
    }
    form = form_for(request, MakeForm, initial=initial)
    made = attempt(
        request,
        form,
        lambda: actions.make_letter(
            found, **form.cleaned_data, by=request.user, at=timezone.now(), today=today
        ),
    )
    if made:
        messages.success(request, "The letter is made. Read it before it is signed.")
        return redirect(made)
    who = addresses_on(found.body, today)
    context = {"form": form, "response": found, "who": who, "letter": letter, "gaps": gaps(found)}
    return render(request, "letters/make.html", context)


@signed_in
def letter(request, pk):
    found = own_letter(request, pk)
    user = request.user
    publication = getattr(found, "publication", None)
    deliveries = Delivery.objects.visible_to(user).filter(letter=found).select_related("correction")
    about = [found, found.response, *deliveries, *filter(None, [publication])]
    context = {
        "letter": found,
        "words": found.letter_words,
        "deliveries": deliveries,
        "receipts": receipts(deliveries),
        **_to_ask(found, deliveries),
        "publication": publication,
        "days": day_published(found, publication.published_on) if publication else [],
        "may_make": user.may(Permission.MAKE_LETTER, found.body),
        "may_sign": user.may(Permission.SIGN, found.body),
        "may_send": user.may(Permission.SEND, found.body),
        "may_publish": user.may(Permission.PUBLISH, found.body),
        "events": Event.objects.visible_to(user).about(*about)[:100],
    }
    return render(request, "letters/letter.html", context)


def _to_ask(letter, deliveries) -> dict:
    """Return who would get a copy now, or what the records lack for that."""
    if not letter.is_signed:
        return {}
    try:
        to_ask = not_asked(letter, deliveries)
    except Refused as error:
        return {"lacking": str(error)}
    required = [r for r in to_ask if r.is_required]
    to_choose = [r for r in to_ask if not r.is_required]
    return {"to_ask": to_ask, "required": required, "to_choose": to_choose}


@signed_in
def pdf(request, pk):
    found = own_letter(request, pk)
    name = pdf_name(found) if found.is_signed else f"proof-{pdf_name(found)}"
    try:
        content = actions.preview(found)
    except Refused as error:
        messages.error(request, str(error))
        return redirect(found)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@signed_in
def sign(request, pk):
    found = own_letter(request, pk)
    require(request.user, Permission.SIGN, found.body)
    if found.is_signed:
        messages.warning(request, "This letter is already signed.")
        return redirect(found)
    form = form_for(request, SignForm, initial={"seen": found.made_at.isoformat()})
    signed = attempt(
        request,
        form,
        lambda: actions.sign_letter(
            found,
            form.cleaned_data["typed_name"],
            image=form.cleaned_data["image"] or None,
            seen=form.cleaned_data["seen"],
            by=request.user,
            at=timezone.now(),
        ),
    )
    if signed:
        messages.success(request, "Signed and frozen. Send the copies and publish next.")
        return redirect(signed)
    context = {
        "form": form,
        "letter": found,
        "words": found.letter_words,
        "today": timezone.localdate(),
    }
    return render(request, "letters/sign.html", context)


@signed_in
def publish(request, pk):
    found = own_letter(request, pk)
    require(request.user, Permission.PUBLISH, found.body)
    form = form_for(request, PublishForm)
    published = attempt(
        request,
        form,
        lambda: actions.publish(
            found, by=request.user, at=timezone.now(), today=timezone.localdate()
        ),
    )
    if published:
        messages.success(request, "Published. The response is public from now on.")
        return redirect(found)
    if not found.is_signed or hasattr(found, "publication"):
        return redirect(found)
    today = timezone.localdate()
    context = {
        "form": form,
        "letter": found,
        "content": found.content,
        "days": day_published(found, today),
        "today": today,
    }
    return render(request, "letters/publish.html", context)
