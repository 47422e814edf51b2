"""Choosing whom to act for, keeping unsaved words, and reading notices."""

from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.actions import forget_words, have_read, keep_words
from accounts.forms import SwitchForm
from accounts.keeping import post_only, signed_in, words_in


@signed_in
def switch(request):
    initial = {"body": str(request.acting_for.pk) if request.acting_for else ""}
    form = SwitchForm(request.POST or None, choices=request.acting_choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        request.session["acting_for"] = int(form.cleaned_data["body"])
        return redirect("progress:my-work")
    return render(request, "accounts/switch.html", {"form": form})


@require_POST
def keep(request):
    """Keep what is typed in a form; 401 tells the page that the person is signed out."""
    if not request.user.is_authenticated:
        return JsonResponse({"kept": False}, status=401)
    at = timezone.now()
    path = request.POST.get("path", "")
    kept = path.startswith("/") and keep_words(request.user, path, words_in(request.POST), at=at)
    answer = {"kept": kept, "at": f"{timezone.localtime(at):%H:%M}"}
    return JsonResponse(answer, status=200 if kept else 413)


@post_only
def forget(request):
    """Throw kept words away and show the form as it is saved."""
    path = request.POST.get("path", "/")
    forget_words(request.user, path)
    return redirect(path if path.startswith("/") and not path.startswith("//") else "/")


@post_only
def notice_read(request, pk):
    have_read(request.user, pk, at=timezone.now())
    return redirect("progress:my-work")
