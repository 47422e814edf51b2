import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.errors import Refused
from letters.actions import record_bounce
from letters.bounces import LARGEST_MAILBOX, Bounce, NotABounce, messages_in, read_bounce
from letters.models import Delivery


class Command(BaseCommand):
    help = (
        "Record the copies that came back, from delivery status notifications (RFC 3464): an mbox"
        " file, a single message, or standard input. Reading the same mailbox again records"
        " nothing twice."
    )

    def add_arguments(self, parser):
        parser.add_argument("mailbox", nargs="?", default="-", help="A file; - is standard input.")

    def handle(self, *, mailbox, **options):
        recorded = 0
        for number, message in enumerate(messages_in(self.read(mailbox)), start=1):
            try:
                delivery = self.record(read_bounce(message))
            except (NotABounce, Refused) as error:
                self.stdout.write(f"Message {number}: {error}")
            else:
                recorded += 1
                self.stdout.write(f"Message {number}: {delivery} came back, {delivery.letter}.")
        self.stdout.write(self.style.SUCCESS(f"{recorded} recorded."))

    def read(self, mailbox: str) -> bytes:
        try:
            if mailbox == "-":
                data = sys.stdin.buffer.read(LARGEST_MAILBOX + 1)
            else:
                with Path(mailbox).open("rb") as file:
                    data = file.read(LARGEST_MAILBOX + 1)
        except (OSError, ValueError) as error:
            raise CommandError(f"{mailbox} cannot be read: {error}.") from error
        if len(data) > LARGEST_MAILBOX:
            raise CommandError("The mailbox is larger than 50 MB. Give it in parts.")
        return data

    def record(self, bounce: Bounce) -> Delivery:
        delivery = Delivery.objects.filter(message_id=bounce.message_id).first()
        if delivery is None:
            raise NotABounce(f"No copy was sent as {bounce.message_id}.")
        reason = bounce.reason
        if bounce.address and bounce.address.casefold() != delivery.to_email.casefold():
            reason = f"{reason} (at {bounce.address})"
        at = timezone.now()
        today = timezone.localdate(at)
        first = timezone.localdate(delivery.sent_at) if delivery.sent_at else today
        on = bounce.on if bounce.on and first <= bounce.on <= today else today
        return record_bounce(delivery, reason, on=on, by=None, at=at)
