import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.chain import Head, check
from accounts.models import Event
from accounts.standing import altered_words

LINE = re.compile(r"(\d{4}-\d{2}-\d{2}) (\d{1,18}) ([0-9a-f]{64})")
DIGEST = re.compile(r"[0-9a-f]{64}")


class Command(BaseCommand):
    help = (
        "Check that no event of the record was changed, removed, added or moved, and with --words"
        " that drafts, comments, updates and templates hold the words that it last tells of. Each"
        " row that is wrong is named, and the exit status is then 1. verify_files does the"
        " same for the stored files: run both."
    )

    def add_arguments(self, parser):
        parser.add_argument("--head", help="A digest that was kept elsewhere, from a message.")
        parser.add_argument(
            "--heads",
            type=Path,
            help="A file of heads, a line for each day; by default AUDIT_HEADS_FILE.",
        )
        parser.add_argument(
            "--words",
            action="store_true",
            help="Compare also the words that stand with the digests of the record.",
        )

    def handle(self, *, head, heads, words, **options):
        kept = list(_heads_in(heads or settings.AUDIT_HEADS_FILE, needed=heads is not None))
        if head:
            if not DIGEST.fullmatch(head):
                raise CommandError("--head takes the 64 digits 0-9, a-f of a digest.")
            kept.append(Head(head))
        found = self._said(check(Event.objects.chained(), kept))
        if found:
            raise CommandError(f"The record is not as it was written: {found} faults.")
        other = self._said(altered_words()) if words else 0
        if other:
            raise CommandError(f"Words were changed past the record: {other} faults.")
        last = Event.objects.order_by("-number").first()
        end = f"{last.number} {last.digest}" if last else "0"
        heads_ = "1 head" if len(kept) == 1 else f"{len(kept)} heads"
        self.stdout.write(f"The record is whole, against {heads_}. It ends with {end}")
        if words:
            self.stdout.write("The words that it tells of stand as it last tells of them.")
        else:
            self.stdout.write("Words were not compared with it: --words does that.")

    def _said(self, faults: Iterable[object]) -> int:
        found = 0
        for fault in faults:
            found += 1
            self.stdout.write(str(fault))
        return found


def _heads_in(path: Path, *, needed: bool) -> Iterator[Head]:
    """Yield the heads in a file as the worker writes it."""
    if not path.exists() and not needed:
        return
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"The file of heads cannot be read: {error}") from error
    for at, line in enumerate(lines, start=1):
        parts = LINE.fullmatch(line.strip())
        if parts:
            yield Head(parts[3], int(parts[2]), parts[1])
        elif line.strip():
            raise CommandError(f"{path}, line {at} is not a head: a day, a number and a digest.")
