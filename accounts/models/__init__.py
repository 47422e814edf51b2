"""People, the roles they hold in bodies, and the record of who did what."""

from accounts.models.events import PAST, Event, EventQuerySet
from accounts.models.kept import Notice, UnsavedWords
from accounts.models.people import EmailUserManager, Membership, User

__all__ = [
    "PAST",
    "EmailUserManager",
    "Event",
    "EventQuerySet",
    "Membership",
    "Notice",
    "UnsavedWords",
    "User",
]
