"""A report's page: its clock, what it recommends, who owes what, what happened."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.keeping import signed_in
from accounts.models import Event
from accounts.permissions import Permission
from accounts.queries import each_once
from letters.models import Delivery
from letters.receipts import receipts
from progress.timeline import clock_strip, own_obligation, own_response
from recommendations.models import Obligation, Recommendation, Release, Report
from recommendations.queries import disposed_file_of


def _page(request, pk, tab):
    """Return what every page of a report shows at its head."""
    user, today = request.user, timezone.localdate()
    report = get_object_or_404(Report.objects.visible_to(user), pk=pk)
    obligation, response = own_obligation(report, user), own_response(report, user)
    releases = Release.objects.visible_to(user).standing().with_names()
    release = releases.about(obligation).first() if obligation else None
    may_ask = bool(obligation) and obligation.is_open and release is None and response is None
    letter = getattr(response, "letter", None)
    copies = Delivery.objects.visible_to(user).filter(letter=letter) if letter else []
    return {
        "report": report,
        "tab": tab,
        "today": today,
        "obligation": obligation,
        "response": response,
        "release": release,
        "may_ask_release": may_ask and user.may(Permission.DRAFT, obligation.owed_by_on(today)),
        "may_decide": release is not None and release.may_be_decided_by(user, today),
        "clock": obligation.clock(today) if obligation else None,
        "milestones": clock_strip(obligation, response, today) if obligation else [],
        "receipts": receipts(copies) if letter and letter.is_signed else None,
        "undelivered": copies.undelivered() if letter else [],
        "may_capture": user.may(Permission.CAPTURE, report.recorded_for),
        "may_draft": bool(obligation) and bool(user.bodies_where(Permission.DRAFT)),
    }


@signed_in
def report(request, pk):
    context = _page(request, pk, "recommendations")
    asked = Recommendation.objects.filter(report=pk).visible_to(request.user)
    if context["obligation"] is None and not context["may_capture"]:
        owed = Obligation.objects.visible_to(request.user)
        asked = asked.filter(obligations__in=owed).distinct()
    context["file_disposed_of"] = disposed_file_of(context["report"])
    context["recommendations"] = asked.prefetch_related("addressees__body")
    return render(request, "progress/report.html", context)


@signed_in
def owes(request, pk):
    context = _page(request, pk, "owes")
    today = context["today"]
    visible = Obligation.objects.visible_to(request.user).filter(report=pk)
    page = Paginator(visible.with_names().by_due_day(), 100).get_page(request.GET.get("page"))
    context["page_obj"] = page
    context["rows"] = [(o, o.state(today), o.owed_by_on(today)) for o in page]
    context["total"] = context["report"].obligations.count()
    return render(request, "progress/report_owes.html", context)


@signed_in
def history(request, pk):
    context = _page(request, pk, "history")
    about = [context["report"], *Obligation.objects.visible_to(request.user).filter(report=pk)]
    about += list(context["report"].recommendations.all())
    about += list(Release.objects.visible_to(request.user).filter(report=pk))
    about += filter(None, [context["response"], *_parts(context["response"])])
    events = Event.objects.visible_to(request.user).about(*about)[:200]
    context["events"] = each_once(events)
    return render(request, "progress/report_history.html", context)


def _parts(response):
    if response is None:
        return []
    letter = getattr(response, "letter", None)
    publication = getattr(letter, "publication", None)
    invitation = getattr(response, "invitation", None)
    return [letter, publication, invitation, *response.passages.all()]
