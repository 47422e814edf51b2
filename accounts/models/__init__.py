"""People, the roles they hold in bodies, and the record of who did what."""

from accounts.models.access import AccountInvitation, AccountMail, AddressChange, FailedTries
from accounts.models.events import PAST, Event, EventQuerySet, events_last
from accounts.models.heads import AuditHead
from accounts.models.kept import Notice, UnsavedWords
from accounts.models.people import EmailUserManager, Membership, User
from accounts.models.privacy import PrivacyNotice

__all__ = [
    "PAST",
    "AccountInvitation",
    "AccountMail",
    "AddressChange",
    "AuditHead",
    "EmailUserManager",
    "Event",
    "EventQuerySet",
    "FailedTries",
    "Membership",
    "Notice",
    "UnsavedWords",
    "PrivacyNotice",
    "User",
    "events_last",
]
