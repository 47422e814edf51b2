"""Letters: the office's paper, the frozen words, their delivery and their publication."""

from letters.models.delivery import Delivery, Publication
from letters.models.letter import Letter
from letters.models.paper import Contact, Letterhead, LetterTemplate
from letters.models.references import IssuedReference, ReferencePattern

__all__ = [
    "Contact",
    "Delivery",
    "IssuedReference",
    "Letter",
    "Letterhead",
    "LetterTemplate",
    "Publication",
    "ReferencePattern",
]
