"""How a line of the log reads: who asked, by key and not by name, and nothing that forges one."""

import logging

FORMAT = "{asctime} {levelname} {name} {who}{message}"
ENDS = {ord(end): repr(end)[1:-1] for end in "\n\r\v\f\x1b\x85\u2028\u2029"}


class OneLine(logging.Formatter):
    """One line for each entry; what a stranger typed cannot begin another (ASVS 7.3.1)."""

    def __init__(self) -> None:
        super().__init__(FORMAT, style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.who = _who(getattr(record, "request", None))
        return super().formatMessage(record).translate(ENDS)


def _who(request: object) -> str:
    """Return who was refused or failed, without asking the database, which may be what failed."""
    person = getattr(request, "_cached_user", None)
    key = getattr(person, "pk", None)
    return f"user {key}: " if key else ""
