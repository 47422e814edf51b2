"""Letters: the office's paper, the frozen words, their delivery and their publication."""

from letters.models.delegation import Delegation
from letters.models.delivery import Delivery, Publication
from letters.models.letter import Letter
from letters.models.lodged import LodgedCopy, LodgedCopyCheck
from letters.models.paper import Contact, CopyRecipient, Letterhead, LetterTemplate
from letters.models.references import IssuedReference, ReferencePattern

__all__ = [
    "Contact",
    "CopyRecipient",
    "Delegation",
    "Delivery",
    "IssuedReference",
    "Letter",
    "LetterTemplate",
    "Letterhead",
    "LodgedCopy",
    "LodgedCopyCheck",
    "Publication",
    "ReferencePattern",
]
