"""What the background worker does: one copy at a time, taken from the delivery rows."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F

from accounts.models import Event
from letters.models import Delivery
from letters.public import pdf_name

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # longer than a mail server may take
LONGEST_WAIT = timedelta(hours=6)

BODY = """Please find attached the response of {body} to {title}, dated {dated_on}.

{law}Reference: {reference}
"""

UNDER_THE_ACT = """This copy is sent under section 55(6) of the Police Act 1996.
"""


IN_BOTH = """
The letter is attached in English and in Welsh.
Mae’r llythyr ynghlwm yn Gymraeg ac yn Saesneg.
"""


def _message(delivery: Delivery) -> EmailMessage:
    letter = delivery.letter
    words = letter.letter_words
    message = EmailMessage(
        subject=" ".join(f"{words.title} ({letter.reference})".split()),
        body=BODY.format(
            body=letter.body,
            title=words.title.removeprefix("Response to "),
            dated_on=f"{letter.dated_on:%-d %B %Y}",
            reference=letter.reference,
            law=UNDER_THE_ACT if letter.response.is_under_the_act else "",
        )
        + (IN_BOTH if letter.has_welsh else ""),
        to=[delivery.to_email],
        from_email=settings.DEFAULT_FROM_EMAIL,
        headers={"Message-ID": delivery.message_id},
    )
    for language in letter.words_by_language:
        with letter.file(language).open() as file:
            message.attach(pdf_name(letter, language), file.read(), "application/pdf")
    return message


def _take(at: datetime) -> Delivery | None:
    """Take the oldest copy that is due and lease it, so that no second worker has it.

    A worker that dies leaves the lease to run out: the copy is tried again under
    the same Message-ID, and so never lost.
    """
    for delivery in Delivery.objects.ready(at).select_related("letter__body")[:10]:
        taken = Delivery.objects.filter(
            pk=delivery.pk, sent_at=None, next_try_at=delivery.next_try_at
        ).update(next_try_at=at + LEASE, tries=F("tries") + 1)
        if taken:
            return Delivery.objects.select_related("letter__body").get(pk=delivery.pk)
    return None


def send_next(at: datetime) -> bool:
    """Send the oldest copy that is due at `at`; say whether there was one.

    A failure is kept on the row with the time of the next try, each wait double
    the last up to six hours.
    """
    delivery = _take(at)
    if delivery is None:
        return False
    row = Delivery.objects.filter(pk=delivery.pk)
    try:
        _message(delivery).send()
    except Exception as error:
        wait = min(timedelta(minutes=2 ** min(delivery.tries, 12)), LONGEST_WAIT)
        row.update(problem=f"{type(error).__name__}: {error}"[:500], next_try_at=at + wait)
        logger.warning("Copy %s not sent at try %s", delivery.pk, delivery.tries, exc_info=True)
        return True
    row.update(sent_at=at, problem="")
    Event.record(
        "send copy",
        delivery,
        by=None,
        at=at,
        body=delivery.letter.body,
        message_id=delivery.message_id,
    )
    return True
