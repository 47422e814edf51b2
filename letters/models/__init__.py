"""Letters: the office's paper, the frozen words, their delivery and their publication."""

from letters.models.delegation import Delegation
from letters.models.delivery import Delivery, Publication
from letters.models.letter import Letter
from letters.models.lodged import LodgedCopy
from letters.models.paper import Contact, Letterhead, LetterTemplate
from letters.models.references import IssuedReference, ReferencePattern

__all__ = [
    "Contact",
    "Delegation",
    "Delivery",
    "IssuedReference",
    "Letter",
    "LetterTemplate",
    "Letterhead",
    "LodgedCopy",
    "Publication",
    "ReferencePattern",
]
