"""Email kept as files, for a machine that has no mail server: the demonstration."""

import os
import re
import tempfile
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

LONGEST_NAME = 150


class EmailBackend(BaseEmailBackend):
    """Write each message to `OUTBOX_DIR` under its Message-ID.

    A message sent again under the same Message-ID takes the place of the first,
    so a copy that was tried twice is there once.
    """

    def send_messages(self, email_messages) -> int:
        """Return how many were written; a message to nobody is not."""
        written = 0
        for message in email_messages or []:
            if not message.recipients():
                continue
            try:
                _write(message.message())
            except OSError:
                if not self.fail_silently:
                    raise
            else:
                written += 1
        return written


def file_name(message_id: str) -> str:
    """Return a plain file name that differs for each Message-ID."""
    bare = message_id.strip().removeprefix("<").removesuffix(">")
    name = re.sub(r"[^A-Za-z0-9@._+-]", "_", bare).lstrip(".")
    if name != bare or not 0 < len(name) <= LONGEST_NAME:
        name = f"{name[:LONGEST_NAME]}-{sha256(bare.encode()).hexdigest()[:12]}"
    return f"{name}.eml"


def _write(message) -> None:
    folder = Path(settings.OUTBOX_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
    try:
        with open(handle, "wb") as file:
            file.write(message.as_bytes(linesep="\r\n"))
        os.replace(partial, folder / file_name(str(message["Message-ID"])))
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise


def kept_message(message_id: str) -> Path | None:
    """Return the file of a message that this backend wrote, or None if there is none."""
    path = Path(settings.OUTBOX_DIR) / file_name(message_id)
    return path if path.exists() else None
