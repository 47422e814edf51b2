"""Whether a PDF is a letter that an office here signed, and is unaltered."""

import hashlib
import re
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from bodies.models import Body
from letters.apart import verify_apart
from letters.models import Letter, Publication
from letters.seal import Verdict

END_OF_REVISION = re.compile(rb"%%EOF\r?\n?")
MOST_REVISIONS = 50


@dataclass(frozen=True)
class Outcome:
    """What the check found: the letter it is, if it is one, and else what the seal says.

    `begins_with` is the letter signed here that something was added to.
    """

    letter: Letter | None
    own_copy: bool  # the office's, which may bear a picture of the signature
    in_welsh: bool
    verdict: Verdict | None
    begins_with: Letter | None = None

    @property
    def genuine(self) -> bool:
        """The very bytes that an office here signed."""
        return self.letter is not None

    @property
    def publication(self) -> Publication | None:
        return getattr(self.letter or self.begins_with, "publication", None)


def check_pdf(pdf: bytes) -> Outcome:
    """Compare `pdf` with every letter signed here; read the signature of what is none."""
    digest = hashlib.sha256(pdf).hexdigest()
    found = _signed_here([digest]).first()
    if found is not None:
        own_copy = digest not in (found.public_sha256, found.public_sha256_cy)
        in_welsh = digest in (found.sha256_cy, found.public_sha256_cy)
        return Outcome(found, own_copy, in_welsh, verdict=None)
    earlier = _signed_here(_earlier_digests(pdf)).first()
    return Outcome(
        None, own_copy=False, in_welsh=False, verdict=verify_apart(pdf), begins_with=earlier
    )


def check_reference(body: Body, reference: str) -> Publication | None:
    """Return the published letter of that reference.

    Nothing is said of a letter that is not public: whoever guesses references learns
    the same of it as of one that never was.
    """
    return (
        Publication.objects.published()
        .filter(body=body, letter__reference__iexact=" ".join(reference.split()))
        .first()
    )


def _signed_here(digests: list[str]) -> QuerySet[Letter]:
    either = Q(public_sha256__in=digests) | Q(sha256__in=digests)
    either |= Q(public_sha256_cy__in=digests) | Q(sha256_cy__in=digests)
    return Letter.objects.signed().filter(either).select_related("body", "publication")


def _earlier_digests(pdf: bytes) -> list[str]:
    """Return the hash of the file as it was before each later revision of it."""
    ends = [match.end() for match in END_OF_REVISION.finditer(pdf)][:MOST_REVISIONS]
    sofar, start, digests = hashlib.sha256(), 0, []
    for end in ends:
        sofar.update(memoryview(pdf)[start:end])
        digests.append(sofar.hexdigest())
        start = end
    return digests
