"""The certificate that letters are sealed with: loaded once, or made for development."""

import os
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DEVELOPMENT_NAME = "DEVELOPMENT ONLY - not a real signature"
# Long past, so that demonstration letters can bear the dates of old reports.
DEVELOPMENT_FROM = datetime(2012, 1, 1, tzinfo=UTC)
DEVELOPMENT_UNTIL = datetime(2049, 12, 31, tzinfo=UTC)
SIGNING_ONLY = x509.KeyUsage(
    digital_signature=True,
    content_commitment=True,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)
OTHER_PURPOSES = {
    ExtendedKeyUsageOID.SERVER_AUTH: "web servers",
    ExtendedKeyUsageOID.CODE_SIGNING: "programs",
    ExtendedKeyUsageOID.TIME_STAMPING: "time stamps",
    ExtendedKeyUsageOID.OCSP_SIGNING: "revocation answers",
}
HASHES: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}


class BadCertificate(Exception):
    """The certificate cannot be used. The message says why, for an administrator."""


@dataclass(frozen=True)
class Signer:
    """A certificate with its key. The key is parsed once: checking an RSA key costs 200 ms."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()
    key: Any = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return common_name(self.certificate)

    def check(self, at: datetime) -> None:
        """Raise BadCertificate when the certificate is not valid then, or not for signing."""
        cert = self.certificate
        others = _other_purposes(cert)
        if others:
            raise BadCertificate(
                f"The certificate of {self.name} is made for {others} and not for signing letters."
            )
        if at > cert.not_valid_after_utc:
            day = cert.not_valid_after_utc.date().isoformat()
            raise BadCertificate(f"The signing certificate of {self.name} expired on {day}.")
        if at < cert.not_valid_before_utc:
            day = cert.not_valid_before_utc.date().isoformat()
            raise BadCertificate(f"The signing certificate of {self.name} starts on {day}.")

    def raw_signature(self, data: bytes, digest: str) -> bytes:
        algorithm = HASHES[digest]()
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), algorithm)
        return self.key.sign(data, ec.ECDSA(algorithm))


def _other_purposes(certificate: x509.Certificate) -> str:
    """Return what the certificate is made for when that is not signing, else nothing."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        if not (usage.digital_signature or usage.content_commitment):
            return "other uses of its key"
    except x509.ExtensionNotFound:
        pass
    try:
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return ""
    others = [OTHER_PURPOSES[purpose] for purpose in purposes if purpose in OTHER_PURPOSES]
    return " and ".join(others) if len(others) == len(list(purposes)) else ""


def common_name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def load_signer(path: Path, passphrase: str) -> Signer:
    """Return the signer kept in a PKCS#12 file, the same object until the file changes.

    Raises BadCertificate: no file, wrong passphrase, no key or a kind of key that
    letters are not signed with. Expiry is judged at the moment of sealing.
    """
    path = Path(path)
    try:
        changed = path.stat().st_mtime_ns
        return _load(path, passphrase, changed)
    except OSError as error:
        raise BadCertificate(
            f"The signing certificate {path} cannot be read: {error.strerror}."
        ) from error


@lru_cache(maxsize=8)
def _load(path: Path, passphrase: str, changed: int) -> Signer:
    try:
        found = pkcs12.load_pkcs12(path.read_bytes(), passphrase.encode() or None)
    except ValueError as error:
        raise BadCertificate(
            f"The signing certificate {path} cannot be opened: the passphrase is wrong"
            " or it is no PKCS#12 file."
        ) from error
    if found.key is None or found.cert is None:
        raise BadCertificate(f"The file {path} holds no certificate with its private key.")
    if not isinstance(found.key, (rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey)):
        raise BadCertificate(f"The key in {path} is neither RSA nor of an elliptic curve.")
    chain = tuple(other.certificate for other in found.additional_certs)
    return Signer(found.cert.certificate, chain, found.key)


def ensure_development_certificate(folder: Path) -> Path:
    """Return the PKCS#12 file of a self-signed certificate below `folder`, made on first use.

    Its passphrase is in the file `passphrase` beside it. Both appear in one move of
    their folder, so two processes that start at once end with the same pair.
    """
    kept = Path(folder) / "development" / "certificate.p12"
    if kept.exists():
        return kept
    Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as parent:
        made = Path(parent) / "development"
        made.mkdir(mode=0o700)
        passphrase = secrets.token_urlsafe(32)
        _write_private(made / "passphrase", passphrase.encode())
        _write_private(made / kept.name, _development_pkcs12(passphrase))
        try:
            made.rename(kept.parent)
        except OSError:
            if not kept.exists():  # else another process was first: its pair is the one
                raise
    return kept


def _write_private(path: Path, data: bytes) -> None:
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(data)


def _development_pkcs12(passphrase: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "DEVELOPMENT ONLY"),
            x509.NameAttribute(NameOID.COMMON_NAME, DEVELOPMENT_NAME),
        ]
    )
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(DEVELOPMENT_FROM)
        .not_valid_after(DEVELOPMENT_UNTIL)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(SIGNING_ONLY, critical=True)
        .sign(key, hashes.SHA256())
    )
    lock = BestAvailableEncryption(passphrase.encode())
    return pkcs12.serialize_key_and_certificates(
        DEVELOPMENT_NAME.encode(), key, certificate, None, lock
    )
