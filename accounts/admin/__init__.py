"""The admin of bodies, people and the record."""

from accounts.admin.bodies import BodyAdmin, OfficeTermAdmin, OversightAdmin
from accounts.admin.people import MembershipAdmin, PersonAdmin
from accounts.admin.record import EventAdmin

__all__ = [
    "BodyAdmin",
    "EventAdmin",
    "MembershipAdmin",
    "OfficeTermAdmin",
    "OversightAdmin",
    "PersonAdmin",
]
