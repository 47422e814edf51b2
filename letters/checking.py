"""Whether a PDF is a letter that an office here signed, and is unaltered."""

import hashlib
from dataclasses import dataclass

from django.db.models import Q

from letters.apart import verify_apart
from letters.models import Letter, Publication
from letters.seal import Verdict


@dataclass(frozen=True)
class Outcome:
    """What the check found: the letter it is, if it is one, and else what the seal says."""

    letter: Letter | None
    own_copy: bool  # the office's, which may bear a picture of the signature
    in_welsh: bool
    verdict: Verdict | None

    @property
    def genuine(self) -> bool:
        """The very bytes that an office here signed."""
        return self.letter is not None

    @property
    def publication(self) -> Publication | None:
        return getattr(self.letter, "publication", None)


def check_pdf(pdf: bytes) -> Outcome:
    """Compare `pdf` with every letter signed here; read the signature of what is none."""
    digest = hashlib.sha256(pdf).hexdigest()
    either = Q(public_sha256=digest) | Q(sha256=digest)
    either |= Q(public_sha256_cy=digest) | Q(sha256_cy=digest)
    found = Letter.objects.signed().filter(either).select_related("body", "publication").first()
    if found is None:
        return Outcome(None, own_copy=False, in_welsh=False, verdict=verify_apart(pdf))
    own_copy = digest not in (found.public_sha256, found.public_sha256_cy)
    in_welsh = digest in (found.sha256_cy, found.public_sha256_cy)
    return Outcome(found, own_copy, in_welsh, verdict=None)
