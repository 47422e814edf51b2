"""Response headers that no library in use writes."""


def permissions_policy(get_response):
    """Refuse the browser features that no page needs."""

    def middleware(request):
        response = get_response(request)
        response.headers["Permissions-Policy"] = (
            "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
        )
        return response

    return middleware
