"""Sealing a letter with a certificate (PAdES B-B) and looking at a sealed letter again.

pyHanko is loaded at the first use, so that a web process starts without it.
"""

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from io import BytesIO
from typing import Any

from cryptography import x509

from letters.certificates import (
    BadCertificate,
    Signer,
    common_name,
    configured_certificates,
    configured_signer,
    ensure_development_certificate,
    load_signer,
)

__all__ = [
    "BadCertificate",
    "NotSealable",
    "Signer",
    "Verdict",
    "configured_certificates",
    "configured_signer",
    "ensure_development_certificate",
    "load_signer",
    "seal",
    "verify",
]


logger = logging.getLogger(__name__)

# As in letters/conformance.py: pyHanko's last stream may end in CR. Other room for the
# signature moves what follows it, and with that the stream ends otherwise.
UNCLEAR_END = b"\r\nendstream"
ROOMS = (None, 20_000, 20_002, 20_004)

# It logs a traceback for each certificate it does not trust; the verdict says so instead.
logging.getLogger("pyhanko").setLevel(logging.ERROR)


class NotSealable(Exception):
    """The PDF has no empty signature field, or cannot be read."""


def seal(
    pdf: bytes,
    *,
    signer: Signer,
    reason: str,
    name: str,
    location: str,
    at: datetime | None = None,
) -> bytes:
    """Return `pdf` with its one empty signature field signed, and nothing else changed.

    `at` is the time that the signature states, now if not given; nobody vouches for
    it. The file stays PDF/A-3a and PDF/UA-1. Raises BadCertificate when the
    certificate is not valid at that time, and NotSealable.
    """
    at = at or datetime.now(UTC)
    signer.check(at)
    hanko = _pdf_signer(signer, at, reason=reason, name=name, location=location)
    for room in ROOMS:
        sealed = _sealed_once(pdf, hanko, room)
        if UNCLEAR_END not in sealed[len(pdf) :]:
            break
    return sealed


def _sealed_once(pdf: bytes, hanko: Any, room: int | None) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415
    from pyhanko.sign.general import SigningError  # noqa: PLC0415

    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        # pyHanko would write the metadata anew, and break PDF/A by that.
        setattr(writer, "_update_meta", lambda: None)  # noqa: B010
        signed = _without_loop(
            partial(hanko.sign_pdf, writer, existing_fields_only=True, bytes_reserved=room)
        )
        return signed.getvalue()
    except (PdfError, SigningError) as error:
        raise NotSealable(f"The PDF cannot be sealed: {error}") from error


def _without_loop(work: Callable[[], Any]) -> Any:
    """Run `work`, which starts an event loop of its own, where no other loop is running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def _pdf_signer(signer: Signer, at: datetime, **words: Any) -> Any:
    from pyhanko.sign import PdfSignatureMetadata, PdfSigner  # noqa: PLC0415
    from pyhanko.sign.fields import SigSeedSubFilter  # noqa: PLC0415
    from pyhanko.stamp import NoOpStampStyle  # noqa: PLC0415

    class DatedSigner(PdfSigner):
        """Signs at the time it is told, where pyHanko would look at the clock."""

        def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
            session = super().init_signing_session(*args, **kwargs)
            session.system_time = at
            return session

    meta = PdfSignatureMetadata(subfilter=SigSeedSubFilter.PADES, **words)
    return DatedSigner(meta, signer=_hanko(signer), stamp_style=NoOpStampStyle())


@lru_cache(maxsize=8)
def _hanko(signer: Signer) -> Any:
    from pyhanko.sign.signers.pdf_cms import Signer as HankoSigner  # noqa: PLC0415
    from pyhanko.sign.signers.pdf_cms import SimpleCertificateStore  # noqa: PLC0415

    class KeptKeySigner(HankoSigner):
        """pyHanko's own signer reads and checks the key again for every letter."""

        async def async_sign_raw(
            self, data: bytes, digest_algorithm: str, dry_run: bool = False
        ) -> bytes:
            return signer.raw_signature(data, digest_algorithm)

    store = SimpleCertificateStore()
    store.register_multiple([_asn1(certificate) for certificate in signer.chain])
    return KeptKeySigner(signing_cert=_asn1(signer.certificate), cert_registry=store)


def _asn1(certificate: x509.Certificate) -> Any:
    """Return the certificate as pyHanko has them."""
    from pyhanko.keys.internal import translate_pyca_cryptography_cert_to_asn1  # noqa: PLC0415

    return translate_pyca_cryptography_cert_to_asn1(certificate)


@dataclass(frozen=True)
class Verdict:
    """What can be said of a PDF's signature; `problem` says it in words, empty when all is well.

    `trusted`: made with one of the certificates given, or below one, valid at the
    time the signature states.
    """

    signed: bool
    intact: bool = False
    covers_whole_file: bool = False
    trusted: bool = False
    signer_name: str = ""
    signed_at: datetime | None = None
    problem: str = ""

    @property
    def is_unaltered(self) -> bool:
        return self.signed and self.intact and self.covers_whole_file


def verify(pdf: bytes, *, trusted: x509.Certificate | Iterable[x509.Certificate] = ()) -> Verdict:
    """Return the verdict on `pdf`, whatever the bytes are; raises nothing for a bad file.

    With several signatures, all must hold, and the last must cover the whole file.
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
    looks = [_look(signature, pdf, roots) for signature in signatures]
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
    )


def _look(signature: Any, pdf: bytes, roots: tuple[x509.Certificate, ...]) -> Verdict:
    """Return the verdict on one signature."""
    try:
        return _judge(signature, pdf, roots)
    except Exception:  # as above: what cannot be judged is not intact
        logger.info("A signature could not be judged", exc_info=True)
        return Verdict(True, problem="The signature is damaged.")


def _judge(signature: Any, pdf: bytes, roots: tuple[x509.Certificate, ...]) -> Verdict:
    from pyhanko.sign.validation import ValidationContext, validate_pdf_signature  # noqa: PLC0415

    at = signature.self_reported_timestamp
    if at is not None and at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    context = ValidationContext(
        trust_roots=[_asn1(root) for root in roots],
        moment=at,
        allow_fetching=False,
        other_certs=signature.other_embedded_certs,
    )
    status = _without_loop(partial(validate_pdf_signature, signature, context))
    unchanged = status.intact and status.valid and bool(status.docmdp_ok)
    intact = unchanged and _is_tidy(signature, pdf)
    problem = ""
    if not intact:
        problem = "The file was changed after it was signed."
    elif not status.trusted:
        problem = "It was not signed with a certificate that is trusted here."
    return Verdict(
        signed=True,
        intact=intact,
        covers_whole_file=_reaches_end(signature, pdf),
        trusted=status.trusted,
        signer_name=_name(signature.signer_cert),
        signed_at=at,
        problem=problem,
    )


def _name(certificate: Any) -> str:
    return common_name(x509.load_der_x509_certificate(certificate.dump()))


def _reaches_end(signature: Any, pdf: bytes) -> bool:
    start, length, after, rest = signature.byte_range
    return start == 0 and length < after and after + rest == len(pdf)


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
