"""In whose name the signed-in person acts."""


def acting_for(get_response):
    """Set `request.acting_choices` to Bodies and `request.acting_for` to one of them or None."""

    def middleware(request):
        choices = request.user.bodies() if request.user.is_authenticated else []
        wanted = request.session.get("acting_for") if choices else None
        first = choices[0] if choices else None
        request.acting_choices = choices
        request.acting_for = next((body for body in choices if body.pk == wanted), first)
        return get_response(request)

    return middleware
