"""Pages that belong to no app."""

from django.shortcuts import render


def csrf_failure(request, reason=""):
    """Say what happened and how to go on, with the words still on the page behind."""
    return render(request, "403_csrf.html", status=403)


def accessibility(request):
    return render(request, "accessibility.html")
