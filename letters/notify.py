"""Copies sent through GOV.UK Notify, which mails a link to the letter.

The template in Notify has the subject ((subject)) and, in its words, ((message)) and
((link_to_letter)).
"""

import io

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from letters.failures import CannotSend

LARGEST_FILE = 2 * 1024 * 1024  # Notify's own limit
LONGEST_NAME = 100  # of a file, as well
# What Notify answers while its key, its clock or its limits stand in the way, not the message.
FOR_NOW = {401, 403, 408, 429}


class EmailBackend(BaseEmailBackend):
    """Send each message, of one recipient and at most one file, as an e-mail of Notify.

    The Message-ID is Notify's reference: a message that Notify has already is not
    sent again. Notify's own id is put on the message as `reported_id`.
    """

    def send_messages(self, email_messages) -> int:
        """Return how many Notify took. Raises CannotSend unless told to be silent."""
        taken = 0
        for message in email_messages or []:
            if not message.recipients():
                continue
            try:
                message.reported_id = _sent(message)
            except CannotSend:
                if not self.fail_silently:
                    raise
            else:
                taken += 1
        return taken


def _sent(message: EmailMessage) -> str:
    """Return the id under which Notify has the message."""
    from notifications_python_client import NotificationsAPIClient, prepare_upload  # noqa: PLC0415
    from notifications_python_client.errors import APIError  # noqa: PLC0415

    address, name, file = _parts(message)
    reference = str(message.message()["Message-ID"])
    client = NotificationsAPIClient(
        settings.NOTIFY_API_KEY, base_url=settings.NOTIFY_API_URL, timeout=settings.EMAIL_TIMEOUT
    )
    try:
        known = client.get_all_notifications(reference=reference)["notifications"]
        if known:
            return str(known[0]["id"])
        answer = client.send_email_notification(
            email_address=address,
            template_id=settings.NOTIFY_TEMPLATE_ID,
            personalisation={
                "subject": message.subject,
                "message": message.body,
                "link_to_letter": prepare_upload(io.BytesIO(file), filename=name) if file else "",
            },
            reference=reference,
        )
        return str(answer["id"])
    except APIError as error:
        raise _refusal(error.status_code, error.message) from error
    except (LookupError, TypeError) as error:
        raise CannotSend("GOV.UK Notify gave an answer without an id.", permanent=False) from error


def _parts(message: EmailMessage) -> tuple[str, str, bytes]:
    """Return address, file name and file; CannotSend for what Notify does not take."""
    if len(message.recipients()) != 1 or len(message.attachments) > 1:
        raise CannotSend("GOV.UK Notify takes one recipient and one file.", permanent=True)
    if not message.attachments:
        return message.recipients()[0], "", b""
    name, file, _ = message.attachments[0]
    if len(file) > LARGEST_FILE:
        raise CannotSend(
            f"The letter has {len(file) / 1024 / 1024:.1f} MB, and GOV.UK Notify takes files of"
            " at most 2 MB. Send it another way, or make the logo or the signature smaller.",
            permanent=True,
        )
    stem, dot, ending = name.rpartition(".")
    return message.recipients()[0], stem[: LONGEST_NAME - len(ending) - 1] + dot + ending, file


def _refusal(status: int, said) -> CannotSend:
    """Return the error for Notify's answer: a text, or a list of errors with messages."""
    if isinstance(said, list):
        said = "; ".join(str(one.get("message", one)) for one in said)
    permanent = 400 <= status < 500 and status not in FOR_NOW
    until = "for good" if permanent else "for now"
    return CannotSend(
        f"GOV.UK Notify refused the message {until}. It said: {status} {said}", permanent=permanent
    )
