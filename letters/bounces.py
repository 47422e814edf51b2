"""Delivery status notifications (RFC 3464) read out of a mailbox: what came back, and why."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from letters.failures import plain

LARGEST_MAILBOX = 50 * 1024 * 1024
BETWEEN_MESSAGES = re.compile(rb"^From [^\r\n]*\r?\n", re.MULTILINE)
LONDON = ZoneInfo("Europe/London")  # a notification's moment becomes a day here


class NotABounce(Exception):
    """The message says nothing of a copy that came back; the words say what it is instead."""


@dataclass(frozen=True)
class Bounce:
    """What one notification says. `on` is None when it does not say when."""

    message_id: str
    address: str
    reason: str
    on: date | None


def messages_in(mailbox: bytes) -> Iterator[bytes]:
    """Yield the messages of an mbox file, or the one message that the bytes are."""
    parts = BETWEEN_MESSAGES.split(mailbox) if mailbox.startswith(b"From ") else [mailbox]
    yield from (part for part in parts if part.strip())


def read_bounce(message: bytes) -> Bounce:
    """Return what a notification says of the message that failed.

    Raises NotABounce for any other message, and for one that cannot be read.
    """
    try:
        return _bounce(message_from_bytes(message))
    except NotABounce:
        raise
    except Exception as error:  # whatever a stranger's bytes make the parser do
        raise NotABounce("It cannot be read as an email.") from error


def _bounce(message: Message) -> Bounce:
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        raise NotABounce("It is not a delivery status notification.")
    parts = list(message.walk())
    status = next((p for p in parts if p.get_content_type() == "message/delivery-status"), None)
    if status is None or not isinstance(status.get_payload(), list):
        raise NotABounce("It is a report of another kind, not of delivery.")
    fields = [block for block in status.get_payload() if isinstance(block, Message)]
    failed = [block for block in fields if _text(block, "Action").lower() == "failed"]
    if not failed:
        actions = ", ".join(filter(None, (_text(block, "Action").lower() for block in fields)))
        raise NotABounce(f"It tells of no failure: {plain(actions, 60) or 'no action'}.")
    address = _after_type(_text(failed[0], "Final-Recipient"))
    why = [_text(failed[0], "Status"), _after_type(_text(failed[0], "Diagnostic-Code"))]
    reason = " ".join(filter(None, why)) or "The notification gives no reason."
    return Bounce(
        message_id=_original_id(parts),
        address=plain(address, 254),
        reason=plain(reason),
        on=_day(message),
    )


def _text(message: Message, name: str) -> str:
    return plain(str(message.get(name, "")), 1000)


def _after_type(value: str) -> str:
    """Return "a@b.example" for "rfc822; a@b.example"."""
    return value.partition(";")[2].strip() or value


def _original_id(parts: list[Message]) -> str:
    """Return the Message-ID of the message that the notification gives back."""
    for part in parts[1:]:
        if part.get_content_type() == "text/rfc822-headers":
            headers = part.get_payload(decode=True)
            part = message_from_bytes(headers if isinstance(headers, bytes) else b"")
        elif part.get_content_type() != "message/rfc822":
            continue
        else:
            inner = part.get_payload()
            part = inner[0] if isinstance(inner, list) and inner else part
        found = re.search(r"<[^<>\s]{1,200}>", _text(part, "Message-ID"))
        if found:
            return found[0]
    raise NotABounce("It does not name the message that came back.")


def _day(message: Message) -> date | None:
    try:
        moment: datetime = parsedate_to_datetime(_text(message, "Date"))
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return (moment.astimezone(LONDON) if moment.tzinfo else moment).date()
