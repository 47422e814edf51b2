"""Whether a PDF is a letter that an office here issued and published, and is unaltered."""

import hashlib
from dataclasses import dataclass

from letters.models import Publication
from letters.seal import Verdict, verify


@dataclass(frozen=True)
class Outcome:
    """What the check found: the publication it is, if it is one, and what the seal says."""

    publication: Publication | None
    verdict: Verdict

    @property
    def genuine(self) -> bool:
        """The very bytes that were published."""
        return self.publication is not None


def check_pdf(pdf: bytes) -> Outcome:
    """Compare `pdf` with everything published here, and read its signature."""
    digest = hashlib.sha256(pdf).hexdigest()
    found = Publication.objects.published().filter(letter__public_sha256=digest).first()
    return Outcome(publication=found, verdict=verify(pdf))
