"""The admin of letters and of the office's paper; the list of responses learns of them here."""

from letters.admin.deputies import DelegationAdmin
from letters.admin.letters import LetterAdmin
from letters.admin.paper import (
    ContactAdmin,
    CopyRecipientAdmin,
    LetterheadAdmin,
    LetterTemplateAdmin,
)
from letters.admin.people import HoldingMembershipAdmin
from letters.admin.references import IssuedReferenceAdmin, ReferencePatternAdmin
from letters.admin.responses import LetteredResponseAdmin

__all__ = [
    "ContactAdmin",
    "IssuedReferenceAdmin",
    "DelegationAdmin",
    "HoldingMembershipAdmin",
    "CopyRecipientAdmin",
    "LetterAdmin",
    "LetterTemplateAdmin",
    "LetteredResponseAdmin",
    "LetterheadAdmin",
    "ReferencePatternAdmin",
]
