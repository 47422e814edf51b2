"""For views that give out a file: nobody takes more of them in an hour than anybody needs."""

from collections.abc import Iterable
from functools import wraps

from django.conf import settings
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.actions import has_taken_most


def gives_file(view):
    """Refuse a person who has taken as many files within an hour as the service allows."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if has_taken_most(request.user, timezone.now()):
            most = {"most": settings.MOST_FILES_AN_HOUR}
            return render(request, "accounts/too_many_files.html", most, status=429)
        return view(request, *args, **kwargs)

    return guarded


def csv_file(lines: Iterable[str], what: str) -> StreamingHttpResponse:
    """Answer with a CSV file, a line at a time, called after what it holds and today."""
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"{what}-{timezone.localdate()}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
