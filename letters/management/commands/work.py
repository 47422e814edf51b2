import signal
import threading

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from accounts.heads import keep_head
from accounts.tasks import send_next_mail
from letters.tasks import send_next
from recommendations.tasks import read_next, read_next_register

JOBS = (read_next, read_next_register, send_next_mail, send_next, keep_head)


class Command(BaseCommand):
    help = (
        "Do background work until told to stop: read reports, send what is due,"
        " keep the head of the record."
    )

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="Do what is due and stop.")
        parser.add_argument("--pause", type=float, default=1, help="Seconds between looks.")

    def handle(self, *, once, pause, **options):
        stop = threading.Event()
        if not once:
            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, lambda *_: stop.set())
        while not stop.is_set():
            close_old_connections()
            if any([job(timezone.now()) for job in JOBS]):
                continue
            if once:
                return
            stop.wait(pause)
