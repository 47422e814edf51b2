"""The register of references."""

from datetime import datetime

from accounts.errors import Refused
from accounts.models import User
from letters.models import IssuedReference, Letter, ReferencePattern
from letters.references import number_in


def take_reference(letter: Letter, *, by: User, at: datetime) -> IssuedReference:
    """Enter the letter's reference in its body's register, for good.

    Raises Refused where another letter was ever made under it.
    """
    issued, _ = IssuedReference.objects.get_or_create(
        body=letter.body,
        reference=letter.reference,
        defaults={
            "letter": letter,
            "year": letter.dated_on.year,
            "number": number_in(letter.reference, ReferencePattern.of(letter.body)),
            "issued_by": by,
            "issued_at": at,
        },
    )
    if issued.letter_id != letter.pk:
        raise Refused(
            f"The reference {letter.reference} has been issued already.", about="reference"
        )
    return issued
