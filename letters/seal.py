"""Sealing a letter with a certificate: PAdES B-B, with a time stamp B-T, with evidence B-LT.

pyHanko is loaded at the first use, so that a web process starts without it.
"""

from datetime import UTC, datetime
from functools import lru_cache, partial
from io import BytesIO
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from letters.certificates import (
    BadCertificate,
    Signer,
    ensure_development_certificate,
    load_signer,
)
from letters.keys import configured_certificates, configured_signer
from letters.timestamps import (
    NotStamped,
    Stamps,
    configured_roots,
    configured_stamps,
    evidence_context,
    time_stamper,
    why_no_evidence,
)
from letters.verification import Verdict, as_asn1, verify, without_loop

__all__ = [
    "BadCertificate",
    "NotSealable",
    "NotStamped",
    "Signer",
    "Stamps",
    "Verdict",
    "configured_certificates",
    "configured_roots",
    "configured_signer",
    "configured_stamps",
    "ensure_development_certificate",
    "load_signer",
    "seal",
    "verify",
]

# As in letters/conformance.py: pyHanko's last stream may end in CR. Other room for the
# signature moves what follows it, and with that the stream ends otherwise.
UNCLEAR_END = b"\r\nendstream"
ROOM_STEPS = (0, 2, 4, 6)
# In bytes of the signature, each of two digits. Measuring, as pyHanko does, makes a second one.
ROOM_BESIDE_CERTIFICATES = 3_000
ROOM_OF_STAMP = 20_000  # with its own certificates


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
    stamps: Stamps | None = None,
) -> bytes:
    """Return `pdf` with its one empty signature field signed, and nothing else changed.

    `at` is the time that the signature states, now if not given; a time stamp, when
    `stamps` names a server, says when the signature was there. The file stays PDF/A-3a
    and PDF/UA-1. Raises BadCertificate when the certificate is not valid at that time
    or not made for signing, NotStamped and NotSealable.
    """
    at = at or datetime.now(UTC)
    signer.check(at)
    hanko = _pdf_signer(signer, at, stamps=stamps, reason=reason, name=name, location=location)
    room = _room(signer, stamped=bool(stamps))
    for step in ROOM_STEPS:
        sealed = _sealed_once(pdf, hanko, room + step)
        if UNCLEAR_END not in sealed[len(pdf) :]:
            break
    if stamps and not verify(sealed).intact:
        raise NotStamped("The time-stamp server gave no time stamp of this letter.")
    return sealed


def _room(signer: Signer, *, stamped: bool) -> int:
    """Return the hexadecimal digits to keep for a signature, its certificates and its stamp."""
    chain = (signer.certificate, *signer.chain)
    certificates = sum(len(one.public_bytes(Encoding.DER)) for one in chain)
    return 2 * (certificates + ROOM_BESIDE_CERTIFICATES + (ROOM_OF_STAMP if stamped else 0))


def _sealed_once(pdf: bytes, hanko: Any, room: int) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415
    from pyhanko.sign.general import SigningError  # noqa: PLC0415
    from pyhanko.sign.signers.pdf_signer import (  # noqa: PLC0415
        PathBuildingError,
        PathValidationError,
    )
    from pyhanko.sign.validation.errors import SignatureValidationError  # noqa: PLC0415

    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        # pyHanko would write the metadata anew, and break PDF/A by that.
        setattr(writer, "_update_meta", lambda: None)  # noqa: B010
        signed = without_loop(
            partial(hanko.sign_pdf, writer, existing_fields_only=True, bytes_reserved=room)
        )
        return signed.getvalue()
    except (PathBuildingError, PathValidationError) as error:
        raise NotStamped(why_no_evidence(error)) from error
    except (PdfError, SigningError, SignatureValidationError) as error:
        if isinstance(error.__cause__, (PathBuildingError, PathValidationError)):
            raise NotStamped(why_no_evidence(error)) from error
        raise NotSealable(f"The PDF cannot be sealed: {error}") from error


def _pdf_signer(signer: Signer, at: datetime, *, stamps: Stamps | None = None, **words: Any) -> Any:
    from pyhanko.sign import PdfSignatureMetadata, PdfSigner  # noqa: PLC0415
    from pyhanko.sign.fields import SigSeedSubFilter  # noqa: PLC0415
    from pyhanko.stamp import NoOpStampStyle  # noqa: PLC0415

    class DatedSigner(PdfSigner):
        """Signs at the time it is told, where pyHanko would look at the clock."""

        def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
            session = super().init_signing_session(*args, **kwargs)
            session.system_time = at
            return session

    if stamps and stamps.long_term:
        context = evidence_context(stamps, (signer.certificate, *signer.chain))
        words |= {"embed_validation_info": True, "validation_context": context}
        words["signer_key_usage"] = set()  # Signer.check has looked at it
    meta = PdfSignatureMetadata(subfilter=SigSeedSubFilter.PADES, **words)
    return DatedSigner(
        meta,
        signer=_hanko(signer),
        stamp_style=NoOpStampStyle(),
        timestamper=time_stamper(stamps) if stamps else None,
    )


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
    store.register_multiple([as_asn1(certificate) for certificate in signer.chain])
    return KeptKeySigner(signing_cert=as_asn1(signer.certificate), cert_registry=store)
