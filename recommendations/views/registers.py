"""An office's register: given, read by the worker, its columns named, previewed, imported."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.errors import Refused
from accounts.keeping import attempt, form_for, post_only, signed_in
from accounts.permissions import Permission, require
from recommendations import actions
from recommendations.forms import MappingForm, RegisterForm
from recommendations.models import Register, Report
from recommendations.registers import Mapping, headings

SAMPLE = 5  # rows shown of a register


def _register(request, pk):
    register = get_object_or_404(Register.objects.visible_to(request.user), pk=pk)
    require(request.user, Permission.CAPTURE, register.body)
    return register


@signed_in
def new(request):
    report = _report_asked(request)
    body = report.recorded_for if report else request.acting_for
    require(request.user, Permission.CAPTURE, body)
    form = form_for(request, RegisterForm)
    given = attempt(
        request,
        form,
        lambda: actions.give_register(
            body, **form.cleaned_data, report=report, by=request.user, at=timezone.now()
        ),
    )
    if given:
        return redirect(given)
    context = {"form": form, "report": report}
    return render(request, "recommendations/register_new.html", context)


def _report_asked(request):
    """Return the one report that the register is of, if the address names one."""
    asked = request.GET.get("report", "")
    if not asked:
        return None
    if not asked.isdecimal() or len(asked) > 18:
        raise Http404("There is no such report.")
    return get_object_or_404(Report.objects.visible_to(request.user), pk=asked)


@signed_in
def register(request, pk):
    found = _register(request, pk)
    if found.imported_at or not found.sheets:
        return render(request, "recommendations/register.html", {"register": found})
    mapping = _mapping(request, found)
    form = form_for(request, MappingForm, register=found, mapping=mapping, initial=_said(found))
    mapped = attempt(
        request,
        form,
        lambda: actions.map_register(found, **form.said(), by=request.user, at=timezone.now()),
    )
    if mapped:
        return redirect("recommendations:register-preview", pk=found.pk)
    rows = found.sheets[mapping.sheet]["rows"]
    context = {
        "register": found,
        "form": form,
        "mapping": mapping,
        "sample": rows[mapping.header : mapping.header + SAMPLE + 1],
        "first_rows": [(n, " | ".join(filter(None, row))) for n, row in enumerate(rows[:20])],
    }
    return render(request, "recommendations/register.html", context)


def _mapping(request, found):
    """Return the columns as said before, or as guessed for the sheet and headings asked for."""
    asked = request.POST if request.method == "POST" else request.GET
    sheet, header = (_number(asked.get(name)) for name in ["sheet", "header"])
    if sheet is None and found.is_mapped:
        return Mapping.from_data(found.mapping)
    if sheet is not None and sheet >= len(found.sheets):
        raise Http404("There is no such sheet.")
    guessed = actions.guessed(found, sheet)
    rows = found.sheets[guessed.sheet]["rows"]
    if header is None or header >= len(rows):
        return guessed
    return Mapping(guessed.sheet, header, headings(rows[header]))


def _number(words):
    return int(words) if words and words.isdecimal() and len(words) < 6 else None


def _said(found):
    """Return what was said before of every row, for a form that is opened again."""
    if not found.is_mapped:
        return {}
    said = Mapping.from_data(found.mapping)
    return {
        "title": said.title,
        "published_on": said.published_on,
        "kind": found.kind,
        "basis": found.basis,
    }


@signed_in
def preview(request, pk):
    found = _register(request, pk)
    if not found.is_mapped or found.imported_at:
        return redirect(found)
    if request.method == "POST":
        return _import(request, found)
    same = actions.same_reports(found)
    reports = [(planned, same.get(at)) for at, planned in enumerate(found.planned)]
    context = {
        "register": found,
        "reports": reports,
        "count": sum(len(planned["found"]) for planned in found.planned),
        "unsure": sum(bool(item["doubts"]) for p in found.planned for item in p["found"]),
        "left_out": actions.left_out(found),
    }
    return render(request, "recommendations/register_preview.html", context)


def _import(request, found):
    try:
        reports = actions.import_register(
            found, by=request.user, at=timezone.now(), today=timezone.localdate()
        )
    except Refused as error:
        messages.warning(request, str(error))
        return redirect("recommendations:register-preview", pk=found.pk)
    messages.success(request, f"{found} is imported. Check what was found in each report.")
    if len(reports) == 1:
        source = reports[0].source
        return (
            redirect("recommendations:compare", source.pk)
            if source.is_to_compare
            else redirect(reports[0].get_review_url())
        )
    return redirect("progress:my-work")


@post_only
def read_again(request, pk):
    found = _register(request, pk)
    actions.read_again(found, by=request.user, at=timezone.now())
    return redirect(found)


@post_only
def discard(request, pk):
    found = _register(request, pk)
    try:
        actions.discard_register(found, by=request.user, at=timezone.now())
    except Refused as error:
        messages.warning(request, str(error))
        return redirect(found)
    messages.success(request, f"{found} is discarded. Nothing was imported from it.")
    return redirect("recommendations:reports")
