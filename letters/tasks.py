"""What the background worker does: one copy at a time, taken from the delivery rows."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F

from accounts.models import Event
from letters.failures import CannotSend, Failure, explained
from letters.models import Delivery, LodgedCopyCheck
from letters.public import pdf_name
from letters.sentences import corrects
from recommendations.actions import note_not_as_given
from recommendations.stored import NotAsGiven, Stored, Why
from recommendations.tasks import check_next_of

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # longer than a mail server may take
LONGEST_WAIT = timedelta(hours=6)
MOST_TRIES = 24  # about four days, as mail servers do themselves

BODY = """The response of {body} to {title}, dated {dated_on}, comes with this message.

{corrects}{law}Reference: {reference}
"""

UNDER_THE_ACT = """This copy is sent under section 55(6) of the Police Act 1996.
"""


IN_BOTH = """
The letter is attached in English and in Welsh.
Mae’r llythyr ynghlwm yn Gymraeg ac yn Saesneg.
"""


def check_next_copy(at: datetime) -> bool:
    """Check the next scan of a signed letter that waits at `at`; say whether there was one."""
    return check_next_of(LodgedCopyCheck, at)


@contextmanager
def _opened(stored: Stored, at: datetime) -> Iterator[Any]:
    """Open a file that goes out; one that was altered stops the copy until a person acts."""
    try:
        file = stored.opened()
    except NotAsGiven as error:
        note_not_as_given(error, at=at)
        raise CannotSend(str(error), permanent=error.why == Why.ALTERED) from error
    with file:
        yield file


def _message(delivery: Delivery, at: datetime) -> EmailMessage:
    letter = delivery.letter
    words = letter.letter_words
    corrected = corrects(letter.response)
    what = f"{'Correction: ' if corrected else ''}{words.title}"
    message = EmailMessage(
        subject=" ".join(f"{what} ({letter.reference})".split()),
        body=BODY.format(
            body=letter.body,
            title=words.title.removeprefix("Response to "),
            dated_on=f"{letter.dated_on:%-d %B %Y}",
            reference=letter.reference,
            corrects=f"{' '.join(corrected.split())}\n\n" if corrected else "",
            law=UNDER_THE_ACT if letter.response.is_under_the_act else "",
        )
        + (IN_BOTH if letter.has_welsh else ""),
        to=[delivery.to_email],
        from_email=settings.DEFAULT_FROM_EMAIL,
        headers={"Message-ID": delivery.message_id},
    )
    for language in letter.words_by_language:
        with _opened(letter.stored(language), at) as file:
            message.attach(pdf_name(letter, language), file.read(), "application/pdf")
    for attachment in letter.response.attachments.public().select_related("check_made"):
        if not attachment.may_be_had:
            said = f"“{attachment}” goes with it, and cannot: {attachment.why_not_to_be_had}"
            raise CannotSend(said, permanent=attachment.state == "infected")
        with _opened(attachment.stored, at) as file:
            message.attach(attachment.name, file.read(), attachment.content_type)
    return message


def _take(at: datetime) -> Delivery | None:
    """Take the oldest copy that is due and lease it, so that no second worker has it.

    A worker that dies leaves the lease to run out: the copy is tried again under
    the same Message-ID, and so never lost.
    """
    for delivery in Delivery.objects.ready(at)[:10]:
        as_seen = {"tries": delivery.tries, "leased_until": delivery.leased_until}
        taken = Delivery.objects.filter(
            pk=delivery.pk, sent_at=None, given_up_at=None, **as_seen
        ).update(leased_until=at + LEASE, tries=F("tries") + 1)
        if taken:
            return Delivery.objects.select_related("letter__body").get(pk=delivery.pk)
    return None


def send_next(at: datetime) -> bool:
    """Send the oldest copy that is due at `at`; say whether there was one.

    A failure is kept on the row with the time of the next try, each wait double
    the last up to six hours; after MOST_TRIES, or a refusal for good, it is given up.
    """
    delivery = _take(at)
    if delivery is None:
        return False
    try:
        message = _message(delivery, at)
        if not message.send():
            raise CannotSend("The message was not taken, and nobody said why.", permanent=False)
    except Exception as error:
        logger.warning("Copy %s not sent at try %s", delivery.pk, delivery.tries, exc_info=True)
        _keep_failure(delivery, explained(error), at)
        return True
    Delivery.objects.filter(pk=delivery.pk).update(
        sent_at=at,
        problem="",
        given_up_at=None,
        leased_until=None,
        reported_id=getattr(message, "reported_id", ""),
    )
    Event.record(
        "send copy",
        delivery,
        by=None,
        at=at,
        body=delivery.letter.body,
        message_id=delivery.message_id,
    )
    return True


def _keep_failure(delivery: Delivery, failure: Failure, at: datetime) -> None:
    """Write down why, unless another worker has the copy by now."""
    in_round = (delivery.tries - 1) % MOST_TRIES + 1  # “Try again now” begins another round
    gives_up = failure.permanent or in_round == MOST_TRIES
    kept = Delivery.objects.filter(pk=delivery.pk, tries=delivery.tries, sent_at=None).update(
        problem=failure.words,
        next_try_at=at + min(timedelta(minutes=2 ** min(in_round, 12)), LONGEST_WAIT),
        leased_until=None,
        **({"given_up_at": at} if gives_up else {}),
    )
    if kept and gives_up:
        Event.record(
            "give up copy",
            delivery,
            by=None,
            at=at,
            body=delivery.letter.body,
            note=failure.words,
            tries=delivery.tries,
        )
