"""The admin of letters and of the office's paper; the list of responses learns of them here."""

from letters.admin.letters import LetterAdmin
from letters.admin.paper import (
    ContactAdmin,
    CopyRecipientAdmin,
    LetterheadAdmin,
    LetterTemplateAdmin,
)
from letters.admin.responses import LetteredResponseAdmin

__all__ = [
    "ContactAdmin",
    "CopyRecipientAdmin",
    "LetterAdmin",
    "LetterTemplateAdmin",
    "LetteredResponseAdmin",
    "LetterheadAdmin",
]
