"""The office's pages of a letter: make, sign, publish."""

from tempfile import TemporaryFile

from django.contrib import messages
from django.core.files.base import ContentFile
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.errors import Refused
from accounts.keeping import attempt, form_for, signed_in
from accounts.models import Event
from accounts.permissions import Permission, require
from accounts.taking import gives_file
from letters import actions
from letters.addresses import addresses_on, changed_people, default_reference
from letters.forms import MakeForm, PublishForm, SignForm
from letters.language import ENGLISH
from letters.models import Delegation, Delivery, Letter, LodgedCopy
from letters.public import day_published, pdf_name, word_name
from letters.receipts import receipts
from letters.recipients import not_asked
from recommendations.downloads import attachment, not_as_given
from recommendations.files import WORD
from recommendations.stored import NotAsGiven
from responses.basis import broken
from responses.models import Response
from responses.queries import gaps
from responses.workflow import State

ALREADY = "This letter is already signed."


def own_letter(request, pk):
    """Return a letter of the user's own body, or 404."""
    letters = Letter.objects.visible_to(request.user).select_related(
        "body", "response__body", "signed_by", "made_by", "delegation__deputy"
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
        "delegation": letter.delegation_id if letter else None,
    }
    who = addresses_on(found.body, today)
    deputies = Delegation.objects.visible_to(request.user).holding(today).filter(body=found.body)
    deputies = deputies.select_related("deputy")
    form = form_for(request, MakeForm, initial=initial, deputies=deputies, holder=who.signatory)
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
    context = {"form": form, "response": found, "who": who, "letter": letter, "gaps": gaps(found)}
    context["broken"] = broken(found)
    return render(request, "letters/make.html", context)


@signed_in
def letter(request, pk):
    found = own_letter(request, pk)
    user = request.user
    publication = getattr(found, "publication", None)
    broke = [] if found.is_signed else broken(found.response)
    deliveries = Delivery.objects.visible_to(user).filter(letter=found).select_related("correction")
    lodged = (
        LodgedCopy.objects.visible_to(user)
        .filter(letter=found)
        .select_related("lodged_by", "check_made")
    )
    about = [found, found.response, *deliveries, *lodged, *filter(None, [publication])]
    context = {
        "letter": found,
        "words": found.letter_words,
        "deliveries": deliveries,
        "receipts": receipts(deliveries),
        **_to_ask(found, deliveries),
        "publication": publication,
        "days": day_published(found, publication.published_on) if publication else [],
        "broken": broke,
        "outdated": "" if broke else actions.why_outdated(found),
        "may_make_again": found.response.state == State.APPROVED,
        "signs_lost": actions.signs_lost_in(found),
        "own_differs": found.pdf != found.public_pdf,
        "may_make": user.may(Permission.MAKE_LETTER, found.body),
        "may_sign": found.may_be_signed_by(user),
        "may_delegate": actions.may_delegate(user, found.body),
        "lodged": lodged,
        "may_lodge": actions.may_lodge(user, found),
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
@gives_file
def pdf(request, pk, language=ENGLISH, public=False):
    found = own_letter(request, pk)
    if language not in found.words_by_language:
        raise Http404("This letter is in English only.")
    kind = "public-" if public else ""
    name = f"{'' if found.is_signed else 'proof-'}{kind}{pdf_name(found, language)}"
    try:
        content = actions.preview(found, language, public=public)
    except NotAsGiven as error:
        return not_as_given(request, error)
    except Refused as error:
        messages.error(request, str(error))
        return redirect(found)
    Event.record("download", found, by=request.user, at=timezone.now(), body=found.body, file=name)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@signed_in
@gives_file
def docx(request, pk, language=ENGLISH, public=False):
    found = own_letter(request, pk)
    if language not in found.words_by_language:
        raise Http404("This letter is in English only.")
    try:
        content = actions.export_word(
            found, language, public=public, by=request.user, at=timezone.now()
        )
    except Refused as error:
        messages.error(request, str(error))
        return redirect(found)
    name = word_name(found, language, public=public)
    return attachment(ContentFile(content), name, WORD)


@signed_in
@gives_file
def dossier(request, pk):
    found = get_object_or_404(Response.objects.visible_to(request.user), pk=pk)
    file = TemporaryFile()  # noqa: SIM115  the answer closes it
    try:
        actions.export_dossier(found, file, by=request.user, at=timezone.now())
    except BaseException:
        file.close()
        raise
    file.seek(0)
    name = f"{timezone.localdate():%Y-%m-%d}-response-{found.pk}-whole-file.zip"
    answer = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@signed_in
def sign(request, pk):
    found = own_letter(request, pk)
    if not found.may_be_signed_by(request.user):
        actions.require_signer(found, by=request.user, today=timezone.localdate())
    if found.is_signed:
        messages.warning(request, ALREADY)
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
    if form.is_bound and own_letter(request, pk).is_signed:
        messages.warning(request, ALREADY)  # pressed twice, or in two windows
        return redirect(found)
    today, broke = timezone.localdate(), broken(found.response)
    outdated = "" if broke or form.is_bound else actions.why_outdated(found)
    if outdated:
        messages.warning(request, outdated)
        return redirect(found)
    context = {
        "form": form,
        "letter": found,
        "words": found.letter_words,
        "today": today,
        "changed": changed_people(found, today),
        "broken": broke,
        "signs_lost": actions.signs_lost_in(found),
        "may_delegate": actions.may_delegate(request.user, found.body),
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
        "withheld": [p for p in found.content["passages"] if p.get("withheld")],
        "enclosed": [e for e in found.content.get("enclosures", []) if not e["withheld"]],
        "kept_out": found.response.attachments.exclude(withheld_reason=""),
        "days": day_published(found, today),
        "today": today,
    }
    return render(request, "letters/publish.html", context)
