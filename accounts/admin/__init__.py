"""The admin of bodies, people and the record."""

from accounts.admin.bodies import BodyAdmin, OfficeTermAdmin, OversightAdmin
from accounts.admin.people import PersonAdmin
from accounts.admin.privacy import PrivacyNoticeAdmin
from accounts.admin.record import EventAdmin
from accounts.admin.roles import MembershipAdmin

__all__ = [
    "BodyAdmin",
    "EventAdmin",
    "MembershipAdmin",
    "OfficeTermAdmin",
    "OversightAdmin",
    "PersonAdmin",
    "PrivacyNoticeAdmin",
]
