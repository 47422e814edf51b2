"""Pages that belong to no app."""

from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render


def csrf_failure(request, reason=""):
    """Say what happened and how to go on, with the words still on the page behind."""
    return render(request, "403_csrf.html", status=403)


def accessibility(request):
    return render(request, "accessibility.html")


def healthz(request):
    """Answer a load balancer: 200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")
