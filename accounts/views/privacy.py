"""What everybody may read of the data that is held."""

from django.shortcuts import render

from accounts.models import PrivacyNotice


def privacy(request):
    return render(request, "accounts/privacy.html", {"notice": PrivacyNotice.in_force()})
