"""Pages for these tests alone, with the names that base.html links to."""

from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.forms import AuthenticationForm
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

import pcc_tracker.urls
from tests.govuk.forms import EveryFieldForm

LONDON = ZoneInfo("Europe/London")


def form_page(request):
    bound = request.method == "POST" or "errors" in request.GET
    form = EveryFieldForm(request.POST, request.FILES) if bound else EveryFieldForm()
    return render(request, "pack_test/form.html", {"form": form} | shell())


def shell():
    return {
        "fictional_banner": True,
        "navigation": [
            SimpleNamespace(label="My work", url="/", current=True),
            SimpleNamespace(label="Reports", url="/reports/", current=False),
            SimpleNamespace(label="Board", url="/board/", current=False),
            SimpleNamespace(label="Register", url="/register/", current=False),
        ],
    }


class Person:
    is_authenticated = True
    is_staff = False
    pk = 1

    def current_memberships(self):
        return []

    def bodies_where(self, permission):
        return []

    def __str__(self):
        return "Ada Example"


def parts_page(request):
    request.user = Person()
    messages.success(request, "Approved. The letter is being made.")
    messages.warning(request, "Two recommendations have no position.")
    messages.error(request, "The file could not be read.")
    request.acting_for = "Police, Fire and Crime Commissioner for Essex"
    request.acting_choices = [1, 2]
    milestones = [
        ("Published", date(2021, 5, 26), 1, "done"),
        ("Force invited", date(2021, 5, 28), 3, "done"),
        ("Comments due", date(2021, 6, 25), 31, "late"),
        ("Today", date(2021, 7, 4), 40, "today"),
        ("Approval", date(2021, 7, 9), 45, "next"),
        ("Last day", date(2021, 7, 20), 56, "later"),
    ]
    keys = ["label", "on", "day", "state"]
    context = {
        "long": "The chief constable should act.\n\n• One\n• Two\n\n" * 12,
        "words": "We agree.\n\n•\tFirst thing\n•\tSecond thing\n\n6. Chief constables should",
        "milestones": [dict(zip(keys, row, strict=True)) for row in milestones],
        "clock_text": "Day 40 of 56 · 16 days left. Police Act 1996, section 55(5A).",
        "events": [
            {
                "title": "Submitted for approval",
                "by": "Ada Example",
                "at": datetime(2021, 7, 4, 9, 30, tzinfo=LONDON),
                "note": "Please check 6c.",
            },
            {"title": "Invited", "by": "", "at": datetime(2021, 5, 28, 9, 0, tzinfo=LONDON)},
        ],
        "states": [
            "not_started",
            "draft",
            "in_review",
            "approved",
            "signed",
            "published",
            "overdue",
        ],
        "rows": [("Reference", "PFCC/2021/7"), ("Due", "20 July 2021", "/due/", "the due day")],
        "page_obj": Paginator(range(200), 10).page(7),
        "query": "kind=a",
    }
    return render(request, "pack_test/parts.html", context | shell())


KEPT = []


def kept(request):
    KEPT.append(request.POST.dict())
    return HttpResponse(status=int(request.GET.get("status", 204)))


def sign_in(request):
    return render(request, "accounts/sign_in.html", {"form": AuthenticationForm(), "next": "/"})


urlpatterns = [
    path("form/", form_page),
    path("parts/", parts_page),
    path("kept/", kept),
    path("blank-sign-in/", sign_in),
    *pcc_tracker.urls.urlpatterns,
]
