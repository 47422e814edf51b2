"""The office's pages of a letter: make, sign, copies, publish."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.errors import Refused
from accounts.keeping import attempt, form_for, post_only, signed_in
from accounts.models import Event
from accounts.permissions import Permission, require
from letters import actions
from letters.addresses import addresses_on, default_reference
from letters.forms import MakeForm, PublishForm, SignForm
from letters.language import ENGLISH
from letters.models import Delivery, Letter
from letters.outbox import kept_message
from letters.public import day_published, pdf_name
from recommendations.downloads import attachment
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
    deliveries = Delivery.objects.visible_to(user).filter(letter=found)
    about = [found, found.response, *deliveries, *filter(None, [publication])]
    context = {
        "letter": found,
        "words": found.letter_words,
        "deliveries": deliveries,
        "all_asked": len(deliveries) >= 2,
        "publication": publication,
        "days": day_published(found, publication.published_on) if publication else [],
        "may_make": user.may(Permission.MAKE_LETTER, found.body),
        "may_sign": user.may(Permission.SIGN, found.body),
        "may_send": user.may(Permission.SEND, found.body),
        "may_publish": user.may(Permission.PUBLISH, found.body),
        "events": Event.objects.visible_to(user).about(*about)[:100],
    }
    return render(request, "letters/letter.html", context)


@signed_in
def pdf(request, pk, language=ENGLISH):
    found = own_letter(request, pk)
    if language not in found.words_by_language:
        raise Http404("This letter is in English only.")
    name = f"{'' if found.is_signed else 'proof-'}{pdf_name(found, language)}"
    try:
        content = actions.preview(found, language)
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


@post_only
def copies(request, pk):
    found = own_letter(request, pk)
    try:
        asked = actions.ask_copies(found, by=request.user, at=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
    else:
        count = f"{len(asked)} copies are" if len(asked) != 1 else "1 copy is"
        told = (
            f"{count} on the way. Each receipt appears below."
            if asked
            else ("Every copy has been asked for already. Nothing is sent twice.")
        )
        messages.success(request, told)
    return redirect(found)


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


@signed_in
def delivery(request, pk):
    deliveries = Delivery.objects.visible_to(request.user).select_related("letter__body")
    found = get_object_or_404(deliveries, pk=pk)
    context = {"delivery": found, "letter": found.letter, "kept": kept_message(found.message_id)}
    return render(request, "letters/delivery.html", context)


@signed_in
def message(request, pk):
    found = get_object_or_404(Delivery.objects.visible_to(request.user), pk=pk)
    path = kept_message(found.message_id)
    if path is None:
        raise Http404("This message was handed to the mail server and not kept.")
    return attachment(path, f"{found.to_email}.eml", "message/rfc822")
