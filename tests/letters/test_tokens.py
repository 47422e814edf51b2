"""Signing with a key on a token, as SoftHSM has it; skipped where the machine lacks it."""

import logging
import os
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from accounts.errors import Refused
from accounts.permissions import Role
from letters import tokens
from letters.actions import sign_letter
from letters.models import Letter
from letters.render import render_letter
from letters.seal import BadCertificate, configured_certificates, configured_signer, seal, verify
from letters.tokens import token_signer
from responses.workflow import State
from tests.factories import AT, make_letter, make_response, make_user
from tests.letters.pdfs import breaches
from tests.letters.sample_words import WORDS
from tests.letters.test_letter_actions import NAME, files_kept
from tests.letters.test_seal import AT as THEN
from tests.letters.test_seal import make_certificate

pkcs11 = pytest.importorskip("pkcs11", reason="python-pkcs11 is not installed")

MODULES = [
    Path("/usr/lib/softhsm/libsofthsm2.so"),
    *Path("/usr/lib").glob("*/softhsm/libsofthsm2.so"),
]
MODULE = next((path for path in MODULES if path.exists()), None)
TOKEN, PIN = "Office", "4711-sesame"

pytestmark = pytest.mark.skipif(MODULE is None, reason="SoftHSM is not on this machine")


def softhsm(*arguments):
    subprocess.run(  # noqa: S603
        ["softhsm2-util", *arguments],  # noqa: S607
        check=True,
        capture_output=True,
    )


@pytest.fixture(scope="session")  # the library reads its configuration once in a process
def token(tmp_path_factory):
    """A token with an RSA and an elliptic key, each with its certificate, and a lonely key."""
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        softhsm("--init-token", "--free", "--label", TOKEN, "--so-pin", "1234567", "--pin", PIN)
        keys = {
            "rsa": rsa.generate_private_key(public_exponent=65537, key_size=2048),
            "ec": ec.generate_private_key(ec.SECP256R1()),
            "lonely": ec.generate_private_key(ec.SECP256R1()),
            "foreign": ec.generate_private_key(ec.SECP256R1()),
        }
        for number, (label, key) in enumerate(keys.items(), start=1):
            path = folder / f"{label}.pem"
            path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            names = ["--label", label, "--id", f"0{number}", "--token", TOKEN, "--pin", PIN]
            softhsm("--import", str(path), *names)
        _add_certificates({label: keys[label] for label in ["rsa", "ec"]})
        _add_certificates({"foreign": keys["lonely"]})
        yield folder


def _add_certificates(keys):
    found = pkcs11.lib(str(MODULE)).get_token(token_label=TOKEN)
    with found.open(user_pin=PIN, rw=True) as session:
        for label, key in keys.items():
            certificate = make_certificate(key, f"Office of Wessmere, {label}")
            session.create_object(
                {
                    pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                    pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                    pkcs11.Attribute.TOKEN: True,
                    pkcs11.Attribute.LABEL: label,
                    pkcs11.Attribute.SUBJECT: certificate.subject.public_bytes(),
                    pkcs11.Attribute.VALUE: certificate.public_bytes(Encoding.DER),
                }
            )


@pytest.fixture(autouse=True)
def signed_out():
    """End the sessions of a test: a process that is signed in is asked for no PIN again."""
    yield
    for signer in tokens._open.values():
        signer.key.session.close()
    tokens._open.clear()
    tokens._wrong_pins.clear()


def sign(signer):
    words = {"reason": "Signed", "name": "Rowan Ashby", "location": "Wessmere"}
    return seal(render_letter(WORDS, sealed=True), signer=signer, at=THEN, **words)


@pytest.mark.parametrize("label", ["rsa", "ec"])
def test_key_on_a_token_seals_letters(token, label):
    signer = token_signer(MODULE, TOKEN, label, PIN)

    pdf = sign(signer)

    verdict = verify(pdf, trusted=signer.certificate)
    assert verdict.is_unaltered and verdict.trusted
    assert verdict.signer_name == f"Office of Wessmere, {label}"
    assert breaches(pdf) == []


def test_session_is_kept_and_opened_again_when_it_is_lost(token):
    signer = token_signer(MODULE, TOKEN, "ec", PIN)
    assert token_signer(MODULE, TOKEN, "ec", PIN) is signer
    before = signer.key.session
    sign(signer)
    assert signer.key.session is before

    signer.key.session.close()

    assert verify(sign(signer), trusted=signer.certificate).trusted
    assert signer.key.session is not before


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"module": "/nowhere.so"}, "module /nowhere.so cannot be loaded"),
        ({"token": "Another"}, "There is no token Another"),
        ({"label": "none"}, "has no private key none"),
        ({"label": "lonely"}, "has no certificate lonely"),
        ({"label": "foreign"}, "no certificate foreign that belongs to its key"),
        ({"pin": "9999-guess"}, "refuses the PIN in SIGNING_PKCS11_PIN"),
    ],
)
def test_wrong_setting_is_named_and_the_pin_is_not(token, change, words):
    values = {"module": MODULE, "token": TOKEN, "label": "ec", "pin": PIN} | change

    with pytest.raises(BadCertificate, match=words) as caught:
        token_signer(**values)

    assert values["pin"] not in str(caught.value)


def test_wrong_pin_is_given_to_the_token_once(token, monkeypatch):
    asked = []
    monkeypatch.setattr(tokens, "_opened", lambda named: asked.append(named))
    tokens._wrong_pins.add((os.getpid(), MODULE, TOKEN, "ec", "0000-wrong"))

    with pytest.raises(BadCertificate, match="not tried again"):
        token_signer(MODULE, TOKEN, "ec", "0000-wrong")

    assert asked == []


@pytest.fixture
def configured(token, settings):
    settings.SIGNING_PKCS11_MODULE, settings.SIGNING_PKCS11_TOKEN = MODULE, TOKEN
    settings.SIGNING_PKCS11_KEY, settings.SIGNING_PKCS11_PIN = "rsa", PIN
    return settings


@pytest.mark.django_db
def test_letter_is_signed_with_the_token_of_the_settings(configured):
    letter = make_letter(make_response(state=State.APPROVED), signed=True)

    with letter.pdf.open() as file:
        verdict = verify(file.read(), trusted=configured_certificates())
    assert verdict.trusted and verdict.signer_name == "Office of Wessmere, rsa"
    assert PIN not in repr(configured_signer())


@pytest.mark.django_db
def test_failing_token_signs_nothing_and_tells_no_pin(configured, caplog):
    letter = make_letter(make_response(state=State.APPROVED))
    configured.SIGNING_PKCS11_PIN = "8888-secret"

    with (
        caplog.at_level(logging.DEBUG),
        pytest.raises(Refused, match="not signed and nothing is changed. The token") as caught,
    ):
        sign_letter(letter, NAME, by=make_user(Role.SIGNATORY, letter.body), at=AT)

    assert (Letter.objects.get().is_signed, files_kept()) == (False, [])
    assert "8888-secret" not in str(caught.value) + caplog.text
