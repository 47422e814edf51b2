"""The office's own template, version by version."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts.errors import Refused
from accounts.models import Event, User, events_last
from accounts.permissions import Permission, require
from accounts.words import reworded
from bodies.models import Body
from letters.compose import compose
from letters.language import ENGLISH
from letters.models import LetterTemplate
from letters.render import CannotRender, render_letter
from responses.models import Response


@transaction.atomic
@events_last()
def save_template(
    template: LetterTemplate, *, seen: int | None = None, by: User, at: datetime
) -> LetterTemplate:
    """Save a template as the body's newest version; the ones before it stay.

    `seen` is the version that was newest when its writer began. Raises Refused when
    somebody else has saved one since, and for a body that sends no letters, such as a force.
    """
    require(by, Permission.CONFIGURE, template.body)
    if not template.body.is_local_policing_body:
        raise Refused(f"{template.body} sends no letters: they are a local policing body’s.")
    before = LetterTemplate.of(template.body)
    newest = before.version
    if seen is not None and seen != newest:
        raise Refused(
            f"Version {newest} was saved after you opened this page. Your words are still here:"
            " look at that version in another window, then save again."
        )
    template.pk = None
    template.version = newest + 1
    template.saved_by, template.saved_at = by, at
    try:
        with transaction.atomic():
            template.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("Somebody else saved a version a moment ago. Look at it first.") from error
    said = reworded(before if newest else None, template, template.recorded_words, every=True)
    Event.record(
        "save", template, by=by, at=at, body=template.body, version=template.version, words=said
    )
    return template


def shown_with(body: Body) -> Response | None:
    """Return the response that a template of this body is shown with: the newest one."""
    answered = Response.objects.filter(body=body, reports__isnull=False)
    return answered.order_by("-pk").first()


def preview_template(
    template: LetterTemplate, response: Response, *, dated_on: date, language: str = ENGLISH
) -> bytes:
    """Return the letter of a response as this template would make it, as a PDF. Raises Refused."""
    try:
        words = compose(
            response,
            dated_on=dated_on,
            reference="PREVIEW",
            template=template,
            language=language,
        )
        return render_letter(words, sealed=True)
    except ValueError as error:
        raise Refused(str(error)) from error
    except CannotRender as error:
        raise Refused(f"The letter cannot be shown. {error}") from error
