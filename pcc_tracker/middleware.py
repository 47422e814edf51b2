"""What no library in use does for every request: a header, and two refusals."""

from django.conf import settings
from django.http import HttpResponse


def permissions_policy(get_response):
    """Refuse the browser features that no page needs."""

    def middleware(request):
        response = get_response(request)
        response.headers["Permissions-Policy"] = (
            "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
        )
        return response

    return middleware


def refuse_unreadable(get_response):
    """Refuse a request in another encoding than UTF-8, or larger than any page of ours takes."""

    def middleware(request):
        charset = request.content_params.get("charset", "utf-8") if request.content_params else ""
        if charset.lower() not in {"", "utf-8", "utf8"}:
            return HttpResponse("This service reads UTF-8 only.", status=415)
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.LARGEST_REQUEST:
            return HttpResponse("This is more than this service takes at once.", status=413)
        return get_response(request)

    return middleware
