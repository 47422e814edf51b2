import logging
import signal
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from accounts.actions import forget_old_tries, watch
from accounts.heads import keep_head
from accounts.tasks import forget_old_mails, send_next_mail
from letters.patrol import look_at_files
from letters.sweeping import sweep_files
from letters.tasks import check_next_copy, send_next
from recommendations.tasks import check_next, read_next, read_next_register, remove_disposed
from responses.tasks import check_next_attachment, check_next_comment_file, return_broken

logger = logging.getLogger(__name__)

JOBS = (
    read_next,
    read_next_register,
    check_next,
    check_next_attachment,
    check_next_comment_file,
    check_next_copy,
    send_next_mail,
    send_next,
    keep_head,
)
ROUNDS = (
    (return_broken, timedelta(minutes=1)),
    (look_at_files, timedelta(minutes=1)),
    (watch, timedelta(minutes=5)),
    (sweep_files, timedelta(hours=6)),
    (remove_disposed, timedelta(hours=6)),
    (forget_old_tries, timedelta(hours=6)),
    (forget_old_mails, timedelta(hours=24)),
)


class Rounds:
    """Work that is looked for now and then: first at once, then when its time has passed."""

    def __init__(self) -> None:
        self.due: dict[Callable[[datetime], int], datetime] = {}

    def go(self, at: datetime) -> None:
        for look, pause in ROUNDS:
            if look in self.due and at < self.due[look]:
                continue
            self.due[look] = at + pause
            try:
                look(at)
            except Exception:  # the other work goes on
                logger.exception("%s failed", look.__name__)


class Command(BaseCommand):
    help = (
        "Do background work until told to stop: read reports, send what is due, return"
        " to draft what is no longer what was approved, clear away files that nothing names,"
        " keep the head of the record, tell of what stands out in it, look once a day at every"
        " stored file."
    )

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="Do what is due and stop.")
        parser.add_argument("--pause", type=float, default=1, help="Seconds between looks.")

    def handle(self, *, once, pause, **options):
        stop, rounds = threading.Event(), Rounds()
        if not once:
            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, lambda *_: stop.set())
        while not stop.is_set():
            close_old_connections()
            rounds.go(timezone.now())
            if any([job(timezone.now()) for job in JOBS]):
                continue
            if once:
                return
            stop.wait(pause)
