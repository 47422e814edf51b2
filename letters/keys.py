"""The key that the settings name: on a token, in a file, or else one made for development."""

from cryptography import x509
from django.conf import settings

from letters.certificates import (
    Signer,
    ensure_development_certificate,
    load_signer,
)
from letters.tokens import token_signer


def configured_signer() -> Signer:
    """Return the signer of the settings, or else the development one; raises BadCertificate."""
    if settings.SIGNING_PKCS11_MODULE:
        return token_signer(
            settings.SIGNING_PKCS11_MODULE,
            settings.SIGNING_PKCS11_TOKEN,
            settings.SIGNING_PKCS11_KEY,
            settings.SIGNING_PKCS11_PIN,
        )
    if settings.SIGNING_PKCS12:
        return load_signer(settings.SIGNING_PKCS12, settings.SIGNING_PASSPHRASE)
    path = ensure_development_certificate(settings.DATA_DIR / "certificates")
    return load_signer(path, (path.parent / "passphrase").read_text())


def names_a_key() -> bool:
    """Say whether the settings name a key of the office's own."""
    return bool(settings.SIGNING_PKCS11_MODULE or settings.SIGNING_PKCS12)


def configured_certificates() -> tuple[x509.Certificate, ...]:
    """Return what `verify` should trust, and make nothing; raises BadCertificate."""
    development = settings.DATA_DIR / "certificates" / "development" / "certificate.p12"
    if not names_a_key() and not development.exists():
        return ()
    return (configured_signer().certificate,)
