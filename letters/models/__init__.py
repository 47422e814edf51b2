"""Letters: the office's paper, the frozen words, their delivery and their publication."""

from letters.models.delivery import Delivery, Publication
from letters.models.letter import Letter
from letters.models.paper import Contact, CopyRecipient, Letterhead, LetterTemplate

__all__ = [
    "Contact",
    "CopyRecipient",
    "Delivery",
    "Letter",
    "LetterTemplate",
    "Letterhead",
    "Publication",
]
