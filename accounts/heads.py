"""What the background worker does for the record: once a day its head leaves the database."""

import logging
import os
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.utils import timezone

from accounts.models import AuditHead, Event

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=15)  # after which a head that was not written or sent is tried again

MESSAGE = """On {on:%-d %B %Y} the record of who did what ended with this event:

{head}

Keep this message outside the service. It shows later whether the record up to then was altered:

    manage.py verify_audit --head {head.digest}
"""


def keep_head(at: datetime) -> bool:
    """Write the day's head to a file and, where asked for, send it; say whether that was done.

    Several workers may run and be started anew: one of them has the day's row. One that
    dies leaves its lease to run out, and the head is then written again rather than never.
    """
    head = _take(at)
    if head is None:
        return False
    try:
        if head.written_at is None:
            _write(head, settings.AUDIT_HEADS_FILE)
            AuditHead.objects.filter(pk=head.pk).update(written_at=at)
        if settings.AUDIT_HEADS_TO and head.mailed_at is None:
            _message(head).send()
            AuditHead.objects.filter(pk=head.pk).update(mailed_at=at)
    except Exception:
        logger.exception("The head of %s has not left the database at this try", head.on)
        return False
    return True


def _take(at: datetime) -> AuditHead | None:
    """Take the head of the day that `at` falls on, unless it is out or another worker has it."""
    today = timezone.localdate(at)
    waiting = Q(written_at=None)
    if settings.AUDIT_HEADS_TO:
        waiting |= Q(mailed_at=None)
    free = Q(tried_at=None) | Q(tried_at__lte=at - LEASE)
    if not AuditHead.objects.filter(on=today).exists():
        last = Event.objects.order_by("-number").values("number", "digest").first()
        if last is None:
            return None
        AuditHead.objects.get_or_create(on=today, defaults=last)
    heads = AuditHead.objects.filter(waiting, free, on=today)
    return AuditHead.objects.get(on=today) if heads.update(tried_at=at) else None


def _write(head: AuditHead, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    line = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(line, f"{head}\n".encode())
        os.fsync(line)
    finally:
        os.close(line)


def _message(head: AuditHead) -> EmailMessage:
    return EmailMessage(
        subject=f"{settings.SERVICE_NAME}: the record ended with event {head.number}",
        body=MESSAGE.format(on=head.on, head=head),
        to=settings.AUDIT_HEADS_TO,
        from_email=settings.DEFAULT_FROM_EMAIL,
    )
