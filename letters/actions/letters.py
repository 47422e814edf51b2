"""Making the letter of an approved response, and showing it."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.errors import Refused, WrongState
from accounts.models import Event, User, events_last
from accounts.permissions import Permission, require
from letters.actions.references import take_reference
from letters.addresses import addresses_on
from letters.compose import compose
from letters.language import ENGLISH, WELSH
from letters.models import Delegation, Letter
from letters.render import CannotRender, render_letter, signs_lost
from letters.signs import LostSign
from recommendations.actions import must_be_as_given
from responses.actions import hold
from responses.basis import basis_sha256
from responses.models import Response
from responses.welsh import welsh_gaps
from responses.workflow import State


def attachments_must_be_whole(letter: Letter, *, at: datetime) -> None:
    """Raise Refused while a file that goes with the letter waits for its check or failed it.

    One that is not the file that was given is noted in the record too, so no transaction
    may be open.
    """
    attachments = letter.response.attachments.select_related("check_made", "response__body")
    for attachment in attachments:
        if not attachment.may_be_had:
            raise Refused(f"“{attachment}” goes with the letter. {attachment.why_not_to_be_had}")
    must_be_as_given([attachment.stored for attachment in attachments], at=at)


def letter_must_be_whole(letter: Letter, *, at: datetime) -> None:
    """Raise Refused unless each signed file that others get is the one that was sealed."""
    must_be_as_given([letter.stored(language) for language in letter.languages], at=at)


def check_day(response: Response, dated_on: date, today: date) -> None:
    if dated_on > today:
        raise Refused("The date of the letter must be today or in the past.", about="dated_on")
    for report in response.reports.all():
        if dated_on < report.published_on:
            raise Refused(
                f"The letter cannot be dated before “{report}” was published,"
                f" on {report.published_on:%-d %B %Y}.",
                about="dated_on",
            )
    problems = addresses_on(response.body, dated_on).problems
    if problems:
        raise Refused(" ".join([*problems, "An administrator can add it."]))


def _check_deputy(response: Response, delegation: Delegation | None, day: date) -> None:
    if delegation is None:
        return
    if delegation.body != response.body or not delegation.holds_on(day):
        raise Refused(
            f"{delegation.deputy} is not deputy at {response.body} on {day:%-d %B %Y}."
            " Choose another date or another signatory."
        )


def make_letter(
    response: Response,
    *,
    dated_on: date,
    reference: str,
    your_reference: str = "",
    delegation: Delegation | None = None,
    by: User,
    at: datetime,
    today: date,
) -> Letter:
    """Make the letter of an approved response, or make it anew while it is unsigned.

    With a `delegation` its deputy is to sign. Raises WrongState, also where the approval no
    longer holds, or Refused for a date out of range, a reference already issued, a deputy
    who is none on that day, or records that lack somebody the letter must name.
    """
    require(by, Permission.MAKE_LETTER, response.body)
    hold(response, at=at)
    return _made(
        response,
        dated_on=dated_on,
        reference=reference.strip(),
        your_reference=your_reference.strip(),
        delegation=delegation,
        by=by,
        at=at,
        today=today,
    )


@transaction.atomic
@events_last()
def _made(
    response: Response,
    *,
    dated_on: date,
    reference: str,
    your_reference: str,
    delegation: Delegation | None,
    by: User,
    at: datetime,
    today: date,
) -> Letter:
    response = Response.objects.select_for_update(of=["self"]).get(pk=response.pk)
    require(by, Permission.MAKE_LETTER, response.body)
    if response.state != State.APPROVED:
        raise WrongState("A letter is made once the response is approved and before it is signed.")
    check_day(response, dated_on, today)
    _check_deputy(response, delegation, dated_on)
    words, public_words = (
        _composed(
            response,
            day=dated_on,
            reference=reference,
            theirs=your_reference,
            delegation=delegation,
            public=public,
        )
        for public in (False, True)
    )
    try:
        with transaction.atomic():
            letter, _ = Letter.objects.update_or_create(
                response=response,
                defaults={
                    "body": response.body,
                    "reference": reference,
                    "your_reference": your_reference,
                    "dated_on": dated_on,
                    "delegation": delegation,
                    "words": words[ENGLISH],
                    "words_cy": words.get(WELSH),
                    "public_words": public_words[ENGLISH],
                    "public_words_cy": public_words.get(WELSH),
                    "response_sha256": basis_sha256(response),
                    "made_by": by,
                    "made_at": at,
                },
            )
    except IntegrityError as error:
        raise Refused(
            f"The reference {reference} has been issued already.", about="reference"
        ) from error
    take_reference(letter, by=by, at=at)
    Event.record("make", letter, by=by, at=at, body=response.body, reference=reference)
    return letter


def _composed(
    response: Response,
    *,
    day: date,
    reference: str,
    theirs: str,
    delegation: Delegation | None,
    public: bool,
) -> dict[str, dict[str, Any]]:
    """Return the words of the letter in each language that it is to be signed in."""
    missing = welsh_gaps(response)
    if missing:
        raise Refused(" ".join(gap for gap, _ in missing))
    languages = [ENGLISH, WELSH] if response.is_bilingual else [ENGLISH]
    letters = {
        language: compose(
            response,
            dated_on=day,
            reference=reference,
            your_reference=theirs,
            delegation=delegation,
            public=public,
            language=language,
        )
        for language in languages
    }
    return {language: words.as_data() for language, words in letters.items()}


def preview(letter: Letter, language: str = ENGLISH, *, public: bool = False) -> bytes:
    """Return the letter as a PDF: the sealed file once signed, else a proof of it now.

    It is the office's own, or the `public` one, which lacks marking and what is withheld.
    Raises NotAsGiven for a sealed file that is not the one that was sealed.
    """
    if letter.is_signed:
        with letter.stored(language, public=public).opened() as file:
            content: bytes = file.read()
            return content
    words = letter.words_in(language, public=public)
    try:
        return render_letter(words, sealed=False)
    except CannotRender as error:
        raise Refused(f"The letter cannot be shown. {error}") from error


def signs_lost_in(letter: Letter) -> list[LostSign]:
    """Return the signs that no font here can draw, in each of the letter's languages."""
    try:
        return [lost for words in letter.words_by_language.values() for lost in signs_lost(words)]
    except CannotRender:  # whoever opens the letter is told why
        return []
