"""Copies sent through GOV.UK Notify, which mails a link to each file.

The template in Notify has the subject ((subject)) and, in its words, ((message)) and
((link_to_letter)). With NOTIFY_LINKS above 1 it also has ((link_2)) and so on, for a letter
in a second language and for enclosures; those that a message does not need stay empty.
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
    """Send each message, of one recipient and NOTIFY_LINKS files at most, as an email of Notify.

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

    address, files = _parts(message)
    links = {
        _link(number): prepare_upload(io.BytesIO(file), filename=name) if name else ""
        for number, (name, file) in enumerate(files, 1)
    }
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
            personalisation={"subject": message.subject, "message": message.body} | links,
            reference=reference,
        )
        return str(answer["id"])
    except APIError as error:
        raise _refusal(error.status_code, error.message) from error
    except (LookupError, TypeError) as error:
        raise CannotSend("GOV.UK Notify gave an answer without an id.", permanent=False) from error


def _link(number: int) -> str:
    return "link_to_letter" if number == 1 else f"link_{number}"


def _parts(message: EmailMessage) -> tuple[str, list[tuple[str, bytes]]]:
    """Return the address, and a name and content for each link, both empty where none is needed.

    Raises CannotSend for what Notify does not take.
    """
    if len(message.recipients()) != 1:
        raise CannotSend("GOV.UK Notify takes one recipient.", permanent=True)
    most = settings.NOTIFY_LINKS
    given = [(name, file) for name, file, _ in message.attachments]
    if len(given) > most:
        raise CannotSend(
            f"The message has {len(given)} files, and the template in GOV.UK Notify takes {most}."
            " The administrator adds links to it and sets NOTIFY_LINKS to their number.",
            permanent=True,
        )
    files = [(_cut(name), _not_too_large(name, file)) for name, file in given]
    return message.recipients()[0], files + [("", b"")] * (most - len(files))


def _not_too_large(name: str, file: bytes) -> bytes:
    if len(file) > LARGEST_FILE:
        raise CannotSend(
            f"{name} has {len(file) / 1024 / 1024:.1f} MB, and GOV.UK Notify takes files of"
            " at most 2 MB. Send it another way, or make the logo, the signature or the"
            " enclosure smaller.",
            permanent=True,
        )
    return file


def _cut(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return stem[: LONGEST_NAME - len(ending) - 1] + dot + ending


def _refusal(status: int, said) -> CannotSend:
    """Return the error for Notify's answer: a text, or a list of errors with messages."""
    if isinstance(said, list):
        said = "; ".join(str(one.get("message", one)) for one in said)
    permanent = 400 <= status < 500 and status not in FOR_NOW
    until = "for good" if permanent else "for now"
    return CannotSend(
        f"GOV.UK Notify refused the message {until}. It said: {status} {said}", permanent=permanent
    )
