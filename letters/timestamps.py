"""What a seal carries beside the signature: a server's time stamp, and revocation information.

Without TSA_URL there is neither, and nobody but the signer vouches for the time.
"""

import logging
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from letters.certificates import BadCertificate
from letters.verification import as_asn1

logger = logging.getLogger(__name__)

SECONDS = 10


class NotStamped(Exception):
    """No time stamp could be had, so nothing was sealed. The message says why."""


@dataclass(frozen=True)
class Stamps:
    """The time-stamp server, and with `long_term` the evidence that is kept beside its stamp."""

    url: str
    user: str = ""
    password: str = field(default="", repr=False)
    seconds: float = SECONDS
    long_term: bool = False
    roots: tuple[x509.Certificate, ...] = ()
    crls: tuple[bytes, ...] = ()  # DER


def configured_stamps() -> Stamps | None:
    """Return what the settings ask for, None when they name no server; raises BadCertificate."""
    if not settings.TSA_URL:
        if settings.SIGNING_LTV:
            raise BadCertificate("SIGNING_LTV needs a time-stamp server: set TSA_URL.")
        return None
    roots = configured_roots()
    if settings.SIGNING_LTV and not roots:
        raise BadCertificate(
            "SIGNING_LTV needs SIGNING_ROOTS: the authorities above the signing certificate and"
            " the time-stamp server."
        )
    return Stamps(
        settings.TSA_URL,
        settings.TSA_USER,
        settings.TSA_PASSWORD,
        long_term=settings.SIGNING_LTV,
        roots=roots,
        crls=tuple(_crl(Path(path)) for path in settings.SIGNING_CRLS),
    )


def configured_roots() -> tuple[x509.Certificate, ...]:
    """Return the authorities of SIGNING_ROOTS; raises BadCertificate."""
    if not settings.SIGNING_ROOTS:
        return ()
    try:
        return tuple(x509.load_pem_x509_certificates(_read(Path(settings.SIGNING_ROOTS))))
    except ValueError as error:
        raise BadCertificate(
            f"The file {settings.SIGNING_ROOTS} of SIGNING_ROOTS holds no PEM certificates."
        ) from error


def _crl(path: Path) -> bytes:
    data = _read(path)
    load = x509.load_pem_x509_crl if data.startswith(b"-----") else x509.load_der_x509_crl
    try:
        return load(data).public_bytes(Encoding.DER)
    except ValueError as error:
        raise BadCertificate(f"The file {path} of SIGNING_CRLS is no revocation list.") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadCertificate(f"The file {path} cannot be read: {error.strerror}.") from error


def time_stamper(stamps: Stamps) -> Any:
    """Return pyHanko's client of the server, which believes no answer that it has not checked.

    It is not kept: for B-LT it remembers the server's certificate, which may be renewed.
    """
    from pyhanko.sign.timestamps import HTTPTimeStamper  # noqa: PLC0415

    class CarefulTimeStamper(HTTPTimeStamper):
        async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> Any:
            try:
                token = await super().async_timestamp(message_digest, md_algorithm)
                told = token["content"]["encap_content_info"]["content"].parsed
                stamped = told["message_imprint"]["hashed_message"].native
            except Exception as error:  # a server may answer with anything at all
                logger.warning("The time-stamp server gave no stamp: %s", type(error).__name__)
                raise NotStamped(_why(error, stamps.seconds)) from error
            if stamped != message_digest:
                raise NotStamped("The time-stamp server stamped something else than the letter.")
            return token

    headers = {}
    if stamps.user:
        pair = b64encode(f"{stamps.user}:{stamps.password}".encode()).decode()
        headers["Authorization"] = f"Basic {pair}"
    return CarefulTimeStamper(stamps.url, timeout=stamps.seconds, headers=headers)


def _why(error: Exception, seconds: float) -> str:
    """Return the reason without what the server itself said, which may be anything."""
    cause = error.__cause__ or error
    if isinstance(cause, TimeoutError):
        return f"The time-stamp server did not answer within {seconds:g} seconds. Try again later."
    status = getattr(cause, "status", None)
    if status in (401, 403):
        return "The time-stamp server refused the user or password: see TSA_USER, TSA_PASSWORD."
    if status and status != 200:
        return f"The time-stamp server answered with the error {status}. Try again later."
    if isinstance(cause, OSError) and "refused our request" not in str(cause):
        return "The time-stamp server cannot be reached. Try again later."
    return "The time-stamp server gave no time stamp of this letter. Try again later."


def why_no_evidence(error: BaseException) -> str:
    """Say why a seal cannot carry its revocation information."""
    said = " ".join(filter(None, [type(error).__name__, type(error.__cause__).__name__]))
    if "Revoked" in said:
        return "The certificate of the office or of the time-stamp server was revoked."
    return (
        "There is no revocation information for the signing certificate or the time-stamp"
        " server. Try again later; or an administrator gives the lists in SIGNING_CRLS, or"
        " sets SIGNING_LTV=0 and letters carry their time stamp alone."
    )


def evidence_context(stamps: Stamps, chain: Iterable[x509.Certificate]) -> Any:
    """Return where pyHanko finds revocation information: the lists given, else the network."""
    from pyhanko.sign.validation import ValidationContext  # noqa: PLC0415

    return ValidationContext(
        trust_roots=[as_asn1(root) for root in stamps.roots],
        other_certs=[as_asn1(certificate) for certificate in chain],
        crls=list(stamps.crls),
        allow_fetching=True,
        revocation_mode="require",
    )
