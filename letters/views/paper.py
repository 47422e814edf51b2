"""The office's own template: its words and layout, tried on a real letter beside the form."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.errors import Refused
from accounts.keeping import attempt, form_for, signed_in
from accounts.permissions import Permission, require
from bodies.models import Body
from letters import actions
from letters.fields import FIELDS
from letters.forms import TemplateForm
from letters.language import ENGLISH, WELSH
from letters.models import LetterTemplate
from letters.pictures import pictures

VERSIONS_SHOWN = 20


def writing_for(request) -> Body | None:
    """Return the office whose letters the user looks after, also while they act for its force."""
    own = filter(None, [request.acting_for, *request.acting_choices])
    return next((body for body in own if body.is_local_policing_body), None)


def _body(request):
    body = writing_for(request)
    if body is None:
        raise PermissionDenied("Only a local policing body sends letters.")
    require(request.user, Permission.CONFIGURE, body)
    return body


def _start(request, body) -> LetterTemplate:
    """Return the version that the form starts from: the newest, or the one asked for."""
    asked = request.GET.get("version", "")
    if not asked:
        return LetterTemplate.of(body)
    if not asked.isdecimal() or len(asked) > 9:
        raise Http404("There is no such version.")
    if asked == "0":
        return LetterTemplate.usual(body)
    found = LetterTemplate.objects.visible_to(request.user).filter(body=body, version=asked).first()
    if found is None:
        raise Http404("There is no such version.")
    return found


@signed_in
def template(request):
    body = _body(request)
    newest = LetterTemplate.of(body)
    start = _start(request, body)
    start.version, start.body = newest.version, body
    form = form_for(request, TemplateForm, instance=start)
    saved = attempt(
        request,
        form,
        lambda: actions.save_template(
            form.save(commit=False),
            seen=form.cleaned_data["seen"],
            by=request.user,
            at=timezone.now(),
        ),
    )
    if saved:
        messages.success(request, f"Saved as version {saved.version}. The next letter uses it.")
        return redirect("letters:template")
    versions = LetterTemplate.objects.visible_to(request.user).filter(body=body)
    context = {
        "form": form,
        "body": body,
        "newest": newest,
        "fields": FIELDS.items(),
        "versions": versions.select_related("saved_by")[:VERSIONS_SHOWN],
        "response": actions.shown_with(body),
    }
    return render(request, "letters/template.html", context)


@require_POST
@signed_in
def preview(request):
    """Answer with the letter that the form's words make: a PDF, or its pages as pictures."""
    body = _body(request)
    form = TemplateForm(request.POST, instance=LetterTemplate(body=body))
    response = actions.shown_with(body)
    if response is None:
        return JsonResponse({"problems": ["There is no response yet to show the letter of."]})
    if not form.is_valid():
        problems = [error for errors in form.errors.values() for error in errors]
        return JsonResponse({"problems": problems})
    try:
        pdf = actions.preview_template(
            form.save(commit=False),
            response,
            dated_on=timezone.localdate(),
            language=WELSH if "welsh" in request.POST else ENGLISH,
        )
    except Refused as error:
        return JsonResponse({"problems": [str(error)]})
    if {"pdf", "welsh"} & request.POST.keys():
        answer = HttpResponse(pdf, content_type="application/pdf")
        answer.headers["Content-Disposition"] = 'inline; filename="preview.pdf"'
        return answer
    shown, count = pictures(pdf)
    return JsonResponse({"pages": shown, "count": count})
