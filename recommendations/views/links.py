"""What was told before: linking a recommendation to another, and removing a link."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.keeping import attempt, form_for, signed_in
from accounts.permissions import Permission, require
from recommendations import actions
from recommendations.forms import LinkForm, UnlinkForm
from recommendations.models import Recommendation, RecommendationLink
from recommendations.told import MOST_FOUND, read_alike, searched, to_link


def _recommendation(request, pk):
    visible = Recommendation.objects.visible_to(request.user).select_related("report")
    return get_object_or_404(visible, pk=pk)


def _may_link(user, body):
    if not actions.may_link(user, body):
        require(user, Permission.CAPTURE, body)


def _to_links(recommendation):
    return redirect(f"{recommendation.get_absolute_url()}#told")


@signed_in
def link(request, pk):
    found = _recommendation(request, pk)
    body = request.acting_for
    _may_link(request.user, body)
    query = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    results = searched(found, request.user, query)
    asked = to_link(found, request.user, request.GET.get("other", ""))
    alike = read_alike(found, request.user)
    others = {r.pk: r for r in [*asked, *results, *alike]}
    options = {"others": others.values(), "initial": {"other": asked[0].pk if asked else None}}
    form = form_for(request, LinkForm, **options)
    made = attempt(
        request,
        form,
        lambda: actions.link(
            found, others[form.cleaned_data["other"]], form.cleaned_data["kind"], body=body,
            note=form.cleaned_data["note"], by=request.user, at=timezone.now(),
        ),
    )  # fmt: skip
    if made:
        messages.success(request, "Linked.")
        return _to_links(found)
    context = {
        "form": form,
        "recommendation": found,
        "q": query,
        "results": results,
        "others": others,
        "most": MOST_FOUND,
        "cancel": f"{reverse('recommendations:recommendation', args=[pk])}#told",
    }
    return render(request, "recommendations/link.html", context)


@signed_in
def unlink(request, pk, link):
    found = _recommendation(request, pk)
    links = RecommendationLink.objects.visible_to(request.user).of(found)
    made = get_object_or_404(links.select_related("body", "recommendation", "other"), pk=link)
    _may_link(request.user, made.body)
    form = form_for(request, UnlinkForm)
    removed = attempt(
        request,
        form,
        lambda: actions.unlink(made, **form.cleaned_data, by=request.user, at=timezone.now()),
    )
    if removed:
        messages.success(request, "The link is removed.")
        return _to_links(found)
    other = made.other_than(found)
    context = {"form": form, "recommendation": found, "other": other, "link": made}
    context["words"] = made.words_from(found).lower()
    return render(request, "recommendations/unlink.html", context)
