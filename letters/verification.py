"""Looking at a sealed letter again: who signed it, when, and whether it was changed since.

pyHanko is loaded at the first use, so that a web process starts without it.
"""

import logging
import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from typing import Any

from cryptography import x509

from letters.certificates import common_name

logger = logging.getLogger(__name__)

# It logs a traceback for each certificate it does not trust; the verdict says so instead.
logging.getLogger("pyhanko").setLevel(logging.ERROR)

LAST_WORDS = re.compile(rb"startxref\s+\d+\s+%%EOF\s*\Z")


@dataclass(frozen=True)
class Verdict:
    """What can be said of a PDF's signature; `problem` says it in words, empty when all is well.

    `trusted`: made with one of the certificates given, or below one, valid at the
    time the signature states. `stamped_at` is when a time-stamp server, `stamped_by`,
    says that the signature existed; both are empty when it holds no time stamp.
    """

    signed: bool
    intact: bool = False
    covers_whole_file: bool = False
    trusted: bool = False
    signer_name: str = ""
    signed_at: datetime | None = None
    problem: str = ""
    stamped_at: datetime | None = None
    stamped_by: str = ""
    stamp_trusted: bool = False

    @property
    def is_unaltered(self) -> bool:
        return self.signed and self.intact and self.covers_whole_file


Roots = tuple[x509.Certificate, ...]


def without_loop(work: Callable[[], Any]) -> Any:
    """Run `work`, which starts an event loop of its own, where no other loop is running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def as_asn1(certificate: x509.Certificate) -> Any:
    """Return the certificate as pyHanko has them."""
    from pyhanko.keys.internal import translate_pyca_cryptography_cert_to_asn1  # noqa: PLC0415

    return translate_pyca_cryptography_cert_to_asn1(certificate)


def verify(
    pdf: bytes,
    *,
    trusted: x509.Certificate | Iterable[x509.Certificate] = (),
    stamps_trusted: Iterable[x509.Certificate] = (),
) -> Verdict:
    """Return the verdict on `pdf`, whatever the bytes are; raises nothing for a bad file.

    With several signatures, all must hold, and the last must cover the whole file;
    what it need not cover is revocation information kept for later (PAdES B-LT).
    """
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415

    roots = (trusted,) if isinstance(trusted, x509.Certificate) else tuple(trusted)
    if not pdf.startswith(b"%PDF-"):
        return Verdict(False, problem="This is not a PDF file.")
    try:
        signatures = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
    except Exception:  # hostile bytes break parsers in every way there is
        logger.info("A PDF could not be read", exc_info=True)
        signed = b"/ByteRange" in pdf
        return Verdict(signed, problem="The PDF is damaged or cut short and cannot be read.")
    if not signatures:
        return Verdict(False, problem="The PDF is not signed.")
    looks = [_look(signature, pdf, roots, tuple(stamps_trusted)) for signature in signatures]
    return _together(looks)


def _together(looks: list[Verdict]) -> Verdict:
    last = looks[-1]
    names = list(dict.fromkeys(look.signer_name for look in looks if look.signer_name))
    problems = [look.problem for look in looks if not look.intact or not look.trusted]
    if not last.covers_whole_file:
        problems.insert(0, "Something was added to the file after it was signed.")
    return Verdict(
        signed=True,
        intact=all(look.intact for look in looks),
        covers_whole_file=last.covers_whole_file,
        trusted=all(look.trusted for look in looks),
        signer_name=", ".join(names),
        signed_at=last.signed_at,
        problem=next(filter(None, problems), ""),
        stamped_at=last.stamped_at,
        stamped_by=last.stamped_by,
        stamp_trusted=last.stamp_trusted,
    )


def _look(signature: Any, pdf: bytes, roots: Roots, stamp_roots: Roots) -> Verdict:
    """Return the verdict on one signature."""
    try:
        return _judge(signature, pdf, roots, stamp_roots)
    except Exception:  # as above: what cannot be judged is not intact
        logger.info("A signature could not be judged", exc_info=True)
        return Verdict(True, problem="The signature is damaged.")


def _judge(signature: Any, pdf: bytes, roots: Roots, stamp_roots: Roots) -> Verdict:
    from pyhanko.sign.validation import ValidationContext, validate_pdf_signature  # noqa: PLC0415

    at = signature.self_reported_timestamp
    if at is not None and at.tzinfo is None:
        at = at.replace(tzinfo=UTC)

    def context(trusted: Roots) -> Any:
        return ValidationContext(
            trust_roots=[as_asn1(root) for root in trusted],
            moment=at,
            allow_fetching=False,
            other_certs=signature.other_embedded_certs,
        )

    status = without_loop(
        partial(
            validate_pdf_signature,
            signature,
            context(roots),
            context(stamp_roots),
            key_usage_settings=_usage(signature.signer_cert),
        )
    )
    stamp = status.timestamp_validity
    unchanged = status.intact and status.valid and bool(status.docmdp_ok)
    stamp_holds = stamp is None or (stamp.intact and stamp.valid)
    intact = unchanged and stamp_holds and _is_tidy(signature, pdf)
    problem = ""
    if unchanged and not stamp_holds:
        problem = "Its time stamp is not one of this signature."
    elif not intact:
        problem = "The file was changed after it was signed."
    elif not status.trusted:
        problem = "It was not signed with a certificate that is trusted here."
    return Verdict(
        signed=True,
        intact=intact,
        covers_whole_file=_reaches_end(signature, pdf) or _only_evidence_follows(status, pdf),
        trusted=status.trusted,
        signer_name=_name(signature.signer_cert),
        signed_at=at,
        problem=problem,
        stamped_at=stamp.timestamp if stamp else None,
        stamped_by=_name(stamp.signing_cert) if stamp else "",
        stamp_trusted=bool(stamp and stamp.trusted),
    )


def _usage(certificate: Any) -> Any:
    """Return what the certificate must be for: pyHanko would ask for non-repudiation alone.

    Many certificates of offices say digital signature, and some say nothing at all.
    """
    from pyhanko.sign.validation.settings import KeyUsageConstraints  # noqa: PLC0415

    if certificate.key_usage_value is None:
        return KeyUsageConstraints(key_usage=set())
    any_of = {"digital_signature", "non_repudiation"}
    return KeyUsageConstraints(key_usage=any_of, match_all_key_usages=False)


def _name(certificate: Any) -> str:
    return common_name(x509.load_der_x509_certificate(certificate.dump()))


def _reaches_end(signature: Any, pdf: bytes) -> bool:
    start, length, after, rest = signature.byte_range
    return start == 0 and length < after and after + rest == len(pdf)


def _only_evidence_follows(status: Any, pdf: bytes) -> bool:
    """Say whether all that follows the signature is evidence for it: PAdES B-LT."""
    from pyhanko.sign.diff_analysis import ModificationLevel  # noqa: PLC0415
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415

    return (
        status.coverage == SignatureCoverageLevel.ENTIRE_REVISION
        and status.modification_level == ModificationLevel.LTA_UPDATES
        and bool(LAST_WORDS.search(pdf))
    )


def _is_tidy(signature: Any, pdf: bytes) -> bool:
    """Say whether the gap that the signature leaves out holds the signature and only that.

    Nothing else protects these bytes: no second spelling of the same hexadecimal
    digits, and no words in the padding.
    """
    _, length, after, _ = signature.byte_range
    content = signature.pkcs7_content
    digits = content.hex().encode()
    padding = content[_der_length(content) :]
    whole = pdf[length:after] in (b"<%b>" % digits, b"<%b>" % digits.upper())
    return whole and not padding.strip(b"\0")


def _der_length(content: bytes) -> int:
    """Return how many bytes the structure at the start of `content` takes."""
    count = content[1] & 0x7F if content[1] & 0x80 else 0
    size = int.from_bytes(content[2 : 2 + count], "big") if count else content[1]
    return 2 + count + size
