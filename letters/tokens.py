"""A signing key that never leaves its token: an HSM, a smart card, SoftHSM (PKCS#11)."""

import hashlib
import logging
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from letters.certificates import BadCertificate, Signer

logger = logging.getLogger(__name__)

# What stands before a digest that a bare RSA signature is made of: RFC 8017, section 9.2.
DIGEST_INFO = {
    "sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
    "sha384": bytes.fromhex("3041300d060960864801650304020205000430"),
    "sha512": bytes.fromhex("3051300d060960864801650304020305000440"),
}

_opening = threading.Lock()
_open: dict[tuple[Any, ...], "TokenSigner"] = {}
_wrong_pins: set[tuple[Any, ...]] = set()


class TokenKey:
    """A private key on a token, with one session for it that is kept and opened anew if lost."""

    def __init__(self, session: Any, module: Path, token: str, label: str, pin: str) -> None:
        self._named = (module, token, label)
        self._pin = pin
        self._lock = threading.Lock()
        self.session = session
        self._key = _private_key(session, token, label)

    def sign(self, data: bytes, mechanism: str) -> bytes:
        """Return the bare signature over `data`; a session that was lost is opened again once."""
        from pkcs11 import Mechanism, PKCS11Error  # noqa: PLC0415

        with self._lock:
            try:
                return self._key.sign(data, mechanism=Mechanism[mechanism])
            except PKCS11Error as error:
                logger.warning("The token did not sign: %s", type(error).__name__)
            try:
                module, token, label = self._named
                self.session = _session(module, token, self._pin)
                self._key = _private_key(self.session, token, label)
                return self._key.sign(data, mechanism=Mechanism[mechanism])
            except PKCS11Error as error:
                said = type(error).__name__
                raise BadCertificate(f"The token {token} does not sign: {said}.") from error


@dataclass(frozen=True)
class TokenSigner(Signer):
    """A certificate whose key is on a token; the token only ever sees the letter's hash."""

    def raw_signature(self, data: bytes, digest: str) -> bytes:
        hashed = hashlib.new(digest, data).digest()
        if isinstance(self.certificate.public_key(), rsa.RSAPublicKey):
            return self.key.sign(DIGEST_INFO[digest] + hashed, "RSA_PKCS")
        signature = self.key.sign(hashed, "ECDSA")
        half = len(signature) // 2
        return encode_dss_signature(
            int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
        )


def token_signer(module: Path, token: str, label: str, pin: str) -> TokenSigner:
    """Return the signer of the key `label` on a token, with the certificate of that label.

    It is opened once in a process. Raises BadCertificate. A wrong PIN is not given to
    the token a second time by this process, for after a few of them it would lock.
    """
    named = (os.getpid(), module, token, label, pin)
    with _opening:
        if named in _wrong_pins:
            raise BadCertificate(_wrong_pin(token))
        if named not in _open:
            _open[named] = _opened(named)
        return _open[named]


def _wrong_pin(token: str) -> str:
    return (
        f"The token {token} refuses the PIN in SIGNING_PKCS11_PIN. It is not tried again until"
        " the service is started anew."
    )


def _opened(named: tuple[Any, ...]) -> TokenSigner:
    _, module, token, label, pin = named
    try:
        from pkcs11 import PinIncorrect, PinInvalid, PinLenRange, PKCS11Error  # noqa: PLC0415
    except ImportError as error:
        raise BadCertificate(
            "The package python-pkcs11 is missing. Install it, or sign with SIGNING_PKCS12."
        ) from error
    try:
        session = _session(module, token, pin)
        try:
            return _signer(TokenKey(session, module, token, label, pin), token, label)
        except BaseException:
            session.close()
            raise
    except (PinIncorrect, PinInvalid, PinLenRange) as error:
        _wrong_pins.add(named)
        raise BadCertificate(_wrong_pin(token)) from error
    except PKCS11Error as error:
        said = type(error).__name__
        raise BadCertificate(f"The token {token} cannot be opened: {said}.") from error


def _signer(key: TokenKey, token: str, label: str) -> TokenSigner:
    own, others = _certificates(key.session, label)
    for certificate in sorted(own, key=lambda one: one.not_valid_before_utc, reverse=True):
        signer = TokenSigner(certificate, others, key)
        if _belongs_together(signer):
            return signer
    raise BadCertificate(f"The token {token} has no certificate {label} that belongs to its key.")


def _belongs_together(signer: TokenSigner) -> bool:
    """Say whether what the key signs is true by the certificate."""
    public = signer.certificate.public_key()
    try:
        signature = signer.raw_signature(b"", "sha256")
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, b"", PKCS1v15(), SHA256())
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, b"", ec.ECDSA(SHA256()))
        else:
            return False
    except (InvalidSignature, BadCertificate):
        return False
    return True


def _session(module: Path, token: str, pin: str) -> Any:
    from pkcs11 import NoSuchToken, PKCS11Error, UserAlreadyLoggedIn, lib  # noqa: PLC0415

    try:
        found = lib(str(module)).get_token(token_label=token)
    except NoSuchToken as error:
        raise BadCertificate(f"There is no token {token} at the module {module}.") from error
    except (RuntimeError, OSError, PKCS11Error) as error:
        raise BadCertificate(f"The PKCS#11 module {module} cannot be loaded.") from error
    try:
        return found.open(user_pin=pin)
    except UserAlreadyLoggedIn:  # a process signs in once, for all of its sessions
        return found.open()


def _private_key(session: Any, token: str, label: str) -> Any:
    from pkcs11 import MultipleObjectsReturned, NoSuchKey, ObjectClass  # noqa: PLC0415

    try:
        return session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=label)
    except NoSuchKey as error:
        raise BadCertificate(f"The token {token} has no private key {label}.") from error
    except MultipleObjectsReturned as error:
        raise BadCertificate(f"The token {token} has several keys {label}.") from error


def _certificates(
    session: Any, label: str
) -> tuple[list[x509.Certificate], tuple[x509.Certificate, ...]]:
    """Return the certificates of the label, and the others of the token for a chain."""
    from pkcs11 import Attribute, ObjectClass  # noqa: PLC0415

    own: list[x509.Certificate] = []
    others: list[x509.Certificate] = []
    for found in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
        certificate = x509.load_der_x509_certificate(bytes(found[Attribute.VALUE]))
        (own if found[Attribute.LABEL] == label else others).append(certificate)
    return own, tuple(others)
