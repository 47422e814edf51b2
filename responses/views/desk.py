"""The desk where an officer writes the response."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.keeping import attempt, form_for, signed_in
from accounts.models import Event
from accounts.permissions import Permission, require
from recommendations.models import Obligation, OfficeTargets, Report
from responses import actions
from responses.basis import broken
from responses.forms import (
    CorrectForm,
    InviteForm,
    OneLanguageForm,
    PassageForm,
    StartForm,
    WordsForm,
)
from responses.models import CommentFile, Response
from responses.queries import (
    answerable,
    broken_before,
    desk,
    gaps,
    received_comments,
    returned,
    said_before,
)

A_WEEK = timedelta(days=7)


def own_response(request, pk):
    """Return a response of the user's own body, or 404."""
    responses = Response.objects.visible_to(request.user).select_related(
        "body", "saved_by", "corrects", "corrected_by"
    )
    return get_object_or_404(responses, pk=pk)


@signed_in
def start(request, pk):
    report = get_object_or_404(Report.objects.visible_to(request.user), pk=pk)
    require(request.user, Permission.DRAFT, request.acting_for)
    existing = Response.objects.visible_to(request.user).filter(reports=report).first()
    if existing:
        return redirect(existing)
    others = (
        answerable(request.acting_for, timezone.localdate()).exclude(pk=pk).visible_to(request.user)
    )
    form = form_for(request, StartForm, others=others)
    started = attempt(
        request,
        form,
        lambda: actions.start_response(
            request.acting_for,
            [report, *form.cleaned_data["reports"]],
            by=request.user,
            at=timezone.now(),
        ),
    )
    if started:
        return redirect(started)
    return render(request, "responses/start.html", {"form": form, "report": report})


def heir_of(body, user, today):
    """Return the body that took over from `body`, if the user drafts for it, or None."""
    gone = body.ends_on is not None and body.ends_on < today
    return body.successor if gone and user.may(Permission.DRAFT, body.successor) else None


@signed_in
def response(request, pk):
    found = own_response(request, pk)
    today = timezone.localdate()
    reports = list(found.reports.all())
    passages = found.passages.all()
    owed = Obligation.objects.visible_to(request.user).responses()
    owed = owed.filter(report__in=reports, body__in=request.user.own()).select_related("report")
    context = {
        "response": found,
        "reports": reports,
        "clocks": [(o, o.clock(today), o.state(today)) for o in owed],
        "items": desk(found),
        "gaps": gaps(found) if found.is_open else [],
        "invitation": getattr(found, "invitation", None),
        "comments": received_comments(found),
        "comment_files": CommentFile.objects.visible_to(request.user)
        .filter(comment__response=found)
        .in_order(),
        "reviews": found.current_round(),
        "letter": getattr(found, "letter", None),
        "newer": getattr(found, "corrected_by", None),
        "returned": returned(found),
        "broken": broken(found),
        "broken_before": broken_before(found),
        "attachments": found.attachments.select_related("check_made"),
        "may_attach_files": found.is_open and request.user.may(Permission.DRAFT, found.body),
        "may_make": request.user.may(Permission.MAKE_LETTER, found.body),
        "mine": actions.reviews_open_to(found, request.user),
        "may_draft": request.user.may(Permission.DRAFT, found.body),
        "heir": heir_of(found.body, request.user, today),
        "events": Event.objects.visible_to(request.user).about(found, *passages)[:100],
    }
    return render(request, "responses/response.html", context)


def closed(request, response, form) -> HttpResponse | None:
    """Return the way back from a form for words that can no longer change.

    Nothing, and so the form, to whoever typed something into it before that.
    """
    if response.is_open or form.is_bound:
        return None
    messages.warning(
        request,
        f"This response is {response.get_state_display().lower()}. Its words can be changed in"
        " draft only.",
    )
    return redirect(response)


@signed_in
def words(request, pk):
    found = own_response(request, pk)
    require(request.user, Permission.DRAFT, found.body)
    form = form_for(request, WordsForm, instance=found)
    if back := closed(request, found, form):
        return back
    saved = attempt(
        request,
        form,
        lambda: actions.save_words(found, **form.cleaned_data, by=request.user, at=timezone.now()),
    )
    if saved:
        messages.success(request, "Saved.")
        return redirect(saved)
    context = {"form": form, "response": found, "comments": received_comments(found)}
    return render(request, "responses/words.html", context)


@signed_in
def one_language(request, pk):
    found = own_response(request, pk)
    require(request.user, Permission.DRAFT, found.body)
    if not found.body.is_welsh:
        return redirect(found)
    form = form_for(request, OneLanguageForm, initial={"reason": found.no_welsh_reason})
    recorded = attempt(
        request,
        form,
        lambda: actions.record_one_language(
            found, form.cleaned_data["reason"], by=request.user, at=timezone.now()
        ),
    )
    if recorded:
        messages.success(request, "Saved.")
        return redirect(found)
    return render(request, "responses/one_language.html", {"form": form, "response": found})


@signed_in
def passage(request, pk, rec):
    found = own_response(request, pk)
    require(request.user, Permission.DRAFT, found.body)
    items = desk(found)
    item = next((item for item in items if item.recommendation.pk == rec), None)
    if item is None:
        return redirect(found)
    others = [i for i in items if i is not item and i.passage.state == "not_started"]
    form = form_for(request, PassageForm, instance=item.passage, others=others)
    if back := closed(request, found, form):
        return back
    saved = attempt(
        request,
        form,
        lambda: actions.save_passage(
            found, item.recommendation, **form.words(), by=request.user, at=timezone.now()
        ),
    )
    if saved:
        messages.success(request, f"{item.recommendation} saved.")
        following = items[items.index(item) + 1 :]
        if "next" in request.POST and following:
            return redirect("responses:passage", pk=pk, rec=following[0].recommendation.pk)
        return redirect(found)
    context = {"form": form, "response": found, "item": item, "items": items}
    context["returned"] = returned(found)
    said = said_before(found, item.recommendation, timezone.localdate())
    context["said_before"] = said.visible_to(request.user)
    return render(request, "responses/passage.html", context)


@signed_in
def invite(request, pk):
    found = own_response(request, pk)
    require(request.user, Permission.DRAFT, found.body)
    today = timezone.localdate()
    first = min(report.published_on for report in found.reports.all())
    target = OfficeTargets.of(found.body).days(first)["comments"]
    form = form_for(request, InviteForm, initial={"asked_for_on": max(target, today + A_WEEK)})
    invited = attempt(
        request,
        form,
        lambda: actions.invite(
            found, **form.cleaned_data, by=request.user, at=timezone.now(), today=today
        ),
    )
    if invited:
        messages.success(request, f"{invited.force} is invited to comment.")
        return redirect(found)
    context = {
        "form": form,
        "response": found,
        "force": found.body.force_on(today),
        "invitation": getattr(found, "invitation", None),
    }
    return render(request, "responses/invite.html", context)


@signed_in
def correct(request, pk):
    found = own_response(request, pk)
    require(request.user, Permission.DRAFT, found.body)
    newer = getattr(found, "corrected_by", None)
    if newer or found.state != Response.State.PUBLISHED:
        return redirect(newer or found)
    form = form_for(request, CorrectForm, bilingual=found.is_bilingual)
    started = attempt(
        request,
        form,
        lambda: actions.start_correction(
            found, **form.cleaned_data, by=request.user, at=timezone.now()
        ),
    )
    if started:
        messages.success(request, "The correction is started with all the words as published.")
        return redirect(started)
    return render(request, "responses/correct.html", {"form": form, "response": found})
